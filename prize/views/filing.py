"""Writing an application and filing it: the wizard, the check page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from prize import actions, rules, typed
from prize.forms.application import NewApplicationForm
from prize.forms.questions import focus_id
from prize.models import AttachmentKind, Organisation

from .files import describe_url, keep_uploads, say_refused, way_on
from .numbers import number
from .own import own_application, running_call
from .signed_out import keeps_typed
from .wizard import after, form_of, page_of, steps, told, ways

LEAVING = ("back", "remove-")  # buttons that go on also from what is not right yet


@login_required
def application_new(request):
    at, own = request.arrived_at, organisations_to_write_for(request.user)
    if not own:
        return redirect(without_organisation(request))
    call = running_call(at, own)
    may_apply = [o for o in own if call and rules.is_open_for(o, call, at)]
    form = NewApplicationForm(request.POST or None, organisations=may_apply, initial=request.GET.dict())
    if call and request.method == "POST" and form.is_valid():
        data = {"project_title": form.cleaned_data["project_title"]}
        application = actions.start_application(call, form.organisation(), by=request.user, at=at, data=data)
        say_what_was_reused(request, application)
        return redirect("application_edit", application.pk)
    return render(request, "prize/application_new.html", {"form": form, "call": call, "has_form": has_form(call)})


def has_form(edition):
    return bool(edition and edition.form_pages.exists())


def organisations_to_write_for(user):
    return Organisation.objects.with_right(user, rules.EDIT).prefetch_related("late_codes")


def say_what_was_reused(request, application):
    questions = application.questionnaire.asked(application.content)
    if found := [q for q in questions if q.key in actions.REUSED and q.is_answered(application.content.get(q.key))]:
        labels = ", ".join(question.label for question in found)
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
    """The way into the wizard: its first page where something is still to be done."""
    application = own_application(request, application_pk)
    if not rules.may_edit(application, request.user, request.arrived_at):
        return redirect(application)
    pages = application.questionnaire.pages(application.content)
    open_pages = {problem.question.page_id for problem in application.problems()}
    page = next((page for page, _questions in pages if page.pk in open_pages), pages[0][0])
    return redirect("application_page", application.pk, page.key)


@keeps_typed
def application_page(request, application_pk, page):
    application = own_application(request, application_pk)
    page = page_of(application, page)
    if request.method != "POST" and not rules.may_edit(application, request.user, request.arrived_at):
        return redirect(application)
    form = form_of(request, application, page)
    if request.method == "POST":
        form, address = save(request, form)
        if address:
            return redirect(address)
    return render(request, "prize/application_page.html", ways(request, form), status=409 if form.conflict else 200)


def save(request, form):
    """(the form to show, or the address to go on to). Everything typed is kept, also what is not right yet."""
    is_good, button, by, at = form.is_valid(), request.POST.get("then", ""), request.user, request.arrived_at
    try:
        application, address = keep_text(form, by=by, at=at)
        files = keep_uploads(request, application, form.questions, by=by, at=at)
    except actions.Conflict as conflict:
        return form.again(form.application, conflict=conflict), ""
    typed.forget(request)
    say_saved(request, files.application, since=form.base_version())
    if not (address or button.startswith(LEAVING) or (is_good and not files.errors)):
        return form.again(files.application, files=files), ""
    say_refused(request, files)
    return form, address or way_on(button, files.application) or after(button, files.application, form.page)


def keep_text(form, *, by, at):
    """(the application as it now is, the address where two texts are compared, if somebody else wrote one)"""
    application, version = form.application, form.base_version()
    try:
        return actions.save_application(application, form.answers(), by=by, at=at, version=version), ""
    except actions.EditedMeanwhile as conflict:
        return application, reverse("version_merge", args=[application.pk, conflict.kept.number])


def say_saved(request, application, *, since):
    messages.success(request, _("Gespeichert um %s Uhr.") % timezone.localtime(request.arrived_at).strftime("%H:%M"))
    for sentence in told(application, since=since, user=request.user):
        messages.info(request, sentence)


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
    return render(request, "prize/application_file.html", check_context(request, application))


def check_context(request, application):
    found = steps(application)
    return {
        "application": application,
        "steps": found,
        "here": len(found),
        "problems": [(problem, link_to(problem.question, application)) for problem in application.problems()],
        "awards": application.awards_to_enter(),
        "too_late": application.awards_too_late(),
        "others": who_may_file(application, request.user),
        "conflicts": application.versions.unsettled(),
        "describe_url": describe_url(application),
    }


def link_to(question, application):
    """The question's field, on a page that says also what is missing."""
    url = reverse("application_page", args=[application.pk, question.page.key])
    return f"{url}?fehlt=1#{focus_id(question)}"


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
@require_safe
def application_preview(request, application_pk):
    """What the jury will read, once it is filed."""
    application = own_application(request, application_pk)
    return render(request, "prize/application_preview.html", {"application": application} | for_jury(application))


def for_jury(application):
    files = application.working_files(for_jury=True)
    return {
        "answers": application.preview(for_jury=True),
        "documents": [f for f in files if f.kind == AttachmentKind.DOCUMENT],
        "pictures": [f for f in files if f.kind == AttachmentKind.PICTURE],
        "videos": [f for f in files if f.kind == AttachmentKind.VIDEO],
    }


@login_required
@require_POST
def draft_link(request, application_pk):
    """To write on at another machine, or tomorrow."""
    application = own_application(request, application_pk)
    if actions.send_draft_link(application, by=request.user, at=request.arrived_at):
        messages.success(request, _("Der Link ist unterwegs an %s.") % request.user.email)
    else:
        messages.info(request, _("Der Link ist schon unterwegs. Einen neuen gibt es frühestens nach zehn Minuten."))
    return redirect("application_edit", application.pk)
