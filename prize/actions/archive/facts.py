"""What the archive's files say, as plain facts that can be compared."""

import datetime
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from prize.models import AwardKind, Qualifier

from .tables import DamagedArchive, read_table

MAIN_AWARD = "Niedersächsischer Integrationspreis"
SPECIAL_AWARD = "Sonderpreis"  # one whose donor no source names
COUNT, EURO = 9_999, 9_999_999
NAME, TEXT = 200, 2000


@dataclass(frozen=True, kw_only=True)
class ArchiveDonor:
    name: str
    is_land: bool
    special_award: str


@dataclass(frozen=True, kw_only=True)
class ArchiveLaureate:
    recipients: tuple[str, ...]
    project: str
    place: str
    text: str
    rank: int | None
    category: str
    amount_eur: int | None
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ArchiveAward:
    kind: str
    name: str
    donor: str | None
    ordinal: int | None
    places: int
    amount_eur: int | None
    laureates: tuple[ArchiveLaureate, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ArchiveEdition:
    year: int
    ordinal: int
    motto: str
    reported_applications: int | None
    reported_qualifier: str
    reported_prizes: int | None
    reported_amount_eur: int | None
    ceremony_on: datetime.date | None
    ceremony_place: str
    sources: tuple[str, ...]
    awards: tuple[ArchiveAward, ...] = ()


def read_archive(folder):
    """(donors, editions) of the files in the folder. Raises DamagedArchive."""
    donors = {donor.name: donor for donor in map(read_donor, read_table(folder, "donors.csv"))}
    land = [donor for donor in donors.values() if donor.is_land]
    if len(land) != 1:
        raise DamagedArchive("donors.csv", _("Genau ein Stifter ist das Land."), column="is_land")
    editions = {}
    for row in read_table(folder, "editions.csv"):
        edition = read_edition(row, land[0])
        check_order(row, edition, editions)
        editions[edition.year] = edition
    for row in read_table(folder, "winners.csv"):
        year = row.year()
        if year not in editions:
            raise row.damaged("year", _("Eine Ausgabe %s steht nicht in editions.csv.") % year)
        editions[year] = add_winner(editions[year], row, donors, land[0])
    return tuple(donors.values()), tuple(editions.values())


def read_donor(row):
    is_land = row.choice("is_land", {"yes": True, "no": False})
    special_award = row.text("special_award", limit=160, required=not is_land)
    return ArchiveDonor(name=row.text("name", limit=120, required=True), is_land=is_land, special_award=special_award)


def check_order(row, edition, editions):
    """Years and ordinals rise together, though not in step: 2013 and 2015 had no prize."""
    last = list(editions.values())[-1:]
    if last and edition.year <= last[0].year:
        raise row.damaged("year", _("Die Jahre müssen aufsteigen."))
    if last and edition.ordinal <= last[0].ordinal:
        raise row.damaged("ordinal", _("Die Zählung muss mit den Jahren aufsteigen."))
    if edition.ceremony_on and edition.ceremony_on.year != edition.year:
        raise row.damaged("ceremony_date", _("Die Verleihung liegt nicht im Jahr der Ausgabe."))


def read_edition(row, land):
    """An edition with its main award, still without laureates."""
    ordinal = row.number("ordinal", highest=COUNT, required=True)
    prizes = row.number("prize_count", highest=COUNT, required=True)
    each, total = (row.number(column, highest=EURO) for column in ("amount_each_eur", "prize_amount_eur"))
    if each and each * prizes != total:
        raise row.damaged("amount_each_eur", _("Anzahl mal Preisgeld ergibt nicht die Summe."))
    main = ArchiveAward(
        kind=AwardKind.MAIN, name=MAIN_AWARD, donor=land.name, ordinal=ordinal, places=prizes, amount_eur=each
    )
    qualifier, applications = read_applications(row)
    return ArchiveEdition(
        year=row.year(),
        ordinal=ordinal,
        motto=row.text("motto", limit=NAME),
        reported_applications=applications,
        reported_qualifier=qualifier,
        reported_prizes=prizes,
        reported_amount_eur=total,
        ceremony_on=row.date("ceremony_date"),
        ceremony_place=row.text("ceremony_place", limit=120),
        sources=row.addresses("source"),
        awards=(main,),
    )


def read_applications(row):
    """(qualifier, number): „>80“ is more than 80, „~130“ about, „<170“ just under."""
    value = row.text("applications", limit=100)
    qualifier = value[:1] if value[:1] in Qualifier.values else ""
    plain = row.with_cell("applications", value.removeprefix(qualifier))
    return qualifier, plain.number("applications", highest=EURO, required=bool(qualifier))


def add_winner(edition, row, donors, land):
    """The edition with one laureate more, in the award that the row names."""
    laureate, award = read_laureate(row), read_award(row, donors, land)
    same = [a for a in edition.awards if (a.kind, a.donor) == (award.kind, award.donor)]
    if same and award.kind == AwardKind.SPECIAL and same[0].ordinal != award.ordinal:
        raise row.damaged("special_ordinal", _("Ein Preis hat in einer Ausgabe nur eine Zählung."))
    laureates = (*(same[0].laureates if same else ()), laureate)
    # The sources of 2014 name five recipients of four prizes: there are at least as many places as laureates.
    full = replace(same[0] if same else award, laureates=laureates)
    full = replace(full, places=max(full.places, len(laureates)))
    awards = [full if a in same else a for a in edition.awards] if same else [*edition.awards, full]
    return replace(edition, awards=tuple(awards))


def read_award(row, donors, land):
    kind = row.choice("award", {kind.value: kind for kind in AwardKind})
    ordinal = row.number("special_ordinal", highest=COUNT)
    name = row.text("donor_of_special", limit=120)
    if kind == AwardKind.MAIN:
        for column in ("donor_of_special", "special_ordinal"):
            if row.text(column, limit=120):
                raise row.damaged(column, _("Das gehört nur zu einem Sonderpreis."))
        return ArchiveAward(kind=kind, name=MAIN_AWARD, donor=land.name, ordinal=None, places=1, amount_eur=None)
    if name and (name not in donors or donors[name].is_land):
        raise row.damaged("donor_of_special", _("Diesen Stifter nennt donors.csv nicht."))
    title = donors[name].special_award if name else SPECIAL_AWARD
    amount = row.number("amount_eur", highest=EURO)
    return ArchiveAward(kind=kind, name=title, donor=name or None, ordinal=ordinal, places=1, amount_eur=amount)


def read_laureate(row):
    recipients = row.parts("organisation", "; ", limit=NAME)
    return ArchiveLaureate(
        recipients=recipients,
        project=row.text("project", limit=NAME, required=not recipients),
        place=", ".join(row.parts("town", "; ", limit=59)),
        text=row.text("text_de", limit=TEXT),
        rank=row.number("rank", highest=COUNT),
        category=row.text("category", limit=120),
        amount_eur=row.number("amount_eur", highest=EURO),
        sources=row.addresses("source"),
    )
