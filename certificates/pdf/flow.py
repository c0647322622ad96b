"""Texts of any length over as many pages as they need: rows, each as high as it is, from top to bottom."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import regex
from reportlab.lib.colors import HexColor

from . import shaping
from .layout import Style

ASCENT = 0.95  # from the top of a row to its baseline, in parts of the size
WORDS = re.compile(r"[^ ]+ *| +")  # with the blanks behind them


@dataclass(frozen=True)
class Row:
    """`draw(canvas, top)`; without it the row is white. One that holds is never the last on its page."""

    height: float
    draw: Callable | None = None
    holds: bool = False


@dataclass(frozen=True)
class Line:
    words: str
    levels: list[int]
    setting: shaping.Setting
    colour: str
    left: float

    def draw(self, canvas, top):
        canvas.setFillColor(HexColor(self.colour))
        at = self.left, top - ASCENT * self.setting.size
        shaping.draw(canvas, self.words, self.levels, self.setting, at)


def white(height):
    return Row(height)


def held(rows):
    return [replace(row, holds=True) for row in rows]


def beside(first, second):
    """Two columns of rows as one, row by row."""
    longest = max(len(first), len(second))
    columns = [column + [white(0)] * (longest - len(column)) for column in (first, second)]
    return [Row(max(a.height, b.height), partial(draw_all, (a, b))) for a, b in zip(*columns, strict=True)]


def draw_all(rows, canvas, top):
    for row in rows:
        if row.draw:
            row.draw(canvas, top)


def text(words, style: Style, left, room):
    """A row for each line; paragraphs that are read from the right stand at the right."""
    return [row for paragraph in tidy(words).split("\n") for row in paragraph_rows(paragraph, style, left, room)]


def tidy(words):
    """Line breaks of one kind; what controls a machine and shows nothing is not drawn."""
    words = "\n".join(unicodedata.normalize("NFC", words).splitlines()).replace("\t", "    ")
    return "".join(one for one in words if one == "\n" or unicodedata.category(one) not in {"Cc", "Cs"}).strip("\n")


def paragraph_rows(paragraph, style, left, room):
    height = style.size * style.leading
    if not paragraph.strip():
        return [white(height / 2)]
    setting = shaping.Setting(paragraph, style.cut, style.size)
    is_from_the_right = shaping.is_read_from_the_right(paragraph)
    levels = [0] * len(paragraph) if shaping.is_plain(paragraph) else shaping.levels(paragraph)
    rows = []
    for start, end in lines(paragraph, setting, room):
        line = paragraph[start:end].rstrip(" ")
        across = left + room - setting.width(line) if is_from_the_right else left
        drawn = Line(line, levels[start : start + len(line)], setting, style.colour, across)
        rows.append(Row(height, drawn.draw if line else None))
    return rows


def lines(paragraph, setting, room):
    """[(start, end)]: where a paragraph is cut so that each line fits."""
    found, start, at, used = [], 0, 0, 0.0
    for part in parts(paragraph, setting, room):
        if used and used + setting.width(part.rstrip(" ")) > room:
            found.append((start, at))
            start, used = at, 0.0
        used, at = used + setting.width(part), at + len(part)
    return [*found, (start, at)]


def parts(paragraph, setting, room):
    """Words; one that is wider than a line in pieces that are not."""
    for word in WORDS.findall(paragraph):
        if setting.width(word.rstrip(" ")) <= room:
            yield word
        else:
            yield from cut(word, setting, room)


def cut(word, setting, room):
    piece = ""
    for cluster in regex.findall(r"\X", word):
        if piece and setting.width((piece + cluster).rstrip(" ")) > room:
            yield piece
            piece = ""
        piece += cluster
    yield piece


def pages(rows, first, others):
    """The rows of each page; `first` and `others` are the heights there are. No page begins with white."""
    found = []
    while rows:
        count = fitting(rows, others if found else first)
        whole = count
        while 0 < count < len(rows) and rows[count - 1].holds:
            count -= 1
        found.append(rows[: count or whole])
        rows = rows[count or whole :]
        while rows and rows[0].draw is None:
            rows = rows[1:]
    return found


def fitting(rows, height):
    """How many fit, at least one."""
    used = 0.0
    for count, row in enumerate(rows):
        used += row.height
        if used > height and count:
            return count
    return len(rows)
