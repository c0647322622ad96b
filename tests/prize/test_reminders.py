"""„Erinnern Sie mich an den nächsten Aufruf“: double opt-in, one letter a call, gone by one click."""

import datetime
import re

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.management import call_command
from django.utils import timezone
from django_q.models import Schedule

from config import tasks
from prize import actions
from prize.models import Letter, Reminder
from prize.models.call import LINK_IS_GOOD_FOR
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2027, 1, 10, 9, tzinfo=datetime.UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
EMAIL = "leserin@example.org"


def ask(client, email=EMAIL, at=NOW):
    """Ask for a reminder through the page; what the page says."""
    with time_machine.travel(at, tick=False):
        response = client.post("/erinnerung/", {"email": email}, follow=True)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


def link(letter, word):
    """The address in a letter that has this word in it, without the site."""
    return re.search(rf"http://localhost:8000(/\S*{word}\S*)", letter.body)[1]


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def confirmed(client):
    ask(client)
    with time_machine.travel(NOW + MINUTE, tick=False):
        client.post(link(Letter.objects.get(), "bestaetigen"), follow=True)
    return Reminder.objects.get()


# Ask and confirm --------------------------------------------------------------------------------
def test_only_the_mailed_link_and_a_click_confirm(client):
    assert "Bitte sehen Sie in Ihr Postfach" in ask(client, " Leserin@Example.org ")
    letter = Letter.objects.get()
    assert (letter.to_address, letter.kind, letter.edition, letter.state) == (
        EMAIL,
        "reminder_confirm",
        None,
        "released",
    )
    assert actions.deliver_due(at=NOW, clock=lambda: NOW) == (1, 0)
    assert "innerhalb von sieben Tagen" in django_mail.outbox[0].body
    with time_machine.travel(NOW + DAY, tick=False):
        assert "Ja, bitte erinnern" in text(client.get(link(letter, "bestaetigen")))
        assert Reminder.objects.get().confirmed_at is None  # a mail program that opens links confirms nothing
        said = text(client.post(link(letter, "bestaetigen"), follow=True))
    assert "Wir schreiben Ihnen, sobald der nächste Aufruf beginnt." in said
    assert Reminder.objects.get().confirmed_at == NOW + DAY


def test_confirming_twice_changes_nothing(client, confirmed):
    address = link(Letter.objects.get(), "bestaetigen")
    with time_machine.travel(NOW + DAY, tick=False):
        assert "Das ist schon erledigt" in text(client.get(address))
        client.post(address)
    assert Reminder.objects.get().confirmed_at == NOW + MINUTE


def test_the_database_knows_only_the_hash_of_the_link(client):
    ask(client)
    token = link(Letter.objects.get(), "bestaetigen").strip("/").split("/")[-1]
    assert len(token) >= 32
    assert token not in str(Reminder.objects.values_list())


@pytest.mark.parametrize("late", [LINK_IS_GOOD_FOR, LINK_IS_GOOD_FOR + DAY], ids=str)
def test_after_seven_days_the_link_is_dead_and_the_address_forgotten(client, late):
    ask(client)
    address = link(Letter.objects.get(), "bestaetigen")
    with time_machine.travel(NOW + late, tick=False):
        assert "Dieser Link gilt nicht mehr" in text(client.get(address))
        assert client.post(address).status_code == 404
        tasks.remind()
    assert not Reminder.objects.exists()
    assert not Letter.objects.exists()


def test_within_seven_days_and_confirmed_addresses_stay(client, confirmed):
    ask(client, "zweite@example.org")
    with time_machine.travel(NOW + LINK_IS_GOOD_FOR - MINUTE, tick=False):
        tasks.remind()
    assert Reminder.objects.count() == 2


def test_a_new_link_replaces_the_old_one(client):
    ask(client)
    old = link(Letter.objects.get(), "bestaetigen")
    ask(client, at=NOW + 11 * MINUTE)
    with time_machine.travel(NOW + 12 * MINUTE, tick=False):
        assert client.get(old).status_code == 404
        assert client.get(link(Letter.objects.latest("pk"), "bestaetigen")).status_code == 200


@pytest.mark.parametrize("email", ["", "leserin", "a@b@c.de", "x" * 400 + "@example.org"], ids=["none", "a", "b", "c"])
def test_what_is_no_address_is_said_beside_the_field(client, email):
    response = client.post("/erinnerung/", {"email": email})
    assert 'id="id_email_error"' in response.content.decode()
    assert not Reminder.objects.exists()


# Nobody learns who is on the list, and nobody is flooded -----------------------------------------
def test_the_page_says_the_same_of_known_and_new_addresses(client, confirmed):
    later = NOW + DAY
    assert ask(client, at=later) == ask(client, "neu@example.org", at=later)
    assert Reminder.objects.get(email=EMAIL).confirmed_at == NOW + MINUTE
    kinds = Letter.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["reminder_confirm", "reminder_known", "reminder_confirm"]


def test_one_address_gets_one_letter_in_ten_minutes(client):
    first = ask(client)
    assert ask(client, at=NOW + MINUTE) == first
    assert Letter.objects.count() == 1
    ask(client, at=NOW + 11 * MINUTE)
    assert Letter.objects.count() == 2


def test_one_computer_asks_for_twenty_addresses_an_hour(client):
    for number in range(20):
        ask(client, f"person{number}@example.org")
    assert "Zu viele Versuche" in ask(client, "zuviel@example.org")
    assert Letter.objects.count() == 20


# The call begins --------------------------------------------------------------------------------
def opened(at, **fields):
    return factories.EditionFactory(year=2027, opens_at=at, closes_at=at + 28 * DAY, motto="Gemeinsam", **fields)


def test_when_a_call_begins_each_hears_of_it_once(client, confirmed):
    ask(client, "unbestaetigt@example.org")
    Letter.objects.all().delete()
    edition = opened(NOW + 5 * DAY)
    for at in (NOW + 4 * DAY, NOW + 5 * DAY, NOW + 6 * DAY):
        with time_machine.travel(at, tick=False):
            tasks.remind()
    letter = Letter.objects.get()
    assert (letter.to_address, letter.edition, letter.state) == (EMAIL, edition, "released")
    assert "Motto: Gemeinsam" in letter.body
    assert "Bewerben können Sie sich bis Freitag, 12. Februar 2027, 10:00 Uhr" in letter.body
    assert actions.remind_all(edition, at=NOW + 7 * DAY) == 0


def test_the_next_call_is_told_again(client, confirmed):
    for years in (1, 2):
        at = NOW + years * 365 * DAY
        edition = factories.EditionFactory(opens_at=at, closes_at=at + DAY)
        assert actions.remind_all(edition, at=at) == 1
    assert Letter.objects.filter(kind="reminder").count() == 2


def test_who_asks_while_a_call_runs_waits_for_the_next(client, confirmed):
    assert actions.remind_all(opened(NOW - DAY), at=NOW + DAY) == 0


def test_practice_calls_remind_nobody_on_a_real_site(client, confirmed, settings):
    opened(NOW + DAY, kind="practice")
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        assert tasks.remind() == "0 reminded"
        settings.PRACTICE = True
        assert tasks.remind() == "1 reminded"


def test_many_are_reminded_in_portions_without_a_wake_up_call_each(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(actions.reminders, "AT_ONCE", 2)
    factories.ReminderFactory.create_batch(5)
    with django_capture_on_commit_callbacks() as calls:
        assert actions.remind_all(factories.EditionFactory(), at=timezone.now()) == 5
    assert not calls
    assert Letter.objects.values("to_address").distinct().count() == 5


def test_the_worker_looks_every_quarter_of_an_hour():
    call_command("set_up_schedules")
    schedule = Schedule.objects.get(name="remind")
    assert (schedule.func, schedule.minutes) == ("config.tasks.remind", 15)


# Stop -------------------------------------------------------------------------------------------
def test_every_letter_has_a_link_that_forgets_the_address(client, confirmed):
    ask(client, at=NOW + DAY)
    actions.remind_all(opened(NOW + 2 * DAY), at=NOW + 3 * DAY)
    letters = list(Letter.objects.all())
    assert len(letters) == 3
    addresses = {link(letter, "abbestellen") for letter in letters}
    assert len(addresses) == 1
    address = addresses.pop()
    assert EMAIL in text(client.get(address))
    assert Reminder.objects.exists()
    assert "Ihre Adresse ist gelöscht." in text(client.post(address, follow=True))
    assert not Reminder.objects.exists()
    assert not Letter.objects.exists()
    assert "Diese Adresse ist schon gelöscht." in text(client.get(address))
    assert client.post(address).status_code == 302


def test_letters_about_other_things_and_one_that_is_being_sent_stay(client, confirmed):
    factories.filed(contact_email=EMAIL)
    Letter.objects.filter(kind="reminder_confirm").update(leased_until=NOW)
    actions.stop_reminders(Reminder.objects.all())
    assert set(Letter.objects.values_list("kind", flat=True)) == {"file", "reminder_confirm"}


def test_nobody_stops_the_reminder_of_others(client, confirmed):
    for wrong in (f"{confirmed.pk}", f"{confirmed.pk}:falsch", confirmed.get_absolute_url().split("/")[-2][:-1]):
        assert client.post(f"/erinnerung/abbestellen/{wrong}/").status_code == 404
    assert Reminder.objects.exists()


def test_the_office_sees_the_letters(client, confirmed):
    client.force_login(factories.clerk())
    shown = text(client.get("/buero/schreiben/"))
    assert "Bitte bestätigen: Erinnerung an den nächsten Aufruf" in shown
    assert text(client.get(f"/buero/schreiben/{Letter.objects.get().pk}/"))
