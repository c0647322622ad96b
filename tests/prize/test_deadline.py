"""When it is too late: the moment of arrival decides, and after the announced deadline the grace period."""

import datetime
import logging
import re

import pytest
import time_machine
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from prize import actions, calendar, rules
from prize.models import Application, Award, Edition, History
from tests import factories

pytestmark = pytest.mark.django_db
OPENS = datetime.datetime(2027, 2, 1, 11, tzinfo=datetime.UTC)
CLOSES = datetime.datetime(2027, 2, 28, 17, tzinfo=datetime.UTC)  # 18:00 in Hanover
MINUTE, SECOND, TICK = (datetime.timedelta(**{unit: 1}) for unit in ("minutes", "seconds", "microseconds"))
GRACE_ENDS = CLOSES + 30 * MINUTE


def url(name, *args):
    return reverse(name, args=args)


def words(response):
    page = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", page)


@pytest.fixture
def edition():
    return factories.EditionFactory(year=2027, ordinal=18, opens_at=OPENS, closes_at=CLOSES, grace_minutes=30)


def sign_in_at(moment, user):
    """A browser of that evening: its session is of the same day."""
    client = Client()
    with time_machine.travel(moment, tick=False):
        client.force_login(user)
    return client


def file_at(moment, draft, **headers):
    """What a click on „Verbindlich einreichen“ does that arrives then."""
    client = sign_in_at(moment, draft.organisation.memberships.first().user)
    with time_machine.travel(moment, tick=False):
        response = client.post(url("application_file", draft.pk), headers=headers)
    draft.refresh_from_db()
    return response


@pytest.fixture
def draft(draft):
    factories.member_of(draft.organisation)
    return draft


# The moment of arrival --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("moment", "is_filed"),
    [
        (OPENS - TICK, False),
        (OPENS, True),
        (CLOSES, True),
        (CLOSES + TICK, True),
        (GRACE_ENDS, True),
        (GRACE_ENDS + TICK, False),
    ],
)
def test_the_call_takes_entries_to_the_last_microsecond_of_the_grace_period(draft, moment, is_filed):
    assert file_at(moment, draft).status_code == (302 if is_filed else 409)
    assert draft.submitted_at == (moment if is_filed else None)
    assert draft.is_late is False


def test_without_grace_the_deadline_is_the_end(draft):
    Edition.objects.update(grace_minutes=0)
    assert file_at(CLOSES + TICK, draft).status_code == 409
    assert file_at(CLOSES, draft).status_code == 302


@pytest.mark.parametrize("slow", [(SessionMiddleware, "process_request"), (actions.workflow, "lock_organisation")])
def test_what_waits_after_its_arrival_was_in_time(draft, monkeypatch, slow):
    """Neither a slow session nor a lock makes a filing late."""
    client = sign_in_at(GRACE_ENDS, draft.organisation.memberships.first().user)
    with time_machine.travel(GRACE_ENDS, tick=False) as clock:
        prompt = getattr(*slow)

        def later(*args):
            clock.shift(90)
            return prompt(*args)

        monkeypatch.setattr(*slow, later)
        assert client.post(url("application_file", draft.pk)).status_code == 302
    draft.refresh_from_db()
    assert draft.submitted_at == GRACE_ENDS
    assert History.objects.get(step="file").at == GRACE_ENDS


def test_what_came_too_late_leaves_the_moment_of_its_arrival_in_the_log(draft, caplog):
    with caplog.at_level(logging.INFO, "prize"):
        file_at(GRACE_ENDS + SECOND, draft)
    assert f"application {draft.pk} was not filed: it arrived at 2027-02-28T17:30:01+00:00" in caplog.text


def seconds(moment):
    return f"{moment.timestamp():.3f}"


@pytest.mark.parametrize(
    "header",
    [
        "t=1803835800",
        "t=1803835800.000",
        "1803835800.000000",
        "t=1803835800000",
        "t=1803835800000000",
    ],
)
def test_a_trusted_proxy_names_the_earlier_moment_in_any_unit(draft, settings, header):
    assert GRACE_ENDS.timestamp() == 1803835800
    settings.TRUST_REQUEST_START = True
    assert file_at(GRACE_ENDS + 4 * MINUTE, draft, x_request_start=header).status_code == 302
    assert draft.submitted_at == GRACE_ENDS


@pytest.mark.parametrize(
    "header",
    [
        "t=1803835800.000, t=1803835800.000",
        "t=-1803835800",
        "t=180383580",
        "t=18038358000",
        "t=1803835800,5",
        "t=１８０３８３５８００",
        "t=9999999999999999",
        "t=1e10",
        "gestern",
        seconds(GRACE_ENDS + 2 * MINUTE),  # the future
        seconds(GRACE_ENDS - 5 * MINUTE),  # no proxy waits that long
    ],
)
def test_nonsense_of_a_proxy_is_ignored_and_logged(draft, settings, caplog, header):
    settings.TRUST_REQUEST_START = True
    assert file_at(GRACE_ENDS + MINUTE, draft, x_request_start=header).status_code == 409
    assert "X-Request-Start is ignored" in caplog.text


def test_nobody_sets_the_clock_back_where_no_proxy_is_trusted(draft, caplog):
    assert file_at(GRACE_ENDS + SECOND, draft, x_request_start="t=1803835800").status_code == 409
    assert "X-Request-Start" not in caplog.text


# The grace period -------------------------------------------------------------------------------
def test_in_the_grace_period_one_starts_and_writes_as_well(draft):
    member = draft.organisation.memberships.first().user
    client = sign_in_at(CLOSES + MINUTE, member)
    with time_machine.travel(CLOSES + MINUTE, tick=False):
        client.post(url("application_new"), {"project_title": "Im letzten Augenblick"})
    new = Application.objects.get(project_title="Im letzten Augenblick")
    assert rules.may_edit(new, member, GRACE_ENDS)
    assert not rules.may_edit(new, member, GRACE_ENDS + TICK)


@pytest.mark.parametrize("minutes", [-1, 1441])
def test_a_grace_period_is_at_most_a_day(edition, minutes):
    edition.grace_minutes = minutes
    with pytest.raises(ValidationError):
        edition.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.save()


def test_the_technical_administration_sets_it(admin_client, edition):
    page = admin_client.get(reverse("admin:prize_edition_change", args=[edition.pk])).content.decode()
    assert 'name="grace_minutes" value="30"' in page


def test_the_call_names_the_deadline_and_says_plainly_what_the_grace_is(client, edition):
    with time_machine.travel(CLOSES - 3 * MINUTE, tick=False):
        page = words(client.get("/"))
    assert "Bewerben Sie sich bis Sonntag, 28. Februar 2027, 18:00 Uhr" in page
    assert "noch 3 Minuten" in page
    assert "Wer um 18:00 Uhr noch schreibt: Bis 18:30 Uhr nehmen wir an, was eingereicht ist." in page


def test_a_grace_over_midnight_names_the_day(client, edition):
    Edition.objects.update(closes_at=datetime.datetime(2027, 2, 28, 22, 59, 59, tzinfo=datetime.UTC))
    with time_machine.travel(CLOSES, tick=False):
        assert "Wer um 23:59 Uhr noch schreibt: Bis 1. März, 00:29 Uhr nehmen wir an" in words(client.get("/"))


def test_in_the_grace_the_call_counts_down_to_its_end(client, edition):
    with time_machine.travel(CLOSES + 20 * MINUTE, tick=False):
        page = words(client.get("/"))
        assert edition.phase(CLOSES + 20 * MINUTE) == "open"
    assert "Die Bewerbungsfrist endete am Sonntag, 28. Februar 2027, 18:00 Uhr" in page
    assert "Wir nehmen noch an, was bis 18:30 Uhr eingereicht ist." in page
    assert "noch 10 Minuten" in page
    assert "Bewerben Sie sich bis" not in page


def test_without_grace_and_after_it_nothing_is_said_of_one(client, edition):
    for moment, minutes in ((CLOSES, 0), (GRACE_ENDS + SECOND, 30)):
        Edition.objects.update(grace_minutes=minutes)
        with time_machine.travel(moment, tick=False):
            page = words(client.get("/"))
        assert "nehmen wir" not in page
        assert "Nachfrist" not in page


def test_calendars_get_the_announced_deadline_only(edition):
    with_grace = calendar.file_of(edition)
    edition.grace_minutes = 0
    assert calendar.file_of(edition) == with_grace
    assert b"DTSTART:20270228T170000Z" in with_grace


def test_an_award_is_not_closed_while_the_grace_runs(main_award):
    award, words = Award.objects.for_decision().get(), "Die Bewerbungsfrist ist noch nicht vorbei."
    assert words in award.what_blocks_closing(GRACE_ENDS)
    assert words not in award.what_blocks_closing(GRACE_ENDS + TICK)


def test_a_draft_says_until_when_it_can_still_be_filed(draft):
    member = draft.organisation.memberships.first().user
    for moment, sentence in (
        (CLOSES, "Wer um 18:00 Uhr noch schreibt: Bis 18:30 Uhr nehmen wir an, was eingereicht ist."),
        (CLOSES + TICK, "Die Bewerbungsfrist ist vorbei. Wir nehmen noch an, was bis 18:30 Uhr eingereicht ist."),
    ):
        client = sign_in_at(moment, member)
        with time_machine.travel(moment, tick=False):
            assert sentence in words(client.get(url("application_status", draft.pk)))
            assert sentence in words(client.get(url("my_applications")))
    with time_machine.travel(CLOSES + TICK, tick=False):
        assert "fertig schreiben und bis 28. Februar, 18:30 Uhr einreichen." in words(
            client.get(url("my_applications"))
        )


def test_the_office_sees_what_came_in_the_grace(draft, office):
    file_at(CLOSES + 72 * SECOND, draft)
    page = words(office.at_clerk.get(url("application_office", draft.pk)))
    assert "in der Nachfrist : um 18:01:12 Uhr, Fristende 18:00 Uhr. Sie gilt als rechtzeitig." in page
    assert "verspätet" not in page


def test_the_office_sees_nothing_of_a_grace_that_was_not_needed(draft, office):
    file_at(CLOSES, draft)
    assert "Nachfrist" not in words(office.at_clerk.get(url("application_office", draft.pk)))
