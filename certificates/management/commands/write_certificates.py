from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from certificates import actions
from certificates.models import Certificate
from prize.actions import Conflict
from prize.models import Edition

LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
LONGEST_NAME = 60


class Command(BaseCommand):
    help = "Schreibt die gültigen Urkunden einer Ausgabe als PDF-Dateien in einen Ordner."

    def add_arguments(self, parser):
        parser.add_argument("--edition", required=True, metavar="SLUG", help="zum Beispiel 2026 oder uebung-2026")
        parser.add_argument("--to", required=True, type=Path, metavar="ORDNER", help="wird angelegt, wenn er fehlt")

    def handle(self, *, edition, to, **options):
        found = Edition.objects.by_slug(edition).first()
        if found is None:
            raise CommandError(f"Eine Ausgabe „{edition}“ gibt es nicht.")
        to.mkdir(parents=True, exist_ok=True)
        certificates = Certificate.objects.filter(edition=found).standing().for_page()
        for certificate in certificates:
            path = to / file_name(certificate)
            try:
                path.write_bytes(actions.content(certificate))
            except Conflict as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(str(path))
        self.stdout.write(f"Geschriebene Urkunden der Ausgabe {found}: {len(certificates)}")


def file_name(certificate):
    """Ü2026-001-hemminger-netzwerk.pdf: the number, and names that every file system takes."""
    names = slugify(" ".join(certificate.printed_recipients).translate(LETTERS))[:LONGEST_NAME].strip("-")
    return "-".join(filter(None, [certificate.serial, names])) + ".pdf"
