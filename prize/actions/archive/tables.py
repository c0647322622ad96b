"""The archive's CSV files, read strictly: the first doubtful cell stops everything and is named."""

import csv
import datetime
import io
import re
import unicodedata

from django.utils.translation import gettext as _

FILES = {
    "donors.csv": ("name", "is_land", "special_award"),
    "editions.csv": (
        "year", "ordinal", "motto", "applications", "prize_count", "prize_amount_eur", "amount_each_eur",
        "ceremony_date", "ceremony_place", "source",
    ),
    "winners.csv": (
        "year", "award", "donor_of_special", "organisation", "project", "town", "source",
        "special_ordinal", "rank", "category", "amount_eur", "text_de",
    ),
}  # fmt: skip
YEARS = range(2000, 2100)


class DamagedArchive(Exception):  # noqa: N818 -- named like the other refusals, by what is wrong
    """A file of the archive is not as it should be; `line` counts from 1, `column` is a name or None."""

    def __init__(self, file, problem, *, line=None, column=None):
        self.file, self.line, self.column, self.problem = file, line, column, problem
        where = [file]
        if line:
            where.append(_("Zeile %s") % line)
        if column:
            where.append(_("Spalte „%s“") % column)
        super().__init__(f"{', '.join(where)}: {problem}")


class Row:
    """One record of a file; its questions give clean values or raise DamagedArchive with line and column."""

    def __init__(self, file, line, cells):
        self.file, self.line, self.cells = file, line, cells

    def with_cell(self, column, value):
        return Row(self.file, self.line, {**self.cells, column: value})

    def damaged(self, column, problem):
        return DamagedArchive(self.file, problem, line=self.line, column=column)

    def text(self, column, *, limit, required=False):
        value = self.cells[column].strip()
        if required and not value:
            raise self.damaged(column, _("Hier fehlt eine Angabe."))
        if strange := next((c for c in value if unicodedata.category(c) in {"Cc", "Cs", "Co"} or c == "\ufffd"), ""):
            raise self.damaged(column, _("Unerlaubtes Zeichen U+%04X.") % ord(strange))
        if len(value) > limit:
            raise self.damaged(column, _("Höchstens %s Zeichen sind möglich.") % limit)
        return value

    def parts(self, column, separator, *, limit):
        """The parts of a cell; an empty cell has none, an empty part is damage."""
        value = self.text(column, limit=10_000)
        parts = [part.strip() for part in value.split(separator)] if value else []
        if any(not part or len(part) > limit for part in parts):
            raise self.damaged(column, _("Ein Teil ist leer oder zu lang (höchstens %s Zeichen).") % limit)
        return tuple(parts)

    def number(self, column, *, highest, required=False):
        value = self.text(column, limit=100, required=required)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", value) or not 1 <= int(value) <= highest:
            raise self.damaged(
                column,
                _("„%(value)s“ ist keine ganze Zahl von 1 bis %(highest)s.") % {"value": value, "highest": highest},
            )
        return int(value)

    def year(self):
        value = self.number("year", highest=9999, required=True)
        if value not in YEARS:
            raise self.damaged("year", _("„%s“ kann kein Jahr dieses Preises sein.") % value)
        return value

    def date(self, column):
        value = self.text(column, limit=100)
        if not value:
            return None
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError(value)
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise self.damaged(column, _("„%s“ ist kein Datum der Form JJJJ-MM-TT.") % value) from None

    def choice(self, column, choices):
        value = self.text(column, limit=200)
        if value not in choices:
            raise self.damaged(column, _("„%s“ ist hier unbekannt.") % value)
        return choices[value]

    def addresses(self, column):
        addresses = self.parts(column, " | ", limit=2000)
        if not addresses or not all(re.match(r"https?://[^\s/]+", address) for address in addresses):
            raise self.damaged(column, _("Hier gehören Internetadressen hin, getrennt durch „ | “."))
        return addresses


def read_table(folder, file):
    """The rows of folder/file. Raises DamagedArchive for what is no proper CSV file in UTF-8 with our columns."""
    reader = csv.reader(io.StringIO(read_text(folder / file, file), newline=""), strict=True)
    rows, line = [], 1
    try:
        header = next(reader, [])
        check_header(file, header)
        for cells in reader:
            start, line = line + 1, reader.line_num
            if len(cells) != len(header):
                problem = _("%(found)s Felder statt %(wanted)s.") % {"found": len(cells), "wanted": len(header)}
                raise DamagedArchive(file, problem, line=start, column=header[min(len(cells), len(header) - 1)])
            rows.append(Row(file, start, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise DamagedArchive(file, _("Keine gültige CSV-Zeile (%s).") % error, line=reader.line_num) from None
    if not rows:
        raise DamagedArchive(file, _("Die Datei ist leer."))
    check_doubles(rows)
    return rows


def read_text(path, file):
    try:
        raw = path.read_bytes()
    except OSError:
        raise DamagedArchive(file, _("Die Datei fehlt oder ist nicht lesbar.")) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, byte = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise DamagedArchive(file, _("Byte %s ist kein UTF-8.") % byte, line=line) from None


def check_header(file, header):
    for column in FILES[file]:
        if header.count(column) != 1:
            raise DamagedArchive(file, _("Diese Spalte fehlt oder ist doppelt."), line=1, column=column)


def check_doubles(rows):
    seen = {}
    for row in rows:
        first = seen.setdefault(tuple(row.cells.values()), row.line)
        if first != row.line:
            raise DamagedArchive(row.file, _("Diese Zeile steht schon in Zeile %s.") % first, line=row.line)
