from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from prize.models import Edition


class Command(BaseCommand):
    help = "Loads the archive, and in practice mode the practice season, where there is none yet."

    def handle(self, *args, **options):
        if not Edition.objects.archive().exists():
            call_command("load_archive", stdout=self.stdout)
        if settings.PRACTICE and not Edition.objects.running(practice=True).exists():
            self.stdout.write("· loading the practice season (once; takes some seconds)")
            call_command("load_practice", stdout=self.stdout)
