"""Receipts of filings: for those who filed, for the office, and for everybody who holds one and wants to know."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certificates import actions, throttle
from certificates.forms import ReceiptCodeForm, ReceiptFileForm
from certificates.models import Receipt
from certificates.models.receipt import MIME_TYPE
from prize import codes
from prize.views.access import get_and_post, office_only
from prize.views.back import way_back
from prize.views.files import HARMLESS


@login_required
@require_safe
def receipt(request, receipt_pk):
    """The file, for members of the organisation and the office; it lies in no cache on the way."""
    found = get_object_or_404(Receipt.objects.made().visible_to(request.user).for_list(), pk=receipt_pk)
    headers = HARMLESS | {"Content-Disposition": content_disposition_header(True, found.file_name)}
    return HttpResponse(actions.receipt_content(found), content_type=MIME_TYPE, headers=headers)


@office_only
@require_POST
def receipts_retry(request):
    count = actions.retry_receipts(by=request.user, at=timezone.now())
    words = ngettext(
        "%d Eingangsbestätigung wird neu erstellt.", "%d Eingangsbestätigungen werden neu erstellt.", count
    )
    messages.success(request, words % count)
    return redirect(way_back(request, reverse("cockpit")))


# For everybody who holds one ----------------------------------------------------------------------
@require_safe
def receipt_check_form(request):
    form = ReceiptCodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("receipt_check", form.cleaned_data["code"])
    return render(request, "certificates/receipt_check_form.html", {"form": form})


@never_cache
@get_and_post
def receipt_check(request, receipt_code):
    """Number and moment of a filing, and whether a file is the one that was made: nothing that was answered, not who
    filed, and not what became of it. The holder has the paper; whoever else has the code learns no more than that it
    is genuine. An unknown code, one that was never given out and one of another site's practice look the same."""
    at = timezone.now()
    if throttle.is_over(request, at):
        return render(request, "certificates/receipt_check_later.html", status=429)
    found = find(receipt_code)
    if found is None:
        throttle.count_miss(request, at)
        return render(request, "certificates/receipt_check_unknown.html", {"form": ReceiptCodeForm()}, status=404)
    form = ReceiptFileForm(request.POST or None, request.FILES or None)
    is_same = form.sha256() == found.sha256 if form.is_bound and form.is_valid() else None
    return render(request, "certificates/receipt_check.html", {"receipt": found, "form": form, "is_same": is_same})


def find(code):
    here = Receipt.objects.on_this_site(practice=settings.PRACTICE)
    return here.with_code(codes.clean(code)).for_list().first()
