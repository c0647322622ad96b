"""Lines: where to break a text so that it fits a width and looks balanced. Widths are in points."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from reportlab.pdfbase.ttfonts import TTFont

from . import fonts, wording

WEAK_ENDS = {
    "der", "die", "das", "des", "dem", "den", "ein", "eine", "für", "und", "oder", "in", "im", "am", "an", "auf",
    "von", "vom", "mit", "zu", "zur", "zum", "bei", "durch",
}  # fmt: skip
STRONG_ENDS = (":", "–", "—", ";", "·")


@dataclass(frozen=True)
class Text:
    """A paragraph in one font and size, not yet broken into lines."""

    words: str
    cut: str
    size: float

    @cached_property
    def font(self) -> TTFont:
        return fonts.font_for(self.words, self.cut)

    def width(self, words):
        return self.font.stringWidth(words.replace(wording.GLUE, " "), self.size)

    def lines(self, room, most, *, divide=False):
        """At most `most` balanced lines within `room`, or None. `divide` allows breaks after hyphens inside words."""
        pieces = (
            re.split(r" |(?<=\w-)(?=\w)", wording.glued(self.words)) if divide else wording.glued(self.words).split(" ")
        )
        if any(self.width(piece) > room for piece in pieces):
            return None
        spaced = [piece if divide and piece.endswith("-") else piece + " " for piece in pieces]
        widths = [self.width(piece) for piece in spaced]
        blank = self.width(" ")
        count = _fewest(widths, blank, room)
        if count > most:
            return None
        ends = _balanced(widths, blank, room, count, [_ending(*pair, self.size) for pair in pairwise(pieces)])
        return [
            "".join(spaced[start:end]).replace(wording.GLUE, " ") for start, end in zip([0, *ends], ends, strict=False)
        ]


def _fewest(widths, blank, room):
    count, used = 1, 0.0
    for width in widths:
        if used + width - blank > room:
            count, used = count + 1, 0.0
        used += width
    return count


def _ending(word, following, size):
    """What it costs to end a line between these words, in square points: less than nothing where the sense pauses."""
    if word.lower() in WEAK_ENDS:
        return (3 * size) ** 2
    if word.endswith(STRONG_ENDS) or following.startswith("„"):
        return -((4 * size) ** 2)
    return -((2.5 * size) ** 2) if word.endswith(",") else 0.0


def _balanced(widths, blank, room, count, endings):
    """The ends of exactly `count` lines of the least squared deviation from their mean, by dynamic programming."""
    mean = sum(widths) / count
    best = {0: (0.0, ())}
    for _line in range(count):
        reached = {}
        for start, (cost, ends) in best.items():
            used = 0.0
            for end in range(start + 1, len(widths) + 1):
                used += widths[end - 1]
                if used - blank > room:
                    break
                total = cost + (used - mean) ** 2 + (endings[end - 1] if end < len(widths) else 0.0)
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, (*ends, end))
        best = reached
    return best[len(widths)][1]
