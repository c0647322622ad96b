"""Cockpit, application page and history as the office sees them."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import History
from prize.models.history import first_break
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_clerk(client):
    client.force_login(factories.clerk(name="Sina Sachbearbeitung"))
    return client


@pytest.fixture
def at_lead(client):
    client.force_login(factories.lead(name="Lea Leitung"))
    return client


def text(response):
    return " ".join(response.content.decode().split())


def cost_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# Cockpit ----------------------------------------------------------------------------------------
def test_no_edition(at_clerk):
    for name in ("cockpit", "register", "awards", "history"):
        assert "Noch läuft keine Ausgabe" in text(at_clerk.get(reverse(name)))


def test_the_archive_is_no_running_edition(at_clerk):
    factories.EditionFactory(kind="archive", opens_at=None, closes_at=None)
    assert "Noch läuft keine Ausgabe" in text(at_clerk.get(reverse("cockpit")))


def test_the_cockpit_counts_and_says_what_waits(at_clerk):
    award = factories.AwardFactory()
    assert "Gerade ist nichts zu tun" in text(at_clerk.get(reverse("cockpit")))
    unchecked = factories.filed(edition=award.edition)
    for _ in range(2):
        factories.filed(edition=award.edition)
    rejected = factories.filed(edition=award.edition).candidacies.get()
    nominated = factories.scored(edition=award.edition).candidacies.get()
    actions.nominate(nominated, by=factories.lead(), at=timezone.now())
    actions.move(rejected, "reject", by=factories.clerk(), at=timezone.now(), reason="Zu spät.")
    shown = text(at_clerk.get(reverse("cockpit")))
    assert "<strong>3</strong> <span>Bewerbungen zu prüfen" in shown
    assert "<strong>1</strong> <span>Vorschlag wartet auf eine zweite Person" in shown
    assert "<strong>1</strong> <span>Schreiben wartet auf Freigabe" in shown
    assert f"award={award.pk}&amp;state=submitted" in shown
    assert "Ende der Bewerbungsfrist" in shown
    assert "Nicht zulassen" in shown  # the last row of the history
    listed = at_clerk.get(reverse("register"), {"state": "submitted"}).context["page"]
    assert unchecked in list(listed)
    assert len(listed) == 3


def test_the_lead_sees_what_waits_for_her_and_not_her_own(at_lead):
    award = factories.AwardFactory()
    one, two = [factories.scored(edition=award.edition).candidacies.get() for _ in range(2)]
    actions.nominate(one, by=factories.clerk(), at=timezone.now())
    actions.nominate(two, by=actions.people.User.objects.get(name="Lea Leitung"), at=timezone.now())
    assert "<strong>1</strong> <span>Vorschlag von Ihnen zu bestätigen" in text(at_lead.get(reverse("cockpit")))


def test_the_cockpit_is_flat(at_clerk):
    award = factories.AwardFactory()
    lead = factories.lead()
    for _ in range(2):
        factories.scored(edition=award.edition, by=lead)
    few = cost_of(at_clerk, reverse("cockpit"))
    for _ in range(18):
        factories.scored(edition=award.edition, by=lead)
    assert cost_of(at_clerk, reverse("cockpit")) == few


# Application page -------------------------------------------------------------------------------
def test_the_application_page_shows_everything(at_clerk):
    application = factories.ApplicationFactory(project_title="Sprachcafé <Mitte>", short_text="Kaffee & Kuchen")
    factories.AttachmentFactory(application=application)
    application = factories.filed(application)
    shown = text(at_clerk.get(reverse("application_office", args=[application.pk])))
    for words in (
        application.reference,
        "Sprachcafé &lt;Mitte&gt;",
        "Kaffee &amp; Kuchen",
        application.organisation.name,
        "Region Hannover",
        "Leine-Weser",
        "bericht.pdf",
        "Nicht zulassen",
        "Ihre Bewerbung",  # the letter
        "Nimmt an einem Preis teil",  # the history
    ):
        assert words in shown
    assert f'href="{application.attachments.get().get_absolute_url()}"' in shown


def test_a_draft_is_not_the_offices_business(at_clerk):
    draft = factories.ApplicationFactory()
    assert at_clerk.get(reverse("application_office", args=[draft.pk])).status_code == 404


def test_the_auditor_reads_without_buttons(client):
    application = factories.filed()
    client.force_login(factories.UserFactory(office_role="auditor"))
    shown = text(client.get(reverse("application_office", args=[application.pk])))
    assert application.project_title in shown
    assert "Nicht zulassen" not in shown
    assert "Zurückziehen" not in shown
    assert "Speichern" not in shown


def test_closed_steps_say_why(at_clerk):
    application = factories.scored()
    shown = text(at_clerk.get(reverse("application_office", args=[application.pk])))
    assert "Bewertung wieder öffnen: Diesen Schritt geht die Leitung." in shown
    assert "noch nicht zur Auszeichnung vorgeschlagen" in shown


def test_the_application_page_costs_the_same_in_a_large_edition(at_clerk):
    award = factories.AwardFactory()
    lead = factories.lead()
    application = factories.scored(edition=award.edition, by=lead)
    address = reverse("application_office", args=[application.pk])
    few = cost_of(at_clerk, address)
    for _ in range(8):
        factories.scored(edition=award.edition, by=lead)
    assert cost_of(at_clerk, address) == few


def test_the_awards_page_is_flat(at_clerk):
    award = factories.AwardFactory(places=30)
    clerk, lead = factories.clerk(), factories.lead()
    scored = [factories.scored(edition=award.edition, by=lead).candidacies.get() for _ in range(20)]

    def two_more():
        for step in ("", "award_prize"):
            candidacy = scored.pop()
            actions.nominate(candidacy, by=clerk, at=timezone.now())
            if step:
                actions.move(candidacy, step, by=lead, at=timezone.now())

    two_more()
    few = cost_of(at_clerk, reverse("awards"))
    for _ in range(9):
        two_more()
    assert cost_of(at_clerk, reverse("awards")) == few


# History ----------------------------------------------------------------------------------------
def test_the_history_in_words(at_clerk):
    application = factories.filed()
    at = timezone.now()
    actions.send_back(application, by=factories.clerk(name="Sina Sachbearbeitung"), at=at, reason="Bitte mehr Zahlen.")
    shown = text(at_clerk.get(reverse("history")))
    assert "Zur Ergänzung zurückgeben</strong>: eingereicht → zur Ergänzung zurückgegeben" in shown
    assert "Grund: Bitte mehr Zahlen." in shown
    assert "Sina Sachbearbeitung" in shown
    assert "Die Kette ist unversehrt (3 Einträge geprüft)." in shown


def test_the_history_by_number_and_step(at_clerk):
    _one, two = [factories.filed(edition=factories.AwardFactory().edition) for _ in range(2)]
    other = factories.filed(edition=two.edition)
    actions.send_back(other, by=factories.clerk(), at=timezone.now(), reason="Bitte mehr Zahlen.")

    def steps(**filters):
        page = at_clerk.get(reverse("history"), {"edition": two.edition.slug, **filters}).context["page"]
        return [(row.application_id, row.step) for row in page]

    assert len(steps()) == 5
    assert {application for application, _step in steps(number=other.reference)} == {other.pk}
    assert steps(step="send_back") == [(other.pk, "send_back")]
    assert steps(number="1", step="send_back") == []
    assert steps(number="keine") == []
    assert len(steps(step="unbekannt")) == 5
    shown = text(at_clerk.get(reverse("history"), {"step": "send_back", "number": "77"}))
    assert "Kein Eintrag passt zum Filter" in shown


def test_every_step_of_the_history_has_words():
    """A step without words would show its English name to people."""
    application = factories.scored()
    candidacy, clerk, lead = application.candidacies.get(), factories.clerk(), factories.lead()
    now = timezone.now()
    actions.nominate(candidacy, by=clerk, at=now)
    actions.unnominate(candidacy, by=clerk, at=now)
    actions.nominate(candidacy, by=clerk, at=now)
    actions.move(candidacy, "award_prize", by=lead, at=now)
    factories.end_call(candidacy.award.edition)
    actions.close_award(candidacy.award, by=lead, at=now)
    actions.announce(application.edition, by=lead, at=now, moment=now + datetime.timedelta(days=1))
    for row in History.objects.all():
        assert row.label != row.step
    announced = History.objects.get(step="announce")
    assert dict(announced.details())["Zeitpunkt"].endswith(f"{timezone.localtime(now):%H:%M}")


def test_a_broken_chain_is_shown_and_reported(at_clerk, capsys):
    edition = factories.filed().edition
    call_command("verify_history")
    assert f"{edition.slug}: 2 rows, whole" in capsys.readouterr().out
    edition.refresh_from_db()
    type(edition).objects.filter(pk=edition.pk).update(history_head="0" * 63 + "1")
    with pytest.raises(SystemExit) as stop:
        call_command("verify_history")
    assert stop.value.code == 1
    assert "BROKEN at position 3" in capsys.readouterr().out
    edition.refresh_from_db()
    assert first_break(edition) == 3
    assert "Die Kette ist an Stelle 3 unterbrochen" in text(at_clerk.get(reverse("history")))


def test_a_long_chain_is_checked_when_asked(at_clerk, monkeypatch):
    monkeypatch.setattr("prize.views.office.CHAIN_CHECKED_UNASKED", 1)
    factories.filed()
    assert "Kette jetzt prüfen" in text(at_clerk.get(reverse("history")))
    assert "Die Kette ist unversehrt" in text(at_clerk.get(reverse("history"), {"check": "1"}))


def test_the_history_is_flat(at_clerk):
    edition, lead = factories.AwardFactory().edition, factories.lead()
    factories.filed(edition=edition, by=lead)
    pages = [reverse("history"), reverse("history", query={"number": "1", "step": "file"})]
    few = [cost_of(at_clerk, page) for page in pages]
    for _ in range(15):
        factories.filed(edition=edition, by=lead)
    assert [cost_of(at_clerk, page) for page in pages] == few
