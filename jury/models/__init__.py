"""Nouns of the jury. Import them from here."""

from .panel import AwardWeight, Criterion, Juror, Panel, PanelAward
from .reading import UNFINISHED, ReadingStatus, count_by_status, readable_applications, reading_list
from .sheet import Mark, Recusal, ScoreSheet
from .standing import Ranking, Standing, compute_standings, weights_of

__all__ = [
    "UNFINISHED",
    "AwardWeight",
    "Criterion",
    "Juror",
    "Mark",
    "Panel",
    "PanelAward",
    "Ranking",
    "ReadingStatus",
    "Recusal",
    "ScoreSheet",
    "Standing",
    "compute_standings",
    "count_by_status",
    "readable_applications",
    "reading_list",
    "weights_of",
]
