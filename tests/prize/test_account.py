"""One's own account: a password beside the mailed code, and who may change the ways in. Passkeys: tests/browser/."""

import datetime
import json
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from prize.models import Letter, User
from tests import factories

pytestmark = pytest.mark.django_db
GOOD = "Kraniche ziehen im Oktober"


def page(response):
    return response.content.decode()


def sign_in(client, email="ada@example.org"):
    """By a mailed code, as people do; only so the window counts as freshly signed in."""
    client.post("/konto/anmelden/", {"email": email})
    code = re.search(r"^ {4}([A-Z0-9-]+)$", mail.outbox[-1].body, re.MULTILINE)[1]
    client.post("/konto/code/", {"code": code, "action": "verify"})
    return User.objects.get(email=email)


def set_password(client, password=GOOD, again=None):
    return client.post("/konto/passwort/", {"password1": password, "password2": again or password}, follow=True)


def by_password(client, password=GOOD, email="ada@example.org", query=""):
    return client.post(f"/konto/passwort-anmeldung/{query}", {"login": email, "password": password})


@pytest.fixture
def ada(client):
    return sign_in(client)


# The account ---------------------------------------------------------------------------------------
def test_the_account_says_how_one_gets_in_and_keeps_a_name(client, ada):
    text = page(client.get("/konto/"))
    assert "ada@example.org" in text
    assert "geht immer" in text
    assert "Passwort festlegen" in text
    assert "Passkey hinzufügen" in text
    assert "Ihr Name ist gespeichert." in page(client.post("/konto/", {"name": " Ada\tBeispiel "}, follow=True))
    ada.refresh_from_db()
    assert ada.name == "Ada Beispiel"
    assert 'id="id_name_error"' in page(client.post("/konto/", {"name": " "}))


# Passwords -----------------------------------------------------------------------------------------
def test_a_password_is_set_told_by_letter_and_opens_the_account(client, ada):
    assert "Ihr Passwort ist gespeichert." in page(set_password(client))
    assert client.get("/konto/").status_code == 200  # this window stays signed in
    letter = Letter.objects.get(kind="account_changed")
    assert (letter.to_address, letter.state) == ("ada@example.org", "released")
    assert "Ein Passwort wurde festgelegt." in letter.body
    other = Client()
    assert by_password(other, query="?next=/preistraeger/").url == "/preistraeger/"
    assert other.session["_auth_user_id"] == str(ada.pk)


@pytest.mark.parametrize(
    ("password", "again", "error"),
    [
        ("", "", "zwingend erforderlich"),
        ("Kurz", None, "mindestens 10 Zeichen"),
        ("password123", None, "zu üblich"),
        ("48151623421", None, "komplett numerisch"),
        ("ada@example.org", None, "zu ähnlich"),
        (GOOD, GOOD + "!", "nicht identisch"),
    ],
)
def test_a_bad_password_is_told_beside_the_field(client, ada, password, again, error):
    text = page(set_password(client, password, again))
    assert error in text.split('class="kern-error"')[1].split("</div>")[0]
    ada.refresh_from_db()
    assert not ada.has_usable_password()


def test_a_wrong_password_tells_nothing_about_the_account(client, ada):
    set_password(client)
    answers = [page(by_password(Client(), "falsch falsch", email)) for email in ("ada@example.org", "wer@example.org")]
    for answer in answers:
        assert "Adresse und Passwort passen nicht zusammen." in answer
    assert not User.objects.filter(email="wer@example.org").exists()


def test_without_a_password_of_ones_own_none_opens_the_account(client, ada):
    for password in ("!", "", "None"):
        assert by_password(Client(), password).status_code == 200


def test_guessing_passwords_is_slowed_down(client, ada):
    set_password(client)
    other = Client()
    for _ in range(10):
        by_password(other, "falsch falsch")
    answer = by_password(other)
    assert "zu viele Versuche" in page(answer)
    assert "_auth_user_id" not in other.session


def test_a_locked_account_is_not_opened_by_its_password(client, ada):
    set_password(client)
    User.objects.update(is_active=False)
    other = Client()
    by_password(other)
    assert "_auth_user_id" not in other.session


def test_a_new_password_signs_the_other_windows_out(client, ada):
    other = Client()
    sign_in(other)
    set_password(client)
    assert other.get("/konto/").status_code == 302


def test_a_password_can_be_changed_and_taken_away(client, ada):
    set_password(client)
    assert "Passwort ändern oder entfernen" in page(client.get("/konto/"))
    set_password(client, "Ein anderer langer Satz")
    assert by_password(Client()).status_code == 200
    assert "Ihr Passwort ist entfernt." in page(client.post("/konto/passwort/entfernen/", follow=True))
    assert by_password(Client(), "Ein anderer langer Satz").status_code == 200
    assert client.get("/konto/").status_code == 200
    assert "Das Passwort wurde entfernt." in Letter.objects.order_by("pk").last().body


# Who may change the ways in ------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/konto/passwort/", "/konto/passwort/entfernen/", "/konto/passkey/"])
def test_an_old_window_is_asked_to_sign_in_again_and_comes_back(client, path):
    with time_machine.travel(datetime.datetime(2027, 1, 8, 12, tzinfo=datetime.UTC), tick=False) as clock:
        ada = sign_in(client)
        assert "noch einmal an" not in page(client.get(path, follow=True))
        clock.shift(datetime.timedelta(minutes=16))
        for answer in (client.get(path), client.post(path, {"password1": GOOD, "password2": GOOD})):
            assert "Bitte melden Sie sich noch einmal an" in page(answer)
        ada.refresh_from_db()
        assert not ada.has_usable_password()
        away = client.post("/konto/abmelden/", {"next": path})
        assert away.url == path
        assert client.get(path).url == f"/konto/anmelden/?next={path}"


def test_a_session_that_no_sign_in_of_ours_made_is_not_fresh(client):
    client.force_login(factories.UserFactory())
    assert "Bitte melden Sie sich noch einmal an" in page(client.get("/konto/passwort/"))


# Passkeys: what needs no browser -------------------------------------------------------------------
def test_the_sign_in_offers_the_other_ways_and_keeps_next(client):
    text = page(client.get("/konto/anmelden/?next=/preistraeger/"))
    assert "Mit Passkey anmelden" in text
    assert 'href="/konto/passwort-anmeldung/?next=/preistraeger/"' in text
    assert 'name="next" value="/preistraeger/"' in text.split('data-passkey="get"')[1].split("</form>")[0]


def test_the_browser_is_asked_for_a_passkey_that_knows_its_person(client):
    answer = client.get("/konto/passkey-anmeldung/", headers={"accept": "application/json"})
    options = json.loads(answer.content)["request_options"]["publicKey"]
    assert options["userVerification"] == "required"
    assert options["rpId"] == "testserver"


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "null", "kein json", '{"id": "x", "response": {"userHandle": 7}}']
)
def test_nonsense_opens_nothing_and_is_no_crash(client, credential):
    client.get("/konto/passkey-anmeldung/", headers={"accept": "application/json"})
    answer = client.post("/konto/passkey-anmeldung/", {"credential": credential}, follow=True)
    assert answer.redirect_chain[-1][0] == "/konto/anmelden/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", "kein json", '{"id": "x", "response": 7}'])
def test_nonsense_adds_no_passkey(client, ada, credential):
    client.get("/konto/passkey/")
    assert client.post("/konto/passkey/", {"credential": credential, "name": "x"}).status_code == 200
    assert not Authenticator.objects.exists()


def test_somebody_elses_passkey_does_not_exist(client, ada):
    theirs = Authenticator.objects.create(user=factories.UserFactory(), type="webauthn", data={"name": "x"})
    path = reverse("mfa_remove_webauthn", args=[theirs.pk])
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert Authenticator.objects.exists()
