"""The receipt of a filing: wanted in the filing's own transaction, drawn by the worker, sent with the filing's letter.

Nothing that goes wrong here touches the filing. A receipt that cannot be drawn is tried again until it can.
"""

import datetime
import hashlib
import json
import logging

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates import pdf
from certificates.models import Receipt
from certificates.models.receipt import MIME_TYPE
from prize import codes, mail, rules
from prize.actions import NotAllowed
from prize.actions.workflow import lock_edition
from prize.models import History, Letter
from prize.models.letter import Enclosure

from .errors import ReceiptDamaged

logger = logging.getLogger(__name__)
LETTER_WAITS = datetime.timedelta(minutes=10)  # for its receipt; then it goes without, and the receipt goes by itself
LEASE = datetime.timedelta(minutes=5)
RUN = datetime.timedelta(minutes=8)  # below the cluster's timeout; what is left waits for the next run
MOMENTS = ("filed_at", "first_filed_at", "closes_at")


# Wanted -----------------------------------------------------------------------------------------
def after_filing(application, *, letter, by, at):
    """Named by settings.AFTER_FILING: from now on a receipt is wanted, and the letter waits for it a while."""
    code = codes.new()
    Receipt.objects.create(
        version=application.filed,
        code=code,
        code_digest=codes.digest(code),
        facts=facts_of(application, by=by, at=at),
        letter=letter,
        next_try_at=at,
    )
    if letter:
        letter.not_before = at + LETTER_WAITS
        letter.save(update_fields=["not_before"])
    wake_worker()


def wake_worker():
    transaction.on_commit(import_string(settings.WAKE_RECEIPTS), robust=True)


def facts_of(application, *, by, at):
    """What is printed beside the answers, as JSON: whatever is renamed later, this is what was filed."""
    edition, office = application.edition, not rules.is_own(application, by)
    with override("de"):
        facts = {
            "site": settings.SITE_NAME,
            "edition": f"{edition.ordinal}. {settings.SITE_NAME} {edition.year}",
            "motto": edition.motto,
            "reference": application.reference,
            "organisation": application.organisation.name,
            "project": application.project_title,
            "awards": [award.name for award in application.entered_awards()],
            "version": application.filed.number,
            "filed_at": at,
            "first_filed_at": application.submitted_at,
            "closes_at": edition.closes_at,
            "timeliness": timeliness(application),
            "late_reason": application.late_reason,
            "filed_by": str(by),
            "is_filed_by_office": office,
            "channel": str(application.get_channel_display()),
            "is_practice": edition.is_practice,
            "is_first": at == application.submitted_at,
        }
    return json.loads(json.dumps(facts, cls=Exactly))


class Exactly(DjangoJSONEncoder):
    """Django's cuts moments to milliseconds; a filing keeps its own."""

    def default(self, o):
        return o.isoformat() if isinstance(o, datetime.datetime) else super().default(o)


def timeliness(application):
    if application.is_late:
        return pdf.Timeliness.LATE
    is_in_grace = application.edition.closes_at and rules.arrived_in_grace(application)
    return pdf.Timeliness.GRACE if is_in_grace else pdf.Timeliness.IN_TIME


# Made -------------------------------------------------------------------------------------------
def make_receipts(*, at, clock, edition=None):
    """Draw what is wanted, of one edition or of all; returns (made, failed). `clock` tells the time of each.

    A receipt is leased just before it is drawn: two workers never draw the same one at a time, and one whose worker
    died is taken up again when its lease ends.
    """
    made = failed = 0
    due = Receipt.objects.due(at)
    if edition:
        due = due.filter(version__application__edition=edition)
    for pk in list(due.values_list("pk", flat=True)):
        now = clock()
        if now > at + RUN:
            break
        if Receipt.objects.due(now).filter(pk=pk).update(next_try_at=now + LEASE, attempts=F("attempts") + 1):
            ok = make(pk, clock)
            made, failed = made + ok, failed + (not ok)
    return made, failed


def make(pk, clock):
    receipt = Receipt.objects.select_related("version__application__edition").get(pk=pk)
    try:
        keep(receipt, draw(receipt), at=clock())
    except Exception as error:  # whatever it is, the filing stands and the other receipts are drawn
        logger.exception("receipt %s could not be made", pk)
        wanted = Receipt.objects.filter(pk=pk, made_at__isnull=True)
        wanted.update(error=f"{type(error).__name__}: {error}", next_try_at=clock() + receipt.pause())
        return False
    return True


def draw(receipt):
    """The file as people get it.

    The system's signature belongs here, on the finished bytes, as soon as certificates are signed: `keep` hashes and
    stores what this returns. Until then the code and the hash show that a receipt is genuine.
    """
    return pdf.draw_receipt(printed_facts(receipt))


def printed_facts(receipt):
    stored = {name: value for name, value in receipt.facts.items() if name != "is_first"}
    moments = {name: stored[name] and parse_datetime(stored[name]) for name in MOMENTS}
    return pdf.ReceiptFacts(
        **{
            **stored,
            **moments,
            "awards": tuple(stored["awards"]),
            "timeliness": pdf.Timeliness(stored["timeliness"]),
            "pages": receipt.version.document,
            "check_url": settings.SITE_URL + reverse("receipt_check", args=[receipt.grouped_code]),
            "check_code": receipt.grouped_code,
        }
    )


@transaction.atomic
def keep(receipt, content, *, at):
    """Store the file and the row, and let the letter go; if the row is refused, the file goes again."""
    edition = lock_edition(receipt.application.edition_id)
    if Receipt.objects.made().filter(pk=receipt.pk).exists():
        return  # another worker was faster
    receipt.sha256, receipt.size = hashlib.sha256(content).hexdigest(), len(content)
    receipt.file.save("", ContentFile(content), save=False)
    try:
        receipt.made_at, receipt.next_try_at, receipt.error = at, None, ""
        receipt.letter = send(receipt, at=at)
        receipt.save()
        facts = {"version": receipt.version.number, "sha256": receipt.sha256}
        History.objects.append(edition, "receipt", by=None, at=at, application=receipt.application, **facts)
    except Exception:
        receipt.file.delete(save=False)
        raise


def send(receipt, *, at):
    """The letter that the receipt goes with: the filing's own if it has not left yet, otherwise one of its own."""
    waiting = Letter.objects.filter(receipt=receipt).unsent(at)
    if waiting.update(not_before=None):  # from here on no worker takes it up before the receipt is there
        mail.wake_worker()
        return receipt.letter
    return mail.write(receipt.application, "receipt", at=at, is_released=True)


# The office -------------------------------------------------------------------------------------
@transaction.atomic
def retry_receipts(*, by, at):
    """Try those once more, now, that could not be made; returns how many."""
    if not rules.is_office(by):
        raise NotAllowed(_("Eingangsbestätigungen stößt die Geschäftsstelle neu an."))
    wake_worker()
    failing, count = Receipt.objects.failing(), 0
    editions = failing.order_by("version__application__edition").values_list("version__application__edition")
    for (edition_pk,) in list(editions.distinct()):
        edition = lock_edition(edition_pk)
        here = failing.filter(version__application__edition=edition)
        pks = sorted(here.values_list("pk", flat=True))
        count += Receipt.objects.filter(pk__in=pks, made_at__isnull=True).update(next_try_at=at)
        History.objects.append(edition, "retry_receipts", by=by, at=at, count=len(pks), receipts=pks)
    return count


# Reading ----------------------------------------------------------------------------------------
def receipt_content(receipt):
    """The bytes as made. Raises ReceiptDamaged if the stored file is gone or another one."""
    stored = receipt.content()
    if stored is None:
        raise ReceiptDamaged(receipt.file_name)
    return stored


def enclosure_of(letter):
    """Named by settings.ENCLOSURES: the receipt that goes with this letter, once it is made."""
    receipt = Receipt.objects.made().for_list().filter(letter=letter).first()
    if receipt is None:
        return None
    return Enclosure(
        name=receipt.file_name,
        mime_type=MIME_TYPE,
        size=receipt.size,
        url=receipt.get_absolute_url(),
        read=lambda: receipt_content(receipt),
    )
