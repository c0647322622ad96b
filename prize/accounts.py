"""Sign-in by a mailed code: the same two pages for people we know and people we do not. Who wants to may add a password
or passkeys; the code goes on opening the account."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prize import rules
from prize.actions.people import tell_passkey_changed, user_for_sign_in
from prize.forms.text import LineField
from prize.typed import forget_of_others

logger = logging.getLogger(__name__)


class Backend(AuthenticationBackend):
    """Asked at each sign-in and, for the session, with each request: who may no longer sign in is signed out."""

    def user_can_authenticate(self, user):
        return rules.may_sign_in(user, practice=settings.PRACTICE)


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("Dieser Code stimmt nicht. Bitte prüfen Sie die E-Mail und geben Sie ihn noch einmal ein."),
        "too_many_login_attempts": _(
            "Das waren zu viele Versuche. Bitte warten Sie ein paar Minuten und fordern Sie dann einen neuen Code an."
        ),
        "email_password_mismatch": _(
            "Adresse und Passwort passen nicht zusammen. Mit einem Code per E-Mail kommen Sie immer hinein."
        ),
        "rate_limited": _("Bitte haben Sie etwas Geduld, bevor Sie noch einen Code anfordern."),
    }

    def login(self, request, user):
        """What somebody else wrote at this machine before their session ended is not for the one who signs in now."""
        forget_of_others(request, user)
        super().login(request, user)

    def is_open_for_signup(self, request):
        return False  # the code page signs up as well

    def format_email_subject(self, subject):
        return subject  # without the server's name in brackets

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """allauth tells of passkeys only: passwords are set by our own page. The letter goes through the outbox."""
        tell_passkey_changed(user, is_new=template_prefix.endswith("added"), at=timezone.now())

    def send_mail(self, template_prefix, email, context):
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # smtplib's errors are OSErrors: refused, unreachable, timed out
            logger.warning("sign-in mail not sent: %s", error)
            raise ImmediateHttpResponse(render(context["request"], "503.html", status=503)) from error


class SignInForm(RequestLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("E-Mail-Adresse")
        email.help_text = _("Zum Beispiel name@verein.de")
        email.widget.attrs.pop("placeholder", None)

    def clean_email(self):
        """The rate limit first: only a request that may get a code makes an account for a new address."""
        email = super().clean_email()
        user = self._user or user_for_sign_in(email)
        # Who may not sign in gets no code, but the page must not tell: allauth sends the mail for unknown addresses.
        self._user = user if rules.may_sign_in(user, practice=settings.PRACTICE) else None
        return email


class CodeForm(ConfirmLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Code aus der E-Mail")
        code.help_text = _("Groß- und Kleinschreibung und Striche sind egal.")
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs.update({"autocapitalize": "characters", "spellcheck": "false"})


class PasswordSignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in {"login": _("E-Mail-Adresse"), "password": _("Passwort")}.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""


# Passkeys ---------------------------------------------------------------------------------------
class PasskeyAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "Mit diesem Passkey hat es nicht geklappt. Mit einem Code per E-Mail kommen Sie immer hinein."
        ),
    }

    def is_mfa_enabled(self, user, types=None):
        """A passkey is a way in, no second factor: otherwise a lost telephone would lock people out. Should the office
        need a second factor one day, this is the place that asks for it."""
        return False

    def generate_authenticator_name(self, user, type):
        return str(_("Mein Gerät"))

    def _get_site_name(self):
        return settings.SITE_NAME


# What a made-up credential may raise in the depths; allauth expects some of them only.
NONSENSE = (AttributeError, InvalidSignature, KeyError, TypeError, ValueError)


class PasskeySignInForm(LoginWebAuthnForm):
    def clean_credential(self):
        try:
            return super().clean_credential()
        except NONSENSE as error:
            raise PasskeyAdapter().validation_error("incorrect_code") from error


class PasskeyForm(AddWebAuthnForm):
    name = LineField(
        label=_("Name des Geräts"),
        max_length=60,
        required=False,
        help_text=_("Damit Sie ihn wiedererkennen, zum Beispiel „Telefon von Ada“."),
    )
    passwordless = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def clean_passwordless(self):
        """Always: only a key that checks who holds it (finger, face, PIN) opens an account by itself."""
        return True

    def clean(self):
        try:
            return super().clean()
        except NONSENSE as error:
            raise PasskeyAdapter().validation_error("incorrect_code") from error
