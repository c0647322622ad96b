"""Pages of the people who apply. Everything of theirs is found through `own`: for all others it does not exist."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from prize import actions, rules
from prize.forms.application import ApplicationForm, NewApplicationForm, WithdrawForm
from prize.forms.organisation import OrganisationForm
from prize.models import Application, Attachment, AttachmentKind, Edition, History, Organisation
from prize.wording import nested

from .members import ended, own_organisation
from .numbers import number


@login_required
def start(request):
    """Where somebody finds themselves after the sign-in."""
    answers = (import_string(path)(request.user) for path in settings.START_PAGES)
    return redirect(next(filter(None, answers), reverse("my_applications")))


def running_call(at):
    """The edition in which one may apply now, or None."""
    editions = Edition.objects.running(practice=settings.PRACTICE)
    return next((edition for edition in editions if rules.is_open_for_filing(edition, at)), None)


@login_required
def my_applications(request):
    user, at = request.user, request.arrived_at
    organisations = Organisation.objects.own(user).select_related("district")
    applications = Prefetch("applications", Application.objects.for_applicant())
    organisations = organisations.prefetch_related(applications, "memberships")
    rows = [(o, rules.may_edit_organisation(o, user), cards(o, user, at)) for o in organisations]
    context = {"rows": rows, "call": running_call(at), "may_start": any(may_edit for _o, may_edit, _c in rows)}
    return render(request, "prize/my_applications.html", context)


def cards(organisation, user, at):
    """[(application, its shown state, may it be edited)]"""
    return [(a, a.shown_state(user, at), rules.may_edit(a, user, at)) for a in organisation.applications.all()]


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
def own_application(request, application_pk):
    """Of an organisation that one belongs to. Who was removed while writing gets their words back, see ended."""
    own = Application.objects.own(request.user).for_page().prefetch_related("candidacies__letters")
    if found := own.filter(pk=application_pk).first():
        return found
    application = get_object_or_404(Application.objects.for_page(), pk=application_pk)
    raise ended(request, application.organisation, lambda: ApplicationForm(instance=application))


@login_required
def application_new(request):
    at = request.arrived_at
    call = running_call(at)
    form = NewApplicationForm(request.POST or None, user=request.user, initial=request.GET.dict())
    if not form.organisations:
        return redirect(without_organisation(request))
    if call and request.method == "POST" and form.is_valid():
        data = {"project_title": form.cleaned_data["project_title"]}
        application = actions.start_application(call, form.organisation(), by=request.user, at=at, data=data)
        say_what_was_reused(request, application)
        return redirect("application_edit", application.pk)
    return render(request, "prize/application_new.html", {"form": form, "call": call})


def say_what_was_reused(request, application):
    if names := [name for name in actions.REUSED if getattr(application, name)]:
        labels = ", ".join(str(Application._meta.get_field(name).verbose_name) for name in names)
        messages.info(request, _("Aus Ihrer letzten Bewerbung übernommen, bitte prüfen: %s.") % labels)


def without_organisation(request):
    """Where somebody goes on who may write for no organisation."""
    if request.user.memberships.exists():
        messages.info(request, _("Sie dürfen die Bewerbungen Ihrer Organisation lesen, aber keine anlegen."))
        return "my_applications"
    messages.info(request, _("Tragen Sie bitte zuerst Ihre Organisation ein."))
    return "organisation_new"


@login_required
def application_edit(request, application_pk):
    application, user, at = own_application(request, application_pk), request.user, request.arrived_at
    if request.method != "POST" and not rules.may_edit(application, user, at):
        return redirect(application)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ApplicationForm(*data, instance=application, initial=contact_of(user, application))
    if form.is_bound and keep(form, application, by=user, at=at):
        messages.success(request, _("Gespeichert um %s Uhr.") % timezone.localtime(at).strftime("%H:%M"))
        return redirect(next_page(request.POST.get("then", ""), application))
    context = {"form": form, "application": application, "reason": reason_of_return(application)}
    return render(request, "prize/application_edit.html", context, status=409 if form.conflict else 200)


def contact_of(user, application):
    """Who writes is most likely who answers; offered in a draft that was never saved and names nobody else."""
    is_new = application.is_draft and application.version == 1
    if not is_new or application.contact_name or application.contact_email:
        return {}
    return {"contact_name": user.name, "contact_email": user.email}


def keep(form, application, *, by, at):
    """Save what can be saved: a good file is kept even when a text beside it is not right yet."""
    is_good, kept = form.is_valid(), []
    try:
        actions.check_editable(application, by=by, at=at)
        for upload in form.uploads():
            kept.append(actions.add_attachment(application, upload, by=by, at=at))
        if descriptions := form.descriptions():
            actions.describe_pictures(application, descriptions, by=by, at=at)
        if is_good:
            version = form.cleaned_data["version"]
            actions.save_application(application, form.answers(), by=by, at=at, version=version)
    except actions.Conflict as conflict:
        form.refuse(conflict, version=Application.objects.values_list("version", flat=True).get(pk=application.pk))
    if kept:
        form.took(kept, list(Attachment.objects.filter(application=application)))
    return is_good and not form.conflict


def next_page(button, application):
    """Which button was pressed: each of them has saved first."""
    edit = reverse("application_edit", args=[application.pk])
    step, _dash, pk = button.partition("-")
    if step == "remove" and pk.isdecimal():
        return reverse("attachment_remove", args=[pk])
    pages = {"check": reverse("application_file", args=[application.pk]), "add": f"{edit}#dateien"}
    return pages.get(step, edit)


def reason_of_return(application):
    return History.objects.reason_of_return(application) if application.is_returned else ""


@login_required
def application_file(request, application_pk):
    application, at = own_application(request, application_pk), request.arrived_at
    if request.method == "POST":
        is_filed, level, words = file(application, request.POST.get("version"), by=request.user, at=at)
        messages.add_message(request, level, words)
        if is_filed:
            return redirect(application)
    if not rules.may_edit(application, request.user, at):
        return redirect(application)
    form, awards = ApplicationForm(instance=application), application.awards_to_enter()
    context = {"application": application, "missing": [form[n] for n in application.missing()], "awards": awards}
    context |= {"others": who_may_file(application, request.user), "too_late": application.awards_too_late()}
    return render(request, "prize/application_file.html", context)


def who_may_file(application, user):
    """Nobody where the user may do it; otherwise the members to ask."""
    if rules.may_file(application, user):
        return []
    return application.organisation.memberships.who_may(rules.SUBMIT).for_list()


def file(application, version, *, by, at):
    """(is it filed now, by this click or by one before it; how to say so: level and words)"""
    seen = number(version) or None
    try:
        application = actions.file_application(application, by=by, at=at, version=seen)
    except actions.EditedMeanwhile:
        words = _("Die Bewerbung wurde inzwischen geändert. Bitte prüfen Sie sie noch einmal.")
        return False, messages.WARNING, words
    except actions.Incomplete:
        return False, messages.ERROR, _("Es fehlen noch Angaben. Die Bewerbung ist nicht eingereicht.")
    except actions.StepNotOpen as conflict:
        if conflict.thing.is_withdrawn:
            raise
        return True, messages.INFO, _("Diese Bewerbung ist schon eingereicht. Sie müssen nichts mehr tun.")
    words = _("Ihre Bewerbung ist eingereicht. Sie hat die Nummer %s.") % application.reference
    return True, messages.SUCCESS, words


@login_required
def application_status(request, application_pk):
    application, user, at = own_application(request, application_pk), request.user, request.arrived_at
    context = {
        "application": application,
        "shown": application.shown_state(user, at),
        "candidacies": [(c, c.shown_state(user, at)) for c in application.candidacies.all()],
        "reason": reason_of_return(application),
        "is_announced": rules.is_announced(application.edition, at),
    }
    return render(request, "prize/application_status.html", context | what_one_may(application, user, at))


def what_one_may(application, user, at):
    return {
        "may_edit": rules.may_edit(application, user, at),
        "may_file": rules.may_file(application, user),
        "may_withdraw": rules.may_withdraw(application, user),
        "is_past_withdrawing": rules.is_past_withdrawing(application, user),
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


# Files ------------------------------------------------------------------------------------------
@login_required
@require_safe
def attachment(request, attachment_pk):
    """The only way to a file: by its row, for those who may read the application, as a thing that cannot act."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), pk=attachment_pk)
    try:
        stream = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    is_document = found.kind == AttachmentKind.DOCUMENT
    response = FileResponse(stream, as_attachment=is_document, filename=found.name, content_type=found.content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def attachment_remove(request, attachment_pk):
    found = get_object_or_404(Attachment.objects.own(request.user), pk=attachment_pk)
    application, at = own_application(request, found.application_id), request.arrived_at
    if request.method == "POST":
        actions.remove_attachment(found, by=request.user, at=at)
        messages.success(request, _("„%s“ ist entfernt.") % found.name)
    if request.method == "POST" or not rules.may_edit(application, request.user, at):
        return redirect(next_page("add", application))
    return render(request, "prize/attachment_remove.html", {"attachment": found, "application": application})
