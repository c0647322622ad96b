import hashlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.models import Receipt


class Command(BaseCommand):
    help = "Sagt, ob eine Datei eine Eingangsbestätigung ist, die dieses System erstellt hat; endet sonst mit 1."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="DATEI")

    def handle(self, *, file, **options):
        try:
            sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        except OSError as error:
            raise CommandError(f"{file} lässt sich nicht lesen: {error.strerror}") from error
        receipt = Receipt.objects.made().for_list().filter(sha256=sha256).first()
        if receipt is None:
            raise CommandError(f"{file}: nicht von diesem System, oder verändert. SHA-256 {sha256}")
        at = timezone.localtime(receipt.filed_at)
        self.stdout.write(
            f"{file}: echt. Bewerbung {receipt.application.reference}, Fassung {receipt.version.number}, "
            f"eingereicht {at:%d.%m.%Y %H:%M:%S}, Prüfcode {receipt.grouped_code}"
        )
