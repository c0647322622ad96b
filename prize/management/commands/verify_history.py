import sys

from django.core.management.base import BaseCommand

from prize.models import Edition
from prize.models.history import first_break


class Command(BaseCommand):
    help = "Checks the hash chain of every edition's history; exits with 1 where a row does not fit."

    def handle(self, *args, **options):
        broken = 0
        for edition in Edition.objects.newest_first():
            position = first_break(edition)
            broken += position is not None
            words = "whole" if position is None else f"BROKEN at position {position}"
            self.stdout.write(f"{edition.slug}: {edition.history_length} rows, {words}")
        if broken:
            sys.exit(1)
