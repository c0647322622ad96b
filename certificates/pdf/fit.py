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
        """At most `most` balanced lines within `room`, or None; all but the last keep the blank at their end.

        `divide` allows breaks after hyphens inside words.
        """
        pieces = re.split(r"(?<= )|(?<=\w-)(?=\w)" if divide else r"(?<= )", wording.glued(self.words))
        full = [self.width(piece) for piece in pieces]
        inked = [self.width(piece.rstrip(" ")) for piece in pieces]
        count = _fewest(full, inked, room)
        if count > most or max(inked) > room:
            return None
        endings = [_ending(before.rstrip(" "), after, self.size) for before, after in pairwise(pieces)]
        ends = _balanced(full, inked, room, count, endings)
        return ["".join(pieces[start:end]).replace(wording.GLUE, " ") for start, end in pairwise([0, *ends])]


def _fewest(full, inked, room):
    count, used = 1, 0.0
    for width, ink in zip(full, inked, strict=True):
        if used + ink > room:
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


def _balanced(full, inked, room, count, endings):
    """The ends of exactly `count` lines of the least squared deviation from their mean, by dynamic programming."""
    mean = sum(full) / count
    best = {0: (0.0, ())}
    for _line in range(count):
        reached = {}
        for start, (cost, ends) in best.items():
            used = 0.0
            for end in range(start + 1, len(full) + 1):
                if used + inked[end - 1] > room:
                    break
                used += full[end - 1]
                total = cost + (used - mean) ** 2 + (endings[end - 1] if end < len(full) else 0.0)
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, (*ends, end))
        best = reached
    return best[len(full)][1]
