"""The last second before a deadline and the first after it: 200 filings over HTTP, from threads, against gunicorn as it
serves the real site. The server falls behind for seconds; each filing lands on the side of its arrival all the same.

A third of the editions has no grace period, a third's grace ends now, a third's begins now. Four of five requests come
through a proxy that stamps them; the others are stamped by the application when a worker takes them up.

Proven able to fail: with the clock asked in the view instead of `request.arrived_at`, filings that were sent in time
and had to queue are refused.
"""

import datetime
import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from prize.models import Application, Edition, History
from prize.models.history import first_break
from tests import factories

pytestmark = [
    pytest.mark.threads,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("places"),
]
COUNT = 200
SECOND, MINUTE = datetime.timedelta(seconds=1), datetime.timedelta(minutes=1)
TOKEN = "a" * 32  # of the CSRF check: what the cookie says, the header says
REFUSED = re.compile(r"application (\d+) was not filed: it arrived at (\S+)")
EDITIONS = {  # name -> (its deadline seen from the boundary, minutes of grace)
    "no grace": (0 * MINUTE, 0),
    "the grace ends": (-MINUTE, 1),
    "the grace begins": (0 * MINUTE, 10),
}


@dataclass
class Filing:
    """One of the 200: who sends it, what the answer was, and when it arrived by what the server has kept."""

    pk: int
    session: str
    edition: str
    has_proxy: bool
    sent_at: datetime.datetime | None = None
    status: int = 0
    kept_at: datetime.datetime | None = None
    errors: list = field(default_factory=list)


# The site ---------------------------------------------------------------------------------------
def database_url():
    """The test's own database, for another process."""
    now = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{now['NAME']}"
    return f"postgres://{now['USER']}:{now['PASSWORD']}@{now['HOST']}:{now['PORT']}/{now['NAME']}"


@pytest.fixture
def server(tmp_path):
    """(port, file of its log) of gunicorn with the settings of production, on the test's database, behind a proxy."""
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "TRUST_REQUEST_START": "True",
    }
    log = tmp_path / "server.log"
    with socket.create_server(("127.0.0.1", 0), backlog=COUNT) as listener, log.open("wb") as output:
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "-c", "config/gunicorn.py"]
        process = subprocess.Popen(
            [*command, "--bind", f"fd://{listener.fileno()}"],
            cwd=settings.BASE_DIR, env=environ, pass_fds=[listener.fileno()], stdout=output, stderr=output,
        )  # fmt: skip
        port = listener.getsockname()[1]
        try:
            warm_up(port)
            yield port, log
        finally:
            process.terminate()
            process.wait(timeout=30)


def warm_up(port):
    """Both workers have loaded the site before it counts."""
    for _ in range(20):
        answer = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        answer.request("GET", "/impressum/")
        assert answer.getresponse().status == 200
        answer.close()


# The people -------------------------------------------------------------------------------------
def prepared():
    """200 complete drafts, spread over the editions, each with somebody who is signed in."""
    found = []
    for name in EDITIONS:
        edition = factories.EditionFactory(motto=name)
        factories.AwardFactory(edition=edition)
    editions = list(Edition.objects.order_by("pk"))
    for number in range(COUNT):
        edition = editions[number % len(editions)]
        draft = factories.ApplicationFactory(edition=edition)
        session = signed_in(factories.member_of(draft.organisation))
        found.append(Filing(draft.pk, session, edition.motto, has_proxy=number % 5 != 0))
    return found


def signed_in(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def send(filing, at, port):
    """Click on „Verbindlich einreichen“ at this moment."""
    headers = {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={filing.session}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Length": "0",
    }
    time.sleep(max(0, (at - timezone.now()).total_seconds()))
    filing.sent_at = timezone.now()
    if filing.has_proxy:
        headers["X-Request-Start"] = f"t={filing.sent_at.timestamp():.6f}"
    try:
        answer = http.client.HTTPConnection("127.0.0.1", port, timeout=150)
        answer.request("POST", reverse("application_file", args=[filing.pk]), headers=headers)
        filing.status = answer.getresponse().status
        answer.close()
    except Exception as error:  # the outcome is what the test looks at
        filing.errors.append(error)


def fire(filings, boundary, port):
    """All of them in the two seconds around the boundary, as evenly as threads can."""
    step = 2 * SECOND / len(filings)
    threads = [
        threading.Thread(target=send, args=(filing, boundary - SECOND + n * step, port))
        for n, filing in enumerate(filings)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=150)


def read_back(filings, log):
    """When each arrived: filed ones say so in their row, refused ones in the log."""
    refused = {int(pk): datetime.datetime.fromisoformat(at) for pk, at in REFUSED.findall(log.read_text())}
    rows = Application.objects.in_bulk([filing.pk for filing in filings])
    for filing in filings:
        filing.kept_at = rows[filing.pk].submitted_at or refused.get(filing.pk)
    return rows


# The evening ------------------------------------------------------------------------------------
def test_each_of_200_filings_around_the_deadline_lands_on_its_side(server):
    port, log = server
    filings = prepared()
    boundary = timezone.now() + 2 * SECOND
    for name, (away, minutes) in EDITIONS.items():
        Edition.objects.filter(motto=name).update(closes_at=boundary + away, grace_minutes=minutes)
    fire(filings, boundary, port)
    rows = read_back(filings, log)
    assert not [filing for filing in filings if filing.errors or not filing.kept_at], "none is lost"
    for filing in filings:
        check(filing, rows[filing.pk], boundary)
    check_sides(filings, boundary)
    for edition in Edition.objects.all():
        check_numbers(edition)


def check(filing, row, boundary):
    away, minutes = EDITIONS[filing.edition]
    is_in_time = filing.kept_at <= boundary + away + minutes * MINUTE
    assert row.is_filed == is_in_time, filing
    assert filing.status == (302 if is_in_time else 409), filing
    assert not row.is_late
    if filing.has_proxy:
        assert filing.kept_at == filing.sent_at, filing
    else:
        assert filing.kept_at >= filing.sent_at, filing
    if row.is_filed:
        assert row.history.get(step="file").at == filing.kept_at


def check_sides(filings, boundary):
    """Both sides of each boundary really occurred, and within a second of it."""
    sides = Counter((filing.edition, filing.kept_at <= boundary) for filing in filings if filing.has_proxy)
    assert len(sides) == 2 * len(EDITIONS), sides
    assert min(sides.values()) >= COUNT // 10, sides
    assert all(abs(filing.kept_at - boundary) <= 3 * SECOND for filing in filings if filing.has_proxy)


def check_numbers(edition):
    """Numbers without a gap, and a history that is whole."""
    numbers = sorted(edition.applications.filed().values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert edition.last_number == len(numbers) == History.objects.filter(edition=edition, step="file").count()
    assert first_break(edition) is None
