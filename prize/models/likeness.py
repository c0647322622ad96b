"""How alike two projects look: title, organisation and place, compared by their trigrams.

Pure Python, so that SQLite and PostgreSQL say the same: an edition has at most a few thousand rows.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

LIKELY, ALIKE = 0.7, 0.5  # from here on most likely the same project; from here on worth a look
WEIGHTS = (45, 35, 20)  # of title, organisation and place; whole numbers, so that the same gives exactly 1
WORDS = re.compile(r"[^\W_]+")
UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))  # Mueller is Müller; „neue“ suffers, but on both sides alike
LEFT_OUT = re.compile(
    r"\b(?:e v|g ?gmbh|gmbh|g ?ug|ug|gbr|haftungsbeschrankt|gemeinnutzige|eingetragener verein)\b"
    r"|\b(?:ev|ag|kg|eg|e g)$"
    r"|\b\d{5}\b"  # a postcode before the place
)


class Project(NamedTuple):
    """What is compared."""

    title: str
    organisation: str
    place: str


@lru_cache(maxsize=20_000)
def folded(text):
    """Lower case, accents and umlauts folded, no punctuation, no legal forms („e. V.“, „gGmbH“), no postcodes.

    What would leave nothing stays: an organisation may be called „AG“, a project „!!!“.
    """
    letters = unicodedata.normalize("NFKD", text.casefold()).casefold()
    plain = " ".join(WORDS.findall("".join(c for c in letters if not unicodedata.combining(c))))
    for long, short in UMLAUTS:
        plain = plain.replace(long, short)
    without_form = " ".join(LEFT_OUT.sub(" ", plain).split())
    return without_form or plain or " ".join(letters.split())


@lru_cache(maxsize=20_000)
def trigrams(text):
    """The set of three letters in a row of each word, two spaces put before it and one behind, as PostgreSQL's pg_trgm
    counts them: „ab“ gives „  a“, „ ab“, „ab “."""
    padded = [f"  {word} " for word in folded(text).split()]
    return frozenset(word[i : i + 3] for word in padded for i in range(len(word) - 2))


def similarity(one, other):
    """Of two texts, 0 to 1: the trigrams they share, divided by those that either has (the Jaccard index, what pg_trgm
    calls similarity)."""
    ones, others = trigrams(one), trigrams(other)
    if not ones or not others:
        return float(ones == others)
    shared = len(ones & others)
    return shared / (len(ones) + len(others) - shared)


def likeness(one, other):
    """Of two projects, 0 to 1: the weighted mean of the similarity of what is known of both."""
    known = [
        (weight, similarity(a, b))
        for weight, a, b in zip(WEIGHTS, one, other, strict=True)
        if trigrams(a) and trigrams(b)
    ]
    if not known:
        return float(one == other)
    return sum(weight * found for weight, found in known) / sum(weight for weight, _found in known)


def twins(project, others, *, least=ALIKE):
    """[(likeness, key)] of those that look like the project, the most alike first; `others` is {key: Project}."""
    found = [(likeness(project, other), key) for key, other in others.items() if may_reach(least, project, other)]
    return sorted((pair for pair in found if pair[0] >= least), key=lambda pair: (-pair[0], pair[1]))


def may_reach(least, one, other):
    """Saves comparing all three: the title alone rules most out. Says the same as likeness, only sooner."""
    if not (trigrams(one.title) and trigrams(other.title)):
        return True
    rest = sum(WEIGHTS[1:])
    return WEIGHTS[0] * similarity(one.title, other.title) + rest >= least * sum(WEIGHTS)


def in_words(value):
    """Of two projects."""
    return _("sehr wahrscheinlich dasselbe Projekt") if value >= LIKELY else _("ähnlich, vielleicht dasselbe Projekt")


def difference_in_words(one, other):
    """Of two texts."""
    value = similarity(one, other)
    return _("gleich") if value == 1 else _("ähnlich") if value >= ALIKE else _("anders")
