"""The organisation answers by its mailed link: take over, agree and add, decline; what stays and what goes."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from config import tasks
from prize import actions
from prize.models import Application, Edition, History, Letter, Organisation, Proposal
from prize.models.proposal import KEPT_AFTER_REFUSAL
from tests import factories
from tests.prize.test_reminders import link, text

pytestmark = pytest.mark.django_db
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
AGREED = {"contact_name": "Ada", "contact_email": "ada@example.org", "answer": "Bitte „Tisch für alle“ nennen."}
NEW = {"name": "Nachbarschaft Asendorf e. V.", "kind": "verein", "town": "Asendorf"}


@pytest.fixture
def proposal(edition):
    facts = {"project_title": "Sprachcafé", "contact_name": "Ada", "contact_phone": "05141 1", "number": 7}
    return factories.ProposalFactory(edition=edition, invited=True, sender_name="Nora Nachbarin", **facts)


@pytest.fixture
def offer(proposal):
    return f"/vorschlag/einladung/angebot{proposal.number}/"


@pytest.fixture
def member(client, organisation):
    user = factories.member_of(organisation, right="edit")
    client.force_login(user)
    return user


def end_call():
    Edition.objects.update(closes_at=timezone.now() - MINUTE)


def letters(kind):
    return list(Letter.objects.filter(kind=kind).order_by("pk"))


# What the link shows ----------------------------------------------------------------------------
def test_the_page_says_what_was_said_what_is_known_and_what_can_be_done(client, offer):
    shown = text(client.get(offer))
    for words in ("Dort kochen alle", "Selbst übernehmen", "Zustimmen", "Ablehnen", "verein@example.org", "05141 1"):
        assert words in shown
    assert "Diese Angaben stammen aus dem Vorschlag" in shown


@pytest.mark.parametrize("may_name", [True, False])
def test_who_proposed_is_named_only_with_their_consent(client, proposal, offer, member, may_name):
    Proposal.objects.update(may_name_sender=may_name)
    assert ("Nora Nachbarin" in text(client.get(offer))) == may_name
    assert ("Nora Nachbarin" in text(client.get(f"{offer}zustimmen/"))) == may_name
    client.post(f"{offer}uebernehmen/", {"organisation": member.memberships.get().organisation_id})
    shown = text(client.get(f"/bewerbung/{Application.objects.get().pk}/vorschlag/"))
    assert ("Nora Nachbarin" in shown) == may_name
    assert proposal.sender_email not in shown


@pytest.mark.parametrize("page", ["", "uebernehmen/", "zustimmen/", "ablehnen/"])
def test_an_unknown_link_says_so(client, proposal, member, page):
    response = client.get(f"/vorschlag/einladung/gibt-es-nicht/{page}")
    assert response.status_code == 404
    assert "Dieser Link gilt nicht mehr" in text(response)
    assert client.post(f"/vorschlag/einladung/gibt-es-nicht/{page}").status_code in {404, 405}


def test_opening_a_link_answers_nothing(client, offer, member):
    for page in ("", "uebernehmen/", "zustimmen/", "ablehnen/"):
        assert client.get(offer + page).status_code == 200
    assert Proposal.objects.get().state == "invited"


# Take over --------------------------------------------------------------------------------------
def test_taking_over_needs_a_sign_in_that_leads_back(client, offer):
    response = client.get(f"{offer}uebernehmen/")
    assert response.status_code == 302
    assert f"next={offer}uebernehmen/" in response["Location"]


@pytest.mark.usefixtures("main_award")
def test_the_draft_has_what_was_said_and_can_be_written_on(client, proposal, offer, member, organisation):
    response = client.post(f"{offer}uebernehmen/", {"organisation": organisation.pk}, follow=True)
    assert "Wir haben einen Entwurf angelegt" in text(response)
    assert "Dort kochen alle" in text(response)
    application = Application.objects.get()
    assert (application.kind, application.state, application.organisation) == ("proposal", "draft", organisation)
    facts = (application.project_title, application.place, application.contact_email, application.contact_phone)
    assert facts == ("Sprachcafé", "Celle", "verein@example.org", "05141 1")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.application, proposal.answered_by) == ("taken_over", application, member)
    assert client.get(f"/bewerbung/{application.pk}/bearbeiten/", follow=True).status_code == 200
    told = letters("proposal_taken_over")
    assert [letter.to_address for letter in told] == [proposal.sender_email]
    assert organisation.name not in told[0].body


def test_who_has_no_organisation_registers_it_on_the_way(client, proposal, offer):
    client.force_login(factories.UserFactory())
    shown = text(client.get(f"{offer}uebernehmen/"))
    assert f'value="{proposal.organisation_name}"' in shown
    response = client.post(f"{offer}uebernehmen/", NEW | {"postcode": "12"})
    assert 'id="id_postcode_error"' in text(response)
    assert 'value="Nachbarschaft Asendorf e. V."' in text(response)
    client.post(f"{offer}uebernehmen/", NEW)
    client.post(f"{offer}uebernehmen/", NEW)  # a second click
    assert Organisation.objects.get().applications.get().project_title == "Sprachcafé"


def test_who_has_another_organisation_may_register_one_more(client, offer, member):
    assert "Organisation eintragen" in text(client.get(f"{offer}uebernehmen/"))
    assert 'name="town"' in text(client.get(f"{offer}uebernehmen/?neu=1"))
    client.post(f"{offer}uebernehmen/?neu=1", NEW)
    assert Application.objects.get().organisation.name == NEW["name"]


def test_nobody_takes_over_for_an_organisation_of_others(client, offer, member):
    foreign = factories.OrganisationFactory()
    reader = factories.OrganisationFactory()
    factories.MembershipFactory(organisation=reader, user=member, right="view")
    for organisation in (foreign, reader):
        response = client.post(f"{offer}uebernehmen/", {"organisation": organisation.pk})
        assert 'id="id_organisation_error"' in text(response)
    assert not Application.objects.exists()


def test_a_second_click_finds_the_draft_and_a_second_person_a_conflict(client, offer, member, organisation):
    for _ in range(2):
        assert client.post(f"{offer}uebernehmen/", {"organisation": organisation.pk}).status_code == 302
    browser = Client()
    browser.force_login(factories.UserFactory())
    assert browser.post(f"{offer}uebernehmen/", NEW).status_code == 409
    assert Organisation.objects.count() == 1
    assert (Application.objects.count(), len(letters("proposal_taken_over"))) == (1, 1)
    assert "Der Vorschlag ist übernommen" in text(browser.get(f"{offer}uebernehmen/", follow=True))
    assert "Zum Entwurf" not in text(browser.get(offer))
    assert "Zum Entwurf" in text(client.get(offer))


def test_a_draft_that_the_organisation_had_begun_itself_stays_its_own(client, offer, member, organisation, edition):
    own = actions.start_application(
        edition, organisation, by=member, at=timezone.now(), data={"project_title": "Sprachcafé"}
    )
    client.post(f"{offer}uebernehmen/", {"organisation": organisation.pk})
    assert Application.objects.get() == own
    assert (Application.objects.get().kind, Proposal.objects.get().application) == ("own", own)


@pytest.mark.parametrize(("text_of", "key"), [("Kurz und gut.", "short_text"), ("lang " * 299, "description")], ids=str)
def test_the_text_stands_where_it_fits(client, offer, member, text_of, key):
    Proposal.objects.update(merit=text_of.strip())
    client.post(f"{offer}uebernehmen/", {"organisation": member.memberships.get().organisation_id})
    application = Application.objects.get()
    assert application.content[key] == text_of.strip()
    assert text_of.strip() in text(client.get(f"/bewerbung/{application.pk}/vorschlag/"))


def test_a_form_without_room_for_it_leaves_the_text_on_its_page(client, proposal, offer, member, organisation):
    proposal.edition.questions.filter(kind="long_text").update(max_chars=10)
    client.post(f"{offer}uebernehmen/", {"organisation": organisation.pk})
    application = Application.objects.get()
    assert proposal.merit not in application.content.values()
    assert proposal.merit in text(client.get(f"/bewerbung/{application.pk}/vorschlag/"))


def test_what_was_said_is_read_by_the_members_only(client, offer, member, organisation):
    client.post(f"{offer}uebernehmen/", {"organisation": organisation.pk})
    address = f"/bewerbung/{Application.objects.get().pk}/vorschlag/"
    for user in (factories.UserFactory(), factories.clerk()):
        browser = Client()
        browser.force_login(user)
        assert browser.get(address).status_code == 404


# Agree ------------------------------------------------------------------------------------------
def test_agreeing_keeps_what_is_added_and_waits_for_the_office(client, proposal, offer):
    shown = text(client.post(f"{offer}zustimmen/", AGREED, follow=True))
    assert "Sie haben zugestimmt" in shown
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer, proposal.contact_email) == ("agreed", AGREED["answer"], "ada@example.org")
    client.post(f"{offer}zustimmen/", AGREED | {"answer": "zweiter Klick"})
    proposal.refresh_from_db()
    assert proposal.answer == AGREED["answer"]
    assert len(letters("proposal_agreed")) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("contact_name", ""), ("contact_email", ""), ("contact_email", "ada"), ("answer", "x" * 2001)],
)
def test_what_is_wrong_in_an_agreement_is_said_beside_the_field(client, offer, field, value):
    shown = text(client.post(f"{offer}zustimmen/", AGREED | {field: value}))
    assert f'id="id_{field}_error"' in shown
    assert ("Tisch für alle" in shown) == (field != "answer")
    assert Proposal.objects.get().state == "invited"


def test_who_agreed_may_still_take_over_or_take_it_back(client, proposal, offer, member, organisation):
    client.post(f"{offer}zustimmen/", AGREED)
    shown = text(client.get(offer))
    assert "Zustimmung zurücknehmen" in shown
    assert "Selbst übernehmen" in shown
    client.post(f"{offer}ablehnen/")
    assert Proposal.objects.get().state == "declined"


# Decline ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("may_tell", [True, False])
def test_a_reason_is_told_only_if_it_may_be(client, proposal, offer, may_tell):
    data = {"answer": "Wir haben keine Zeit."} | ({"may_tell_answer": "on"} if may_tell else {})
    assert "Sie haben abgelehnt" in text(client.post(f"{offer}ablehnen/", data, follow=True))
    client.post(f"{offer}ablehnen/", data)
    (letter,) = letters("proposal_declined")
    assert letter.to_address == proposal.sender_email
    assert ("Wir haben keine Zeit." in letter.body) == may_tell
    client.force_login(factories.clerk())
    shown = text(client.get(f"/buero/vorschlaege/{proposal.pk}/"))
    assert "Wir haben keine Zeit." in shown
    assert ("niemandem weitersagen" in shown) == (not may_tell)


def test_after_thirty_days_everything_that_was_said_is_gone_also_from_letters(client, proposal, offer, edition):
    twin = factories.ProposalFactory(edition=edition, number=8, sender_name="Zoe Zweite", merit="Zoes Worte")
    clerk, now = factories.clerk(), timezone.now()
    actions.merge_proposal(twin, into=proposal, by=clerk, at=now)
    client.post(f"{offer}ablehnen/", {"answer": "Unser Grund"})
    with time_machine.travel(now + KEPT_AFTER_REFUSAL - MINUTE, tick=False):
        tasks.erase_proposals()
        assert Proposal.objects.filter(erased_at__isnull=True).count() == 2
    with time_machine.travel(now + KEPT_AFTER_REFUSAL + MINUTE, tick=False):
        assert tasks.erase_proposals() == "1 proposals"
        assert tasks.erase_proposals() == "0 proposals"
        shown = text(client.get(offer))
        client.force_login(clerk)
        pages = "".join(text(client.get(f"/buero/vorschlaege/{p.pk}/")) for p in (proposal, twin))
        pages += text(client.get("/buero/vorschlaege/")) + text(client.get("/buero/schreiben/"))
    assert "Sie haben abgelehnt" in shown
    assert "V2099-007" in pages
    kept = pages + shown + str(list(Proposal.objects.values_list())) + str(list(History.objects.values_list("facts")))
    for words in ("Nora", "Zoe", "Zoes Worte", "Sprachcafé", "verein@example.org", "Unser Grund", "nachbarin"):
        assert words not in kept
    assert not Letter.objects.exists()
    assert Edition.objects.get().history.count() == 4


def test_who_was_signed_in_is_forgotten_as_well(edition):
    sender, member, now = factories.UserFactory(name="Nora"), factories.UserFactory(name="Ada"), timezone.now()
    said = {
        "project_title": "Chor",
        "organisation_name": "Kirche",
        "place": "Celle",
        "merit": "Schön.",
        "relation": "knows",
    }
    sent = {"sender_name": "Nora", "sender_email": sender.email}
    proposal = actions.propose(edition, said | sent, by=sender, at=now)
    actions.decline(proposal, by=member, at=now, answer="", may_tell_answer=False)
    with time_machine.travel(now + KEPT_AFTER_REFUSAL + MINUTE, tick=False):
        tasks.erase_proposals()
    proposal.refresh_from_db()
    assert (proposal.sender, proposal.answered_by) == (None, None)
    kept = str(list(History.objects.values_list("by", "by_name", "facts")))
    assert "Nora" not in kept
    assert "Ada" not in kept


def test_a_letter_that_is_being_sent_makes_the_erasure_wait(client, proposal, offer):
    client.post(f"{offer}ablehnen/")
    late = timezone.now() + KEPT_AFTER_REFUSAL + MINUTE
    Letter.objects.update(leased_until=late + MINUTE)
    with time_machine.travel(late, tick=False):
        tasks.erase_proposals()
    assert Proposal.objects.get().sender_name == "Nora Nachbarin"
    with time_machine.travel(late + 2 * MINUTE, tick=False):
        tasks.erase_proposals()
    assert Proposal.objects.get().sender_name == ""


# Time and chance --------------------------------------------------------------------------------
def test_after_the_deadline_one_may_only_decline(client, offer, member, organisation):
    end_call()
    shown = text(client.get(offer))
    assert "Die Bewerbungsfrist ist zu Ende" in shown
    assert "uebernehmen/" not in shown
    for page in ("uebernehmen/", "zustimmen/"):
        assert client.get(offer + page).status_code == 302
    assert client.post(f"{offer}uebernehmen/", {"organisation": organisation.pk}).status_code == 409
    assert client.post(f"{offer}zustimmen/", AGREED).status_code == 409
    assert not Application.objects.exists()
    client.post(f"{offer}ablehnen/")
    assert Proposal.objects.get().state == "declined"


@pytest.mark.parametrize("page", ["uebernehmen/", "zustimmen/"])
def test_what_was_declined_stays_declined(client, offer, member, organisation, page):
    client.post(f"{offer}ablehnen/")
    assert client.post(offer + page, AGREED | {"organisation": organisation.pk}).status_code == 409
    assert not Application.objects.exists()


def test_the_links_of_merged_proposals_lead_to_the_one_that_goes_on(client, proposal, offer, edition):
    other = factories.ProposalFactory(edition=edition, number=8, invited=True, merit="Auch wir finden es gut.")
    actions.merge_proposal(other, into=proposal, by=factories.clerk(), at=timezone.now())
    shown = text(client.get("/vorschlag/einladung/angebot8/"))
    assert "Dort kochen alle" in shown
    assert "Auch wir finden es gut." in shown
    client.post("/vorschlag/einladung/angebot8/zustimmen/", AGREED)
    proposal.refresh_from_db()
    assert proposal.state == "agreed"
    assert {letter.to_address for letter in letters("proposal_agreed")} == {proposal.sender_email, other.sender_email}


def test_an_invitation_again_replaces_the_link(client, proposal, offer):
    actions.invite_proposed(
        proposal, by=factories.clerk(), at=timezone.now(), contact_name="", contact_email="neu@example.org"
    )
    assert client.get(offer).status_code == 404
    (letter,) = letters("proposal_invitation")
    assert client.get(link(letter, "einladung")).status_code == 200


def test_a_closed_one_says_that_nothing_is_to_be_done(client, proposal, offer):
    actions.close_proposal(proposal, by=factories.clerk(), at=timezone.now(), reason="schon beworben")
    shown = text(client.get(offer))
    assert "Dieser Vorschlag ist erledigt" in shown
    assert "schon beworben" not in shown
    assert client.post(f"{offer}ablehnen/").status_code == 409
