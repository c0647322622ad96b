"""Nonsense in the environment stops the start, and names the variable."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {"SECRET_KEY": "x" * 50, "PRACTICE": "False", "DEBUG": "False", "HTTPS": "True", "DATABASE_URL": ""}


def start(**environment):
    words = "import django; django.setup(); from django.db import connection; print(connection.vendor)"
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", words],
        cwd=settings.BASE_DIR, env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **GOOD, **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_good_environment_starts_on_sqlite():
    done = start()
    assert done.returncode == 0, done.stderr
    assert "sqlite" in done.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("DEBUG", "vielleicht"),
        ("PRACTICE", "2"),
        ("HTTPS", "ja"),
        ("SITE_URL", "preis.example"),
        ("DATABASE_URL", "mysterysql://localhost/x"),
        ("CACHE_URL", "nonsense://x"),
        ("EMAIL_URL", "carrier-pigeon://x"),
    ],
)
def test_nonsense_stops_the_start_and_names_the_variable(name, value):
    done = start(**{name: value})
    assert done.returncode != 0
    assert name in done.stderr
