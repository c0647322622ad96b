"""„Erinnern Sie mich an den nächsten Aufruf“: asked for, confirmed by a mailed link, told once a call, stopped."""

import secrets

from django.db import transaction
from django.urls import reverse

from prize import languages, mail, rules
from prize.models import Letter, Reminder
from prize.models.call import hash_of

CONFIRM, KNOWN, CALL = "reminder_confirm", "reminder_known", "reminder"
AT_ONCE = 200  # letters in one transaction: a worker that dies loses none and repeats none


@transaction.atomic
def request_reminder(email, *, at):
    """One letter in any case, so nobody can tell from outside whether an address is known."""
    token = secrets.token_urlsafe(24)
    facts = {"token_hash": hash_of(token), "requested_at": at, "language": languages.active()}
    reminder, _ = Reminder.objects.get_or_create(email=email.strip().lower(), defaults=facts)
    reminder.language = reminder.language if reminder.is_confirmed else facts["language"]
    if reminder.is_confirmed:
        mail.write_reminder(reminder, KNOWN, key=secrets.token_hex(8), at=at, url=reverse("reminder"))
        return
    Reminder.objects.filter(pk=reminder.pk).update(**facts)
    url = reverse("reminder_confirm", args=[token])
    mail.write_reminder(reminder, CONFIRM, key=secrets.token_hex(8), at=at, url=url)


@transaction.atomic
def confirm_reminder(reminder, *, at):
    """The second time changes nothing."""
    Reminder.objects.filter(pk=reminder.pk, confirmed_at__isnull=True).update(confirmed_at=at)


@transaction.atomic
def stop_reminders(reminders):
    """Forget the addresses, also in the letters that they were written; what is being sent right now is left alone."""
    addresses = list(reminders.values_list("email", flat=True))
    letters = Letter.objects.filter(kind__in=(CONFIRM, KNOWN, CALL), to_address__in=addresses)
    letters.filter(leased_until__isnull=True).delete()
    reminders.delete()
    return len(addresses)


def remind_all(edition, *, at):
    """Tell everybody who asked that this call has begun, each once; returns how many letters were written."""
    written = 0
    while rules.is_open_for_filing(edition, at) and (count := remind_some(edition, at=at)):
        written += count
    return written


@transaction.atomic
def remind_some(edition, *, at):
    """Rows are locked, and a letter's key names reminder and edition: two workers never write the same letter."""
    reminders = list(Reminder.objects.select_for_update().due(edition)[:AT_ONCE])
    for reminder in reminders:
        mail.write_reminder(reminder, CALL, key=edition.pk, at=at, url=reverse("home"), edition=edition)
    Reminder.objects.filter(pk__in=[r.pk for r in reminders]).update(notified_edition=edition)
    return len(reminders)
