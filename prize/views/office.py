"""The office's pages for reading: cockpit, register, one application, history."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from prize import rules
from prize.forms.checklist import ChecklistForm, asks_the_same
from prize.forms.history import HistoryForm
from prize.forms.register import RegisterForm
from prize.models import Application, Edition, History
from prize.models.history import first_break, reason_label
from prize.navigation import collect, rendered
from prize.resources import FORMATS, RegisterResource, file_name

from .access import office_readers

PAGE = 50
CHAIN_CHECKED_UNASKED = 2000  # rows; a longer chain is checked when somebody asks


def running_editions():
    return Edition.objects.running(practice=settings.PRACTICE)


def chosen_edition(request, editions):
    """The edition that the address names, otherwise the newest; None if there is none at all."""
    wanted = request.GET.get("edition")
    return next((e for e in editions if e.slug == wanted), editions[0] if editions else None)


def query(request, *without):
    """The address's parameters but for some, to be put behind a `?`."""
    return urlencode([(k, v) for k, values in request.GET.lists() for v in values if v and k not in without])


def page_of(request, rows):
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


@office_readers
@require_safe
def cockpit(request):
    edition = running_editions().first()
    sections = rendered(collect(settings.COCKPIT, request, edition), request) if edition else []
    return render(request, "prize/cockpit.html", {"edition": edition, "sections": sections})


@office_readers
@require_safe
def register(request):
    editions = list(running_editions())
    edition = chosen_edition(request, editions)
    if edition is None:
        return render(request, "prize/register.html")
    form = RegisterForm(request.GET, edition=edition)
    page = page_of(request, form.filter(Application.objects.visible_to(request.user).for_register()))
    context = {"edition": edition, "editions": editions, "form": form, "page": page, "rows": rows(page, form.awards)}
    context |= {"query": query(request, "page"), "is_filtered": bool(query(request, "page", "edition", "sort"))}
    return render(request, "prize/register.html", context)


def rows(applications, awards):
    """[(application, one candidacy or None for each award)]"""
    for application in applications:
        by_award = {c.award_id: c for c in application.candidacies.all()}
        yield application, [by_award.get(award.pk) for award in awards]


@office_readers
@require_safe
def register_export(request):
    """Exactly the rows of the filtered register, as a spreadsheet."""
    edition = chosen_edition(request, list(running_editions()))
    if edition is None or request.GET.get("format", "xlsx") not in FORMATS:
        raise Http404
    ending = request.GET.get("format", "xlsx")
    content_type, write = FORMATS[ending]
    form = RegisterForm(request.GET, edition=edition)
    chosen = form.filter(Application.objects.visible_to(request.user).for_register())
    response = HttpResponse(write(RegisterResource(form.awards).export(chosen)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(edition, ending)}"'
    return response


@office_readers
@require_safe
def application_office(request, application_pk):
    application = get_object_or_404(Application.objects.visible_to(request.user).for_page(), pk=application_pk)
    history = list(application.history.for_page())
    context = {
        "application": application,
        "steps": application.steps_for(request.user),
        "candidacies": candidacy_parts(application, request.user, history),
        "sections": rendered(collect(settings.APPLICATION_SECTIONS, request, application), request),
        "in_grace": rules.arrived_in_grace(application),
        "letters": application.letters.for_outbox(),
        "history": history,
    }
    return render(request, "prize/application_office.html", context | contact(application, request.user))


def contact(application, user):
    """How the page leads to the people of an application."""
    return {
        "unread": application.messages.unread(by_office=True).count(),
        "may_change_contact": rules.is_office(user) and rules.may_change_contact(application, user),
    }


def candidacy_parts(application, user, history):
    """What the page of an application says about each of its candidacies."""
    candidacies = list(application.candidacies.all())
    checked = [c for c in candidacies if c.may_be_checked_by(user)]
    forms = {c.pk: ChecklistForm(c, is_shared=asks_the_same(c, checked)) for c in checked}
    return [
        {**candidacy_part(c, user), "form": forms.get(c.pk), "reason_label": reason_label(c, history)}
        for c in candidacies
    ]


def candidacy_part(candidacy, user):
    return {
        "candidacy": candidacy,
        "checklist": candidacy.checklist(),
        "steps": candidacy.steps_for(user),
        "closed": candidacy.closed_steps(user) if rules.is_office(user) else [],
        "may_nominate": rules.is_office(user) and candidacy.is_nominable,
        "may_unnominate": rules.is_office(user) and candidacy.is_waiting_for_second_person,
    }


@office_readers
@require_safe
def history(request):
    editions = list(running_editions())
    edition = chosen_edition(request, editions)
    if edition is None:
        return render(request, "prize/history.html")
    form = HistoryForm(request.GET)
    context = {"edition": edition, "form": form, "query": query(request, "page", "check")}
    context["is_filtered"] = bool(query(request, "page", "check", "edition"))
    found = form.filter(History.objects.filter(edition=edition).for_page())
    context |= {"page": page_of(request, found), **chain(request, edition)}
    return render(request, "prize/history.html", context)


def chain(request, edition):
    """Whether the history's chain of hashes is whole; a long one is checked only when asked."""
    is_checked = "check" in request.GET or edition.history_length <= CHAIN_CHECKED_UNASKED
    return {"is_checked": is_checked, "break_at": first_break(edition) if is_checked else None}
