"""Anyone proposes a project: the public form, the mailed link that confirms it, and what the public never sees."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from config import tasks
from prize import actions
from prize.models import Edition, History, Letter, Proposal
from prize.models.proposal import CONFIRM_WITHIN
from tests import factories
from tests.prize.test_reminders import link, text

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')  # another one on each page
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
SAID = {
    "project_title": "Sprachcafé Asendorf",
    "organisation_name": "Nachbarschaft Asendorf e. V.",
    "place": "Asendorf",
    "merit": "Dort sitzen jeden Dienstag alle an einem Tisch.",
    "contact_email": "post@nachbarschaft.example",
    "sender_name": "Nora Nachbarin",
    "sender_email": " Nora@Example.org ",
    "relation": "knows",
}


def send(client, **changes):
    return client.post("/vorschlag/", SAID | changes, follow=True)


def confirm(client, letter=None):
    return client.post(link(letter or Letter.objects.latest("pk"), "bestaetigen"), follow=True)


def later(delta):
    return time_machine.travel(timezone.now() + delta, tick=False)


def end_call():
    Edition.objects.update(closes_at=timezone.now() - MINUTE)


@pytest.fixture(autouse=True)
def call(edition):
    return edition


# Send and confirm -------------------------------------------------------------------------------
def test_only_the_mailed_link_and_a_click_confirm(client):
    assert "Bitte sehen Sie in Ihr Postfach" in text(send(client))
    letter, proposal = Letter.objects.get(), Proposal.objects.get()
    assert (letter.kind, letter.to_address, letter.state) == ("proposal_confirm", "nora@example.org", "released")
    assert (proposal.state, proposal.number) == ("unconfirmed", None)
    assert "Dort sitzen jeden Dienstag" in text(client.get(link(letter, "bestaetigen")))
    assert Proposal.objects.get().state == "unconfirmed"  # a mail program that opens links confirms nothing
    assert "Ihr Vorschlag hat die Nummer V2099-001." in text(confirm(client))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.number, proposal.sender) == ("received", 1, None)
    assert Letter.objects.latest("pk").subject == "Ihr Vorschlag V2099-001 ist eingegangen"


def test_confirming_twice_changes_nothing(client):
    send(client)
    letter = Letter.objects.get()
    confirm(client, letter)
    assert "Das ist schon erledigt" in text(client.get(link(letter, "bestaetigen")))
    confirm(client, letter)
    assert Proposal.objects.get().number == 1
    assert Letter.objects.count() == 2


def test_who_is_signed_in_needs_no_confirmation(client):
    user = factories.UserFactory(email="nora@example.org", name="Nora Nachbarin")
    client.force_login(user)
    page = text(client.get("/vorschlag/"))
    assert 'value="Nora Nachbarin"' in page
    assert "sender_email" not in page
    assert "V2099-001" in text(send(client, sender_email="andere@example.org"))
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.sender, proposal.sender_email) == ("received", user, "nora@example.org")
    assert Letter.objects.get().kind == "proposal_received"


@pytest.mark.parametrize("is_signed_in", [False, True], ids=["mailed", "signed in"])
def test_a_double_click_is_one_proposal_and_one_letter(client, is_signed_in):
    if is_signed_in:
        client.force_login(factories.UserFactory())
    send(client)
    send(client)
    assert (Proposal.objects.count(), Letter.objects.count()) == (1, 1)


def test_sent_again_later_the_newer_words_count_and_the_old_link_is_dead(client):
    send(client)
    with later(2 * MINUTE):
        send(client, merit="Noch besser gesagt.")
        old, new = Letter.objects.order_by("pk")
        assert client.get(link(old, "bestaetigen")).status_code == 404
        confirm(client, new)
    assert Proposal.objects.get().merit == "Noch besser gesagt."


def test_several_people_and_several_projects_count_on(client):
    for number, changes in enumerate(({}, {"sender_email": "zwei@example.org"}, {"project_title": "Chor"}), start=1):
        send(client, **changes)
        assert f"V2099-{number:03d}" in text(confirm(client))


def test_the_database_knows_only_the_hash_of_the_link(client):
    send(client)
    token = link(Letter.objects.get(), "bestaetigen").strip("/").split("/")[-1]
    assert len(token) >= 32
    assert token not in str(Proposal.objects.values_list())


def test_after_seven_days_the_link_is_dead_and_everything_forgotten(client):
    send(client)
    address = link(Letter.objects.get(), "bestaetigen")
    with later(CONFIRM_WITHIN - MINUTE):
        tasks.erase_proposals()
        assert client.get(address).status_code == 200
    with later(CONFIRM_WITHIN + MINUTE):
        assert "Dieser Link gilt nicht mehr" in text(client.get(address))
        assert client.post(address).status_code == 404
        tasks.erase_proposals()
    assert not Proposal.objects.exists()
    assert not Letter.objects.exists()


def test_it_is_written_into_the_history_without_names(client):
    send(client)
    assert not History.objects.exists()
    confirm(client)
    row = History.objects.get()
    assert (row.label, row.before_label, row.after_label) == (
        "Projekt vorgeschlagen",
        "noch nicht bestätigt",
        "eingegangen",
    )
    assert row.details()[0][1] == "V2099-001"
    assert "Nora" not in str(row.facts)


# The call ---------------------------------------------------------------------------------------
def test_without_a_call_the_page_says_so_and_keeps_what_was_typed(client):
    end_call()
    assert "Zurzeit läuft keine." in text(client.get("/vorschlag/"))
    response = send(client)
    assert response.status_code == 409
    assert "Dort sitzen jeden Dienstag alle an einem Tisch." in text(response)
    assert "inzwischen zu Ende" in text(response)
    assert not Proposal.objects.exists()


def test_what_is_confirmed_too_late_is_not_received(client):
    send(client)
    end_call()
    assert "nicht mehr annehmen" in text(client.get(link(Letter.objects.get(), "bestaetigen")))
    assert confirm(client).status_code == 409
    assert Proposal.objects.get().state == "unconfirmed"


def test_there_is_no_edition_at_all(client):
    Edition.objects.update(kind="archive")
    assert "Zurzeit läuft keine." in text(client.get("/vorschlag/"))
    assert send(client).status_code == 409


# Bad input --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("project_title", "", "Dieses Feld ist zwingend erforderlich"),
        ("organisation_name", "  ", "Dieses Feld ist zwingend erforderlich"),
        ("place", "", "Dieses Feld ist zwingend erforderlich"),
        ("merit", "", "Dieses Feld ist zwingend erforderlich"),
        ("merit", "x" * 1501, "Bitte kürzen Sie auf höchstens 1500 Zeichen; jetzt sind es 1501."),
        ("project_title", "x" * 121, "Bitte kürzen Sie auf höchstens 120 Zeichen"),
        ("sender_name", "", "Dieses Feld ist zwingend erforderlich"),
        ("sender_email", "nora", "gültige E-Mail-Adresse"),
        ("contact_email", "a@b@c.de", "gültige E-Mail-Adresse"),
        ("contact_phone", "0" * 41, "Bitte kürzen Sie"),
        ("relation", "", "Dieses Feld ist zwingend erforderlich"),
        ("relation", "enemy", "keine gültige Auswahl"),
        ("district", "999999", "keine gültige Auswahl"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(client, field, value, words):
    response = send(client, **{field: value})
    shown = text(response)
    assert f'id="id_{field}_error"' in shown
    assert words in shown
    kept = "sender_name" if field != "sender_name" else "place"
    assert SAID[kept] in shown
    assert not Proposal.objects.exists()


def test_signs_that_break_letters_are_left_out_and_line_breaks_count_once(client):
    send(client, project_title="Sprach\r\nBcc: alle@example.org\x00café", merit="a\r\n" * 500 + "b" * 500)
    confirm(client)
    proposal = Proposal.objects.get()
    assert proposal.project_title == "Sprach Bcc: alle@example.orgcafé"
    assert len(proposal.merit) == 1500
    assert "\n" not in Letter.objects.latest("pk").subject


def test_one_address_gets_five_letters_an_hour_and_what_was_typed_stays(client):
    for number in range(5):
        send(client, project_title=f"Projekt {number}")
    response = send(client, project_title="Projekt 6")
    assert response.status_code == 429
    assert "viele Vorschläge in kurzer Zeit" in text(response)
    assert 'value="Projekt 6"' in text(response)
    assert Letter.objects.count() == 5


def test_one_computer_sends_twenty_an_hour(client):
    for number in range(20):
        send(client, sender_email=f"person{number}@example.org")
    assert send(client, sender_email="zuviel@example.org").status_code == 429


def test_the_page_says_the_same_of_known_and_new_addresses(client):
    factories.UserFactory(email="nora@example.org")
    known, new = (text(send(c, **said)) for c, said in ((client, {}), (Client(), {"sender_email": "neu@example.org"})))
    assert TOKEN.sub("", known) == TOKEN.sub("", new)


# Ways here --------------------------------------------------------------------------------------
def test_the_call_and_the_eligibility_check_lead_here(client, main_award):
    assert 'href="/vorschlag/"' in text(client.get("/"))
    asked = {"kind": "verein", "whose": "other", "place": "yes", "runs": "yes", "motto": "yes"}
    shown = text(client.get("/aufruf/passt-das/", asked))
    assert "Schlagen Sie das Projekt vor" in shown
    assert 'href="/vorschlag/"' in shown
    assert 'href="/vorschlag/"' not in text(client.get("/aufruf/passt-das/", asked | {"whose": "own"}))
    assert 'href="/vorschlag/"' in text(client.get("/aufruf/passt-das/", asked | {"whose": "own", "motto": "no"}))
    end_call()
    assert 'href="/vorschlag/"' not in text(client.get("/"))
    assert 'href="/vorschlag/"' not in text(client.get("/aufruf/passt-das/", asked))


# Nothing is public ------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["received", "invited", "agreed", "taken_over"])
def test_the_public_sees_nothing_of_proposals(client, call, main_award, state):
    proposal = factories.ProposalFactory(edition=call, project_title="Geheimes Beet", invited=state != "received")
    clerk, now = factories.clerk(), timezone.now()
    if state == "agreed":
        actions.agree(proposal, by=None, at=now, answer="", contact_name="A", contact_email="a@example.org")
    if state == "taken_over":
        organisation = factories.OrganisationFactory()
        actions.take_over(proposal, organisation=organisation, by=factories.member_of(organisation), at=now)
    for user in (None, factories.UserFactory(), factories.member_of(factories.OrganisationFactory())):
        browser = Client()
        if user:
            browser.force_login(user)
        for address in (
            "/",
            "/aufruf.ics",
            "/preistraeger/",
            f"/preistraeger/{call.slug}/",
            "/aufruf/passt-das/",
            "/bewerbung/",
        ):
            shown = browser.get(address, follow=True).content.decode()
            assert "Geheimes Beet" not in shown
            assert proposal.sender_name not in shown
        assert browser.get(f"/buero/vorschlaege/{proposal.pk}/").status_code in {302, 404}
    client.force_login(clerk)
    assert "Geheimes Beet" in text(client.get(f"/buero/vorschlaege/{proposal.pk}/"))
