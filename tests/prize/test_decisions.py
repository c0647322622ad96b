"""The office decides through the pages: every step of the workflow, four eyes, reasons, two clerks at once."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Candidacy, History, Letter
from prize.models.history import first_break
from tests import factories

pytestmark = pytest.mark.django_db
REASON = {"reason": "Das Projekt hat noch nicht begonnen."}


def step(candidacy, name):
    return reverse("candidacy_step", args=[candidacy.pk, name])


def page(application):
    return reverse("application_office", args=[application.pk])


def state(candidacy):
    return Candidacy.objects.values_list("state", flat=True).get(pk=candidacy.pk)


def text(response):
    return " ".join(response.content.decode().split())


def only(application):
    return application.candidacies.get()


# Eligibility ------------------------------------------------------------------------------------
def test_reject_needs_a_reason_and_writes_a_held_letter(office):
    candidacy = only(factories.filed())
    response = office.at_clerk.post(step(candidacy, "reject"), {"reason": "  "})
    assert response.status_code == 200
    assert "kern-error" in text(response)
    assert state(candidacy) == "submitted"
    response = office.at_clerk.post(step(candidacy, "reject"), REASON, follow=True)
    assert state(candidacy) == "ineligible"
    assert "Erledigt: Nicht zulassen" in text(response)
    assert "eingegangen → nicht zugelassen" in text(response)
    letter = Letter.objects.get(kind="reject")
    assert letter.state == "held"
    assert REASON["reason"] in letter.body


def test_a_reason_says_what_it_is_for_and_goes_when_the_state_moves_on(office):
    accepted = factories.accepted()
    candidacy, now = only(accepted), timezone.now()
    reason = "Zwei Mitglieder sind erkrankt."
    actions.move(candidacy, "score", by=office.lead, at=now, sheets=1, quorum=3, reason=reason)
    assert f"Ohne Quorum abgeschlossen, weil:</strong> {reason}" in text(office.at_clerk.get(page(accepted)))
    factories.end_call(accepted.edition)
    actions.close_award(candidacy.award, by=office.lead, at=now)
    shown = text(office.at_clerk.get(page(accepted)))
    assert "Ohne Quorum abgeschlossen, weil:" not in shown
    assert f"Grund: {reason}" in shown  # the history keeps it


def test_reinstate_is_for_the_lead(office):
    candidacy = only(factories.filed())
    office.at_clerk.post(step(candidacy, "reject"), REASON)
    response = office.at_clerk.post(step(candidacy, "reinstate"), REASON)
    assert response.status_code == 409
    assert "Diesen Schritt geht die Leitung." in text(response)
    office.at_lead.post(step(candidacy, "reinstate"), {"reason": "Wir hatten etwas übersehen."})
    assert state(candidacy) == "eligible"


def test_two_clerks_click_at_once_and_one_sees_it(office):
    candidacy = only(factories.filed())
    other = Client()
    other.force_login(factories.clerk())
    assert other.get(step(candidacy, "reject")).status_code == 200
    assert office.at_clerk.post(step(candidacy, "accept")).status_code == 302
    assert other.post(step(candidacy, "accept")).status_code == 409
    response = other.post(step(candidacy, "reinstate"), REASON)
    assert response.status_code == 409
    assert "Es wurde nichts geändert" in text(response)
    assert state(candidacy) == "eligible"


@pytest.mark.parametrize("name", ["score", "gibt-es-nicht", "award", "save", "delete"])
def test_what_is_no_button_does_not_exist(office, name):
    candidacy = only(factories.accepted())
    assert office.at_lead.get(step(candidacy, name)).status_code == 404
    assert office.at_lead.post(step(candidacy, name), REASON).status_code == 404
    assert state(candidacy) == "eligible"


def test_reopen_until_the_ranking_is_frozen(office):
    candidacy = only(factories.scored())
    office.at_lead.post(step(candidacy, "reopen"), REASON)
    assert state(candidacy) == "eligible"
    frozen = only(factories.scored())
    actions.nominate(frozen, by=office.clerk, at=timezone.now())
    assert office.at_lead.post(step(frozen, "reopen"), REASON).status_code == 409
    response = office.at_lead.get(step(frozen, "reopen"), follow=True)
    assert response.redirect_chain == [(page(frozen.application), 302)]
    assert "Die Rangliste ist schon festgeschrieben." in text(response)


# Applications -----------------------------------------------------------------------------------
def application_step(application, name):
    return reverse("application_step", args=[application.pk, name])


def test_send_back_for_correction(office):
    application = factories.filed()
    assert "Zur Ergänzung zurückgeben" in text(office.at_clerk.get(page(application)))
    assert office.at_clerk.post(application_step(application, "send_back"), {"reason": ""}).status_code == 200
    data = {"reason": "Bitte nennen Sie die Zahl der Ehrenamtlichen."}
    response = office.at_clerk.post(application_step(application, "send_back"), data, follow=True)
    assert "zur Ergänzung zurückgegeben" in text(response)
    letter = Letter.objects.get(kind="send_back")
    assert (letter.state, data["reason"] in letter.body) == ("released", True)
    assert office.at_clerk.post(application_step(application, "send_back"), data).status_code == 409


def test_nothing_goes_back_once_the_ranking_is_frozen(office):
    application = factories.scored()
    actions.nominate(only(application), by=office.clerk, at=timezone.now())
    assert "Zur Ergänzung zurückgeben" not in text(office.at_clerk.get(page(application)))
    response = office.at_clerk.post(application_step(application, "send_back"), REASON)
    assert response.status_code == 409
    assert "an der Bewerbung ändert sich nichts mehr" in text(response)


def test_the_office_withdraws_an_application_with_all_its_candidacies(office):
    application = factories.filed()
    office.at_clerk.post(application_step(application, "withdraw"), {"reason": "Auf Bitte der Organisation."})
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert state(only(application)) == "withdrawn"


def test_one_candidacy_is_withdrawn(office):
    candidacy = only(factories.filed())
    assert office.at_clerk.post(step(candidacy, "withdraw"), {}).status_code == 200
    office.at_clerk.post(step(candidacy, "withdraw"), {"reason": "Auf Bitte der Organisation."})
    assert state(candidacy) == "withdrawn"


@pytest.mark.parametrize("role", ["", "auditor"])
def test_nobody_else_takes_a_step(role, client):
    candidacy = only(factories.filed())
    client.force_login(factories.UserFactory(office_role=role))
    for address in (step(candidacy, "accept"), application_step(candidacy.application, "withdraw")):
        assert client.get(address).status_code == 404
        assert client.post(address, REASON).status_code == 404
    assert state(candidacy) == "submitted"


# Awards -----------------------------------------------------------------------------------------
def nominate(browser, candidacy):
    return browser.post(reverse("nominate", args=[candidacy.pk]))


def test_four_eyes(office):
    candidacy = only(factories.scored())
    nominate(office.at_lead, candidacy)
    response = office.at_lead.post(step(candidacy, "award_prize"))
    assert response.status_code == 409
    assert "Vier Augen" in text(response)
    assert "Auszeichnung bestätigen" not in text(office.at_lead.get(reverse("awards")))
    other_lead = Client()
    other_lead.force_login(factories.lead())
    assert "Auszeichnung bestätigen" in text(other_lead.get(reverse("awards")))
    assert other_lead.post(step(candidacy, "award_prize")).status_code == 302
    assert state(candidacy) == "awarded"


def test_a_clerk_nominates_but_does_not_confirm(office):
    candidacy = only(factories.scored())
    assert "Rangliste dieses Preises festgeschrieben" in text(
        office.at_clerk.get(reverse("nominate", args=[candidacy.pk]))
    )
    response = office.at_clerk.post(reverse("nominate", args=[candidacy.pk]), follow=True)
    assert "vorgeschlagen von Sina Sachbearbeitung" in text(response)
    assert nominate(office.at_clerk, candidacy).status_code == 409
    assert office.at_clerk.post(step(candidacy, "award_prize")).status_code == 409
    assert state(candidacy) == "jury_scored"
    office.at_clerk.post(reverse("unnominate", args=[candidacy.pk]))
    candidacy.refresh_from_db()
    assert candidacy.nominated_at is None


def test_no_award_without_a_free_place(office):
    award = factories.AwardFactory(places=1)
    first, second = [only(factories.scored(edition=award.edition)) for _ in range(2)]
    for candidacy in (first, second):
        nominate(office.at_clerk, candidacy)
    office.at_lead.post(step(first, "award_prize"))
    response = office.at_lead.post(step(second, "award_prize"))
    assert response.status_code == 409
    assert "Alle Preise sind schon vergeben." in text(response)
    assert (state(first), state(second)) == ("awarded", "jury_scored")


def two_awards(**fields):
    edition = factories.EditionFactory(**fields)
    for position in (1, 2):
        factories.AwardFactory(edition=edition, position=position, name=f"Preis {position}")
    return list(factories.scored(edition=edition).candidacies.order_by("award__position"))


def test_no_second_award_for_the_same_application(office):
    main, special = two_awards()
    for candidacy in (main, special):
        nominate(office.at_clerk, candidacy)
    office.at_lead.post(step(main, "award_prize"))
    response = office.at_lead.post(step(special, "award_prize"))
    assert response.status_code == 409
    assert "Diese Bewerbung erhält schon einen anderen Preis dieser Ausgabe." in text(response)
    assert state(special) == "jury_scored"


def test_a_second_award_where_the_edition_allows_it(office):
    candidacies = two_awards(allows_several_awards=True)
    for candidacy in candidacies:
        nominate(office.at_clerk, candidacy)
        office.at_lead.post(step(candidacy, "award_prize"))
    assert [state(c) for c in candidacies] == ["awarded", "awarded"]


def test_a_decision_is_closed_and_the_others_are_passed_over(office):
    award = factories.AwardFactory(places=1)
    winner, loser = [only(factories.scored(edition=award.edition)) for _ in range(2)]
    late = only(factories.filed(edition=award.edition))
    nominate(office.at_clerk, winner)
    close = reverse("close_award", args=[award.pk])
    shown = text(office.at_lead.get(reverse("awards")))
    assert "1 Bewerbung ist noch nicht geprüft." in shown
    assert "1 Vorschlag ist noch nicht bestätigt oder zurückgenommen." in shown
    assert office.at_lead.post(close).status_code == 409
    office.at_clerk.post(step(late, "reject"), REASON)
    office.at_lead.post(step(winner, "award_prize"))
    factories.end_call(award.edition)
    assert office.at_clerk.get(close).status_code == 404
    assert "1 von 1" in text(office.at_lead.get(close))
    office.at_lead.post(close)
    assert (state(winner), state(loser), state(late)) == ("awarded", "not_awarded", "ineligible")
    assert office.at_lead.post(close).status_code == 409
    assert first_break(award.edition.__class__.objects.get(pk=award.edition_id)) is None


def test_pass_over_one_after_the_decision(office):
    """Whoever is scored again after the decision leaves empty-handed by a step of its own."""
    award = factories.AwardFactory()
    candidacy = only(factories.filed(edition=award.edition))
    actions.move(candidacy, "reject", by=office.clerk, at=timezone.now(), **REASON)
    factories.end_call(award.edition)
    actions.close_award(award, by=office.lead, at=timezone.now())
    actions.move(candidacy, "reinstate", by=office.lead, at=timezone.now(), **REASON)
    actions.move(candidacy, "score", by=office.lead, at=timezone.now(), sheets=3, quorum=3)
    assert nominate(office.at_clerk, candidacy).status_code == 409
    assert office.at_clerk.post(step(candidacy, "pass_over")).status_code == 302
    assert state(candidacy) == "not_awarded"


# Announcement and revocation --------------------------------------------------------------------
@pytest.fixture
def decided(office):
    """One winner, one who goes away empty-handed; the award is closed, nothing is announced."""
    award = factories.AwardFactory(places=1)
    winner, loser = [only(factories.scored(edition=award.edition)) for _ in range(2)]
    now = timezone.now()
    actions.nominate(winner, by=office.clerk, at=now)
    actions.move(winner, "award_prize", by=office.lead, at=now)
    factories.end_call(award.edition)
    actions.close_award(award, by=office.lead, at=now)
    return winner, loser


def edition_of(candidacy):
    return Candidacy.objects.select_related("application__edition").get(pk=candidacy.pk).application.edition


def test_the_lead_announces_in_two_steps(office, decided):
    address = reverse("announce")
    shown = text(office.at_lead.get(address))
    assert "1 Glückwünsche und 1 Absagen" in shown
    moment = timezone.localtime() + datetime.timedelta(days=3)
    data = {"when": "later", "moment": moment.strftime("%Y-%m-%dT%H:%M")}
    shown = text(office.at_lead.post(address, data))
    assert f"{moment:%H:%M} Uhr" in shown
    assert "Verbindlich festlegen" in shown
    assert edition_of(decided[0]).announced_at is None
    assert office.at_lead.post(address, data | {"confirmed": "1"}).status_code == 302
    assert edition_of(decided[0]).announced_at == moment.replace(second=0, microsecond=0)
    letters = {letter.kind: letter for letter in Letter.objects.filter(kind__in=["awarded", "not_awarded"])}
    assert {(x.state, x.not_before) for x in letters.values()} == {("held", edition_of(decided[0]).announced_at)}
    assert "Herzlichen Glückwunsch" in letters["awarded"].body
    assert "Niedersächsischer Integrationspreis" in letters["awarded"].body


def test_the_moment_moves_while_the_embargo_lasts(office, decided):
    now = timezone.now()
    edition = edition_of(decided[0])
    actions.announce(edition, by=office.lead, at=now, moment=now + datetime.timedelta(days=3))
    assert "Solange die Sperrfrist läuft" in text(office.at_lead.get(reverse("announce")))
    office.at_lead.post(reverse("announce"), {"when": "now", "confirmed": "1"})
    assert edition_of(decided[0]).is_announced(timezone.now())
    assert Letter.objects.filter(kind="awarded").count() == 1
    assert Letter.objects.get(kind="awarded").not_before == edition_of(decided[0]).announced_at
    assert "schon bekannt gegeben" in text(office.at_lead.get(reverse("announce")))
    assert office.at_lead.post(reverse("announce"), {"when": "now", "confirmed": "1"}).status_code == 409


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Dieses Feld ist zwingend erforderlich"),
        ({"when": "later"}, "Bitte geben Sie Tag und Uhrzeit an."),
        ({"when": "later", "moment": "2001-01-01T12:00"}, "Der Zeitpunkt liegt in der Vergangenheit."),
        ({"when": "later", "moment": "morgen"}, "Bitte ein gültiges Datum"),
    ],
)
def test_a_moment_that_makes_no_sense(office, decided, data, words):
    response = office.at_lead.post(reverse("announce"), data | {"confirmed": "1"})
    assert response.status_code == 200
    assert words in text(response)
    assert edition_of(decided[0]).announced_at is None


def test_no_announcement_before_every_award_is_decided(office):
    factories.AwardFactory(name="Sonderpreis")
    assert "Noch nicht entschieden: Sonderpreis" in text(office.at_lead.get(reverse("announce")))
    assert office.at_lead.post(reverse("announce"), {"when": "now", "confirmed": "1"}).status_code == 409


def test_an_award_revoked_during_the_embargo_gives_nothing_away(office, decided):
    """The congratulation that waits becomes a refusal, and no letter of revocation tells of an award."""
    now = timezone.now()
    winner = decided[0]
    actions.announce(edition_of(winner), by=office.lead, at=now, moment=now + datetime.timedelta(days=3))
    office.at_lead.post(step(winner, "revoke"), REASON)
    assert state(winner) == "not_awarded"
    kinds = set(winner.application.letters.exclude(kind="file").values_list("kind", flat=True))
    assert kinds == {"not_awarded"}


def test_an_award_revoked_after_the_announcement_is_told(office, decided):
    now = timezone.now()
    winner = decided[0]
    actions.announce(edition_of(winner), by=office.lead, at=now, moment=now)
    assert office.at_clerk.post(step(winner, "revoke"), REASON).status_code == 409
    office.at_lead.post(step(winner, "revoke"), REASON)
    letter = Letter.objects.get(kind="revoke")
    assert REASON["reason"] in letter.body
    assert winner.laureate.revoked_reason == REASON["reason"]
    row = History.objects.filter(step="revoke").get()
    assert (row.label, row.before_label, row.after_label) == (
        "Auszeichnung widerrufen",
        "ausgezeichnet",
        "nicht ausgezeichnet",
    )
