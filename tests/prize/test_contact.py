"""Who answers for an application changes at any time, also after filing and after the award; letters follow."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Application, History, Letter
from tests import factories
from tests.journeys.person import Person

pytestmark = pytest.mark.django_db
NEW = {"Ansprechperson": "Berta Neu", "E-Mail der Ansprechperson": "berta@example.org", "Telefon": "0511 99"}
OLD = {"contact_name": "Ada Beispiel", "contact_email": "ada@example.org", "contact_phone": ""}


def url(name, *args):
    return reverse(name, args=args)


@pytest.fixture
def member(organisation):
    return Person(factories.member_of(organisation, name="Mia Mitglied"))


@pytest.fixture
def filed(draft, member):
    return factories.filed(draft)


@pytest.fixture
def clerk():
    return Person(factories.clerk(name="Sina Sachbearbeitung"))


def contact_of(application):
    return Application.objects.values_list("contact_name", "contact_email", "contact_phone").get(pk=application.pk)


def change(person, application, page="contact", **more):
    return person.open(url(page, application.pk)).fill(NEW | more, "Speichern")


def letters(kind):
    return [(letter.to_address, letter.to_name) for letter in Letter.objects.filter(kind=kind).order_by("pk")]


# By the organisation -----------------------------------------------------------------------------
def test_after_filing_both_addresses_hear_of_it_and_the_office_sees_it(member, clerk, filed):
    member.open(url("application_status", filed.pk)).follow("Ansprechperson ändern")
    member.fill(NEW, "Speichern").sees("Die Ansprechperson ist gespeichert.")
    assert contact_of(filed) == ("Berta Neu", "berta@example.org", "0511 99")
    assert letters("contact_old") == [("ada@example.org", "Ada Beispiel")]
    assert letters("contact_new") == [("berta@example.org", "Berta Neu")]
    old = Letter.objects.get(kind="contact_old")
    assert old.subject == "Die Ansprechperson der Bewerbung 2099-0001 wurde geändert"
    assert "Sie ist jetzt Berta Neu." in old.body
    assert "Mia Mitglied" in old.body
    clerk.open(url("application_office", filed.pk)).sees(
        "berta@example.org",
        "Ansprechperson geändert",
        "vorher: Ada Beispiel, ada@example.org",
        "nachher: Berta Neu, berta@example.org, 0511 99",
    )


def test_what_has_not_left_goes_to_the_new_address(member, clerk, filed):
    now = timezone.now()
    later = now + datetime.timedelta(hours=1)  # the first letter may wait a while for what goes with it
    actions.deliver_due(at=later, clock=lambda: later)
    sent = Letter.objects.get(kind="file")
    actions.move(filed.candidacies.get(), "reject", by=factories.clerk(), at=now, reason="Ada Beispiel war es nicht.")
    change(member, filed)
    held = Letter.objects.get(kind="reject")
    assert (held.to_address, held.to_name, held.state) == ("berta@example.org", "Berta Neu", "held")
    assert held.body.startswith("Guten Tag Berta Neu,")
    assert "Ada Beispiel war es nicht." in held.body
    sent.refresh_from_db()
    assert sent.to_address == "ada@example.org"
    assert History.objects.get(step="change_contact").facts["letters_redirected"] == 1
    assert "nicht versandte" not in member.open(url("application_status", filed.pk)).text
    clerk.open(url("application_office", filed.pk)).sees("Noch nicht versandte Schreiben, die nun an die neue Adresse")


def test_a_letter_in_the_hands_of_the_worker_and_those_to_others_stay(member, filed, clerk):
    now = timezone.now()
    Letter.objects.update(leased_until=now + actions.letters.LEASE)
    type(filed.edition).objects.filter(pk=filed.edition_id).update(contact_email="ada@example.org")
    member.open(url("thread", filed.pk)).fill({"Ihre Nachricht": "Frage?"}, "An die Geschäftsstelle")
    change(member, filed)
    assert letters("file") == letters("contact_old") == [("ada@example.org", "Ada Beispiel")]
    assert [address for address, _name in letters("message_to_office")] == ["ada@example.org"]
    assert History.objects.get(step="change_contact").facts["letters_redirected"] == 0


def test_a_new_name_alone_writes_no_letter(member, filed):
    change(member, filed, **{"E-Mail der Ansprechperson": "ada@example.org"})
    assert letters("contact_old") == letters("contact_new") == []
    assert letters("file") == [("ada@example.org", "Berta Neu")]
    assert History.objects.filter(step="change_contact").count() == 1


def test_a_second_click_changes_nothing(member, filed):
    data = {"contact_name": "Berta Neu", "contact_email": "berta@example.org", "contact_phone": ""}
    for _ in range(2):
        assert member.client.post(url("contact", filed.pk), data).status_code == 302
    assert History.objects.filter(step="change_contact").count() == 1
    assert Letter.objects.filter(kind="contact_new").count() == 1


def test_of_a_draft_nobody_hears(member, draft):
    change(member, draft)
    assert contact_of(draft)[0] == "Berta Neu"
    assert not Letter.objects.exists()
    assert not History.objects.exists()


def test_a_form_that_was_open_does_not_write_the_old_contact_back(member, draft):
    opened = Person(draft.organisation.memberships.get().user).open(url("application_page", draft.pk, "kontakt"))
    change(member, draft)
    opened.fill({"Telefon": "0511 77"}, "Speichern")
    assert contact_of(draft)[:2] == ("Berta Neu", "berta@example.org")
    assert Application.objects.get().content["contact_name"] == "Berta Neu"


def test_after_the_award_too_and_no_more_once_withdrawn(member, filed):
    factories.end_call(filed.edition)
    change(member, filed).sees("Die Ansprechperson ist gespeichert.")
    actions.withdraw_application(filed, by=factories.clerk(), at=timezone.now(), reason="Umzug")
    member.open(url("contact", filed.pk)).sees("Die Ansprechperson lässt sich hier nicht ändern.")
    page = member.client.post(url("contact", filed.pk), OLD)
    assert page.status_code == 409
    assert "Ada Beispiel" in page.content.decode()
    assert contact_of(filed)[0] == "Berta Neu"


def test_who_may_only_read_changes_nothing(filed):
    reader = Person(factories.member_of(filed.organisation, right="view"))
    reader.open(url("contact", filed.pk)).sees("Die Ansprechperson lässt sich hier nicht ändern.")
    assert not [a for a in reader.page.iter("a") if "Ansprechperson ändern" in a.text_content()]
    assert reader.client.post(url("contact", filed.pk), OLD | {"contact_name": "Ich"}).status_code == 409
    assert contact_of(filed)[0] == "Ada Beispiel"


def test_it_is_one_more_version_and_outlives_the_next_filing(member, filed):
    actions.send_back(filed, by=factories.clerk(), at=timezone.now(), reason="Ort fehlt.")
    change(member, filed)
    assert filed.versions.order_by("-number").first().kind == "contact"
    by = filed.organisation.memberships.order_by("pk").first().user
    actions.file_application(filed, by=by, at=timezone.now())
    assert contact_of(filed) == ("Berta Neu", "berta@example.org", "0511 99")


# By the office -----------------------------------------------------------------------------------
def test_the_office_changes_it_too(clerk, filed):
    clerk.open(url("application_office", filed.pk)).follow("Ansprechperson ändern").fill(NEW, "Speichern")
    clerk.sees("Die Ansprechperson ist gespeichert.", "berta@example.org")
    assert "Geändert hat das die Geschäftsstelle." in Letter.objects.get(kind="contact_old").body
    assert "Sina" not in Letter.objects.get(kind="contact_new").body


def test_the_office_finds_no_draft(clerk, draft):
    assert clerk.open(url("contact_office", draft.pk)).status == 404
    assert clerk.client.post(url("contact_office", draft.pk), OLD).status_code == 404


# Bad input ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "case",
    [
        ("Ansprechperson", "", "Ansprechperson: Dieses Feld ist zwingend erforderlich."),
        ("Ansprechperson", "ä" * 121, "Bitte kürzen Sie auf höchstens 120 Zeichen; jetzt sind es 121."),
        ("E-Mail der Ansprechperson", "", "E-Mail der Ansprechperson: Dieses Feld ist zwingend erforderlich."),
        ("E-Mail der Ansprechperson", "berta@", "Bitte gültige E-Mail-Adresse eingeben."),
        ("Telefon", "0" * 41, "Bitte kürzen Sie auf höchstens 40 Zeichen; jetzt sind es 41."),
    ],
)
@pytest.mark.parametrize("page", ["contact", "contact_office"])
def test_what_cannot_be_kept_stays_in_the_field(member, clerk, filed, page, case):
    field, value, words = case
    person = member if page == "contact" else clerk
    change(person, filed, page, **{field: value}).sees(words)
    assert (
        person.page.get_element_by_id("id_contact_name").get("value", "") == ({**NEW, field: value}["Ansprechperson"])
    )
    assert contact_of(filed)[0] == "Ada Beispiel"
