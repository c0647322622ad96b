"""Pages that take text from somebody who is signed out: the text waits (prize.typed), and the sign-in leads back."""

import functools

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from prize.typed import keep

WIZARD = {"application_page", "application_autosave"}


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
