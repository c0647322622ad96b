"""What somebody wrote into a page of the wizard when the page could not take it: signed out in the middle, or with a
token of before. It waits for an hour in their session, for nobody but them."""

import datetime
import functools

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

KEY = "typed"  # in the session
KEPT_FOR = datetime.timedelta(hours=1)
MOST = 500_000  # characters
SALT = "prize.typed"
WIZARD = {"application_page", "application_autosave"}


def sign(user, application):
    """Who writes what. Without it nothing is kept for anybody: a stranger could fill sessions, or a form of others."""
    return signing.dumps([user.pk, application.pk], salt=SALT)


def keep(request, application_pk, page):
    """Keep what was sent; says whether it could be kept."""
    try:
        user_pk, signed_pk = signing.loads(request.POST.get("writer", ""), salt=SALT)
    except signing.BadSignature:
        return False
    data = request.POST.urlencode()
    if signed_pk != application_pk or len(data) > MOST or request.user.pk not in (None, user_pk):
        return False
    at = request.arrived_at.isoformat()
    request.session[KEY] = {"user": user_pk, "application": application_pk, "page": page, "at": at, "data": data}
    return True


def find(request, application, page):
    """(data, moment) of what waits for this page, or None. What waits for somebody else is dropped."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    at = datetime.datetime.fromisoformat(kept["at"])
    if kept["user"] != request.user.pk or at + KEPT_FOR < request.arrived_at:
        forget(request)
        return None
    if (kept["application"], kept["page"]) != (application.pk, page.key):
        return None
    return QueryDict(kept["data"]), at


def forget(request):
    request.session.pop(KEY, None)


def forget_of_others(request, user):
    """At a sign-in: what somebody else wrote at this machine is not for the one who signs in now."""
    if request.session.get(KEY, {}).get("user") not in (None, user.pk):
        forget(request)


def keeps_typed(view):
    """For pages that take text: who is signed out gets to the sign-in, and their text waits."""

    @functools.wraps(view)
    def wrapped(request, application_pk, page):
        if request.user.is_authenticated:
            return view(request, application_pk, page)
        if request.method == "POST" and keep(request, application_pk, page):
            messages.warning(request, words(request.arrived_at))
        return redirect_to_login(reverse("application_page", args=[application_pk, page]))

    return wrapped


def words(at):
    time = timezone.localtime(at).strftime("%H:%M")
    return _("Sie waren nicht mehr angemeldet. Ihr Text von %s Uhr ist aufgehoben. Bitte melden Sie sich an.") % time


def answer(request, template, context, *, status=200, is_kept=True):
    """For static/autosave.js: whether the text is safe, and parts of the page."""
    response = render(request, template, context, status=status)
    response["X-Autosave"] = "kept" if is_kept else "lost"
    return response


def answer_signed_out(request, application_pk, page):
    """For the saving in the background: 401 and what to do now."""
    is_kept = keep(request, application_pk, page)
    url = redirect_to_login(reverse("application_page", args=[application_pk, page])).url
    context = {"is_kept": is_kept, "at": request.arrived_at, "url": url}
    return answer(request, "prize/parts/autosave_signed_out.html", context, status=401, is_kept=is_kept)


def after_csrf_failure(request):
    """A page whose token is of before the last sign-in: the text waits, and the page comes again. None elsewhere."""
    match = resolve(request.path_info)
    if match.url_name not in WIZARD or not keep(request, match.kwargs["application_pk"], match.kwargs["page"]):
        return None
    url = reverse("application_page", kwargs=match.kwargs)
    if match.url_name == "application_autosave":
        return answer(request, "prize/parts/autosave_again.html", {"url": url, "at": request.arrived_at}, status=401)
    if request.user.is_authenticated:
        return redirect(url)
    messages.warning(request, words(request.arrived_at))
    return redirect_to_login(url)
