"""One's own account: the name, and the ways in. The mailed code always opens it; a password and passkeys are extras."""

import time
from functools import wraps

from allauth.account.authentication import get_authentication_records
from allauth.decorators import rate_limit
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from prize import actions
from prize.forms.account import NameForm, PasswordForm

FRESH = 15 * 60  # seconds


def is_fresh(request):
    """Did somebody sign in in this very window a moment ago? A window left open must not change the ways in."""
    moments = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(moments) and time.time() - max(moments) < FRESH


def fresh_only(view):
    """By whichever way they like: who has forgotten the password signs in with a code and sets a new one."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not is_fresh(request):
            return render(request, "prize/sign_in_again.html")
        return view(request, *args, **kwargs)

    return guarded


@login_required
def account(request):
    form = NameForm(request.POST if request.method == "POST" else None, instance=request.user)
    if form.is_bound and form.is_valid():
        request.user.save(update_fields=["name"])
        messages.success(request, _("Ihr Name ist gespeichert."))
        return redirect("account")
    passkeys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    context = {"form": form, "passkeys": passkeys, "has_password": request.user.has_usable_password()}
    return render(request, "prize/account.html", context)


@sensitive_post_parameters()
@fresh_only
@rate_limit(action="change_password")
def password(request):
    form = PasswordForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.set_password(request.user, form.cleaned_data["password1"], at=timezone.now())
        update_session_auth_hash(request, request.user)  # this window stays signed in, all others do not
        messages.success(request, _("Ihr Passwort ist gespeichert."))
        return redirect("account")
    context = {"form": form, "has_password": request.user.has_usable_password()}
    return render(request, "prize/password.html", context)


@fresh_only
def password_remove(request):
    if request.method == "POST":
        actions.set_password(request.user, None, at=timezone.now())
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Ihr Passwort ist entfernt. Sie melden sich mit einem Code per E-Mail an."))
    return redirect("account")
