"""Verbs of the jury. `by` and `at` are always required; each works under the lock of its edition."""

from .panels import ScoringReport, close_scoring, open_scoring, preset_criteria, reopen_scoring, score_below_quorum
from .recusals import lift_recusal, recuse
from .sheets import hand_in, reopen_sheet, save_sheet
from .standings import deviating_standings, refresh_standings

__all__ = [
    "ScoringReport",
    "close_scoring",
    "deviating_standings",
    "hand_in",
    "lift_recusal",
    "open_scoring",
    "preset_criteria",
    "recuse",
    "refresh_standings",
    "reopen_scoring",
    "reopen_sheet",
    "save_sheet",
    "score_below_quorum",
]
