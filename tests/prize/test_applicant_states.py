"""What applicants are told about their application, and what they are not told before the announcement."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Application, Letter
from tests import factories

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(name, args=args)


def close_call(edition):
    edition.closes_at = timezone.now() - datetime.timedelta(minutes=1)
    edition.save(update_fields=["closes_at"])


# Withdrawing and being sent back ----------------------------------------------------------------------
def test_withdrawing_asks_once_and_ends_it(client, applicant, draft):
    client.post(url("application_file", draft.pk))
    assert "Bewerbung zurückziehen?" in client.get(url("application_withdraw", draft.pk)).content.decode()
    page = client.post(url("application_withdraw", draft.pk), {"reason": "Umzug"}, follow=True)
    assert "Die Bewerbung ist zurückgezogen." in page.content.decode()
    letter = Letter.objects.get(kind="withdraw")
    assert letter.subject == "Ihre Bewerbung 2099-0001 ist zurückgezogen"
    page = client.post(url("application_withdraw", draft.pk), follow=True)
    assert "Zurückziehen ist hier nicht mehr möglich." in page.content.decode()
    assert client.post(url("application_file", draft.pk)).status_code == 409


def test_a_discarded_draft_writes_to_nobody(client, applicant, draft):
    assert "Entwurf verwerfen?" in client.get(url("application_withdraw", draft.pk)).content.decode()
    client.post(url("application_withdraw", draft.pk))
    assert Application.objects.get().is_withdrawn
    assert not Letter.objects.exists()


def test_what_the_office_sends_back_is_completed_after_the_deadline_too(client, applicant, draft):
    client.post(url("application_file", draft.pk))
    actions.send_back(draft, by=factories.clerk(), at=timezone.now(), reason="Bitte nennen Sie den Landkreis & Ort.")
    close_call(draft.edition)
    letter = Letter.objects.get(kind="send_back")
    assert "Bitte nennen Sie den Landkreis & Ort." in letter.body
    for name in ("application_status", "application_edit"):
        page = client.get(url(name, draft.pk), follow=True)
        assert "Bitte nennen Sie den Landkreis &amp; Ort." in page.content.decode()
    assert "bitte ergänzen" in client.get(url("my_applications")).content.decode()
    version = Application.objects.get().version
    actions.save_application(draft, {"place": "Asendorf"}, by=applicant, at=timezone.now(), version=version)
    page = client.post(url("application_file", draft.pk), follow=True)
    assert "2099-0001" in page.content.decode()
    assert Application.objects.get().place == "Asendorf"


# Before the announcement -------------------------------------------------------------------------------
def test_no_page_tells_a_result_before_the_announcement(client, applicant, organisation, edition):
    """Let in, scored, awarded and passed over look the same, letter for letter, until the moment comes."""
    award = factories.AwardFactory(edition=edition, places=1)
    same = {"edition": edition, "organisation": organisation, "project_title": "Projekt"}
    made = [factories.ApplicationFactory(**same) for _ in range(2)]
    won, lost = [factories.scored(application, by=factories.lead()) for application in made]
    clerk, lead = factories.clerk(), factories.lead()
    factories.end_call(edition)
    before = {a.pk: bare(client, a) for a in made}
    assert "Ihre Bewerbung ist zugelassen. Die Jury entscheidet." in before[won.pk]
    now = timezone.now()
    actions.nominate(won.candidacies.get(), by=clerk, at=now)
    frozen = {a.pk: bare(client, a) for a in made}
    assert frozen[won.pk] == frozen[lost.pk]
    actions.move(won.candidacies.get(), "award_prize", by=lead, at=now)
    actions.close_award(award, by=lead, at=now)
    actions.announce(edition, by=lead, at=now, moment=now + datetime.timedelta(days=1))
    assert {a.pk: bare(client, a) for a in made} == frozen
    edition.refresh_from_db()
    edition.announced_at = now
    edition.save(update_fields=["announced_at"])
    assert "Die Jury hat Ihr Projekt ausgezeichnet." in bare(client, won)
    assert "für andere Projekte entschieden" in bare(client, lost)


def bare(client, application):
    """The status page without what differs between two equal applications, and without the moment of the announcement:
    that is public as soon as it is set."""
    text = client.get(url("application_status", application.pk)).content.decode()
    reference = Application.objects.get(pk=application.pk).reference
    text = text.replace(reference, "NUMMER").replace(f"/{application.pk}/", "/PK/")
    text = re.sub(r"\d\d:\d\d:\d\d Uhr", "UHRZEIT", text)  # of the filing
    text = re.sub(r"Das Ergebnis erfahren Sie[^<]*|<dt>Bekanntgabe</dt><dd>[^<]*", "MOMENT", text)
    differing = ("csrfmiddlewaretoken", "Eingegangen")
    return "\n".join(line for line in text.splitlines() if not any(word in line for word in differing))


def test_a_refusal_is_shown_with_its_reason(client, applicant, draft):
    client.post(url("application_file", draft.pk))
    candidacy = draft.candidacies.get()
    actions.move(candidacy, "reject", by=factories.clerk(), at=timezone.now(), reason="Kein Projekt in Niedersachsen.")
    actions.release(Letter.objects.all(), by=factories.clerk(), at=timezone.now())
    text = client.get(url("application_status", draft.pk)).content.decode()
    assert "Die Bewerbung konnte nicht zugelassen werden." in text
    assert "Kein Projekt in Niedersachsen." in text


# What happens next, and when -----------------------------------------------------------------------------
def status_page(client, application):
    return words(client.get(url("application_status", application.pk)))


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def keep(edition, **dates):
    type(edition).objects.filter(pk=edition.pk).update(**dates)


DAY, NIGHT = datetime.date(2099, 11, 5), datetime.datetime(2099, 2, 28, 22, 59, tzinfo=datetime.UTC)


def test_a_draft_says_until_when(client, applicant, draft):
    keep(draft.edition, closes_at=NIGHT)
    page = status_page(client, draft)
    assert "Reichen Sie Ihre Bewerbung bis Samstag, 28. Februar 2099, 23:59 Uhr ein." in page
    assert "Entwurf verwerfen" in page


def test_a_draft_that_lapsed_says_whom_to_ask(client, applicant, draft):
    close_call(draft.edition)
    keep(draft.edition, contact_name="Sina Sachbearbeitung", contact_phone="0511 1234", contact_email="amt@example.org")
    page = status_page(client, draft)
    assert "Die Frist endete am" in page
    assert "Sina Sachbearbeitung 0511 1234 amt@example.org" in page
    assert "An den nächsten Aufruf erinnern lassen" in page
    assert "Prüfen und einreichen" not in page


def test_what_was_filed_says_when_one_will_hear(client, applicant, draft):
    client.post(url("application_file", draft.pk))
    page = status_page(client, draft)
    assert "Fehlt etwas, schreibt sie an ada@example.org." in page
    assert "Der Tag steht noch nicht fest" in page
    assert "Verliehen werden" not in page
    keep(draft.edition, announced_at=NIGHT, ceremony_on=DAY, ceremony_place="Landtag & Foyer")
    page = status_page(client, draft)
    assert "Das Ergebnis erfahren Sie am Samstag, 28. Februar 2099, 23:59 Uhr auf dieser Seite" in page
    assert "Verliehen werden die Preise am Donnerstag, 5. November 2099 (Landtag &amp; Foyer)." in page


def test_what_was_returned_may_come_again_after_the_deadline(client, applicant, draft):
    client.post(url("application_file", draft.pk))
    actions.send_back(draft, by=factories.clerk(), at=timezone.now(), reason="Ort fehlt.")
    assert "Ergänzen können Sie auch nach dem Ende der Bewerbungsfrist." in status_page(client, draft)
    client.force_login(factories.member_of(draft.organisation, right="view"))
    page = status_page(client, draft)
    assert "Ergänzen dürfen in Ihrer Organisation Mitglieder" in page
    assert "Prüfen und einreichen" not in page


def test_a_refusal_says_whom_to_ask(client, applicant, draft):
    client.post(url("application_file", draft.pk))
    now, clerk = timezone.now(), factories.clerk()
    actions.move(draft.candidacies.get(), "reject", by=clerk, at=now, reason="Kein Projekt in Niedersachsen.")
    assert "Den Grund lesen Sie unten." not in status_page(client, draft)
    actions.release(Letter.objects.all(), by=clerk, at=now)
    assert "Den Grund lesen Sie unten." in status_page(client, draft)
    assert "An den nächsten Aufruf erinnern lassen" in status_page(client, draft)


def test_after_the_announcement_winners_read_of_the_ceremony_others_of_the_next_call(client, applicant, edition):
    award = factories.AwardFactory(edition=edition, places=1)
    organisation = applicant.memberships.get().organisation
    won, lost = [factories.scored(edition=edition, organisation=organisation, by=factories.lead()) for _ in range(2)]
    factories.end_call(edition)
    now, lead = timezone.now(), factories.lead()
    actions.nominate(won.candidacies.get(), by=factories.clerk(), at=now)
    actions.move(won.candidacies.get(), "award_prize", by=lead, at=now)
    actions.close_award(award, by=lead, at=now)
    keep(edition, ceremony_on=DAY)
    for page in (status_page(client, won), status_page(client, lost)):
        assert "Die unabhängige Jury liest und bewertet die Bewerbungen." in page
        assert "Urkunde" not in page.split("Fußzeile")[0].replace("Urkunde prüfen", "")
    keep(edition, announced_at=now)
    assert "Verliehen werden die Preise am Donnerstag, 5. November 2099." in status_page(client, won)
    assert "Die Urkunde bekommen Sie bei der Verleihung." in status_page(client, won)
    assert "auch mit demselben Projekt" in status_page(client, lost)
    keep(edition, ceremony_on=datetime.date(2020, 1, 1))
    assert "Die Urkunde bekommen Sie" not in status_page(client, won)


def test_withdrawing_names_who_is_told_and_keeps_the_reason(client, applicant, draft):
    client.post(url("application_file", draft.pk))
    assert "Eine Bestätigung geht an ada@example.org." in words(client.get(url("application_withdraw", draft.pk)))
    page = client.post(url("application_withdraw", draft.pk), {"reason": "x" * 501})
    assert "Bitte kürzen Sie auf höchstens 500 Zeichen; jetzt sind es 501." in words(page)
    assert "x" * 501 in words(page)
    client.post(url("application_withdraw", draft.pk), {"reason": "Wir ziehen um."})
    page = status_page(client, draft)
    assert "War es ein Versehen?" in page
    assert "Eine neue Bewerbung ist bis" in page
    client.force_login(factories.clerk())
    assert "Wir ziehen um." in words(client.get(url("application_office", draft.pk)))
