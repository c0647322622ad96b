from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from certificates import actions, rules
from certificates.forms import DesignForm, RevokeForm, SignatoryFormSet
from certificates.models import Certificate, Signatory, laureates_with_certificates
from prize.models import Laureate
from prize.views.access import lead_only, office_only, office_readers
from prize.views.office import chosen_edition, running_editions


# Finding ----------------------------------------------------------------------------------------
def laureate_of(request, pk):
    return get_object_or_404(Laureate.objects.visible_to(request.user, at=timezone.now()).for_page(), pk=pk)


def certificate_of(request, pk):
    return get_object_or_404(Certificate.objects.visible_to(request.user, at=timezone.now()).for_page(), pk=pk)


# Pages ------------------------------------------------------------------------------------------
@office_readers
@require_safe
def certificates(request):
    editions = list(running_editions())
    edition = chosen_edition(request, editions)
    laureates = list(laureates_with_certificates(edition)) if edition else []
    context = {"edition": edition, "editions": editions, "laureates": laureates, "counts": counts(laureates)}
    if edition:
        context["missing"] = actions.missing(edition)
    return render(request, "certificates/certificates.html", {**context, **may(request.user)})


def may(user):
    return {"may_issue": rules.may_issue(user), "may_revoke": rules.may_revoke(user)}


def counts(laureates):
    """How many laureates stand, how many of them hold a certificate, and how many could get one now."""
    standing = [one for one in laureates if one.revoked_at is None]
    without = [one for one in standing if not one.standing_certificates]
    return {
        "all": len(standing),
        "issued": len(standing) - len(without),
        "open": sum(one.award.is_decided for one in without),
    }


@office_only
@require_POST
def certificate_issue(request, laureate_pk):
    laureate = laureate_of(request, laureate_pk)
    try:
        certificate = actions.issue(laureate, by=request.user, at=timezone.now())
    except actions.NotReady:
        return redirect("certificate_design", laureate.edition.slug)
    messages.success(request, _("Die Urkunde %s ist ausgestellt.") % certificate)
    return back(laureate.edition)


@office_only
@require_POST
def certificate_issue_all(request, edition):
    edition = get_object_or_404(running_editions().by_slug(edition))
    try:
        report = actions.issue_all(edition, by=request.user, at=timezone.now())
    except actions.NotReady:
        return redirect("certificate_design", edition.slug)
    say(request, report)
    return back(edition)


def say(request, report):
    if report.issued:
        words = ngettext("%d Urkunde ist ausgestellt.", "%d Urkunden sind ausgestellt.", len(report.issued))
        messages.success(request, words % len(report.issued))
    for laureate, reason in report.failed:
        messages.error(request, _("Nicht ausgestellt für %(name)s: %(reason)s") % {"name": laureate, "reason": reason})
    if not report.issued and not report.failed:
        messages.info(request, _("Es war keine Urkunde auszustellen."))


def back(edition):
    return redirect(reverse("certificates", query={"edition": edition.slug}))


@office_readers
@require_safe
def certificate_download(request, certificate_pk):
    certificate = certificate_of(request, certificate_pk)
    return pdf_response(actions.content(certificate), _("Urkunde %s") % certificate)


@office_readers
@require_safe
def certificate_preview(request, laureate_pk):
    laureate = laureate_of(request, laureate_pk)
    try:
        content = actions.preview(laureate)
    except actions.NotReady:
        return redirect("certificate_design", laureate.edition.slug)
    return pdf_response(content, _("Vorschau"))


@office_readers
@require_safe
def certificates_folder(request, edition):
    """All standing certificates in one file, for the ceremony."""
    edition = get_object_or_404(running_editions().by_slug(edition))
    certificates = Certificate.objects.filter(edition=edition).standing().for_page()
    if not certificates:
        messages.info(request, _("Es ist noch keine Urkunde ausgestellt."))
        return back(edition)
    return pdf_response(actions.folder(certificates), _("Urkunden %s") % edition)


def pdf_response(content, name):
    """Shown in the browser, kept by nobody on the way: a certificate lies in no cache before the announcement."""
    headers = {
        "Content-Disposition": content_disposition_header(False, f"{name}.pdf"),
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@lead_only
def certificate_revoke(request, certificate_pk):
    certificate = certificate_of(request, certificate_pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.revoke(certificate, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, _("Die Urkunde %s ist widerrufen.") % certificate)
        return back(certificate.edition)
    return render(request, "certificates/certificate_revoke.html", {"certificate": certificate, "form": form})


@office_only
def certificate_design(request, edition):
    edition = get_object_or_404(running_editions().by_slug(edition))
    form, signatures = design_forms(edition, request.POST if request.method == "POST" else None)
    if form.is_valid() and signatures.is_valid():
        keep = {**form.cleaned_data, "signatories": signatures.signatories()}
        actions.save_design(edition, **keep, by=request.user, at=timezone.now())
        messages.success(request, _("Die Angaben sind gespeichert."))
        return back(edition)
    context = {"edition": edition, "form": form, "signatures": signatures, "missing": actions.missing(edition)}
    return render(request, "certificates/certificate_design.html", context)


def design_forms(edition, data):
    rows = Signatory.objects.filter(edition=edition).values("name", "office", "valid_from", "valid_to")
    return (
        DesignForm(data, instance=actions.design_of(edition)),
        SignatoryFormSet(data, initial=list(rows), prefix="signatory"),
    )
