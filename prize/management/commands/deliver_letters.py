from django.core.management.base import BaseCommand
from django.utils import timezone

from prize import actions


class Command(BaseCommand):
    help = "Sends the letters that are due now, by hand; the worker does the same every minute."

    def handle(self, *args, **options):
        sent, failed = actions.deliver_due(at=timezone.now(), clock=timezone.now)
        self.stdout.write(f"{sent} sent, {failed} failed")
