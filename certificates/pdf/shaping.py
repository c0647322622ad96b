"""Text in any script as glyphs: letters that join or stack, marks, and lines that are read from the right.

Certificates refuse what no font can draw. A receipt must not: it is for an application that is already filed. There a
character that no embedded font has is drawn as BOX, and who copies the text out of the file gets the character itself.
"""

import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import regex
import uharfbuzz
from bidi import algorithm as bidi
from reportlab.pdfbase.ttfonts import TTFont

from . import fonts

BOX = "▯"  # in FiraGO
FALLBACK = "regular"  # the cut whose fonts help out where another lacks a character
PRIVATE = 0xE000  # glyphs that no character leads to get a code of their own from here on, by their number
FEATURES = {"kern": False, "liga": False}  # nothing but what a script cannot be read without
SCRIPTS = ("Latin", "Greek", "Cyrillic", "Arabic", "Hebrew", "Devanagari", "Thai", "Georgian")
IN_ONE_SCRIPT = regex.compile(
    "|".join(rf"[\p{{Script={name}}}\p{{Script=Common}}\p{{Script=Inherited}}]+" for name in SCRIPTS) + "|."
)
IGNORABLE = regex.compile(r"\p{Default_Ignorable_Code_Point}")


@dataclass(frozen=True)
class Glyph:
    """Measures in thousandths of the size: how far it moves the pen, and where it stands beside it.

    `spoken` is what it stands for where its code does not say it; None where it does.
    """

    code: int
    advance: float
    across: float
    up: float
    spoken: str | None


@dataclass(frozen=True)
class Piece:
    """Letters in one font; a box stands for letters that no font has."""

    font: TTFont
    letters: str
    is_box: bool = False

    @property
    def drawn(self):
        return BOX if self.is_box else self.letters


def is_plain(text):
    """Every letter stands for itself, from left to right: drawn as it is, without shaping."""
    return text.isascii() or not any(
        unicodedata.category(letter)[0] in "MC" or unicodedata.bidirectional(letter) in fonts.UNSET_DIRECTIONS
        for letter in text
    )


def is_read_from_the_right(text):
    return bidi.get_base_level(text) == 1


def has_letters_from_the_right(text):
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


class Setting:
    """How the lines of one text are set: its fonts, the one that lacks least of it first, and their size."""

    def __init__(self, text, cut, size):
        keys = dict.fromkeys([*fonts.CUTS[cut], *fonts.CUTS[FALLBACK]])
        letters = set(text)
        lacks = {font: [one for one in letters if not has(font, one)] for font in map(fonts.font, keys)}
        self.size = size
        self.fonts = sorted(lacks, key=lambda font: len(lacks[font]))
        self.needs_one_font = not lacks[self.fonts[0]]

    def pieces(self, text):
        """In the order of reading."""
        if self.needs_one_font:
            return [Piece(self.fonts[0], text)]
        found: list[Piece] = []
        for cluster in regex.findall(r"\X", text):
            font = self.font_for(cluster)
            if font is None:
                found.append(Piece(fonts.font(fonts.CUTS[FALLBACK][0]), cluster, is_box=True))
            elif found and found[-1].font is font and not found[-1].is_box:
                found[-1] = Piece(font, found[-1].letters + cluster)
            else:
                found.append(Piece(font, cluster))
        return found

    def font_for(self, cluster):
        return next((font for font in self.fonts if all(has(font, letter) for letter in cluster)), None)

    def missing(self, text):
        """The characters, as people see them, that are drawn as a BOX."""
        if self.needs_one_font:
            return []
        return [cluster for cluster in regex.findall(r"\X", text) if self.font_for(cluster) is None]

    def width(self, text):
        """In points."""
        return sum(self.width_of(piece) for piece in self.pieces(text))

    def width_of(self, piece):
        if is_plain(piece.drawn):
            return piece.font.stringWidth(piece.drawn, self.size)
        parts = IN_ONE_SCRIPT.findall(piece.letters)
        advances = (g.advance for part in parts for g in shaped(piece.font, part, has_letters_from_the_right(part)))
        return sum(advances) * self.size / 1000


@cache
def coverage(font):
    """The characters of a font as it was loaded: codes of our own may be added to it later."""
    return frozenset(font.face.charToGlyph)


def has(font, character):
    if IGNORABLE.match(character):
        return True
    return ord(character) in coverage(font) and unicodedata.category(character) != "Co"


# Glyphs -----------------------------------------------------------------------------------------
@cache
def shaper(font):
    return uharfbuzz.Font(uharfbuzz.Face(font.face._ttf_data))


@cache
def characters(font):
    """{glyph: the lowest character that leads to it}: so the file's text can be searched and copied."""
    return {font.face.charToGlyph[code]: code for code in sorted(coverage(font), reverse=True)}


def code_of(font, glyph):
    """By the glyph alone, never by the order in which glyphs are met: the same text gives the same bytes."""
    if glyph in characters(font):
        return characters(font)[glyph]
    code = PRIVATE + glyph
    font.face.charToGlyph[code] = glyph
    font.face.charWidths[code] = font.face._pdfScale(shaper(font).get_glyph_h_advance(glyph))
    return code


def shaped_by_script(piece, is_reversed):
    """The glyphs of a piece in one direction, from left to right."""
    parts = IN_ONE_SCRIPT.findall(piece.letters)
    return [g for part in (parts[::-1] if is_reversed else parts) for g in shaped(piece.font, part, is_reversed)]


def shaped(font, text, is_reversed):
    buffer = uharfbuzz.Buffer()
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if is_reversed else "ltr"
    uharfbuzz.shape(shaper(font), buffer, FEATURES)
    spoken, scale = spoken_by(font, text, buffer.glyph_infos), font.face._pdfScale
    return [
        Glyph(code_of(font, info.codepoint), *map(scale, (at.x_advance, at.x_offset, at.y_offset)), words)
        for info, at, words in zip(buffer.glyph_infos, buffer.glyph_positions, spoken, strict=True)
    ]


def spoken_by(font, text, infos):
    """For each glyph the letters it stands for, where its code does not say it. Of several glyphs that stand for the
    same letters the first says them all. Readers of the file put what is reversed in order themselves."""
    glyphs: dict[int, list[int]] = {}
    for info in infos:
        glyphs.setdefault(info.cluster, []).append(code_of(font, info.codepoint))
    ends = dict(pairwise([*sorted(glyphs), len(text)]))
    spoken = []
    for info in infos:
        letters, codes = text[info.cluster : ends[info.cluster]], glyphs[info.cluster]
        is_said = "".join(map(chr, codes)) == letters
        spoken.append(None if is_said else letters if codes else "")
        if not is_said:
            glyphs[info.cluster] = []
    return spoken


# Directions (Unicode Standard Annex 9) ----------------------------------------------------------
def levels(text):
    """The embedding level of each character of a paragraph. The algorithm drops what is not seen; here it keeps the
    level of what stands before it."""
    base = bidi.get_base_level(text)
    storage = {**bidi.get_empty_storage(), "base_level": base, "base_dir": "LR"[base]}
    bidi.get_embedding_levels(text, storage)
    bidi.explicit_embed_and_overrides(storage)
    bidi.resolve_weak_types(storage)
    direct_brackets(storage["chars"])
    bidi.resolve_neutral_types(storage, debug=False)
    bidi.resolve_implicit_levels(storage, debug=False)
    resolved = iter(storage["chars"])
    found: list[int] = []
    for character in text:
        is_dropped = unicodedata.bidirectional(character) in bidi.X9_REMOVED
        found.append((found[-1] if found else base) if is_dropped else next(resolved)["level"])
    return found


STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}  # numbers count as what is read from the right (rule N0)
BRACKETS = {")": "(", "]": "[", "}": "{"}


def direct_brackets(characters):
    """Rule N0, which python-bidi leaves out: both brackets of a pair look the same way, by what stands inside them and,
    if that is read the other way, by what stands before them."""
    for start, end in bracket_pairs(characters):
        own = "LR"[characters[start]["level"] % 2]
        inside = {STRONG.get(one["type"]) for one in characters[start + 1 : end]} - {None}
        if not inside:
            continue
        before = (STRONG[one["type"]] for one in reversed(characters[:start]) if one["type"] in STRONG)
        direction = own if own in inside else next(before, own)
        characters[start]["type"] = characters[end]["type"] = direction


def bracket_pairs(characters):
    """[(start, end)] in the order of their starts."""
    pairs, waiting = [], []
    for index, one in enumerate(characters):
        if one["ch"] in BRACKETS.values():
            waiting.append(index)
        elif one["ch"] in BRACKETS:
            fitting = [at for at in waiting if characters[at]["ch"] == BRACKETS[one["ch"]]]
            if fitting:
                pairs.append((fitting[-1], index))
                waiting = waiting[: waiting.index(fitting[-1])]
    return sorted(pairs)


def in_sight(text, text_levels):
    """[(part, is it reversed)] of a line from left to right (rule L2)."""
    parts: list[tuple[str, int]] = []
    for character, level in zip(text, text_levels, strict=True):
        if parts and parts[-1][1] == level:
            parts[-1] = (parts[-1][0] + character, level)
        else:
            parts.append((character, level))
    for lowest in range(max(text_levels), 0, -1):
        start = 0
        while start < len(parts):
            end = start
            while end < len(parts) and parts[end][1] >= lowest:
                end += 1
            parts[start:end] = parts[start:end][::-1]
            start = end + 1
    return [(part, level % 2 == 1) for part, level in parts]


# Drawing ----------------------------------------------------------------------------------------
def draw(canvas, text, text_levels, setting, at):
    """One line that begins `at` (left, baseline)."""
    for part, is_reversed in in_sight(text, text_levels):
        pieces = setting.pieces(part)
        for piece in pieces[::-1] if is_reversed else pieces:
            at = draw_piece(canvas, piece, is_reversed, setting.size, at)


def draw_piece(canvas, piece, is_reversed, size, at):
    """Returns where the pen stands then."""
    left, baseline = at
    if piece.is_box or (is_plain(piece.letters) and not is_reversed):
        with spoken_as(canvas, piece.letters if piece.is_box else None):
            write(canvas, piece.font, size, piece.drawn, at)
        return left + piece.font.stringWidth(piece.drawn, size), baseline
    for glyph in shaped_by_script(piece, is_reversed):
        across, up = glyph.across * size / 1000, glyph.up * size / 1000
        with spoken_as(canvas, glyph.spoken):
            write(canvas, piece.font, size, chr(glyph.code), (left + across, baseline + up))
        left += glyph.advance * size / 1000
    return left, baseline


def write(canvas, font, size, text, at):
    pen = canvas.beginText(*at)
    pen.setFont(font.fontName, size)
    pen.textOut(text)
    canvas.drawText(pen)


@contextmanager
def spoken_as(canvas, words):
    """What is drawn inside says these words to readers of the file, such as screen readers and searches."""
    if words is None:
        yield
        return
    canvas.addLiteral(f"/Span <</ActualText <FEFF{words.encode('utf-16-be').hex()}>>> BDC")
    yield
    canvas.addLiteral("EMC")
