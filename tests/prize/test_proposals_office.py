"""The office's side of proposals: list, page, steps, what looks alike, merging and taking it apart again."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prize import actions
from prize.models import History, Letter, Proposal, ProposalState
from prize.models.history import first_break
from tests import factories
from tests.prize.test_reminders import link, text

pytestmark = pytest.mark.django_db
CAFE = {
    "project_title": "Sprachcafé Asendorf",
    "organisation_name": "Nachbarschaft Asendorf e. V.",
    "place": "Asendorf",
}
CAFE_TOO = {"project_title": "Sprach-Cafe Asendorf", "organisation_name": "Nachbarschaft Asendorf", "place": "Asendorf"}

# step, from, to, who
TABLE = """
confirm    unconfirmed  received    anybody
invite     received     invited     office
invite     invited      invited     office
take_over  received     taken_over  anybody
take_over  invited      taken_over  anybody
take_over  agreed       taken_over  anybody
agree      received     agreed      anybody
agree      invited      agreed      anybody
decline    received     declined    anybody
decline    invited      declined    anybody
decline    agreed       declined    anybody
merge      received     merged      office
merge      invited      merged      office
merge      agreed       merged      office
unmerge    merged       -           office
close      received     closed      office
close      invited      closed      office
close      agreed       closed      office
"""


@pytest.fixture
def proposal(edition):
    return factories.ProposalFactory(edition=edition, number=1, **CAFE)


def page(proposal, step=""):
    return f"/buero/vorschlaege/{proposal.pk}/" + (f"{step}/" if step else "")


def state_of(proposal):
    return Proposal.objects.get(pk=proposal.pk).state


# The workflow -----------------------------------------------------------------------------------
def test_the_workflow_is_the_table():
    found = set()
    for t in Proposal._meta.get_field("state").get_all_transitions(Proposal):
        who = "office" if t.permission else "anybody"
        target = t.target if t.name != "unmerge" else "-"
        found.add((t.name, str(t.source), str(target), who))
    assert found == {tuple(line.split()) for line in TABLE.strip().splitlines()}


def test_only_the_office_takes_its_steps(edition):
    auditor = factories.UserFactory(office_role="auditor")
    steps = {"received": "invite merge close", "invited": "invite merge close", "taken_over": "", "declined": ""}
    for state, names in steps.items():
        proposal = Proposal(edition=edition, state=state)
        assert [t.name for t in proposal.steps_for(factories.clerk())] == names.split()
        for other in (auditor, factories.UserFactory(), None):
            assert not proposal.steps_for(other)


SOME_DAY = datetime.datetime(2026, 11, 2, 12, tzinfo=datetime.UTC)  # the same for every process that collects tests


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "unknown"},
        {"state": "unconfirmed"},
        {"number": None},
        {"state": "invited"},
        {"state": "agreed"},
        {"state": "taken_over", "answered_at": SOME_DAY},
        {"state": "declined"},
        {"state": "closed"},
        {"state": "merged"},
        {"state": "merged", "merged_at": SOME_DAY},
        {"answered_at": SOME_DAY},
        {"relation": "enemy"},
        {"erased_at": SOME_DAY},
        {"invited_at": SOME_DAY},
        {"closed_reason": "so"},
    ],
    ids=str,
)
def test_the_database_refuses_what_does_not_fit_together(proposal, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**facts)


# List and page ----------------------------------------------------------------------------------
def test_the_list_is_empty_then_filtered_then_paged(office, edition):
    assert "Noch hat niemand ein Projekt vorgeschlagen" in text(office.at_clerk.get("/buero/vorschlaege/"))
    factories.ProposalFactory(
        edition=edition, state="unconfirmed", number=None, confirmed_at=None, project_title="Geheim"
    )
    for number in range(1, 52):
        factories.ProposalFactory(edition=edition, number=number, project_title=f"Beet {number}.")
    factories.ProposalFactory(edition=edition, number=52, invited=True, project_title="Übersetzerkreis")
    shown = text(office.at_clerk.get("/buero/vorschlaege/"))
    assert "Seite 1 von 2" in shown
    assert "Geheim" not in shown
    assert "Beet 2." not in shown
    assert "Beet 2." in text(office.at_clerk.get("/buero/vorschlaege/?page=2"))
    for query in ("state=invited", "search=übersetzer", "search=V2099-052", "search=52"):
        shown = text(office.at_clerk.get(f"/buero/vorschlaege/?{query}"))
        assert "Übersetzerkreis" in shown
        assert "Beet 3." not in shown
    assert "Kein Vorschlag passt zum Filter" in text(office.at_clerk.get("/buero/vorschlaege/?search=gibtesnicht"))
    assert "Beet 51." in text(office.at_clerk.get("/buero/vorschlaege/?state=unsinn&page=unsinn"))


def test_without_an_edition_the_list_says_so(office):
    assert "Noch läuft keine Ausgabe" in text(office.at_clerk.get("/buero/vorschlaege/"))


def cost_of(browser, address):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", ["/buero/vorschlaege/", "/buero/", "page"])
def test_twenty_cost_as_many_queries_as_two(office, proposal, address):
    address = page(proposal) if address == "page" else address
    factories.ProposalFactory(edition=proposal.edition, number=2, **CAFE_TOO)
    organisation = factories.OrganisationFactory(name=CAFE["organisation_name"])
    same = {"project_title": CAFE["project_title"], "place": "Asendorf", "organisation": organisation}
    factories.filed(edition=proposal.edition, **same)
    two = cost_of(office.at_clerk, address)
    for number in range(3, 21):
        factories.ProposalFactory(edition=proposal.edition, number=number, **CAFE_TOO)
    assert cost_of(office.at_clerk, address) == two


def test_the_auditor_reads_and_changes_nothing(client, proposal):
    factories.ProposalFactory(edition=proposal.edition, number=2, **CAFE_TOO)
    client.force_login(factories.UserFactory(office_role="auditor"))
    shown = text(client.get(page(proposal)))
    assert proposal.sender_email in shown
    assert "Sieht so aus wie" in shown
    for step in ("invite", "merge", "close"):
        assert f"/{step}/" not in shown
        assert client.get(page(proposal, step)).status_code == 404
        assert client.post(page(proposal, step)).status_code == 404


def test_an_unconfirmed_proposal_does_not_exist_for_the_office(office, edition):
    waits = factories.ProposalFactory(edition=edition, state="unconfirmed", number=None, confirmed_at=None)
    assert office.at_clerk.get(page(waits)).status_code == 404
    assert office.at_clerk.post(page(waits, "invite")).status_code == 404


# Invite -----------------------------------------------------------------------------------------
def test_inviting_asks_for_an_address_and_mails_a_link(office, proposal):
    shown = text(office.at_clerk.post(page(proposal, "invite"), {"contact_email": ""}))
    assert 'id="id_contact_email_error"' in shown
    data = {"contact_name": "Ada", "contact_email": "ada@example.org"}
    shown = text(office.at_clerk.post(page(proposal, "invite"), data, follow=True))
    assert "Organisation eingeladen" in shown
    assert "Noch einmal einladen" in shown
    letter = Letter.objects.get()
    assert (letter.kind, letter.to_address, letter.edition) == (
        "proposal_invitation",
        "ada@example.org",
        proposal.edition,
    )
    assert "Woher wir Ihre Daten haben (Artikel 14 DSGVO)" in letter.body
    assert "Dort kochen alle" in letter.body
    assert proposal.sender_name not in letter.body
    assert office.at_clerk.get(link(letter, "einladung")).status_code == 200
    token = link(letter, "einladung").strip("/").split("/")[-1]
    assert token not in str(Proposal.objects.values_list())
    assert "Einladung an eine vorgeschlagene Organisation" in str(letter.kind_words)


def test_a_double_click_invites_once(office, proposal):
    data = {"contact_email": "ada@example.org"}
    assert office.at_clerk.post(page(proposal, "invite"), data).status_code == 302
    assert office.at_clerk.post(page(proposal, "invite"), data).status_code == 409
    assert Letter.objects.count() == 1


def test_after_the_deadline_nobody_is_invited(office, proposal):
    factories.end_call(proposal.edition)
    assert office.at_clerk.post(page(proposal, "invite"), {"contact_email": "ada@example.org"}).status_code == 409
    assert state_of(proposal) == "received"


# Alike ------------------------------------------------------------------------------------------
def test_twins_are_shown_with_their_differences_and_the_cockpit_counts_them(office, proposal):
    organisation = factories.OrganisationFactory(name="Nachbarschaft Asendorf e.V.")
    facts = {"edition": proposal.edition, "project_title": "Sprach-Café Asendorf", "place": "Asendorf"}
    filed = factories.filed(organisation=organisation, **facts)
    draft = factories.ApplicationFactory(
        edition=proposal.edition, project_title="Sprachcafé Asendorf", place="Asendorf"
    )
    factories.ProposalFactory(edition=proposal.edition, number=2, **CAFE_TOO)
    other_year = factories.ProposalFactory(edition=factories.EditionFactory(year=2098, ordinal=16), number=3, **CAFE)
    shown = text(office.at_clerk.get(page(proposal)))
    assert "sehr wahrscheinlich dasselbe Projekt" in shown
    assert filed.reference in shown
    assert f"?into={filed.reference}" in shown
    assert '<td class="kern-table__cell">Sprach-Café Asendorf</td><td class="kern-table__cell">ähnlich</td>' in shown
    assert "V2099-002" in shown
    assert f"/buero/bewerbungen/{draft.pk}/" not in shown  # drafts are their organisation's
    assert other_year.reference not in shown
    words = "<strong>2</strong> <span>vorgeschlagene Projekte warten, 2 sehen aus wie eine Bewerbung, 2 sehen aus wie"
    assert words in text(office.at_clerk.get("/buero/"))


def test_the_cockpit_says_nothing_when_nothing_waits(office, edition, main_award):
    factories.ProposalFactory(edition=edition, invited=True, **CAFE)
    assert "vorgeschlagen" not in text(office.at_clerk.get("/buero/")).partition("Zuletzt geschehen")[0]


def test_nothing_keeps_an_application_from_being_filed(proposal, main_award):
    organisation = factories.OrganisationFactory(name=CAFE["organisation_name"])
    facts = {"project_title": CAFE["project_title"], "place": "Asendorf", "edition": proposal.edition}
    assert factories.filed(organisation=organisation, **facts).is_filed


# Merge ------------------------------------------------------------------------------------------
def test_merged_with_a_proposal_both_senders_stay_and_it_can_be_undone(office, proposal):
    other = factories.ProposalFactory(edition=proposal.edition, number=2, invited=True, merit="Zoes Worte.", **CAFE_TOO)
    shown = text(office.at_clerk.get(page(other, "merge") + "?into=V2099-001"))
    assert 'value="V2099-001"' in shown
    office.at_clerk.post(page(other, "merge"), {"into": "v2099-001"})
    shown = text(office.at_clerk.get(page(proposal)))
    for words in (proposal.sender_email, other.sender_email, "Zoes Worte.", "Auch vorgeschlagen"):
        assert words in shown
    assert "Sieht so aus wie" not in shown
    assert "Zusammengeführt mit" in text(office.at_clerk.get(page(other)))
    office.at_clerk.post(page(other, "unmerge"))
    assert state_of(other) == "invited"
    assert other.sender_email not in text(office.at_clerk.get(page(proposal))).partition("<aside")[0]
    steps = History.objects.filter(facts__proposal="V2099-002").order_by("position")
    assert [row.label for row in steps] == ["Vorschlag zusammengeführt", "Zusammenführung aufgehoben"]
    assert [dict(row.details())["zusammengeführt mit"] for row in steps] == ["V2099-001"] * 2
    assert (steps[1].before_label, steps[1].after_label) == ("zusammengeführt", "Organisation eingeladen")
    proposal.edition.refresh_from_db()
    assert first_break(proposal.edition) is None


@pytest.mark.parametrize("state", ["received", "invited", "agreed"])
def test_taken_apart_each_is_where_it_was(proposal, state):
    now, by = timezone.now(), factories.clerk()
    other = factories.ProposalFactory(edition=proposal.edition, number=2, invited=state != "received")
    if state == "agreed":
        actions.agree(other, by=None, at=now, answer="", contact_name="A", contact_email="a@example.org")
    actions.merge_proposal(other, into=proposal, by=by, at=now)
    assert state_of(other) == "merged"
    actions.unmerge_proposal(other, by=by, at=now)
    assert state_of(other) == state


def test_merged_with_an_application_its_page_names_the_sender_and_the_jury_sees_nothing(office, proposal):
    application = factories.filed(edition=proposal.edition)
    office.at_clerk.post(page(proposal, "merge"), {"into": application.reference})
    address = f"/buero/bewerbungen/{application.pk}/"
    shown = text(office.at_clerk.get(address))
    assert proposal.sender_name in shown
    assert "V2099-001" in shown
    assert "Vorschlag zusammengeführt" in shown
    assert proposal.sender_name not in str(application.answers(for_jury=True))
    office.at_clerk.post(page(proposal, "unmerge"))
    assert state_of(proposal) == "received"
    shown = text(office.at_clerk.get(address))
    assert proposal.sender_name not in shown
    assert "Zusammenführung aufgehoben" in shown


def test_a_chain_of_merges_ends_and_makes_no_circle(proposal):
    now, by = timezone.now(), factories.clerk()
    two, three = (factories.ProposalFactory(edition=proposal.edition, number=n) for n in (2, 3))
    actions.merge_proposal(two, into=three, by=by, at=now)
    actions.merge_proposal(three, into=proposal, by=by, at=now)
    assert [p.number for p in proposal.family()] == [1, 2, 3]
    assert Proposal.objects.get(pk=two.pk).survivor() == proposal
    with pytest.raises(actions.NotAllowed):
        actions.merge_proposal(proposal, into=two, by=by, at=now)
    with pytest.raises(actions.NotAllowed):
        actions.merge_proposal(proposal, into=proposal, by=by, at=now)


def test_one_is_not_merged_into_another_edition_or_a_draft(proposal):
    elsewhere = factories.ProposalFactory(edition=factories.EditionFactory(), number=1)
    draft = factories.ApplicationFactory(edition=proposal.edition)
    for target in (elsewhere, draft):
        with pytest.raises(actions.NotAllowed):
            actions.merge_proposal(proposal, into=target, by=factories.clerk(), at=timezone.now())


@pytest.mark.parametrize(
    "into", ["", "V2099-001", "V2099-099", "2099-0001", "V2098-002", "99999999999999999999", "Ü", "V²"]
)
def test_a_number_that_fits_nothing_is_said_beside_the_field(office, proposal, into):
    factories.ProposalFactory(edition=proposal.edition, number=2)
    shown = text(office.at_clerk.post(page(proposal, "merge"), {"into": into}))
    assert 'id="id_into_error"' in shown
    assert state_of(proposal) == "received"


# Close and stale pages --------------------------------------------------------------------------
def test_closing_needs_a_reason_and_tells_nobody(office, proposal):
    assert 'id="id_reason_error"' in text(office.at_clerk.post(page(proposal, "close"), {"reason": " "}))
    shown = text(office.at_clerk.post(page(proposal, "close"), {"reason": "Liegt in Hamburg."}, follow=True))
    assert "Geschlossen, weil: Liegt in Hamburg." in shown
    assert not Letter.objects.exists()


def test_a_page_that_is_stale_leads_back_and_a_stale_click_is_a_conflict(office, proposal):
    actions.close_proposal(proposal, by=office.lead, at=timezone.now(), reason="so")
    assert "steht jetzt auf „geschlossen“" in text(office.at_clerk.get(page(proposal, "merge"), follow=True))
    assert office.at_clerk.post(page(proposal, "merge"), {"into": "V2099-002"}).status_code == 409


def test_an_agreed_one_waits_for_the_office(office, edition):
    proposal = factories.ProposalFactory(edition=edition, invited=True, **CAFE)
    actions.agree(
        proposal, by=None, at=timezone.now(), answer="Seit 2019!", contact_name="Ada", contact_email="a@example.org"
    )
    shown = text(office.at_clerk.get(page(proposal)))
    assert "Jetzt ist die Geschäftsstelle dran" in shown
    assert "Seit 2019!" in shown
    assert "<strong>1</strong> <span>vorgeschlagenes Projekt wartet" in text(office.at_clerk.get("/buero/"))


def test_a_taken_over_one_leads_to_the_application_once_it_is_filed(office, proposal, main_award):
    organisation = factories.OrganisationFactory()
    owner = factories.member_of(organisation)
    draft = actions.take_over(proposal, organisation=organisation, by=owner, at=timezone.now())
    assert "noch nicht eingereicht" in text(office.at_clerk.get(page(proposal)))
    assert f"/buero/bewerbungen/{draft.pk}/" not in text(office.at_clerk.get(page(proposal)))
    draft.contact_name, draft.contact_email = owner.name, owner.email
    draft.district = factories.District.objects.first()
    filed = factories.filed(factories.set_answers(draft, **factories.ANSWERS), by=owner)
    assert f"/buero/bewerbungen/{filed.pk}/" in text(office.at_clerk.get(page(proposal)))
    shown = text(office.at_clerk.get(f"/buero/bewerbungen/{filed.pk}/"))
    assert page(proposal) in shown
    assert "Vorschlag" in shown
    assert filed.kind == "proposal"


def test_every_state_has_a_page(office, edition):
    now = timezone.now()
    application = factories.filed(edition=edition)
    common = {"edition": edition, "invited_at": now, "invitation_hash": "x"}
    facts = {
        ProposalState.TAKEN_OVER: {"answered_at": now, "application": application},
        ProposalState.DECLINED: {"answered_at": now, "answer": "nein"},
        ProposalState.MERGED: {"merged_at": now, "application": application},
        ProposalState.CLOSED: {"closed_at": now, "closed_reason": "so"},
    }
    for number, (state, more) in enumerate(facts.items(), start=1):
        proposal = factories.ProposalFactory(number=number, state=state, **common | more | {"invitation_hash": state})
        assert str(state.label) in text(office.at_clerk.get(page(proposal)))


def test_moments_are_told_in_the_history(office, proposal):
    actions.decline(proposal, by=None, at=timezone.now(), answer="nie", may_tell_answer=False)
    shown = text(office.at_clerk.get("/buero/verlauf/"))
    assert "Organisation lehnt den Vorschlag ab" in shown
    assert "Projektvorschlag: V2099-001" in shown
    assert "nie" not in str(History.objects.get().facts)
