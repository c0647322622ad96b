"""Sign-in by a mailed code: the same two pages for people we know and people we do not."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from prize import rules
from prize.actions.people import user_for_sign_in

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
        "rate_limited": _("Bitte haben Sie etwas Geduld, bevor Sie noch einen Code anfordern."),
    }

    def is_open_for_signup(self, request):
        return False  # the code page signs up as well

    def format_email_subject(self, subject):
        return subject  # without the server's name in brackets

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
