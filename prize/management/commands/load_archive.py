"""Load the editions before this system from their CSV files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prize.actions import archive
from prize.actions.errors import NotAllowed

OUTCOMES = {
    archive.NEW: gettext_lazy("geladen"),
    archive.UNCHANGED: gettext_lazy("unverändert"),
    archive.REPLACED: gettext_lazy("ersetzt"),
    archive.DIFFERS: gettext_lazy("weicht ab und wurde behalten; --replace ersetzt sie"),
    archive.FOREIGN: gettext_lazy("übersprungen: dieses Jahr ist eine laufende Ausgabe"),
}


class Command(BaseCommand):
    help = "Loads the CSV files of the archive: all of it or nothing. A second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--folder", type=Path, default=archive.DATA, help="where the three files lie")
        parser.add_argument("--replace", action="store_true", help="replace archive editions whose content differs")

    def handle(self, *, folder, replace, **options):
        try:
            loaded = archive.load_archive(folder, by=None, at=timezone.now(), replace=replace)
        except (archive.DamagedArchive, NotAllowed) as error:
            raise CommandError(_("Nichts geladen. %s") % error) from error
        for one in loaded:
            self.stdout.write(
                _("%(year)s  %(ordinal)2s. Preis  %(laureates)2s Preisträger  %(recipients)2s Empfänger  %(outcome)s")
                % {
                    "year": one.edition.year,
                    "ordinal": one.edition.ordinal,
                    "laureates": one.laureates,
                    "recipients": one.recipients,
                    "outcome": OUTCOMES[one.outcome],
                }
            )
        self.stdout.write(self.summary(loaded))

    def summary(self, loaded):
        changed = [one for one in loaded if one.outcome in {archive.NEW, archive.REPLACED}]
        if not changed:
            return _("Archiv: nichts geändert.")
        return _("Archiv: %(editions)s Ausgaben mit %(laureates)s Preisträgern geladen.") % {
            "editions": len(changed),
            "laureates": sum(one.laureates for one in changed),
        }
