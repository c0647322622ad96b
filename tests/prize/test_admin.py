"""The technical administration keeps its hands off what the workflow decides."""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import timezone

from prize import actions
from prize.models import Award, Edition
from prize.models.history import first_break
from tests import factories

pytestmark = pytest.mark.django_db
NO_MEMBERSHIPS = {f"memberships-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}


@pytest.fixture
def at_root(client):
    client.force_login(factories.UserFactory(is_staff=True, is_superuser=True))
    return client


def test_states_numbers_and_history_are_only_read(at_root):
    application = factories.filed()
    letter, row = application.letters.get(), application.history.first()
    for thing in (application, application.candidacies.get(), letter, row):
        address = f"/technik/prize/{thing._meta.model_name}/{thing.pk}"
        assert at_root.get(f"{address}/change/").status_code == 200
        assert at_root.post(f"{address}/change/", {"state": "awarded"}).status_code == 403
        assert at_root.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
        assert at_root.get(f"/technik/prize/{thing._meta.model_name}/add/").status_code == 403


@pytest.mark.parametrize(
    "model", ["user", "edition", "award", "donor", "organisation", "application", "candidacy", "letter", "history"]
)
def test_the_lists_open(at_root, model):
    factories.filed()
    assert at_root.get(f"/technik/prize/{model}/").status_code == 200


def test_a_role_is_given_and_a_new_person_has_no_password(at_root):
    data = {"email": "Neu@Example.org", "name": "Neu", "office_role": "clerk", "is_active": "on"} | NO_MEMBERSHIPS
    assert at_root.post("/technik/prize/user/add/", data).status_code == 302
    person = actions.people.User.objects.get(email="neu@example.org")
    assert (person.office_role, person.has_usable_password(), person.is_superuser) == ("clerk", False, False)


def test_staff_do_not_lay_hands_on_a_superuser(client):
    staff, root = factories.UserFactory(is_staff=True), factories.UserFactory(is_staff=True, is_superuser=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    client.force_login(staff)
    assert client.post(f"/technik/prize/user/{root.pk}/change/", {"email": "mine@example.org"}).status_code == 403
    shown = client.get(f"/technik/prize/user/{staff.pk}/change/").content.decode()
    for name in ("is_staff", "office_role", "email"):
        assert f'name="{name}"' not in shown
    assert 'name="name"' in shown


def test_roles_and_addresses_are_a_superusers_matter(client):
    """Also one's own: otherwise whoever keeps the list of people could decide the prize."""
    staff, other = factories.UserFactory(is_staff=True), factories.clerk(email="clerk@example.org")
    staff.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user", "add_user"]))
    client.force_login(staff)
    for person in (staff, other):
        data = {"email": "mine@example.org", "name": "Neu", "office_role": "lead", "is_active": "on"} | NO_MEMBERSHIPS
        assert client.post(f"/technik/prize/user/{person.pk}/change/", data).status_code == 302
        before = (person.email, person.office_role)
        person.refresh_from_db()
        assert (person.email, person.office_role, person.name) == (*before, "Neu")
    data = {"email": "neu@example.org", "office_role": "lead", "is_active": "on"} | NO_MEMBERSHIPS
    assert client.post("/technik/prize/user/add/", data).status_code == 302
    assert actions.people.User.objects.get(email="neu@example.org").office_role == ""


def test_a_new_role_leaves_a_trace_that_the_auditor_reads(at_root, client):
    person, auditor = factories.clerk(), factories.UserFactory(office_role="auditor", is_staff=True)
    data = {"email": person.email, "name": person.name, "office_role": "lead", "is_active": "on"} | NO_MEMBERSHIPS
    assert at_root.post(f"/technik/prize/user/{person.pk}/change/", data).status_code == 302
    client.force_login(auditor)
    shown = client.get("/technik/admin/logentry/").content.decode()
    assert "Rolle in der Geschäftsstelle: Sachbearbeitung → Leitung" in shown
    assert client.post("/technik/admin/logentry/add/").status_code == 403
    client.force_login(factories.UserFactory(is_staff=True))
    assert client.get("/technik/admin/logentry/").status_code == 403


def test_an_award_keeps_the_places_that_are_taken():
    award = factories.AwardFactory(places=2)
    for candidacy in [factories.scored(edition=award.edition).candidacies.get() for _ in range(2)]:
        actions.nominate(candidacy, by=factories.clerk(), at=timezone.now())
    for candidacy in award.candidacies.all():
        actions.move(candidacy, "award_prize", by=factories.lead(), at=timezone.now())
    award.refresh_from_db()
    award.places = 2
    award.full_clean()
    award.places = 1
    with pytest.raises(ValidationError, match="Weniger als 2 geht nicht"):
        award.full_clean()


def test_what_happens_while_somebody_saves_is_not_written_back():
    """A row that was read before a filing or a decision must not bring its old counters and moments back."""
    award = factories.AwardFactory()
    stale_edition, stale_award = Edition.objects.get(), Award.objects.get()
    factories.filed(edition=award.edition)
    actions.freeze_ranking(award, by=factories.lead(), at=timezone.now())
    for stale, name, value in ((stale_edition, "motto", "Neu"), (stale_award, "name", "Neuer Name")):
        setattr(stale, name, value)
        form = SimpleNamespace(changed_data=[name])
        admin.site.get_model_admin(type(stale)).save_model(None, stale, form, change=True)
    edition, award = Edition.objects.get(), Award.objects.get()
    assert (edition.motto, edition.last_number, award.name) == ("Neu", 1, "Neuer Name")
    assert award.ranking_frozen_at
    assert first_break(edition) is None
