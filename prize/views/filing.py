"""Writing an application and filing it: the wizard, the check page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from prize import actions, rules
from prize.forms.application import NewApplicationForm, PageForm
from prize.models import Organisation

from .numbers import number
from .own import own_application, reason_of_return, running_call


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
    return render(request, "prize/application_new.html", {"form": form, "call": call})


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


@login_required
def application_page(request, application_pk, page):
    application, user, at = own_application(request, application_pk), request.user, request.arrived_at
    pages = application.questionnaire.pages(application.content)
    here = find_page(pages, page)
    if request.method != "POST" and not rules.may_edit(application, user, at):
        return redirect(application)
    form = PageForm(
        request.POST or None, application=application, questions=pages[here][1], initial=contact_of(user, application)
    )
    if form.is_bound and keep(form, application, by=user, at=at):
        messages.success(request, _("Gespeichert um %s Uhr.") % timezone.localtime(at).strftime("%H:%M"))
        return redirect(next_page(request.POST.get("then", ""), application, pages, here))
    context = {"form": form, "application": application, "page": pages[here][0], "pages": pages}
    context["reason"] = reason_of_return(application)
    return render(request, "prize/application_page.html", context, status=409 if form.conflict else 200)


def find_page(pages, key):
    """The index of a page of the wizard; 404 where it asks nothing of this application."""
    for index, (page, _questions) in enumerate(pages):
        if page.key == key:
            return index
    raise Http404


def contact_of(user, application):
    """Who writes is most likely who answers; offered in a draft that names nobody else yet."""
    if not application.is_draft or application.contact_name or application.contact_email:
        return {}
    return {"contact_name": user.name, "contact_email": user.email}


def keep(form, application, *, by, at):
    """Everything typed is kept, also what is not right yet; says whether the page is done with."""
    is_good = form.is_valid()
    try:
        version = form.base_version()
        actions.save_application(application, form.answers(), by=by, at=at, version=version)
    except actions.Conflict as conflict:
        form.conflict = conflict
    return is_good and not form.conflict


def next_page(button, application, pages, here):
    """Which button was pressed: each of them has saved first."""
    if button == "check" or (button == "next" and here + 1 == len(pages)):
        return reverse("application_file", args=[application.pk])
    step = {"next": here + 1, "back": max(0, here - 1)}.get(button, here)
    return reverse("application_page", args=[application.pk, pages[step][0].key])


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
    awards = application.awards_to_enter()
    context = {"application": application, "problems": application.problems(), "awards": awards}
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
