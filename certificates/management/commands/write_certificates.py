from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from certificates import actions
from prize.actions import Conflict
from prize.models import Edition


class Command(BaseCommand):
    help = "Schreibt die gültigen Urkunden einer Ausgabe als PDF-Dateien: jede für sich und alle in einer."

    def add_arguments(self, parser):
        parser.add_argument("--edition", required=True, metavar="SLUG", help="zum Beispiel 2026 oder uebung-2026")
        parser.add_argument("--to", required=True, type=Path, metavar="ORDNER", help="wird angelegt, wenn er fehlt")

    def handle(self, *, edition, to, **options):
        found = Edition.objects.by_slug(edition).first()
        if found is None:
            raise CommandError(f"Eine Ausgabe „{edition}“ gibt es nicht.")
        try:
            paths = actions.write_files(found, to)
        except Conflict as refusal:
            raise CommandError(str(refusal)) from refusal
        for path in paths:
            self.stdout.write(str(path))
        self.stdout.write(f"Geschriebene Dateien der Ausgabe {found}: {len(paths)}")
