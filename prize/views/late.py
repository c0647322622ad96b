"""Filing after the call's end, for those whom the office has given a code."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from prize import actions, rules
from prize.forms.late_code import RedeemForm
from prize.languages import say_date
from prize.models import Organisation
from prize.wording import nested

from .access import get_and_post
from .filing import without_organisation


@login_required
@get_and_post
def late_code_redeem(request):
    organisations = list(Organisation.objects.with_right(request.user, rules.EDIT))
    if not organisations:
        return redirect(without_organisation(request))
    form = RedeemForm(request.POST if request.method == "POST" else None, organisations=organisations)
    if form.is_bound and not ratelimit.consume(request, action="late_code", user=request.user):
        return ratelimit.respond_429(request)
    if form.is_bound and form.succeeds(actions.redeem_late_code, by=request.user, at=request.arrived_at):
        say_until_when(request, form.redeemed)
        return redirect(after_redeeming(form.redeemed))
    return render(request, "prize/late_code_redeem.html", {"form": form})


def say_until_when(request, late_code):
    until = say_date(timezone.localtime(late_code.valid_until), "l, j. F Y, H:i")
    words = _("Ihr Code ist eingelöst: „%(organisation)s“ kann sich noch bis %(until)s Uhr bewerben.")
    messages.success(request, words % {"organisation": nested(late_code.organisation), "until": until})


def after_redeeming(late_code):
    """To the draft that waits, to the choice of several, or to a new one."""
    drafts = list(late_code.organisation.applications.filter(edition=late_code.edition).drafts()[:2])
    if len(drafts) == 1:
        return drafts[0].get_absolute_url()
    return "my_applications" if drafts else "application_new"
