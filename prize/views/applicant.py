"""Pages of the people who apply. Everything of theirs is found through `own`: for all others it does not exist."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from prize import actions, rules
from prize.forms.application import WithdrawForm
from prize.forms.organisation import OrganisationForm
from prize.models import Application, Message, Organisation
from prize.models.outlook import is_over, what_next
from prize.navigation import collect, rendered
from prize.wording import nested

from .members import own_organisation
from .own import own_application, reason_of_return, running_call


@login_required
def start(request):
    """Where somebody finds themselves after the sign-in."""
    answers = (import_string(path)(request.user) for path in settings.START_PAGES)
    return redirect(next(filter(None, answers), reverse("my_applications")))


@login_required
def my_applications(request):
    user, at = request.user, request.arrived_at
    organisations = Organisation.objects.own(user).select_related("district")
    found = Application.objects.for_applicant().prefetch_related("organisation__late_codes")
    applications = Prefetch("applications", found)
    organisations = organisations.prefetch_related(applications, "memberships", "late_codes")
    writable = [o for o in organisations if rules.may_edit_organisation(o, user)]
    rows = [(o, o in writable, cards(o, user, at)) for o in organisations]
    context = {"rows": rows, "may_start": bool(writable), "at": at}
    context |= {"call": running_call(at), "late": late_codes(writable, at)}
    context["unread"] = Message.objects.unread_of(user)
    return render(request, "prize/my_applications.html", context)


def cards(organisation, user, at):
    """[(application, its shown state, may it be edited, until when)]"""
    return [
        (a, a.shown_state(user, at), rules.may_edit(a, user, at), rules.deadline_for(organisation, a.edition, at))
        for a in organisation.applications.all()
    ]


def late_codes(organisations, at):
    """[(organisation, until when)] of those that may apply although the call is over for all others."""
    call = running_call(at, organisations)
    if call is None or rules.is_open_for_filing(call, at):
        return []
    return [(o, rules.deadline_for(o, call, at)) for o in organisations if rules.is_open_for(o, call, at)]


# Organisations ----------------------------------------------------------------------------------
@login_required
def organisation_new(request):
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation = actions.register_organisation(form.cleaned_data, by=request.user, at=request.arrived_at)
        messages.success(request, _("„%s“ ist eingetragen.") % nested(organisation))
        is_call_open = running_call(request.arrived_at) and not organisation.applications.exists()
        return redirect("application_new" if is_call_open else "my_applications")
    return render(request, "prize/organisation_new.html", {"form": form})


@login_required
def organisation_edit(request, organisation_pk):
    organisation = own_organisation(request, organisation_pk)
    may_edit = rules.may_edit_organisation(organisation, request.user)
    form = OrganisationForm(request.POST if request.method == "POST" else None, instance=organisation)
    if may_edit and form.is_bound and form.is_valid():
        actions.save_organisation(organisation, form.cleaned_data, by=request.user, at=request.arrived_at)
        messages.success(request, _("Die Angaben zur Organisation sind gespeichert."))
        return redirect("my_applications")
    if not may_edit and not form.is_bound:
        return redirect("members", organisation.pk)
    context = {"form": form, "may_edit": may_edit}
    return render(request, "prize/organisation_edit.html", context, status=200 if may_edit else 409)


# Applications -----------------------------------------------------------------------------------
@login_required
def application_status(request, application_pk):
    application, user, at = own_application(request, application_pk), request.user, request.arrived_at
    context = {
        "application": application,
        "candidacies": [(c, c.shown_state(user, at)) for c in application.candidacies.all()],
        "sections": rendered(collect(settings.STATUS_SECTIONS, request, application), request),
        "reason": reason_of_return(application),
        "is_announced": rules.is_announced(application.edition, at),
        "deadline": rules.deadline_for(application.organisation, application.edition, at),
        "at": at,
    }
    context |= standing(application, user, at) | what_one_may(application, user, at)
    return render(request, "prize/application_status.html", context)


def standing(application, user, at):
    """Where the application stands, and what comes next."""
    shown = application.shown_state(user, at)
    return {"shown": shown, "sentences": what_next(application, shown, at), "is_over": is_over(shown)}


def what_one_may(application, user, at):
    return {
        "may_edit": rules.may_edit(application, user, at),
        "conflicts": application.versions.unsettled() if rules.may_edit(application, user, at) else [],
        "has_lapsed": application.is_draft and not rules.is_writable(application, at),
        "may_file": rules.may_file(application, user),
        "may_withdraw": rules.may_withdraw(application, user),
        "is_past_withdrawing": rules.is_past_withdrawing(application, user),
        "may_change_contact": rules.may_change_contact(application, user),
        "unread": application.messages.unread(by_office=False).count(),
    }


@login_required
def application_withdraw(request, application_pk):
    application = own_application(request, application_pk)
    if not rules.may_withdraw(application, request.user):
        messages.info(request, _("Zurückziehen ist hier nicht mehr möglich. Bitte schreiben Sie der Geschäftsstelle."))
        return redirect(application)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.withdraw_application(application, by=request.user, at=request.arrived_at, reason=reason)
        messages.success(request, _("Die Bewerbung ist zurückgezogen."))
        return redirect(application)
    return render(request, "prize/application_withdraw.html", {"application": application, "form": form})
