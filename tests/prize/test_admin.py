"""The technical administration keeps its hands off what the workflow decides."""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.utils import timezone

from prize import actions
from prize.models import Award, Edition
from prize.models.history import first_break
from tests import factories

pytestmark = pytest.mark.django_db


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
    empty = {f"memberships-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data = {"email": "Neu@Example.org", "name": "Neu", "office_role": "clerk", "is_active": "on"} | empty
    assert at_root.post("/technik/prize/user/add/", data).status_code == 302
    person = actions.people.User.objects.get(email="neu@example.org")
    assert (person.office_role, person.has_usable_password(), person.is_superuser) == ("clerk", False, False)


def test_staff_do_not_lay_hands_on_a_superuser(client):
    staff, root = factories.UserFactory(is_staff=True), factories.UserFactory(is_staff=True, is_superuser=True)
    staff.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    client.force_login(staff)
    assert client.post(f"/technik/prize/user/{root.pk}/change/", {"email": "mine@example.org"}).status_code == 403
    shown = client.get(f"/technik/prize/user/{staff.pk}/change/").content.decode()
    assert 'name="is_staff"' not in shown
    assert 'name="office_role"' in shown


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
