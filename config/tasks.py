"""What the background engine (django-q2) is asked to do. Work is rows; the engine only wakes it up."""

from django.conf import settings
from django.utils import timezone
from django_q.tasks import async_task

from certificates import actions as certificate_actions
from prize import actions
from prize.models import Edition, Reminder


def deliver_letters():
    """Send the letters that are due; the schedule of every minute and each wake-up call this."""
    sent, failed = actions.deliver_due(at=timezone.now(), clock=timezone.now)
    return f"{sent} sent, {failed} failed"


def remind():
    """Write to those who asked to hear of a call that runs now; forget the addresses that nobody has confirmed."""
    now = timezone.now()
    actions.stop_reminders(Reminder.objects.forgotten(now))
    running = Edition.objects.running(practice=settings.PRACTICE)
    return f"{sum(actions.remind_all(edition, at=now) for edition in running)} reminded"


def make_receipts():
    """Draw the receipts of filings that are wanted; the schedule of every minute and each filing call this."""
    made, failed = certificate_actions.make_receipts(at=timezone.now(), clock=timezone.now)
    return f"{made} made, {failed} failed"


def erase_proposals():
    """Forget proposals that nobody has confirmed, and what was said in those that were declined some time ago."""
    return f"{actions.erase_due(at=timezone.now())} proposals"


def wake_worker():
    async_task("config.tasks.deliver_letters", task_name="deliver_letters", save=False)


def wake_receipts():
    async_task("config.tasks.make_receipts", task_name="make_receipts", save=False)
