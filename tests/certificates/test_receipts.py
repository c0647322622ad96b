"""From the filing to the receipt in the hands of those who filed, also when something fails on the way."""

import hashlib
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import actions as certificate_actions
from certificates import pdf
from certificates.models import Receipt
from prize import actions
from prize.actions import letters
from prize.models import Application, Edition, History, Letter
from prize.models.history import first_break
from tests import factories
from tests.certificates.filing import MINUTE, cannot_draw, deliver, make, words

pytestmark = pytest.mark.django_db


# Made and sent ----------------------------------------------------------------------------------
def test_the_receipt_says_what_was_filed(receipt, filed, applicant):
    text = words(receipt)
    assert f"Eingangsbestätigung {filed.reference}" in text
    assert f"Eingereicht von {applicant}" in text
    for page in filed.filed.document:
        for answer in page["answers"]:
            assert answer["label"] in text
            assert " ".join(answer["value"].split()) in text
    assert "Bewerbung um Niedersächsischer Integrationspreis" in text
    assert "rechtzeitig eingegangen" in text
    assert f"{timezone.localtime(filed.submitted_at):%H:%M:%S} Uhr" in text
    content = Path(receipt.file.path).read_bytes()
    assert (receipt.sha256, receipt.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_it_names_the_files_with_their_hashes(draft, applicant):
    attachment = factories.AttachmentFactory(application=draft, name="bericht.pdf")
    actions.file_application(Application.objects.get(pk=draft.pk), by=applicant, at=timezone.now())
    make()
    text = words(Receipt.objects.get())
    assert "bericht.pdf" in text
    assert attachment.sha256 in text


def test_what_is_renamed_later_does_not_change_it(filed, organisation):
    organisation.name = "Ganz anders e. V."
    organisation.save()
    make()
    assert "Nachbarschaft Asendorf e. V." in words(Receipt.objects.get())


def test_its_hash_stands_in_the_history(receipt, filed):
    row = History.objects.get(application=filed, step="receipt")
    assert row.facts["sha256"] == receipt.sha256
    assert first_break(Edition.objects.get(pk=filed.edition_id)) is None


def test_the_letter_waits_for_its_receipt_and_leaves_with_it(filed):
    assert deliver(filed.submitted_at + 9 * MINUTE) == []
    make(filed.submitted_at + 9 * MINUTE)
    [(subject, [(name, content, mime_type)])] = deliver(filed.submitted_at + 9 * MINUTE)
    assert subject == f"Ihre Bewerbung {filed.reference} ist eingegangen"
    assert name == f"Eingangsbestaetigung-{filed.reference}.pdf"
    assert mime_type == "application/pdf"
    assert hashlib.sha256(content).hexdigest() == Receipt.objects.get().sha256
    assert deliver(filed.submitted_at + 30 * MINUTE) == []


def test_worker_and_letters_are_woken(draft, applicant, settings, django_capture_on_commit_callbacks):
    woken = []
    globals()["woken_for"] = woken.append
    settings.WAKE_RECEIPTS = f"{__name__}.wake_receipts"
    settings.WAKE_WORKER = f"{__name__}.wake_letters"
    with django_capture_on_commit_callbacks(execute=True):
        actions.file_application(draft, by=applicant, at=timezone.now())
    assert "receipts" in woken
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        make()
    assert woken == ["letters"]


def wake_receipts():
    globals()["woken_for"]("receipts")


def wake_letters():
    globals()["woken_for"]("letters")


def test_a_dead_engine_does_not_stop_a_filing(draft, applicant, settings, django_capture_on_commit_callbacks):
    settings.WAKE_RECEIPTS = f"{__name__}.dead_engine"
    with django_capture_on_commit_callbacks(execute=True):
        actions.file_application(draft, by=applicant, at=timezone.now())
    assert Receipt.objects.count() == 1


def dead_engine():
    raise ConnectionError("no broker")


def test_filed_again_it_gets_a_second_receipt(receipt, filed, applicant, client):
    actions.send_back(filed, by=factories.clerk(), at=timezone.now(), reason="Bitte ergänzen.")
    factories.set_answers(Application.objects.get(pk=filed.pk), goals="Neue Ziele")
    again = actions.file_application(Application.objects.get(pk=filed.pk), by=applicant, at=timezone.now())
    assert make() == (1, 0)
    second, first = Receipt.objects.of(again)
    assert first == receipt
    assert second.file_name == f"Eingangsbestaetigung-{filed.reference}-Fassung-{again.filed.number}.pdf"
    assert "Neue Ziele" in words(second)
    assert "Neue Ziele" not in words(first)
    assert "Erneut eingegangen" in words(second)
    page = client.get(reverse("application_status", args=[filed.pk])).content.decode()
    assert page.count("Eingangsbestätigung (PDF, ") == 2
    assert "ergänzt und erneut eingereicht am" in page


def test_late_with_a_reason(draft):
    factories.end_call(draft.edition)
    actions.file_application(draft, by=factories.clerk(name="Kim"), at=timezone.now(), late_reason="Post verloren")
    make()
    text = words(Receipt.objects.get())
    assert "nach Fristende angenommen, weil: Post verloren" in text
    assert "Eingereicht von Kim, für die Geschäftsstelle" in text


def test_two_hundred_seconds_later_the_same_bytes(receipt):
    """Drawn anew from what is stored, it is the same file."""
    assert hashlib.sha256(certificate_actions.receipts.draw(receipt)).hexdigest() == receipt.sha256


# When something fails ---------------------------------------------------------------------------
def test_a_rendering_that_fails_leaves_the_filing_and_is_tried_again(filed, broken_renderer, caplog):
    at = filed.submitted_at
    assert make(at) == (0, 1)
    assert "RuntimeError: keine Tinte" in caplog.text
    assert "Traceback" in caplog.text
    receipt = Receipt.objects.get()
    assert (receipt.error, receipt.attempts) == ("RuntimeError: keine Tinte", 1)
    assert Application.objects.get(pk=filed.pk).is_submitted
    assert make(at + MINUTE / 2) == (0, 0)  # it pauses
    assert make(at + MINUTE) == (0, 1)
    assert make(at + 2 * MINUTE) == (0, 0)  # longer
    broken_renderer.undo()
    assert make(at + 3 * MINUTE) == (1, 0)
    receipt.refresh_from_db()
    assert (receipt.error, receipt.attempts, receipt.next_try_at) == ("", 3, None)


def test_it_is_never_given_up(filed, broken_renderer):
    at = filed.submitted_at
    for _hour in range(30):
        at += 60 * MINUTE
        assert make(at) == (0, 1)


def test_one_that_fails_does_not_stop_the_others(filed, main_award, monkeypatch):
    factories.filed(edition=main_award.edition)
    whole = pdf.draw_receipt
    first = filed.reference

    def draw(facts):
        return cannot_draw(facts) if facts.reference == first else whole(facts)

    monkeypatch.setattr(pdf, "draw_receipt", draw)
    assert make() == (1, 1)


def test_after_ten_minutes_the_letter_goes_without_and_the_receipt_follows(filed, broken_renderer):
    at = filed.submitted_at
    make(at)
    [(_subject, enclosed)] = deliver(at + 10 * MINUTE)
    assert enclosed == []
    broken_renderer.undo()
    assert make(at + 11 * MINUTE) == (1, 0)
    [(subject, [(name, _content, _type)])] = deliver(at + 11 * MINUTE)
    assert subject == f"Eingangsbestätigung zu Ihrer Bewerbung {filed.reference}"
    assert name == f"Eingangsbestaetigung-{filed.reference}.pdf"
    first, second = Letter.objects.order_by("pk")
    assert (first.enclosures(), len(second.enclosures())) == ([], 1)


def test_a_letter_that_a_worker_is_just_sending_gets_no_receipt_any_more(filed):
    at = filed.submitted_at + 10 * MINUTE
    Letter.objects.update(leased_until=at + letters.LEASE)
    make(at)
    assert [letter.kind for letter in Letter.objects.order_by("pk")] == ["file", "receipt"]
    assert Letter.objects.get(kind="file").enclosures() == []


def test_mail_that_cannot_be_sent_is_sent_later_with_the_receipt(receipt, filed, monkeypatch):
    at = filed.submitted_at
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.message.EmailMessage.send", lambda self: 1 / 0)
        assert deliver(at) == []
    [(_subject, enclosed)] = deliver(at + 30 * MINUTE)
    assert len(enclosed) == 1


def test_a_letter_that_cannot_be_written_does_not_undo_the_filing(draft, applicant, monkeypatch, caplog):
    with monkeypatch.context() as broken:
        broken.setattr("prize.mail.get_template", lambda name: 1 / 0)
        filed = actions.file_application(draft, by=applicant, at=timezone.now())
    assert filed.is_submitted
    assert filed.number == 1
    assert "its letter could not be written" in caplog.text
    make()
    [(subject, enclosed)] = deliver()
    assert subject.startswith("Eingangsbestätigung zu Ihrer Bewerbung")
    assert len(enclosed) == 1


def test_a_row_that_is_refused_leaves_no_file(filed, monkeypatch, settings):
    monkeypatch.setattr("certificates.actions.receipts.send", lambda receipt, at: 1 / 0)
    assert make() == (0, 1)
    assert not [path for path in settings.MEDIA_ROOT.rglob("*.pdf") if "receipts" in path.parts]


def test_a_receipt_whose_worker_died_is_taken_up_again(filed, monkeypatch):
    def die(facts):
        raise SystemExit

    at = filed.submitted_at
    with monkeypatch.context() as dying:
        dying.setattr(pdf, "draw_receipt", die)
        with pytest.raises(SystemExit):
            make(at)
    assert make(at + MINUTE) == (0, 0)
    assert make(at + 5 * MINUTE) == (1, 0)


def test_the_faster_worker_wins(receipt, settings):
    """A second worker that drew the same receipt keeps nothing."""
    certificate_actions.receipts.keep(receipt, b"%PDF other", at=timezone.now())
    receipt.refresh_from_db()
    assert certificate_actions.receipt_content(receipt).startswith(b"%PDF-")
    assert Letter.objects.count() == 1
