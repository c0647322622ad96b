"""Make the .mo files that Django reads out of the .po files that people write; quick when nothing changed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import catalogues

if done := catalogues.compile_all():
    print(f"· compiled the catalogues {', '.join(done)}")
