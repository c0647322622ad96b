"""Letters: released by the office, sent once by the worker, tried again, given up visibly."""

import datetime
import re
import smtplib

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ, Schedule

from prize import actions, codes
from prize.actions import letters as letter_actions
from prize.models import Letter
from prize.models.letter import MAX_ATTEMPTS
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 2, 9, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


class RefusingBackend(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"mailbox unavailable")})


class PickyBackend(BaseEmailBackend):
    """A mail server that takes everything but one address."""

    def send_messages(self, messages):
        if "kaputt" in messages[0].to[0]:
            raise ValueError("not an address")
        django_mail.outbox.extend(messages)
        return len(messages)


REFUSING, PICKY = f"{__name__}.RefusingBackend", f"{__name__}.PickyBackend"


def letter(number=1, **fields):
    facts = {
        "kind": "reject",
        "key": f"test:{number}",
        "to_address": f"person{number}@example.org",
        "to_name": "Zoë Müller-Łuczak",
        "subject": f"Schreiben {number} – äöü",
        "body": "Guten Tag,\n\nes grüßt die Geschäftsstelle.\n",
        "state": "released",
        "created_at": NOW,
    }
    facts |= fields
    return Letter.objects.create(released_at=None if facts["state"] == "held" else facts["created_at"], **facts)


def deliver(at=NOW, **options):
    return actions.deliver_due(at=at, clock=options.get("clock", lambda: at))


# Delivery ---------------------------------------------------------------------------------------
def test_a_released_letter_is_sent_once():
    one = letter()
    assert deliver() == (1, 0)
    assert deliver(NOW + 10 * MINUTE) == (0, 0)
    one.refresh_from_db()
    assert (one.state, one.sent_at) == ("sent", NOW)
    (sent,) = django_mail.outbox
    assert sent.subject == "Schreiben 1 – äöü"
    assert "person1@example.org" in sent.to[0]
    assert sent.extra_headers["Message-ID"] == f"<letter-{one.pk}@localhost>"


def test_a_held_letter_and_one_before_its_moment_stay():
    letter(1, state="held")
    letter(2, not_before=NOW + MINUTE)
    assert deliver() == (0, 0)
    assert deliver(NOW + MINUTE) == (1, 0)
    assert [m.subject for m in django_mail.outbox] == ["Schreiben 2 – äöü"]


def test_a_refusing_server_is_asked_again_later_and_then_given_up(settings):
    settings.EMAIL_BACKEND = REFUSING
    one, at, waits = letter(), NOW, []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert deliver(at) == (0, 1)
        assert deliver(at + MINUTE) == (0, 0), "too early"
        one.refresh_from_db()
        assert one.attempts == attempt
        if one.leased_until:
            waits.append(one.leased_until - at)
            at = one.leased_until
    assert one.state == "failed"
    assert "mailbox unavailable" in one.error
    assert waits == sorted(waits)
    assert len(set(waits)) == MAX_ATTEMPTS - 1, "each wait is longer than the one before"
    assert deliver(at + datetime.timedelta(days=1)) == (0, 0)


def test_one_bad_letter_does_not_stop_the_others(settings):
    settings.EMAIL_BACKEND = PICKY
    bad = letter(1, to_address="kaputt@example.org")
    letter(2)
    assert deliver() == (1, 1)
    bad.refresh_from_db()
    assert (bad.state, bad.error) == ("released", "not an address")


def test_a_letter_leased_by_another_worker_is_left_alone_until_the_lease_ends():
    letter(leased_until=NOW + 5 * MINUTE)
    assert deliver() == (0, 0)
    assert deliver(NOW + 5 * MINUTE) == (1, 0)


def test_two_workers_never_send_the_same_letter(monkeypatch):
    """While the first is sending, the second comes round."""
    for number in range(3):
        letter(number)
    send, other = letter_actions.message, []

    def interrupted(one):
        if not other:
            other.append(None)
            other.append(deliver())
        return send(one)

    monkeypatch.setattr(letter_actions, "message", interrupted)
    first = deliver()
    assert (first, other[1]) == ((1, 0), (2, 0))
    assert sorted(m.subject for m in django_mail.outbox) == [f"Schreiben {n} – äöü" for n in range(3)]


def test_a_long_run_stops_and_leaves_the_rest_for_the_next():
    for number in range(5):
        letter(number)
    clock = iter(NOW + n * 3 * MINUTE for n in range(20))
    sent, _ = deliver(clock=lambda: next(clock))
    assert 0 < sent < 5
    assert deliver(NOW + 60 * MINUTE) == (5 - sent, 0)


def test_by_hand(capsys):
    letter(created_at=timezone.now())
    call_command("deliver_letters")
    assert len(django_mail.outbox) == 1
    assert "1 sent, 0 failed" in capsys.readouterr().out


# The worker is woken on commit -------------------------------------------------------------------
def test_release_wakes_the_worker(django_capture_on_commit_callbacks):
    letter(state="held")
    with django_capture_on_commit_callbacks(execute=True):
        actions.release(Letter.objects.all(), by=factories.clerk(), at=NOW)
        assert not OrmQ.objects.exists()
    assert OrmQ.objects.get().func() == "config.tasks.deliver_letters"


def test_a_step_that_writes_a_released_letter_wakes_the_worker(settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        factories.filed()
    assert callbacks.count(import_string(settings.WAKE_WORKER)) == 1


def test_a_dead_engine_never_stops_a_page(settings, django_capture_on_commit_callbacks, caplog):
    settings.WAKE_WORKER = "tests.prize.test_outbox.dead_engine"
    letter(state="held")
    with django_capture_on_commit_callbacks(execute=True):
        actions.release(Letter.objects.all(), by=factories.clerk(), at=NOW)
    assert Letter.objects.get().state == "released"
    assert "dead_engine" in caplog.text


def dead_engine():
    raise ConnectionError("no broker")


def test_schedules_are_set_up_once(capsys):
    for _ in range(2):
        call_command("set_up_schedules")
    schedule = Schedule.objects.get(name="deliver_letters")
    assert (schedule.func, schedule.minutes, schedule.repeats) == ("config.tasks.deliver_letters", 1, -1)
    assert "deliver_letters" in capsys.readouterr().out


def test_the_scheduled_function_delivers():
    from config import tasks

    letter()
    assert tasks.deliver_letters() == "1 sent, 0 failed"


# Pages ------------------------------------------------------------------------------------------
@pytest.fixture
def at_clerk(client):
    client.force_login(factories.clerk(name="Sina Sachbearbeitung"))
    return client


def text(response):
    return " ".join(response.content.decode().split())


def states():
    return dict(Letter.objects.values_list("key", "state"))


def test_an_empty_outbox(at_clerk):
    assert "Noch gibt es keine Schreiben" in text(at_clerk.get(reverse("outbox")))
    assert "Kein Schreiben passt dazu" in text(at_clerk.get(reverse("outbox"), {"search": "xyz"}))


def test_filters_and_search(at_clerk):
    letter(1, state="held")
    letter(2, subject="Glückwunsch", state="failed", error="refused")
    assert "wartet auf Freigabe <span" in text(at_clerk.get(reverse("outbox")))
    for query in ({"state": "failed"}, {"search": "glückwunsch".capitalize()}, {"search": "person2"}):
        shown = text(at_clerk.get(reverse("outbox"), query))
        assert "Glückwunsch" in shown
        assert "Schreiben 1" not in shown


def test_release_the_ticked_ones(at_clerk):
    chosen, other = letter(1, state="held"), letter(2, state="held")
    response = at_clerk.post(reverse("release_letters"), {"letter": [chosen.pk]}, follow=True)
    assert "1 Schreiben freigegeben." in text(response)
    assert states() == {chosen.key: "released", other.key: "held"}
    assert "Sina Sachbearbeitung" in text(at_clerk.get(reverse("letter", args=[chosen.pk])))


def test_release_all_leaves_what_nobody_has_seen(at_clerk):
    seen = [letter(n, state="held") for n in range(2)]
    shown = text(at_clerk.get(reverse("outbox")))
    assert "Alle 2 wartenden Schreiben freigeben" in shown
    later = letter(9, state="held")
    asked = at_clerk.post(reverse("release_letters"), {"which": "all", "newest": seen[-1].pk})
    assert "2 × Nicht zugelassen" in text(asked)
    assert "es grüßt die Geschäftsstelle." in text(asked)
    assert set(states().values()) == {"held"}
    at_clerk.post(reverse("release_letters"), {"which": "all", "newest": seen[-1].pk, "confirmed": "1"})
    assert states()[later.key] == "held"
    assert Letter.objects.filter(state="released").count() == 2


def test_releasing_returns_to_the_filtered_list_and_nowhere_else(at_clerk):
    ones = [letter(n, state="held") for n in range(4)]
    filtered = reverse("outbox", query={"state": "held", "search": "Schreiben"})
    shown = at_clerk.get(filtered).content.decode()
    assert shown.count(f'name="next" value="{filtered}"'.replace("&", "&amp;")) == 2
    post = {"letter": ones[0].pk, "next": filtered}
    assert at_clerk.post(reverse("release_letters"), post).url == filtered
    asked = at_clerk.post(reverse("release_letters"), {"which": "all", "newest": ones[1].pk, "next": filtered})
    assert asked.context["back"] == filtered
    for evil in ("https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "buero/"):
        post = {"letter": ones[2].pk, "next": evil}
        assert at_clerk.post(reverse("release_letters"), post).url == reverse("outbox")


def test_nothing_ticked(at_clerk):
    letter(1, state="held")
    response = at_clerk.post(reverse("release_letters"), {"letter": ["x", ""]}, follow=True)
    assert "Kein Schreiben ausgewählt" in text(response)
    assert states() == {"test:1": "held"}


def test_send_failed_letters_again(at_clerk, settings):
    failed = letter(1, state="failed", error="refused", attempts=MAX_ATTEMPTS)
    assert "Das fehlgeschlagene Schreiben erneut senden" in text(at_clerk.get(reverse("outbox")))
    at_clerk.post(reverse("retry_letters"))
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == ("released", 0)
    assert deliver() == (1, 0)


def test_a_letter_with_its_full_text(at_clerk):
    application = factories.filed()
    one = application.letters.get()
    shown = text(at_clerk.get(reverse("letter", args=[one.pk])))
    assert application.reference in shown
    assert "von selbst" in shown
    assert at_clerk.get(reverse("letter", args=[one.pk + 1])).status_code == 404


def test_the_auditor_reads_and_releases_nothing(client):
    one = letter(1, state="held")
    client.force_login(factories.UserFactory(office_role="auditor"))
    assert "freigeben" not in text(client.get(reverse("outbox"))).replace("freigegeben", "")
    assert client.post(reverse("release_letters"), {"letter": one.pk}).status_code == 404
    assert states() == {one.key: "held"}


def test_flat(at_clerk):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            at_clerk.get(reverse("outbox"))
        return len(queries)

    lead, edition = factories.lead(), factories.AwardFactory().edition
    for _ in range(2):
        factories.filed(edition=edition, by=lead)
    few = cost()
    for _ in range(18):
        factories.filed(edition=edition, by=lead)
    assert cost() == few


# What only the receiver may hold ------------------------------------------------------------------
def test_the_office_reads_a_letter_without_what_lets_its_holder_act(edition, client):
    """An auditor changes nothing; with the link of a mail they would answer for an organisation."""
    proposal = factories.ProposalFactory(edition=edition)
    actions.invite_proposed(
        proposal, by=factories.clerk(), at=timezone.now(), contact_name="", contact_email="post@verein.example"
    )
    _row, code = actions.issue_late_code(
        edition, meant_for="Verein", reason="Krank", valid_until=timezone.now() + 100 * MINUTE, by=factories.clerk(),
        at=timezone.now(), address="post@verein.example",
    )  # fmt: skip
    client.force_login(factories.UserFactory(office_role="auditor"))
    invitation, late = Letter.objects.get(kind="proposal_invitation"), Letter.objects.get(kind="late_code")
    token = re.search(r"/vorschlag/\S*?([\w-]{32})/", invitation.body)[1]
    page = client.get(reverse("letter", args=[invitation.pk])).content.decode()
    assert "Was daraus wird, entscheiden Sie." in page
    assert token not in page
    page = client.get(reverse("letter", args=[late.pk])).content.decode()
    assert "Gilt bis:" in page
    assert codes.grouped(code) not in page
    client.force_login(factories.UserFactory(is_staff=True, is_superuser=True))
    page = client.get(f"/technik/prize/letter/{invitation.pk}/change/").content.decode()
    assert "Was daraus wird, entscheiden Sie." in page
    assert token not in page
    deliver(timezone.now() + MINUTE)
    assert any(token in mail.body for mail in django_mail.outbox)
