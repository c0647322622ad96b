"""The editions before this system: read from files, written all or nothing."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path

from django.db import transaction
from django.db.models import Prefetch, ProtectedError
from django.utils.translation import gettext as _

from prize.actions.errors import NotAllowed
from prize.models import Award, Donor, Edition, EditionKind, History, Laureate, Recipient

from .facts import ArchiveAward, ArchiveEdition, ArchiveLaureate, read_archive
from .tables import DamagedArchive

__all__ = ["DIFFERS", "FOREIGN", "NEW", "REPLACED", "UNCHANGED", "DamagedArchive", "Loaded", "load_archive"]

DATA = Path(__file__).resolve().parents[2] / "data"
NEW, UNCHANGED, REPLACED, DIFFERS, FOREIGN = "new", "unchanged", "replaced", "differs", "foreign"


@dataclass(frozen=True)
class Loaded:
    """What became of one edition of the files: `outcome` is NEW, UNCHANGED, REPLACED, DIFFERS (the site's version was
    kept) or FOREIGN (an edition of the site itself has this year)."""

    edition: ArchiveEdition
    outcome: str

    @property
    def laureates(self):
        return sum(len(award.laureates) for award in self.edition.awards)

    @property
    def recipients(self):
        return sum(len(laureate.recipients) for award in self.edition.awards for laureate in award.laureates)


@transaction.atomic
def load_archive(folder=DATA, *, by, at, replace=False):
    """Bring the archive of the site in line with the files; returns a Loaded for each edition.

    Editions that the site holds with other content are left alone unless `replace`. Raises DamagedArchive before
    anything is written.
    """
    donors, editions = read_archive(folder)
    for donor in donors:
        Donor.objects.get_or_create(name=donor.name, defaults={"is_land": donor.is_land})
    there = {e.year: e for e in with_everything(Edition.objects.exclude(kind=EditionKind.PRACTICE))}
    return [
        Loaded(edition, load_edition(edition, there.get(edition.year), by=by, at=at, replace=replace))
        for edition in editions
    ]


def load_edition(facts, edition, *, by, at, replace):
    if edition is None:
        edition = Edition.objects.create(kind=EditionKind.ARCHIVE, **columns(facts))
        write_awards(facts, edition, by=by, at=at)
        return NEW
    if not edition.is_archive:
        return FOREIGN
    if stored(edition) == facts:
        return UNCHANGED
    if not replace:
        return DIFFERS
    clear(edition)
    Edition.objects.filter(pk=edition.pk).update(**columns(facts))
    write_awards(facts, edition, by=by, at=at)
    return REPLACED


def columns(facts):
    """The facts of an archive dataclass that are columns of the model of the same name."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(facts).items()
        if name not in {"awards", "laureates", "recipients", "donor"}
    }


def clear(edition):
    try:
        edition.laureates.all().delete()
        edition.awards.all().delete()
    except ProtectedError:
        words = _("Die Ausgabe %s kann nicht ersetzt werden: Zu ihren Preisen gibt es zum Beispiel schon Urkunden.")
        raise NotAllowed(words % edition) from None


def write_awards(facts, edition, *, by, at):
    donors = {donor.name: donor for donor in Donor.objects.all()}
    count = 0
    for position, award_facts in enumerate(facts.awards, start=1):
        donor = donors[award_facts.donor] if award_facts.donor else None
        award = Award.objects.create(edition=edition, donor=donor, position=position, **columns(award_facts))
        for laureate_facts in award_facts.laureates:
            laureate = Laureate.objects.create(edition=edition, award=award, **columns(laureate_facts))
            Recipient.objects.bulk_create(
                Recipient(laureate=laureate, name=name, position=n)
                for n, name in enumerate(laureate_facts.recipients, start=1)
            )
            count += 1
    History.objects.append(edition, "load_archive", by=by, at=at, laureates=count)


# What the site holds, as facts -------------------------------------------------------------------
def with_everything(editions):
    laureates = Laureate.objects.order_by("pk").prefetch_related("recipients")
    awards = Award.objects.select_related("donor").order_by("position", "pk")
    return editions.prefetch_related(
        Prefetch("awards", awards.prefetch_related(Prefetch("laureates", laureates)), to_attr="held_awards")
    )


def stored(edition):
    return facts_from(ArchiveEdition, edition, awards=tuple(stored_award(a) for a in edition.held_awards))


def stored_award(award):
    donor = award.donor.name if award.donor else None
    return facts_from(ArchiveAward, award, donor=donor, laureates=tuple(map(stored_laureate, award.laureates.all())))


def stored_laureate(laureate):
    return facts_from(ArchiveLaureate, laureate, recipients=tuple(r.name for r in laureate.recipients.all()))


def facts_from(cls, thing, **given):
    names = [f.name for f in fields(cls) if f.name not in given]
    values = {name: getattr(thing, name) for name in names}
    if "sources" in values:
        values["sources"] = tuple(values["sources"])
    return cls(**values, **given)
