"""What the background engine (django-q2) is asked to do. Work is rows; the engine only wakes it up."""

from django.utils import timezone
from django_q.tasks import async_task

from prize import actions


def deliver_letters():
    """Send the letters that are due; the schedule of every minute and each wake-up call this."""
    sent, failed = actions.deliver_due(at=timezone.now(), clock=timezone.now)
    return f"{sent} sent, {failed} failed"


def wake_worker():
    async_task("config.tasks.deliver_letters", task_name="deliver_letters", save=False)
