"""The practice season: real names from the archive and the alliance's brochure, everything else invented.

It knows prize, jury and certificates, so it lives on the top floor. Whatever happens in it happens by the same
actions that the pages use; only people, the edition and its panels are made here directly.
"""

from .load import load_practice, practice_edition
from .play import play_season

__all__ = ["load_practice", "play_season", "practice_edition"]
