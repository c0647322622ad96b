"""`make bench`: pages under the production server, beside a bare Django view in the same run, into bench/RESULTS.md."""

import argparse
import datetime
import http.client
import json
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (200, 2_000, 10_000)
LIMITS = {  # page: (times the floor, queries); None: no limit was promised
    "register": (12, 10),
    "ranking": (12, 10),
    "application": (8, None),
    "score sheet": (8, None),
    "my applications": (8, None),
    "winners": (3, None),
}


HEAD = """# Measured

`make bench` on {today}: {cores} cores, Python {python}, gunicorn with 2 workers, DEBUG off, {rounds} requests a page in
turn, signed in. *floor* is a bare Django view with session and user. Each application has 5 sheets over 4 criteria.
Times on such a machine vary by a fifth; the ratio varies less.
"""


def environment(url):
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings", "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}


def django(url, *words):
    subprocess.run([sys.executable, "-m", "django", *words], cwd=ROOT, env=environment(url), check=True)


def seed(url, size):
    """Fill an empty database; gives the addresses to measure and the session of each who opens them."""
    django(url, "migrate", "--verbosity=0")
    django(url, "createcachetable")
    done = subprocess.run(
        [sys.executable, "-m", "bench.seed", str(size)],
        cwd=ROOT,
        env=environment(url),
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, url):
        self.url, self.port = url, free_port()

    def __enter__(self):
        gunicorn = [
            sys.executable,
            "-m",
            "gunicorn",
            "config.wsgi",
            "-c",
            "config/gunicorn.py",
            "--bind",
            f"127.0.0.1:{self.port}",
        ]
        self.process = subprocess.Popen(gunicorn, cwd=ROOT, env=environment(self.url))
        for _ in range(100):
            try:
                fetch(http.client.HTTPConnection("127.0.0.1", self.port), "/", "")
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise RuntimeError("the server did not start")

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait()


def fetch(connection, path, session):
    """(seconds, status, bytes, queries) of one GET."""
    start = time.perf_counter()
    connection.request("GET", path, headers=headers(f"sessionid={session}"))
    response = connection.getresponse()
    body = response.read()
    return time.perf_counter() - start, response.status, len(body), int(response.headers.get("X-Queries", "-1"))


def headers(cookie):
    return {"Cookie": cookie, "Host": "localhost", "Accept-Encoding": "identity"}


# Writing ----------------------------------------------------------------------------------------
TOKEN = "b" * 32


def send(connection, path, session, fields):
    """(seconds, status, text, queries) of one POST of a form."""
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN, **fields})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    start = time.perf_counter()
    connection.request("POST", path, body, headers(f"sessionid={session}; csrftoken={TOKEN}") | form)
    response = connection.getresponse()
    text = response.read().decode()
    return time.perf_counter() - start, response.status, text, int(response.headers.get("X-Queries", "-1"))


def hidden(text, name):
    return re.search(rf'name="{name}"[^>]*?value="([^"]*)"', text)[1]


def measure_writing(facts, port):
    """Saving by itself and filing with five files, in turn with the floor: one draft is filed in each round."""
    connection, session = http.client.HTTPConnection("127.0.0.1", port), facts["session"]
    connection.request("GET", facts["page"], headers=headers(f"sessionid={session}"))
    page = connection.getresponse().read().decode()
    fields = {name: hidden(page, name) for name in ("version", "writer", "shown")}
    seen = {"floor": [], "autosave": [], "filing with 5 files": []}
    for number, (path, version) in enumerate(facts["drafts"]):
        typed = {"project_title": "Gemessen", "short_text": f"Fassung {number} " * 20, "description": "Text " * 600}
        saved = send(connection, f"{facts['page']}sichern/", session, fields | typed)
        fields["version"] = hidden(saved[2], "version")
        filed = send(connection, path, session, {"version": version})
        if (saved[1], filed[1]) != (200, 302):
            raise RuntimeError(f"saving answered {saved[1]}, filing {filed[1]}")
        answers = (fetch(connection, "/floor/", session), saved, filed)
        for rows, answer in zip(seen.values(), answers, strict=True):
            if number >= 5:
                size = answer[2] if isinstance(answer[2], int) else len(answer[2].encode())
                rows.append((answer[0], answer[1], size, answer[3]))
    return {name: row(answers) for name, answers in seen.items()}


# Reading ----------------------------------------------------------------------------------------


def measure(pages, rounds, port):
    """Pages in turn, so that a slow moment of the machine hits all alike. Gives {page: row}."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    seen = {name: [] for name in pages}
    for number in range(rounds + 5):
        for name, (path, session) in pages.items():
            answer = fetch(connection, path, session)
            if answer[1] != 200:
                raise RuntimeError(f"{name} {path} answered {answer[1]}")
            if number >= 5:  # the first rounds warm the processes up
                seen[name].append(answer)
    return {name: row(answers) for name, answers in seen.items()}


def row(answers):
    times = sorted(a[0] * 1000 for a in answers)
    return {
        "median": statistics.median(times),
        "p95": times[int(len(times) * 0.95)],
        "queries": max(a[3] for a in answers),
        "bytes": answers[-1][2],
    }


def table(engine, size, rows):
    floor = rows["floor"]["median"]
    lines = [
        f"\n### {engine}, {size:,} applications\n",
        "| page | median ms | p95 ms | queries | bytes | × floor | promised | kept |",
        "|---|---:|---:|---:|---:|---:|---|---|",
    ]
    for name, r in rows.items():
        ratio = r["median"] / floor
        times, queries = LIMITS.get(name, (None, None))
        promised = ", ".join(filter(None, [times and f"≤ {times} ×", queries and f"≤ {queries} queries"]))
        is_kept = times is None or (ratio <= times and (queries is None or r["queries"] <= queries))
        kept = "" if not promised else "yes" if is_kept else "**no**"
        figures = f"{r['median']:.1f} | {r['p95']:.1f} | {r['queries']} | {r['bytes']:,} | {ratio:.1f}"
        lines.append(f"| {name} | {figures} | {promised} | {kept} |")
    return lines


def databases(folder, postgres, sizes):
    """(engine, size, url): a fresh SQLite file, or a fresh PostgreSQL database, for each size."""
    for size in sizes:
        yield "SQLite", size, f"sqlite:///{folder}/bench-{size}.sqlite3"
    for size in sizes if postgres else ():
        import psycopg

        name = f"integrationspreis_bench_{size}"
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
        yield "PostgreSQL", size, postgres.rsplit("/", 1)[0] + "/" + name


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument(
        "--postgres", default=os.environ.get("POSTGRES_URL", ""), help="URL of a server to measure as well"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--results", default=str(ROOT / "bench" / "RESULTS.md"))
    options = parser.parse_args()
    django("", "collectstatic", "--no-input", "--verbosity=0")
    lines = HEAD.format(
        today=datetime.datetime.now(tz=datetime.UTC).date(),
        cores=os.cpu_count(),
        python=platform.python_version(),
        rounds=options.rounds,
    ).splitlines()
    with tempfile.TemporaryDirectory() as folder:
        for engine, size, url in databases(folder, options.postgres, options.sizes):
            print(f"· {engine}, {size:,} applications: seeding", flush=True)
            pages = seed(url, size)
            writing = pages.pop("writing")
            with Server(url) as server:
                rows = measure(pages, options.rounds, server.port)
                written = measure_writing(writing, server.port)
            found = [*table(engine, size, rows), *table(engine, size, written)[3:]]
            lines += found
            print("\n".join(found), flush=True)
    Path(options.results).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
