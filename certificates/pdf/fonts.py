"""The embedded fonts: FiraGO, and Noto Sans where a text has letters that FiraGO lacks."""

import struct
import unicodedata
from functools import cache
from io import BytesIO

import pymupdf_fonts
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from .facts import GlyphMissing

# cut: fonts in the order in which they are tried, by their keys in pymupdf-fonts
CUTS = {
    "regular": ("figo", "notos"),
    "bold": ("figbo", "notosbo"),
    "italic": ("figit", "notosit"),
    "mono": ("cascadia",),
}
# Such letters need shaping or reordering, which plain drawing does not do: they would stand in the wrong place.
UNSET_DIRECTIONS = {"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
CAPITALS = 0.69  # height of capital letters, in parts of the size (FiraGO; Noto Sans has 0.71)


@cache
def font(key):
    """The font of this key, registered with ReportLab. `asciiReadable=0` subsets letters only when they are used."""
    loaded = TTFont(f"certificate-{key}", BytesIO(bytes(pymupdf_fonts.fontbuffers[key]())), asciiReadable=0)
    pdfmetrics.registerFont(loaded)
    return loaded


def can_set(loaded, character):
    return (
        ord(character) in loaded.face.charToGlyph
        and unicodedata.category(character)[0] not in "MC"
        and unicodedata.bidirectional(character) not in UNSET_DIRECTIONS
    )


def font_for(text, cut):
    """The first font of the cut that has all letters of the text, so that one line never mixes two designs."""
    missing = None
    for key in CUTS[cut]:
        loaded = font(key)
        missing = next((letter for letter in text if not can_set(loaded, letter)), None)
        if missing is None:
            return loaded
    raise GlyphMissing(missing, text)


@cache
def ink(loaded, character):
    """(lowest, highest) point of a letter in font units, from the head of its outline; (0, 0) for a blank."""
    face = loaded.face
    glyph = face.charToGlyph[ord(character)]
    start, end = face.glyphPos[glyph], face.glyphPos[glyph + 1]
    if start == end:
        return 0, 0
    _left, bottom, _right, top = struct.unpack(">hhhh", face.get_table("glyf")[start + 2 : start + 10])
    return bottom, top


def reach(loaded, text, size):
    """How far a line's letters reach below and above its baseline, in points: tails, and accents on capitals."""
    points = [ink(loaded, character) for character in text] or [(0, 0)]
    scale = size / loaded.face.unitsPerEm
    return -min(low for low, _high in points) * scale, max(high for _low, high in points) * scale


def bearing(loaded, character, size):
    """The white at the left of a letter, in points: what optical alignment takes back."""
    _advance, left = loaded.face.hmetrics[loaded.face.charToGlyph[ord(character)]]
    signed = left - 0x10000 if left >= 0x8000 else left  # ReportLab reads the table's signed numbers as unsigned
    return signed * size / loaded.face.unitsPerEm
