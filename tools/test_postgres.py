"""The whole suite once more on a PostgreSQL that answers on this machine; says why not where none does."""

import os
import subprocess
import sys

import psycopg

URL = os.environ.get("POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
try:
    psycopg.connect(URL, connect_timeout=3).close()
except psycopg.OperationalError as error:
    print(f"· skipped: no PostgreSQL at {URL} ({str(error).strip().splitlines()[0]})")
    sys.exit(0)
print(f"· tests on {URL}")
for words in (["-n", "2", "--dist", "loadgroup", "-m", "not browser and not threads"], ["-m", "threads"]):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words], env={**os.environ, "DATABASE_URL": URL}, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)
