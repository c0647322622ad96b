"""The archive: what the data says, nothing half, nothing twice, and every damage named with its place."""

import csv
import datetime
import shutil
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prize.actions import archive
from prize.actions.archive.facts import read_archive
from prize.models import Award, Donor, Edition, Laureate, Organisation, Recipient
from prize.models.history import first_break
from tests import factories

LAUREATES = {
    2008: 9, 2009: 3, 2010: 0, 2011: 1, 2012: 2, 2014: 6, 2016: 5, 2017: 5, 2018: 5, 2019: 5, 2020: 5, 2021: 6, 2022: 5,
    2023: 5, 2024: 6, 2025: 6, 2026: 0,
}  # fmt: skip
RECIPIENTS = LAUREATES | {2009: 4, 2012: 1, 2017: 6, 2019: 6, 2022: 6}
NPA, TOGETHER = "Bündnis „Niedersachsen packt an“", "Bündnis „Niedersachsen hält zusammen“"
LSB = "LandesSportBund Niedersachsen"


def load(folder=archive.DATA, **options):
    return archive.load_archive(folder, by=None, at=timezone.now(), **options)


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(archive.DATA, tmp_path / "data")


@pytest.mark.django_db
class TestWhatTheDataSays:
    @pytest.fixture(autouse=True)
    def loaded(self, db):
        return load()

    def test_seventeen_editions_whose_ordinal_does_not_follow_from_the_year(self):
        editions = Edition.objects.archive().order_by("year")
        assert [e.year for e in editions] == list(LAUREATES)
        assert [e.ordinal for e in editions] == list(range(1, 18))
        assert not {2013, 2015} & {e.year for e in editions}

    def test_laureates_and_recipients_of_each_edition(self):
        found = {e.year: e.laureates.count() for e in Edition.objects.all()}
        names = {e.year: Recipient.objects.filter(laureate__edition=e).count() for e in Edition.objects.all()}
        assert (found, names) == (LAUREATES, RECIPIENTS)

    def test_three_donors_of_special_prizes_with_their_own_ordinals(self):
        def editions_of(donor):
            awards = Award.objects.filter(donor__name=donor).order_by("edition__year")
            return [(a.edition.year, a.ordinal) for a in awards]

        years = [2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025]
        assert Donor.objects.filter(is_land=False).count() == 3
        assert editions_of(NPA) == list(zip(years, range(1, 11), strict=True))
        assert editions_of(TOGETHER) == [(2021, None)]
        assert editions_of(LSB) == [(2024, 1), (2025, 2)]

    def test_the_special_prize_of_2014_has_no_named_donor(self):
        special = Award.objects.get(edition__year=2014, kind="special")
        assert (special.donor, special.name, special.ordinal, special.amount_eur) == (None, "Sonderpreis", None, None)
        assert special.laureates.get().names() == "Gemeinde Friedland"

    def test_uncertain_and_unknown_counts_stay_so(self):
        reported = {e.year: (e.reported_qualifier, e.reported_applications) for e in Edition.objects.all()}
        assert reported[2008] == ("", 50)
        assert reported[2009] == (">", 80)
        assert reported[2020] == ("<", 170)
        assert reported[2021] == ("~", 200)
        assert [year for year, (_, number) in reported.items() if number is None] == [2026, 2012, 2011]

    def test_ranked_prizes_with_different_sums(self):
        ranked = Laureate.objects.filter(edition__year=2009).order_by("rank")
        assert [(x.rank, x.amount_eur) for x in ranked] == [(1, 10000), (2, 8000), (3, 6000)]
        assert ranked[0].place == "Hannover, Garbsen"
        assert [r.name for r in ranked[0].recipients.all()] == [
            "Albert-Schweitzer-Schule Hannover",
            "Grundschule Saturnring Garbsen",
        ]
        assert Award.objects.get(edition__year=2009).amount_eur is None

    def test_categories_and_two_prizes_for_one_city_in_2008(self):
        twice = Laureate.objects.filter(edition__year=2008, recipients__name="Stadt Braunschweig").order_by("pk")
        assert [(x.category, x.rank) for x in twice] == [("Bildung", 2), ("Ausbildung und Arbeit", None)]
        assert Laureate.objects.filter(edition__year=2008, amount_eur__isnull=False).count() == 0

    def test_ranks_come_first_on_every_database(self):
        names = [laureate.names() for laureate in Laureate.objects.filter(edition__year=2008).for_page()]
        assert names[:4] == ["Landkreis Nienburg", "Stadt Braunschweig", "Stadt Cloppenburg", "Stadt Wolfsburg"]

    def test_a_winner_of_two_editions_and_a_name_with_und(self):
        ikja = Laureate.objects.filter(recipients__name="IKJA e.V.").order_by("edition__year")
        assert [x.edition.year for x in ikja] == [2020, 2025]
        assert Recipient.objects.get(name="Landkreis und Stadt Lüneburg").laureate.recipients.count() == 1

    def test_a_project_whose_organisation_nobody_names(self):
        assert Laureate.objects.get(project="Familienkreis").names() == "Familienkreis"

    def test_sums_only_where_the_sources_give_them(self):
        sums = {e.year: Counter(x.amount_eur for x in e.laureates.all()) for e in Edition.objects.all()}
        assert all(sums[year] == {6000: LAUREATES[year]} for year in LAUREATES if 2016 <= year <= 2025)
        assert sums[2012] == {4500: 1, None: 1}
        assert sums[2014] == {None: 6}
        main = {a.edition.year: (a.places, a.amount_eur) for a in Award.objects.filter(kind="main")}
        assert main[2026] == (4, 6000)
        assert main[2008] == (9, None)
        assert main[2014] == (5, None)

    def test_every_edition_and_laureate_names_its_sources(self):
        everything = [*Edition.objects.all(), *Laureate.objects.all()]
        assert all(s.startswith("http") for thing in everything for s in thing.sources)
        assert all(thing.sources for thing in everything)

    def test_dates_and_places(self):
        edition = Edition.objects.get(year=2024)
        assert (edition.ceremony_on, edition.ceremony_place) == (datetime.date(2024, 9, 10), "Altes Rathaus Hannover")
        assert edition.motto == "Stärkung von Demokratie und Zusammenhalt"

    def test_no_organisations_are_made_and_the_history_is_whole(self):
        assert not Organisation.objects.exists()
        assert all(first_break(edition) is None for edition in Edition.objects.all())

    def test_the_second_time_nothing_changes(self):
        before = list(Laureate.objects.values_list("pk", flat=True))
        assert {one.outcome for one in load()} == {archive.UNCHANGED}
        assert list(Laureate.objects.values_list("pk", flat=True)) == before

    def test_what_the_office_changed_is_kept_unless_it_is_to_be_replaced(self):
        Laureate.objects.filter(edition__year=2011).update(text="Von Hand verbessert.")
        assert {one.outcome for one in load() if one.edition.year == 2011} == {archive.DIFFERS}
        assert Laureate.objects.get(edition__year=2011).text == "Von Hand verbessert."
        assert {one.outcome for one in load(replace=True) if one.edition.year == 2011} == {archive.REPLACED}
        assert Laureate.objects.get(edition__year=2011).text.startswith("Unterstützt")


@pytest.mark.django_db
def test_a_running_edition_is_never_touched():
    running = factories.EditionFactory(year=2026, ordinal=99, motto="Unser eigenes")
    outcomes = {one.edition.year: one.outcome for one in load()}
    running.refresh_from_db()
    assert outcomes[2026] == archive.FOREIGN
    assert (running.kind, running.motto, running.awards.count()) == ("regular", "Unser eigenes", 0)


@pytest.mark.django_db
def test_a_practice_season_of_the_same_year_does_not_count():
    factories.EditionFactory(year=2026, kind="practice")
    assert {one.outcome for one in load()} == {archive.NEW}


@pytest.mark.django_db
def test_the_command_says_what_it_did(capsys):
    call_command("load_archive")
    assert "Archiv: 17 Ausgaben mit 74 Preisträgern geladen." in capsys.readouterr().out
    call_command("load_archive")
    assert "Archiv: nichts geändert." in capsys.readouterr().out


def change(folder, file, line, column, value):
    """Write value into a cell; line as people count, the header is line 1."""
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[line - 1][rows[0].index(column)] = value
    with (folder / file).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (("winners.csv", 5, "award", "honorary"), "„honorary“ ist hier unbekannt."),
        (("winners.csv", 5, "amount_eur", "sechs"), "„sechs“ ist keine ganze Zahl"),
        (("winners.csv", 5, "amount_eur", "-1"), "ist keine ganze Zahl"),
        (("winners.csv", 5, "rank", "٣"), "ist keine ganze Zahl"),
        (("winners.csv", 5, "year", "2013"), "Eine Ausgabe 2013 steht nicht in editions.csv."),
        (("winners.csv", 5, "year", ""), "Hier fehlt eine Angabe."),
        (("winners.csv", 5, "donor_of_special", NPA), "Das gehört nur zu einem Sonderpreis."),
        (("winners.csv", 27, "donor_of_special", "Niemand"), "Diesen Stifter nennt donors.csv nicht."),
        (("winners.csv", 5, "organisation", "Stadt A; ; Stadt B"), "Ein Teil ist leer"),
        (("winners.csv", 5, "organisation", "x" * 201), "Ein Teil ist leer oder zu lang"),
        (("winners.csv", 5, "text_de", "Wir\x00"), "Unerlaubtes Zeichen U+0000."),
        (("winners.csv", 5, "source", "irgendwo gelesen"), "Hier gehören Internetadressen hin"),
        (("editions.csv", 4, "ceremony_date", "2010-02-31"), "„2010-02-31“ ist kein Datum"),
        (("editions.csv", 4, "ceremony_date", "31.02.2010"), "ist kein Datum"),
        (("editions.csv", 4, "ceremony_date", "2011-10-04"), "nicht im Jahr der Ausgabe"),
        (("editions.csv", 4, "year", "2009"), "Die Jahre müssen aufsteigen."),
        (("editions.csv", 4, "ordinal", "2"), "Die Zählung muss"),
        (("editions.csv", 4, "applications", "≥58"), "ist keine ganze Zahl"),
        (("editions.csv", 4, "applications", ">"), "Hier fehlt eine Angabe."),
        (("editions.csv", 9, "amount_each_eur", "7000"), "Anzahl mal Preisgeld ergibt nicht die Summe."),
        (("editions.csv", 4, "motto", "x" * 201), "Höchstens 200 Zeichen sind möglich."),
        (("donors.csv", 2, "is_land", "vielleicht"), "„vielleicht“ ist hier unbekannt."),
    ],
)
def test_a_damaged_cell_is_named_and_nothing_is_loaded(folder, cell, words):
    file, line, column, value = cell
    change(folder, file, line, column, value)
    with pytest.raises(CommandError) as refusal:
        call_command("load_archive", folder=folder)
    assert str(refusal.value).startswith(f"Nichts geladen. {file}, Zeile {line}, Spalte „{column}“: ")
    assert words in str(refusal.value)
    assert not Edition.objects.exists()
    assert not Donor.objects.exists()


def drop_column(text):
    return text.replace("year,ordinal,", "year,", 1)


def drop_field(text):
    lines = text.split("\n")
    return "\n".join([*lines[:4], lines[4].replace("2011,4,", "2011,", 1), *lines[5:]])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda raw: drop_column(raw.decode()).encode(), "Zeile 1, Spalte „ordinal“: Diese Spalte fehlt"),
        (lambda raw: drop_field(raw.decode()).encode(), "Zeile 5, Spalte „amount_each_eur“: 9 Felder statt 10."),
        (lambda raw: raw.replace("für".encode(), "für".encode("latin-1"), 1), "ist kein UTF-8."),
        (lambda raw: raw.decode().encode("utf-16"), "Zeile 1: Byte 1 ist kein UTF-8."),
        (lambda raw: raw + b'2027,18,"offen', "Keine gültige CSV-Zeile"),
        (lambda raw: raw + raw.splitlines(keepends=True)[-1], "Diese Zeile steht schon in Zeile 18."),
        (lambda raw: raw.splitlines(keepends=True)[0], "Die Datei ist leer."),
        (lambda raw: b"", "Zeile 1, Spalte „year“: Diese Spalte fehlt"),
    ],
)
def test_a_damaged_file_is_named_and_nothing_is_loaded(folder, damage, words):
    path = folder / "editions.csv"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(CommandError) as refusal:
        call_command("load_archive", folder=folder)
    assert "editions.csv" in str(refusal.value)
    assert words in str(refusal.value)
    assert not Edition.objects.exists()


@pytest.mark.django_db
def test_a_missing_file_is_named(folder):
    (folder / "winners.csv").unlink()
    with pytest.raises(CommandError, match=r"winners\.csv: Die Datei fehlt"):
        call_command("load_archive", folder=folder)


def test_the_line_counts_as_an_editor_counts_even_after_a_cell_with_a_line_break(folder):
    change(folder, "winners.csv", 2, "description_in_own_words", "one\ntwo")
    change(folder, "winners.csv", 5, "award", "honorary")
    with pytest.raises(archive.DamagedArchive, match=r"winners\.csv, Zeile 6, Spalte „award“"):
        read_archive(folder)


files = st.sampled_from(["donors.csv", "editions.csv", "winners.csv"])
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.django_db
@settings(relaxed, max_examples=60)
@given(file=files, where=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=3), cut=st.integers(0, 3))
def test_any_damaged_bytes_load_all_or_nothing(tmp_path_factory, file, where, junk, cut):
    folder = shutil.copytree(archive.DATA, tmp_path_factory.mktemp("damaged") / "data")
    raw = (folder / file).read_bytes()
    start = int(where * len(raw))
    (folder / file).write_bytes(raw[:start] + junk + raw[start + cut :])
    check_all_or_nothing(folder)


@pytest.mark.django_db
@settings(relaxed, max_examples=60)
@given(file=files, data=st.data())
def test_any_damaged_cell_loads_all_or_nothing(tmp_path_factory, file, data):
    folder = shutil.copytree(archive.DATA, tmp_path_factory.mktemp("damaged") / "data")
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    line = data.draw(st.integers(1, len(rows)))
    column = data.draw(st.sampled_from(rows[0]))
    value = data.draw(st.text(max_size=12) | st.integers().map(str) | st.sampled_from(["0", "2024", "; ", " | ", ">"]))
    change(folder, file, line, column, value.encode("utf-8", "replace").decode())
    check_all_or_nothing(folder)


def check_all_or_nothing(folder):
    """Either DamagedArchive and an empty database, or the site holds exactly what the files say."""
    try:
        with transaction.atomic():
            loaded = load(folder)
            assert {one.outcome for one in loaded} == {archive.NEW}
            assert {one.outcome for one in load(folder)} == {archive.UNCHANGED}
            transaction.set_rollback(True)
    except archive.DamagedArchive:
        pass
    assert not Edition.objects.exists()
    assert not Donor.objects.exists()
