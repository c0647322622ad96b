"""Passkeys in a real browser, with an authenticator that Chromium plays: add one, sign in with it, remove it."""

import re
from urllib.parse import urljoin

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from prize.models import Letter, User

pytestmark = pytest.mark.browser


@pytest.fixture
def window(site):
    """A browser window on the sign-in page; its machine has a reader of fingers that always says yes."""
    page = site(path="/konto/anmelden/?next=/konto/")
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.finger = lambda is_known: wire.send(
        "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": is_known}
    )
    return page


def sign_in_by_code(page):
    page.get_by_label("E-Mail-Adresse").fill("ada@example.org")
    page.get_by_role("button", name="Code anfordern").click()
    page.get_by_label("Code aus der E-Mail").wait_for()
    page.get_by_label("Code aus der E-Mail").fill(
        re.search(r"^ {4}([A-Z0-9-]+)$", mail.outbox[-1].body, re.MULTILINE)[1]
    )
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    page.get_by_role("heading", name="Ihr Konto").wait_for()


def add_passkey(page):
    page.get_by_role("link", name="Passkey hinzufügen").click()
    page.get_by_label("Name des Geräts").fill("Telefon von Ada")
    page.get_by_role("button", name="Passkey anlegen").click()


def sign_out(page):
    page.get_by_role("button", name="Abmelden").click()
    page.goto(urljoin(page.url, "/konto/anmelden/?next=/konto/"))


def test_a_passkey_is_added_signs_in_and_is_removed(window):
    sign_in_by_code(window)
    add_passkey(window)
    window.get_by_text("Der Passkey ist hinzugefügt.").wait_for()
    assert window.get_by_text("Telefon von Ada").is_visible()
    sign_out(window)
    window.get_by_role("button", name="Mit Passkey anmelden").click()
    window.get_by_role("heading", name="Ihr Konto").wait_for()  # next is kept, and no second factor is asked for
    assert window.url.endswith("/konto/")
    assert Authenticator.objects.get().last_used_at
    window.get_by_role("link", name="Entfernen").click()  # the passkey's sign-in was a fresh one
    window.get_by_role("heading", name="Passkey „Telefon von Ada“ entfernen?").wait_for()
    window.get_by_role("button", name="Entfernen").click()
    window.get_by_text("Der Passkey ist entfernt.").wait_for()
    assert not Authenticator.objects.exists()
    told = [letter.body for letter in Letter.objects.filter(kind="account_changed").order_by("pk")]
    assert "Ein Passkey wurde hinzugefügt." in told[0]
    assert "Ein Passkey wurde entfernt." in told[1]


def test_a_finger_that_is_not_known_changes_nothing_and_the_page_says_what_else_works(window):
    sign_in_by_code(window)
    window.finger(False)
    add_passkey(window)
    window.get_by_text("Das hat nicht geklappt oder wurde abgebrochen.").wait_for()
    assert not Authenticator.objects.exists()
    window.finger(True)
    window.get_by_role("button", name="Passkey anlegen").click()
    window.get_by_text("Der Passkey ist hinzugefügt.").wait_for()
    assert not window.get_by_text("Das hat nicht geklappt").is_visible()


def test_a_passkey_of_a_locked_account_opens_nothing(window):
    sign_in_by_code(window)
    add_passkey(window)
    window.get_by_text("Der Passkey ist hinzugefügt.").wait_for()
    sign_out(window)
    User.objects.update(is_active=False)
    window.get_by_role("button", name="Mit Passkey anmelden").click()
    window.get_by_role("heading", name="Dieses Konto ist gesperrt").wait_for()


def test_without_javascript_the_page_offers_what_works(site):
    page = site(path="/konto/anmelden/", javascript=False)
    assert not page.get_by_role("button", name="Mit Passkey anmelden").is_visible()
    assert page.get_by_role("button", name="Code anfordern").is_visible()
    assert page.get_by_role("link", name="Mit Passwort anmelden").is_visible()
