"""The office lets somebody file later: who may, until when, and whether the code was used."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from prize import actions, codes, rules
from prize.forms.late_code import LateCodeForm
from prize.models import LateCode

from .access import get_and_post, office_only, office_readers
from .office import page_of, running_editions

JUST_ISSUED = "late_code_just_issued"  # in the session: {pk of the row: the code}, until the page has shown it


def codes_here():
    return LateCode.objects.for_list().filter(edition__in=running_editions())


@office_readers
@require_safe
def late_codes(request):
    edition, at = running_editions().first(), request.arrived_at
    if edition is None:
        raise Http404
    page = page_of(request, codes_here())
    may_act = rules.is_office(request.user)
    rows = [(found, *found.shown(at), may_act and found.is_good(at)) for found in page]
    context = {"edition": edition, "page": page, "rows": rows, "may_act": may_act}
    context["may_issue"] = may_act and not rules.is_announced(edition, at)
    return render(request, "prize/late_codes.html", context)


@office_only
@get_and_post
def late_code_new(request):
    edition, at = running_editions().first(), request.arrived_at
    if edition is None:
        raise Http404
    form = LateCodeForm(request.POST if request.method == "POST" else None, at=at, closes_at=edition.closes_at)
    if form.is_bound and form.is_valid():
        found, code = actions.issue_late_code(edition, **form.cleaned_data, by=request.user, at=at)
        request.session[JUST_ISSUED] = {str(found.pk): code}
        return redirect("late_code", found.pk)
    return render(request, "prize/late_code_new.html", {"edition": edition, "form": form})


@office_only
@require_safe
@never_cache
def late_code(request, late_code_pk):
    """Shows the code the first time that it is opened after issuing, and never again."""
    found = get_object_or_404(codes_here(), pk=late_code_pk)
    code = request.session.pop(JUST_ISSUED, {}).get(str(found.pk), "")
    label, tone = found.shown(request.arrived_at)
    context = {"late_code": found, "code": codes.grouped(code), "label": label, "tone": tone}
    context["may_revoke"] = found.is_good(request.arrived_at)
    return render(request, "prize/late_code.html", context)


@office_only
@get_and_post
def late_code_revoke(request, late_code_pk):
    found = get_object_or_404(codes_here(), pk=late_code_pk)
    if request.method == "POST":
        actions.revoke_late_code(found, by=request.user, at=request.arrived_at)
        messages.success(request, _("Die Nachfrist für %s ist zurückgenommen.") % found.meant_for)
    if request.method == "POST" or not found.is_good(request.arrived_at):
        return redirect("late_codes")
    return render(request, "prize/late_code_revoke.html", {"late_code": found})
