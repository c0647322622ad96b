import datetime
import logging
import re

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import timezone, translation

from prize import languages
from prize.actions import Conflict, MembershipEnded
from prize.wording import file_size

log = logging.getLogger(__name__)
START = re.compile(r"(?:t=)?(\d{10}(?:\.\d{1,9})?|\d{13}|\d{16})", re.ASCII)  # since 1970, in s, ms or µs
LONGEST_WAIT = datetime.timedelta(minutes=5)  # a proxy gives up sooner; what claims more is wrong or made up


class ArrivalMiddleware:
    """The first of all: deadlines ask when a request arrived, not when a session or a lock had time for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.arrived_at = arrival(request)
        return self.get_response(request)


def arrival(request):
    """Now; or the earlier moment at which a proxy that the site trusts took the request."""
    now, said = timezone.now(), request.headers.get("X-Request-Start", "")
    if not settings.TRUST_REQUEST_START or not said:
        return now
    started = moment_of(said)
    if started and now - LONGEST_WAIT <= started <= now:
        return started
    log.warning("X-Request-Start is ignored: %.60r at %s", said, now.isoformat())
    return now


def moment_of(said):
    """The moment in a header such as `t=1767279600.123`, or None."""
    if not (match := START.fullmatch(said.strip())):
        return None
    number, _dot, fraction = match[1].partition(".")
    micros = int((number + fraction).ljust(16, "0")[:16])  # whole numbers: a float would round
    return datetime.datetime.fromtimestamp(0, datetime.UTC) + datetime.timedelta(microseconds=micros)


class RequestSizeMiddleware:
    """What says of itself that it is far too large is not even read. Single files: see forms.upload_limit."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not said.isdecimal() or int(said) <= settings.REQUEST_MAX_BYTES:
            return self.get_response(request)
        limit = file_size(settings.REQUEST_MAX_BYTES)
        response = render(request, "413.html", {"limit": limit}, status=413)
        response["Connection"] = "close"  # nobody takes the rest
        return response


class LanguageMiddleware(LocaleMiddleware):
    """After the sign-in: an account keeps its language. See languages.of_request for what counts."""

    def process_request(self, request):
        translation.activate(languages.of_request(request))
        request.LANGUAGE_CODE = translation.get_language()


class ConflictMiddleware:
    """A refused action becomes a clear 409 page; nothing was changed, and the way back is open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, MembershipEnded):
            return render(request, "prize/membership_ended.html", {"ended": exception}, status=403)
        if isinstance(exception, Conflict):
            return render(request, "409.html", {"conflict": exception}, status=409)
        return None
