"""`make run`: bring the site up on this machine, with its worker, until Ctrl-C."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
HOST, PORT = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))


def stop(sentence):
    sys.exit(f"\n*** {sentence}\n")


def write_env():
    """The first start is a practice site; a real one writes its own .env (see .env.example)."""
    path = ROOT / ".env"
    if path.exists():
        return
    path.write_text(
        f"SECRET_KEY={secrets.token_urlsafe(50)}\nPRACTICE=True\nHTTPS=False\nSITE_URL=http://localhost:{PORT}\n"
    )
    path.chmod(0o600)
    print("· wrote .env with a fresh key: a practice site")


def manage(*words, quiet=True):
    done = subprocess.run(
        [PYTHON, "manage.py", *words], cwd=ROOT, check=False, text=True, stdout=subprocess.PIPE if quiet else None
    )
    if done.returncode:
        stop(f"`manage.py {' '.join(words)}` failed; the reason stands above. {(done.stdout or '')[-500:]}")
    return done.stdout


def check_port():
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError:
            stop(f"Port {PORT} is taken. Stop the other program, or choose another one: make run PORT=8001")


def prepare():
    write_env()
    print("· preparing the database")
    manage("migrate", "--verbosity=0")
    manage("createcachetable")
    manage("set_up_schedules")
    print("· collecting static files")
    manage("collectstatic", "--no-input", "--verbosity=0")
    manage("load_if_empty", quiet=False)


def start():
    """Server and worker side by side; when one ends, so does the other."""
    gunicorn = [PYTHON, "-m", "gunicorn", "config.wsgi", "-c", "config/gunicorn.py", "--bind", f"{HOST}:{PORT}"]
    parts = [subprocess.Popen(gunicorn, cwd=ROOT), subprocess.Popen([PYTHON, "manage.py", "qcluster"], cwd=ROOT)]
    manage("welcome", f"http://{'localhost' if HOST == '127.0.0.1' else HOST}:{PORT}", quiet=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while all(part.poll() is None for part in parts):
            time.sleep(0.5)
    except KeyboardInterrupt:
        print("\n· stopping")
    for part in parts:
        part.send_signal(signal.SIGINT if part is parts[0] else signal.SIGTERM)
    codes = [part.wait(timeout=30) for part in parts]
    sys.exit(max(0, *codes))


if __name__ == "__main__":
    check_port()
    prepare()
    start()
