from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from jury.actions import deviating_standings
from jury.models import Panel


class Command(BaseCommand):
    help = "Recomputes every standing from the marks and compares it with the one that is kept. Changes nothing."

    def handle(self, *args, **options):
        wrong = 0
        for panel in Panel.objects.select_related("edition").order_by("pk"):
            deviating = deviating_standings(panel)
            wrong += len(deviating)
            for pk in deviating:
                self.stderr.write(_("%(panel)s: Kandidatur %(pk)s weicht ab.") % {"panel": panel, "pk": pk})
        if wrong:
            raise CommandError(_("%s Plätze weichen von den Noten ab.") % wrong)
        self.stdout.write(_("Alle Plätze entsprechen den Noten."))
