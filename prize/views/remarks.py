"""Sending an application back with remarks at its answers, and answering them."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from prize import actions, rules
from prize.forms.remarks import RemarkAnswersForm, SendBackForm
from prize.models import Application

from .access import get_and_post, office_only
from .decisions import open_step, stale_pages_lead_back
from .own import own_application, reason_of_return


@office_only
@get_and_post
@stale_pages_lead_back
def application_send_back(request, application_pk):
    application = get_object_or_404(Application.objects.visible_to(request.user).for_page(), pk=application_pk)
    custom = open_step(application, "send_back", request.user).custom
    form = SendBackForm(request.POST if request.method == "POST" else None, custom, application.answers())
    if form.succeeds(partial(actions.send_back, application), by=request.user, at=timezone.now()):
        messages.success(request, _("%s ist zurückgegeben; die Organisation bekommt eine E-Mail.") % application)
        return redirect("application_office", application.pk)
    return render(
        request, "prize/application_send_back.html", {"application": application, "step": custom, "form": form}
    )


@login_required
def remarks(request, application_pk):
    application, user, at = own_application(request, application_pk), request.user, request.arrived_at
    found = application.open_remarks()
    if not found or (request.method != "POST" and not rules.may_edit(application, user, at)):
        return redirect(application)
    form = RemarkAnswersForm(request.POST if request.method == "POST" else None, found)
    if form.is_bound and form.is_valid():
        actions.answer_remarks(application, form.answers(), by=user, at=at)
        messages.success(request, _("Ihre Antworten sind gespeichert."))
        return redirect(way_on(request.POST.get("then"), application, found))
    context = {"application": application, "form": form, "reason": reason_of_return(application)}
    return render(request, "prize/remarks.html", context)


def way_on(button, application, found):
    """Which button was pressed; each has saved first. That of a remark leads to the answer that it is about."""
    for remark in found:
        if remark.key == button and remark.page:
            return f"{reverse('application_page', args=[application.pk, remark.page.key])}#id_{remark.key}"
    return reverse("application_file" if button == "check" else "remarks", args=[application.pk])
