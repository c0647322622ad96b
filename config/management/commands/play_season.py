"""Carry the practice season through every remaining step, to the certificates."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates import actions
from config.practice import play_season, practice_edition


class Command(BaseCommand):
    help = "Plays the practice season to its end and writes the certificates as files. Only on a practice site."

    def add_arguments(self, parser):
        parser.add_argument("--folder", type=Path, help="where the certificates go; var/certificates")

    def handle(self, *, folder, **options):
        if not settings.PRACTICE:
            raise CommandError(_("Gespielt wird nur in der Übung (PRACTICE=True)."))
        edition = practice_edition()
        if edition is None:
            raise CommandError(_("Es gibt keine Übungssaison. Legen Sie sie zuerst mit load_practice an."))
        steps = 0
        for words, count in play_season(edition, clock=timezone.now):
            self.stdout.write(f"  {count:4d}  {words}")
            steps += 1
        if not steps:
            self.stdout.write(_("Die Übungssaison ist schon gespielt; nichts geändert."))
        paths = actions.write_files(edition, folder or settings.VAR_DIR / "certificates")
        if paths:
            self.stdout.write(_("%(count)s Dateien in %(folder)s") % {"count": len(paths), "folder": paths[0].parent})
