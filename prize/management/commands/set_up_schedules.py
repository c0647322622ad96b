from django.conf import settings
from django.core.management.base import BaseCommand
from django_q.models import Schedule


class Command(BaseCommand):
    help = "Makes the worker's schedules that the settings name; the second time it changes nothing."

    def handle(self, *args, **options):
        for name, (func, minutes) in settings.SCHEDULES.items():
            facts = {"func": func, "schedule_type": Schedule.MINUTES, "minutes": minutes, "repeats": -1}
            Schedule.objects.update_or_create(name=name, defaults=facts)
            self.stdout.write(f"schedule: {name}, every {minutes} min")
