"""Letters leave through here, and only here."""

import datetime
import logging
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from prize import mail, rules
from prize.models import History, Letter, LetterState
from prize.models.letter import MAX_ATTEMPTS

from .errors import NotAllowed
from .workflow import lock_edition

logger = logging.getLogger(__name__)
LEASE = datetime.timedelta(minutes=5)
RUN = datetime.timedelta(minutes=8)  # below the cluster's timeout; what is left waits for the next run


@transaction.atomic
def release(letters, *, by, at):
    """Let held letters go; returns how many. What somebody else released meanwhile is left alone."""
    return let_go(letters, LetterState.HELD, "release_letters", by=by, at=at)


@transaction.atomic
def retry(letters, *, by, at):
    """Send failed letters once more; returns how many."""
    return let_go(letters, LetterState.FAILED, "retry_letters", by=by, at=at, attempts=0, leased_until=None)


def let_go(letters, state, step, *, by, at, **columns):
    """Release those in this state, edition by edition, with one row of history for each; some belong to none."""
    if not rules.is_office(by):
        raise NotAllowed(_("Schreiben gibt die Geschäftsstelle frei."))
    mail.wake_worker()
    letters, released = letters.filter(state=state).order_by("edition_id"), 0
    for edition_id in list(letters.values_list("edition_id", flat=True).distinct()):
        edition = lock_edition(edition_id) if edition_id else None
        pks = sorted(letters.filter(edition=edition).values_list("pk", flat=True))
        here = Letter.objects.filter(pk__in=pks, state=state)
        count = here.update(state=LetterState.RELEASED, released_at=at, released_by=by, **columns)
        if edition and count:
            History.objects.append(edition, step, by=by, at=at, count=count, letters=pks)
        released += count
    return released


def deliver_due(*, at, clock):
    """Send what is due; returns (sent, failed). `clock` tells the time of each sending.

    A letter is leased just before it is sent, so two workers never send the same one at a time, and one whose worker
    died is taken up again when its lease ends.
    """
    sent = failed = 0
    for pk in list(Letter.objects.due(at).values_list("pk", flat=True)):
        now = clock()
        if now > at + RUN:
            break
        if Letter.objects.due(now).filter(pk=pk).update(leased_until=now + LEASE, attempts=F("attempts") + 1):
            ok = deliver(Letter.objects.get(pk=pk), clock)
            sent, failed = sent + ok, failed + (not ok)
    return sent, failed


def deliver(letter, clock):
    try:
        message(letter).send()
    except Exception as error:  # refused, unreachable, timed out, not a mail at all: none may stop the other letters
        logger.warning("letter %s: %s", letter.pk, error)
        is_last = letter.attempts >= MAX_ATTEMPTS
        letter.state = LetterState.FAILED if is_last else LetterState.RELEASED
        letter.error = str(error) or type(error).__name__
        letter.leased_until = None if is_last else clock() + LEASE * letter.attempts
        letter.save(update_fields=["state", "error", "leased_until"])
        return False
    letter.state, letter.sent_at, letter.leased_until, letter.error = LetterState.SENT, clock(), None, ""
    letter.save(update_fields=["state", "sent_at", "leased_until", "error"])
    return True


def message(letter):
    domain = settings.SITE_URL.split("//")[1].split(":")[0]
    return EmailMessage(
        attachments=[(one.name, one.read(), one.mime_type) for one in letter.enclosures()],
        subject=letter.subject,
        body=letter.body,
        to=[formataddr((letter.to_name, letter.to_address)) if letter.to_name else letter.to_address],
        # The same Message-ID on a second try lets the receiving side drop the double.
        headers={"Message-ID": f"<letter-{letter.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
