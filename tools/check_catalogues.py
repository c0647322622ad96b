"""Every translation catalogue compiles, keeps the placeholders of its msgids and has nothing fuzzy or empty."""

import shutil
import subprocess
import sys
from pathlib import Path

catalogues = sorted((Path(__file__).resolve().parent.parent / "locale").rglob("*.po"))
if not catalogues:
    print("  no catalogues: German, the source language, needs none")
elif not shutil.which("msgfmt"):
    sys.exit("*** msgfmt is missing; install the package gettext")
for path in catalogues:
    done = subprocess.run(
        ["msgfmt", "--check", "--statistics", "-o", "/dev/null", str(path)], capture_output=True, text=True, check=False
    )
    print(f"  {path.parent.parent.name}: {done.stderr.strip()}")
    if done.returncode or "fuzzy" in done.stderr or "untranslated" in done.stderr:
        sys.exit(f"*** {path} is not complete")
