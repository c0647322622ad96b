"""Load the practice season: real names, invented everything else, marked as practice on every page."""

from collections import Counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from config.practice import load_practice
from prize.models import Application, Candidacy


def count_states(objects):
    """[(label, number)] in the order of the workflow."""
    counts = Counter(objects.values_list("state", flat=True))
    return [(label, counts[state]) for state, label in objects.model._meta.get_field("state").choices if counts[state]]


class Command(BaseCommand):
    help = "Makes the practice season with applications in every state. Only on a practice site, only once."

    def handle(self, *args, **options):
        if not settings.PRACTICE:
            raise CommandError(_("Übungsdaten gibt es nur in der Übung (PRACTICE=True)."))
        season = load_practice(at=timezone.now(), clock=timezone.now)
        if season is None:
            self.stdout.write(_("Die Übungssaison gibt es schon; nichts geändert."))
            return
        self.stdout.write(_("Übungssaison %s angelegt.") % season.edition)
        for title, objects in (
            (_("Bewerbungen"), Application.objects.filter(edition=season.edition)),
            (_("Kandidaturen"), Candidacy.objects.filter(application__edition=season.edition)),
        ):
            states = ", ".join(f"{number} {label}" for label, number in count_states(objects))
            self.stdout.write(f"  {title}: {states}")
