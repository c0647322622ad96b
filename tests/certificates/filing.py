"""Receipts in the tests: made, sent and read back."""

import datetime

import pypdfium2
from django.core import mail
from django.utils import timezone

from certificates import actions as certificate_actions
from prize import actions

MINUTE = datetime.timedelta(minutes=1)


def make(at=None):
    at = at or timezone.now()
    return certificate_actions.make_receipts(at=at, clock=lambda: at)


def deliver(at=None):
    at = at or timezone.now()
    mail.outbox.clear()
    actions.deliver_due(at=at, clock=lambda: at)
    return [(message.subject, message.attachments) for message in mail.outbox]


def words(receipt):
    with pypdfium2.PdfDocument(receipt.file.path) as document:
        return " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in document).split())


def cannot_draw(facts):
    raise RuntimeError("keine Tinte")
