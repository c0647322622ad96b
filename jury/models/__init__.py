"""Nouns of the jury. Import them from here."""

from django.utils.translation import gettext_lazy as _

from .panel import AwardWeight, Criterion, Juror, Panel, PanelAward, Progress, while_scoring
from .reading import (
    UNFINISHED,
    Reading,
    ReadingStatus,
    competing,
    progress_of,
    readable_applications,
    reading_list,
)
from .sheet import Mark, Recusal, ScoreSheet
from .standing import Ranking, Standing, compute_standings, weights_of

HISTORY_WORDS = {  # how the history calls the jury's steps (settings.HISTORY_WORDS)
    "open_scoring": _("Bewertung durch die Jury geöffnet"),
    "close_scoring": _("Bewertung durch die Jury geschlossen"),
    "reopen_scoring": _("Bewertung durch die Jury wieder geöffnet"),
    "begin_sheet": _("Bewertungsbogen begonnen"),
    "hand_in": _("Bewertungsbogen abgegeben"),
    "reopen_sheet": _("Bewertungsbogen wieder geöffnet"),
    "recuse": _("Befangenheit erklärt"),
    "lift_recusal": _("Befangenheit aufgehoben"),
}
SHEET_STEPS = ("begin_sheet", "hand_in")  # a juror's daily work (settings.COCKPIT_LEAVES_OUT)

__all__ = [
    "HISTORY_WORDS",
    "SHEET_STEPS",
    "UNFINISHED",
    "AwardWeight",
    "Criterion",
    "Juror",
    "Mark",
    "Panel",
    "PanelAward",
    "Progress",
    "Ranking",
    "Reading",
    "ReadingStatus",
    "Recusal",
    "ScoreSheet",
    "Standing",
    "competing",
    "compute_standings",
    "progress_of",
    "readable_applications",
    "reading_list",
    "weights_of",
    "while_scoring",
]
