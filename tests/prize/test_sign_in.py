"""Signing in by a mailed code, through the pages that people see."""

import datetime
import re
import smtplib

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import NoReverseMatch, reverse

from prize.models import User
from tests import factories

pytestmark = pytest.mark.django_db
SIGN_IN, CODE = "/konto/anmelden/", "/konto/code/"


@pytest.fixture
def code(client):
    """Ask for a code; returns the one that was mailed."""

    def ask(email="ada@example.org", **query):
        response = client.post(reverse("account_request_login_code", query=query), {"email": email})
        assert response.status_code == 302, response.content.decode()
        return re.search(r"^ {4}([A-Z0-9-]+)$", mail.outbox[-1].body, re.MULTILINE)[1]

    return ask


def page(response):
    return response.content.decode()


def test_the_mail_is_german_and_names_the_code(code):
    text = code()
    assert mail.outbox[0].subject == "Ihr Code für den Niedersächsischen Integrationspreis"
    assert text in mail.outbox[0].body
    assert "gilt 15 Minuten" in mail.outbox[0].body
    assert mail.outbox[0].to == ["ada@example.org"]


def test_a_new_address_signs_up_by_the_same_two_pages(client, code):
    response = client.post(CODE, {"code": code("Neu@Example.org"), "action": "verify"})
    assert response.url == reverse("start")
    user = User.objects.get()
    assert user.email == "neu@example.org"
    assert not user.has_usable_password()
    assert client.session["_auth_user_id"] == str(user.pk)


def test_no_practice_person_signs_in_on_a_real_site(client, settings):
    """Neither by a code nor with a session from the time when the site was a practice site (decision 0009)."""
    settings.PRACTICE = True
    lead = factories.lead(email="leitung@uebung.invalid", is_practice=True)
    lead.set_password("ein langes Passwort")
    lead.save()
    client.force_login(lead)
    assert client.get("/buero/").status_code == 200
    settings.PRACTICE = False
    assert client.get("/buero/").status_code == 302
    assert authenticate(None, email=lead.email, password="ein langes Passwort") is None
    client.logout()
    assert client.post(SIGN_IN, {"email": lead.email}).status_code == 302
    assert not re.search(r"^ {4}([A-Z0-9-]+)$", mail.outbox[-1].body, re.MULTILINE)
    settings.PRACTICE = True
    assert authenticate(None, email=lead.email, password="ein langes Passwort") == lead


def test_a_known_address_makes_no_second_account(client, code):
    ada = factories.UserFactory(email="ada@example.org")
    client.post(CODE, {"code": code("ADA@example.org").lower(), "action": "verify"})
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert User.objects.count() == 1


def test_next_is_kept_through_both_pages(client, code):
    wanted = "/preistraeger/"
    assert f'value="{wanted}"' in page(client.get(SIGN_IN, {"next": wanted}))
    text = code(next=wanted)
    assert client.post(f"{CODE}?next={wanted}", {"code": text, "action": "verify"}).url == wanted


def test_next_never_leads_away_from_the_site(client, code):
    text = code()
    response = client.post(f"{CODE}?next=https://boese.example/", {"code": text, "action": "verify"})
    assert response.url == reverse("start")


def test_a_wrong_code_is_told_beside_the_field(client, code):
    code()
    answer = page(client.post(CODE, {"code": "AAAA-AAAA", "action": "verify"}))
    assert "Dieser Code stimmt nicht." in answer
    assert 'aria-invalid="true"' in answer
    assert "_auth_user_id" not in client.session


def test_too_many_wrong_codes_end_the_attempt(client, code):
    text = code()
    for _ in range(5):
        response = client.post(CODE, {"code": "AAAA-AAAA", "action": "verify"})
    assert response.url == SIGN_IN
    assert "Das waren zu viele Versuche." in page(client.get(SIGN_IN))
    assert client.post(CODE, {"code": text, "action": "verify"}).url == SIGN_IN
    assert "_auth_user_id" not in client.session


def test_an_expired_code_opens_nothing(client):
    with time_machine.travel(datetime.datetime(2027, 1, 8, 12, tzinfo=datetime.UTC), tick=False) as clock:
        client.post(SIGN_IN, {"email": "ada@example.org"})
        text = re.search(r"^ {4}([A-Z0-9-]+)$", mail.outbox[-1].body, re.MULTILINE)[1]
        clock.shift(datetime.timedelta(minutes=16))
        assert client.post(CODE, {"code": text, "action": "verify"}).url == SIGN_IN
    assert "_auth_user_id" not in client.session


def test_a_code_is_good_for_one_sign_in(client, code):
    text = code()
    client.post(CODE, {"code": text, "action": "verify"})
    client.post("/konto/abmelden/")
    assert client.post(CODE, {"code": text, "action": "verify"}).url == SIGN_IN


def test_a_locked_account_gets_no_code_and_the_page_does_not_tell(client):
    factories.UserFactory(email="ada@example.org", is_active=False)
    assert client.post(SIGN_IN, {"email": "ada@example.org"}).url == CODE
    assert "ada@example.org" in page(client.get(CODE))
    assert len(mail.outbox) == 1
    assert "weil das Konto gesperrt ist" in mail.outbox[0].body
    client.post(CODE, {"code": "", "action": "verify"})
    client.post(CODE, {"code": "AAAA-AAAA", "action": "verify"})
    assert "_auth_user_id" not in client.session


def test_too_many_requests_for_one_address_make_no_mail_and_no_account(client):
    for number in range(4):
        client.post(SIGN_IN, {"email": f"ada{number and 1}@example.org"})
        client.cookies.clear()
    response = client.post(SIGN_IN, {"email": "ada1@example.org"})
    assert "Das waren zu viele Versuche." in page(response)
    assert len(mail.outbox) == 4
    for number in range(30):
        client.post(SIGN_IN, {"email": f"flut{number}@example.org"})
    assert User.objects.filter(email__startswith="flut").count() <= 20


@pytest.mark.parametrize("email", ["", "ada", "ada@", "ada@example.org\nbcc:x@example.org"])
def test_a_wrong_address_is_told_beside_the_field(client, email):
    answer = page(client.post(SIGN_IN, {"email": email}))
    assert "Bitte prüfen Sie Ihre Eingaben" in answer
    assert 'href="#id_email"' in answer
    assert not User.objects.exists()
    assert not mail.outbox


def test_a_silent_mail_server_is_no_crash(client, monkeypatch):
    def refuse(self, messages):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    response = client.post(SIGN_IN, {"email": "ada@example.org"})
    assert response.status_code == 503
    assert "Wir konnten Ihnen keine E-Mail schicken" in page(response)


def test_signing_out_asks_once_and_says_so(client):
    client.force_login(factories.UserFactory())
    assert "Möchten Sie sich abmelden?" in page(client.get("/konto/abmelden/"))
    assert "Sie sind abgemeldet." in page(client.post("/konto/abmelden/", follow=True))
    assert "_auth_user_id" not in client.session


def test_the_code_page_alone_leads_back(client):
    assert client.get(CODE).url == SIGN_IN
    assert client.get("/konto/anmeldung/?next=/start/").url == "/konto/anmelden/?next=/start/"


def test_the_limit_of_the_whole_site_has_a_page_of_ours(client, rf):
    from allauth.core.ratelimit import respond_429
    from django.contrib.auth.models import AnonymousUser

    request = rf.get(SIGN_IN)
    request.user, request.session = AnonymousUser(), {}
    response = respond_429(request)
    assert response.status_code == 429
    assert "Zu viele Versuche in kurzer Zeit" in page(response)


@pytest.mark.parametrize(
    "name", ["account_reset_password", "account_change_password", "account_email", "mfa_authenticate"]
)
def test_of_allauth_only_what_people_need_is_reachable(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
