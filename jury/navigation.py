"""The jury's parts of the navigation."""

from django.urls import reverse
from django.utils.translation import gettext as _

from jury.models import Juror
from prize import rules
from prize.navigation import Entry


def entries(request):
    found = []
    if rules.may_read_office(request.user):
        found.append(Entry(_("Jury"), reverse("panels"), prefix="/buero/jury/", position=30))
    if is_juror(request.user):
        found.append(Entry(_("Meine Bögen"), reverse("juror_list"), prefix="/jury/", position=25))
    return found


def start_page(user):
    """A juror begins with the sheets."""
    return reverse("juror_list") if is_juror(user) else None


def is_juror(user):
    """Asked twice a page, so the answer is kept with the request's user."""
    if not user.is_authenticated:
        return False
    if not hasattr(user, "has_a_seat"):
        user.has_a_seat = Juror.objects.active().filter(user=user).exists()
    return user.has_a_seat
