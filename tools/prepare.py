"""Make the virtual environment and install from the lock. Standard library only: it runs before anything is there.

`prepare.py run` for the site, `prepare.py dev` for tests and checks. Quick when nothing changed: a stamp in .venv holds
the hash of the lock that was installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ROOT / "requirements" / "run.txt", "dev": ROOT / "requirements" / "dev.txt"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def stop(sentence):
    sys.exit(f"\n*** {sentence}\n")


def make_venv():
    if sys.version_info < (3, 11):  # noqa: UP036 -- this is where an old one is told
        stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 …")
    if PYTHON.exists():
        return
    print("· making the virtual environment in .venv")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        stop(
            "The virtual environment could not be made. On Debian and Ubuntu install the package python3-venv. "
            f"Python said: {(made.stderr or made.stdout).strip()[-300:]}"
        )


def stamp(kind):
    return VENV / f"installed-{kind}"


def is_installed(kind):
    digest = hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()
    return stamp(kind).exists() and stamp(kind).read_text() == digest


def install(kind):
    """The dev lock holds everything of the run lock in the same versions, so either stamp serves `run`."""
    if is_installed(kind) or (kind == "run" and is_installed("dev")):
        return
    print(f"· installing from {LOCKS[kind].relative_to(ROOT)} (once; takes about a minute)")
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
    if subprocess.run([*command, "-r", str(LOCKS[kind])], check=False).returncode:
        stop(
            "The packages could not be installed. Is the network reachable, or a package mirror set for pip? "
            "Nothing is broken: run the same command again when it is."
        )
    stamp(kind).write_text(hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest())


def compile_catalogues():
    """Django reads .mo files; only the .po files that people write are kept in the repository."""
    if subprocess.run([str(PYTHON), str(ROOT / "tools" / "compile_catalogues.py")], check=False).returncode:
        stop("The translations in locale/ could not be compiled; the reason stands above.")


def find_browser():
    named = os.environ.get("CHROMIUM")
    return named or next((path for path in map(shutil.which, BROWSERS) if path), None)


def get_browser():
    """Use a Chromium that is there, or install Debian's if we may; else the browser tests are skipped and say why."""
    if find_browser() or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print("· installing Debian's Chromium for the browser tests")
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"  … {' '.join(command)} failed: {done.stderr.strip()[-200:]}")
            return


if __name__ == "__main__":
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    make_venv()
    install(kind)
    compile_catalogues()
    if kind == "dev":
        get_browser()
