"""Who belongs to an organisation and what they may do there, through the pages."""

import importlib

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Application, Invitation, Letter, Membership, OrganisationHistory
from tests import factories
from tests.prize.wizard import page_url, save

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(name, args=args)


def sign_in(client, user):
    client.force_login(user)
    return user


def page(response):
    return response.content.decode()


@pytest.fixture
def organisation():
    return factories.OrganisationFactory(name="Nachbarschaft Asendorf e. V.")


@pytest.fixture
def owner(client, organisation):
    return sign_in(client, factories.member_of(organisation, right="owner", name="Olga Owner"))


@pytest.fixture
def colleague(organisation, owner):
    return factories.member_of(organisation, right="edit", name="Karl Kollege", email="karl@example.org")


def membership(user):
    return Membership.objects.get(user=user)


@pytest.fixture
def draft(organisation):
    return factories.ApplicationFactory(edition=factories.AwardFactory().edition, organisation=organisation)


def newest_letter():
    return Letter.objects.order_by("pk").last()


# Rights --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("right", "may"),
    [("view", (False, False)), ("edit", (True, False)), ("submit", (True, True)), ("owner", (True, True))],
)
def test_a_right_opens_its_pages_and_buttons_and_no_more(client, organisation, draft, right, may):
    writes, files = may
    if right != "owner":
        factories.member_of(organisation, right="owner")
    sign_in(client, factories.member_of(organisation, right=right))
    mine = page(client.get(url("my_applications")))
    status = page(client.get(url("application_status", draft.pk)))
    assert ("Weiterschreiben" in mine, "Weiterschreiben" in status) == (writes, writes)
    assert ("Neue Bewerbung" in mine, "Angaben ändern" in mine) == (writes, writes)
    assert ("Prüfen und einreichen" in status, "Entwurf verwerfen" in status) == (files, files)
    assert client.get(page_url(draft, "goals")).status_code == (200 if writes else 302)
    assert client.get(url("organisation_edit", organisation.pk)).status_code == (200 if writes else 302)
    assert client.get(url("application_withdraw", draft.pk)).status_code == (200 if files else 302)
    assert ("Verbindlich einreichen" in page(client.get(url("application_file", draft.pk), follow=True))) == files
    saved = save(client, draft, project_title="Neu")
    assert saved.status_code == (302 if writes else 409)
    assert (Application.objects.get().project_title == "Neu") == writes
    if not writes:
        assert 'value="Neu"' in page(saved)
        assert "Sie dürfen diese Bewerbung lesen, aber nicht ändern." in page(saved)


@pytest.mark.parametrize("right", ["view", "edit"])
def test_filing_and_withdrawing_need_their_right(client, organisation, owner, draft, right):
    sign_in(client, factories.member_of(organisation, right=right))
    assert client.post(url("application_file", draft.pk)).status_code == 409
    assert client.post(url("application_withdraw", draft.pk)).status_code == 302
    assert Application.objects.get().is_draft


def test_who_may_write_but_not_file_is_told_whom_to_ask(client, colleague, owner, draft):
    sign_in(client, colleague)
    text = page(client.get(url("application_file", draft.pk)))
    assert "Einreichen darf jemand anderes aus Ihrer Organisation" in text
    assert f"Olga Owner ({owner.email})" in text
    assert "Karl Kollege (" not in text


def test_a_reader_starts_no_application_and_loses_no_typed_facts(client, organisation, owner, draft):
    sign_in(client, factories.member_of(organisation, right="view"))
    assert client.get(url("application_new")).url == url("my_applications")
    assert client.post(url("application_new"), {"project_title": "Nein"}).url == url("my_applications")
    answer = client.post(
        url("organisation_edit", organisation.pk), {"name": "Getippt", "kind": "verein", "town": "Celle"}
    )
    assert answer.status_code == 409
    assert 'value="Getippt"' in page(answer)
    organisation.refresh_from_db()
    assert organisation.name == "Nachbarschaft Asendorf e. V."


def test_the_withdraw_step_of_a_candidacy_asks_the_right_as_well(organisation, owner):
    application = factories.filed(factories.ApplicationFactory(organisation=organisation), by=owner)
    reader = factories.member_of(organisation, right="edit")
    with pytest.raises(actions.StepNotOpen):
        actions.withdraw_application(application, by=reader, at=timezone.now())
    actions.withdraw_application(application, by=owner, at=timezone.now())


def test_who_registers_an_organisation_is_responsible_for_it(client):
    user = sign_in(client, factories.UserFactory())
    client.post(url("organisation_new"), {"name": "Chor", "kind": "verein", "town": "Celle"})
    assert membership(user).is_owner
    assert OrganisationHistory.objects.get().step == "register"


def test_the_database_refuses_a_second_owner_and_unknown_rights(organisation, owner):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.MembershipFactory(organisation=organisation, right="owner")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.MembershipFactory(organisation=organisation, right="king")


# The page ------------------------------------------------------------------------------------------
def test_members_see_the_list_and_only_the_owner_its_buttons(client, organisation, owner, colleague):
    client.post(url("members", organisation.pk), {"email": "wartet@example.org", "right": "view"})
    mine = page(client.get(url("members", organisation.pk)))
    for words in ("Olga Owner", "Karl Kollege", "karl@example.org", "wartet@example.org", "Recht ändern", "Entfernen"):
        assert words in mine
    assert "Was sich an den Mitgliedern geändert hat" in mine
    sign_in(client, colleague)
    theirs = page(client.get(url("members", organisation.pk)))
    assert "Olga Owner" in theirs
    assert "Austreten" in theirs
    for words in ("wartet@example.org", "Recht ändern", "Entfernen", "Einladung senden"):
        assert words not in theirs


def test_the_list_costs_the_same_for_two_as_for_twenty(client, organisation, owner):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url("members", organisation.pk))
        return len(queries)

    def grow(number):
        for _ in range(number):
            factories.member_of(organisation)
        for _ in range(number):
            email = f"neu{Invitation.objects.count()}@example.org"
            other = factories.UserFactory()
            Invitation.objects.create(
                organisation=organisation, email=email, token_hash=email, invited_by=other,
                invited_at=timezone.now(), expires_at=timezone.now(),
            )  # fmt: skip
            OrganisationHistory.objects.create(
                organisation=organisation, step="invite", by=other, at=timezone.now(), email=email
            )

    grow(2)
    few = count()
    grow(18)
    assert count() == few


def test_the_owner_changes_a_right(client, organisation, colleague):
    pk = membership(colleague).pk
    assert "Was darf Karl Kollege?" in page(client.get(url("member", pk)))
    assert "Das Recht von Karl Kollege ist geändert." in page(
        client.post(url("member", pk), {"right": "view"}, follow=True)
    )
    assert membership(colleague).right == "view"
    assert "keine gültige Auswahl" in page(client.post(url("member", pk), {"right": "owner"}))
    row = OrganisationHistory.objects.get(step="change_right")
    assert (row.before, row.after, row.user) == ("edit", "view", colleague)


@pytest.mark.parametrize("name", ["member", "member_remove", "hand_over"])
def test_a_member_manages_nobody_else(client, organisation, owner, colleague, name):
    third = membership(factories.member_of(organisation, right="view"))
    sign_in(client, colleague)
    assert client.get(url(name, third.pk)).url == url("members", organisation.pk)
    answer = client.post(url(name, third.pk), {"right": "submit"})
    assert answer.status_code == 409
    assert "nur, wer für die Organisation verantwortlich ist" in page(answer)
    third.refresh_from_db()
    assert third.right == "view"


def test_the_owner_removes_somebody_after_asking(client, organisation, colleague, draft):
    pk = membership(colleague).pk
    assert "Karl Kollege entfernen?" in page(client.get(url("member_remove", pk)))
    assert Membership.objects.filter(pk=pk).exists()
    assert "Karl Kollege ist entfernt." in page(client.post(url("member_remove", pk), follow=True))
    sign_in(client, colleague)
    assert client.get(url("application_status", draft.pk)).status_code == 404


def test_a_member_leaves(client, organisation, colleague):
    sign_in(client, colleague)
    assert "Wirklich austreten?" in page(client.get(url("member_remove", membership(colleague).pk)))
    answer = client.post(url("member_remove", membership(colleague).pk), follow=True)
    assert "Sie gehören nicht mehr zu „Nachbarschaft Asendorf e. V.“." in page(answer)
    assert OrganisationHistory.objects.get(step="leave").user == colleague


def test_the_owner_cannot_leave_without_handing_over(client, organisation, owner, colleague):
    pk = membership(owner).pk
    assert "Zuerst die Verantwortung übergeben" in page(client.get(url("member_remove", pk)))
    assert client.post(url("member_remove", pk)).status_code == 409
    assert membership(owner).is_owner
    client.post(url("hand_over", membership(colleague).pk))
    assert client.post(url("member_remove", pk)).status_code == 302
    assert not Membership.objects.filter(user=owner).exists()


def test_handing_over_asks_changes_both_and_tells_the_new_owner(client, organisation, owner, colleague):
    pk = membership(colleague).pk
    assert "Verantwortung an Karl Kollege übergeben?" in page(client.get(url("hand_over", pk)))
    assert "Karl Kollege ist jetzt verantwortlich." in page(client.post(url("hand_over", pk), follow=True))
    assert (membership(owner).right, membership(colleague).right) == ("submit", "owner")
    assert newest_letter().to_address == "karl@example.org"
    assert "Olga Owner hat Ihnen die Verantwortung" in newest_letter().body
    assert client.post(url("hand_over", membership(owner).pk)).status_code == 409


def test_who_was_removed_a_moment_ago_cannot_be_changed(organisation, owner, colleague):
    stale, now = membership(colleague), timezone.now()
    actions.remove_member(stale, by=owner, at=now)
    for act in (actions.hand_over, actions.remove_member):
        with pytest.raises(actions.NotAllowed, match="gehört inzwischen nicht mehr"):
            act(membership_copy(stale), by=owner, at=now)
    with pytest.raises(actions.NotAllowed):
        actions.change_right(membership_copy(stale), "view", by=owner, at=now)


def membership_copy(gone):
    """As a page has it that was loaded before."""
    return Membership(pk=gone.pk or 999_999, organisation=gone.organisation, user=gone.user, right=gone.right)


def test_the_log_is_append_only(organisation, owner, colleague):
    actions.remove_member(membership(colleague), by=owner, at=timezone.now())
    with pytest.raises(PermissionDenied):
        OrganisationHistory.objects.update(step="leave")
    with pytest.raises(PermissionDenied):
        OrganisationHistory.objects.all().delete()
    with pytest.raises(PermissionDenied):
        OrganisationHistory.objects.get().delete()


# Removed while writing -----------------------------------------------------------------------------
def test_who_is_removed_while_writing_gets_their_words_back(client, organisation, owner, colleague, draft):
    sign_in(client, colleague)
    assert client.get(page_url(draft, "goals")).status_code == 200
    actions.remove_member(membership(colleague), by=owner, at=timezone.now())
    typed = {"project_title": "Haus Asendorf", "goals": "Drei Stunden\r\ngeschrieben", "version": 1, "then": "save"}
    typed |= {"contact_email": "karl@", "since_year": "neulich"}
    answer = client.post(page_url(draft, "goals"), typed)
    text = page(answer)
    assert answer.status_code == 403
    assert "Sie gehören nicht mehr zu „Nachbarschaft Asendorf e. V.“. Deshalb wurde nichts gespeichert." in text
    for words in ("Drei Stunden", "karl@", "neulich"):
        assert words in text
    assert "Ziele und Zielgruppe" in text
    assert draft.content["description"] not in text  # their own words, nothing of what is stored
    assert Application.objects.get().content["goals"] == draft.content["goals"]
    assert client.get(page_url(draft, "goals")).status_code == 404


def test_the_same_for_the_facts_of_the_organisation(client, organisation, owner, colleague):
    sign_in(client, colleague)
    actions.remove_member(membership(colleague), by=owner, at=timezone.now())
    answer = client.post(url("organisation_edit", organisation.pk), {"name": "Neuer Name", "street": "Weg 1"})
    assert answer.status_code == 403
    assert "Weg 1" in page(answer)


def test_who_never_was_a_member_is_told_nothing(client, draft):
    sign_in(client, factories.UserFactory())
    assert client.post(page_url(draft, "goals"), {"goals": "geraten"}).status_code == 404


# Next year -----------------------------------------------------------------------------------------
def test_a_new_application_starts_with_the_last_ones_place_and_people(client, organisation, owner):
    last = factories.ApplicationFactory(
        organisation=organisation, place="Asendorf", contact_phone="05022 1",
        answers={"website": "https://haus.example"},
    )  # fmt: skip
    call = factories.AwardFactory().edition
    answer = client.post(url("application_new"), {"project_title": "Zweites Haus"}, follow=True)
    new = Application.objects.get(edition=call)
    assert (new.place, new.district, new.content["website"]) == ("Asendorf", last.district, "https://haus.example")
    assert (new.contact_name, new.contact_email, new.contact_phone) == (
        last.contact_name,
        last.contact_email,
        "05022 1",
    )
    assert (new.short_text, new.content.get("is_truthful")) == ("", None)
    assert "Aus Ihrer letzten Bewerbung übernommen" in page(answer)


# The technical administration ----------------------------------------------------------------------
def test_what_the_administration_changes_is_written_down(client, organisation, owner, colleague):
    boss = sign_in(client, factories.UserFactory(is_staff=True, is_superuser=True))
    rows = [membership(owner), membership(colleague)]
    data = {"name": organisation.name, "kind": "verein", "town": "Celle"}
    data |= {"memberships-TOTAL_FORMS": "2", "memberships-INITIAL_FORMS": "2"}
    for n, row in enumerate(rows):
        data |= {f"memberships-{n}-{key}": value for key, value in (("id", row.pk), ("user", row.user_id))}
        data |= {f"memberships-{n}-organisation": organisation.pk, f"memberships-{n}-right": row.right}
    answer = client.post(
        f"/technik/prize/organisation/{organisation.pk}/change/", data | {"memberships-1-DELETE": "on"}
    )
    assert answer.status_code == 302, page(answer)
    row = OrganisationHistory.objects.get()
    assert (row.step, row.user, row.by, row.before) == ("remove", colleague, boss, "edit")


def test_the_migration_makes_the_first_member_responsible(organisation, owner, colleague):
    """As it was before: everybody the same."""
    Membership.objects.update(right="submit")
    migration = importlib.import_module("prize.migrations.0005_people_and_rights")
    migration.name_owners(apps, None)
    assert (membership(owner).right, membership(colleague).right) == ("owner", "submit")
    assert membership(owner).joined_at is None
