from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates import throttle
from certificates.forms import CodeForm
from certificates.models import Certificate
from prize import codes, rules


@require_safe
def certificate_check_form(request):
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("certificate_check", form.cleaned_data["code"])
    return render(request, "certificates/certificate_check_form.html", {"form": form})


@never_cache
@require_safe
def certificate_check(request, code):
    """What is printed, for everybody who holds the paper.

    A code that was never given, one of a certificate whose result is not announced yet, and one of another site's
    practice are the same to the asker: one query by the code's hash that finds no row, then the same page. Neither
    words nor status nor the time it takes tell them apart.
    """
    at = timezone.now()
    if throttle.is_over(request, at):
        return render(request, "certificates/certificate_check_later.html", status=429)
    certificate = find(request.user, code, at)
    if certificate is None:
        throttle.count_miss(request, at)
        return render(request, "certificates/certificate_check_unknown.html", {"form": CodeForm()}, status=404)
    context = {"certificate": certificate, "is_announced": rules.is_announced(certificate.edition, at)}
    return render(request, "certificates/certificate_check.html", context)


def find(user, code, at):
    visible = Certificate.objects.visible_to(user, at=at).on_this_site(practice=settings.PRACTICE)
    return visible.with_code(codes.clean(code)).for_page().first()
