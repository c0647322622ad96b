"""What applicants are told about their application, and what they are not told before the announcement."""

import datetime

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
        assert "Bitte nennen Sie den Landkreis &amp; Ort." in client.get(url(name, draft.pk)).content.decode()
    assert "bitte ergänzen" in client.get(url("my_applications")).content.decode()
    actions.save_application(draft, {"place": "Asendorf"}, by=applicant, at=timezone.now(), version=1)
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
    """The status page without what differs between two equal applications."""
    text = client.get(url("application_status", application.pk)).content.decode()
    reference = Application.objects.get(pk=application.pk).reference
    text = text.replace(reference, "NUMMER").replace(f"/{application.pk}/", "/PK/")
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
