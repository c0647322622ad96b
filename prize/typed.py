"""What somebody wrote into a page of the wizard when the page could not take it: signed out in the middle, or with a
token of before. It waits for an hour in their session, for nobody but them."""

import datetime

from django.core import signing
from django.http import QueryDict

KEY = "typed"  # in the session
KEPT_FOR = datetime.timedelta(hours=1)
MOST = 1_000_000  # characters, as a browser sends them
SALT = "prize.typed"


def sign(user, application):
    """Who writes what. Without it nothing is kept for anybody: a stranger could fill sessions, or a form of others."""
    return signing.dumps([user.pk, application.pk], salt=SALT)


def keep(request, application_pk, page):
    """Keep what was sent; says whether it could be kept."""
    try:
        user_pk, signed_pk = signing.loads(request.POST.get("writer", ""), salt=SALT)
    except signing.BadSignature:
        return False
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    data = sent.urlencode()
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
