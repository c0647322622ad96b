"""How things are set in German sentences. Imports nothing of ours, so that every floor may ask here."""

import difflib
import re

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import get_format

from prize.languages import say_date

MARKS = re.compile(r"(?P<opens>„|(?:(?<=^)|(?<=[\s(\[/–-]))[\"“](?=\S))|[\"“”]")


def nested(text):
    """For a title that stands in „…“: its own double quotation marks become single ones."""
    return MARKS.sub(lambda mark: "‚" if mark["opens"] else "‘", str(text))


def clock(moment, beside):
    """„18:30“, with the day where it is not that of the moment beside it."""
    moment, beside = timezone.localtime(moment), timezone.localtime(beside)
    return say_date(moment, "H:i" if moment.date() == beside.date() else "j. F, H:i")


def file_size(size):
    """„10 MB“, not „10,0 MB“; size in bytes."""
    zero = re.escape(get_format("DECIMAL_SEPARATOR")) + r"0(?=\D|$)"
    return re.sub(zero, "", filesizeformat(size))


def differences(before, after):
    """[(how, text)] of two texts, word by word: "same", "gone" (only in the first) or "new" (only in the second)."""
    old, new = (re.findall(r"\s+|\S+", text) for text in (before, after))
    found = []
    for how, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(("same", "".join(old[a:b])))
            continue
        found += [(kind, "".join(words)) for kind, words in (("gone", old[a:b]), ("new", new[c:d])) if words]
    return found
