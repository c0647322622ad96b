"""The form of an edition as the office sees it: all pages and questions, their order, previews, taking one over."""

from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from prize import actions, rules
from prize.forms.form_builder import FormPageForm, Rehearsal, TakeForm
from prize.models import FormPage, Question
from prize.models.question_rules import condition_in_words, form_of, seal_of, seal_of_order, seal_of_page

from .access import get_and_post, office_only, office_readers
from .numbers import number
from .office import chosen_edition, running_editions


def the_edition(request):
    """The one that the address names, or the newest; 404 where none is running."""
    if edition := chosen_edition(request, list(running_editions())):
        return edition
    raise Http404


def found_page(page_pk):
    return get_object_or_404(FormPage.objects.filter(edition__in=running_editions()), pk=page_pk)


def found_question(question_pk):
    questions = Question.objects.filter(edition__in=running_editions()).select_related("edition", "page", "shown_if")
    return get_object_or_404(questions, pk=question_pk)


def to_form(edition, anchor=""):
    return redirect(reverse("form_builder") + f"?edition={edition.slug}" + (f"#{anchor}" if anchor else ""))


@contextmanager
def said(request):
    """A refused step becomes a message on the page that it came from; nothing was changed."""
    try:
        yield
    except actions.FormChanged:
        messages.error(
            request,
            _("Jemand anderes hat den Bogen inzwischen geändert. So steht er jetzt; bitte noch einmal versuchen."),
        )
    except actions.NotAllowed as refusal:
        messages.error(request, " ".join(refusal.words))


@office_readers
@require_safe
def form_builder(request):
    editions = list(running_editions())
    edition = chosen_edition(request, editions)
    if edition is None:
        return render(request, "prize/form_builder.html")
    pages = form_of(edition)
    context = {"edition": edition, "editions": editions, "may_change": rules.is_office(request.user)}
    context |= {"pages": [(page, rows(questions)) for page, questions in pages], "order": seal_of_order(pages)}
    context["retired"] = edition.questions.exclude(retired_at=None).select_related("page").order_by("retired_at", "pk")
    context["has_applications"] = edition.applications.exists()
    return render(request, "prize/form_builder.html", context)


def rows(questions):
    """[(question, its condition in words, names of the awards it is for)]"""
    return [(q, condition_in_words(q), [award.name for award in q.awards.all()]) for q in questions]


# Order ------------------------------------------------------------------------------------------
@office_only
@require_POST
def question_move(request, question_pk):
    question, page = found_question(question_pk), None
    if wanted := number(request.POST.get("page")):
        page = get_object_or_404(question.edition.form_pages, pk=wanted)
    goal = {"page": page, "position": position_in(request), "direction": request.POST.get("direction")}
    with said(request):
        seen = request.POST.get("order", "")
        moved = actions.move_question(question, **goal, seen=seen, by=request.user, at=request.arrived_at)
        words = {"question": moved.label, "page": moved.page.title, "position": moved.position}
        messages.success(request, _("„%(question)s“ steht jetzt auf „%(page)s“ an Stelle %(position)d.") % words)
    return to_form(question.edition, f"frage-{question.pk}")


def position_in(request):
    """Where it was dropped, from 0; None for the end."""
    text = request.POST.get("position", "")
    return number(text) if text.isdecimal() else None


@office_only
@require_POST
def form_page_move(request, page_pk):
    page = found_page(page_pk)
    with said(request):
        direction, seen = request.POST.get("direction"), request.POST.get("order", "")
        moved = actions.move_page(page, direction, seen=seen, by=request.user, at=request.arrived_at)
        words = {"page": moved.title, "position": moved.position}
        messages.success(request, _("Die Seite „%(page)s“ steht jetzt an Stelle %(position)d.") % words)
    return to_form(page.edition, f"seite-{page.pk}")


# Pages ------------------------------------------------------------------------------------------
@office_only
@get_and_post
def form_page_new(request):
    edition = the_edition(request)
    form = FormPageForm(request.POST or None)
    if form.is_valid():
        title, intro = form.cleaned_data["title"], form.cleaned_data["intro"]
        page = actions.add_page(edition, title, intro, by=request.user, at=request.arrived_at)
        messages.success(request, _("Die Seite „%s“ ist hinzugefügt.") % page.title)
        return to_form(edition, f"seite-{page.pk}")
    return render(request, "prize/form_page.html", {"form": form, "edition": edition})


@office_only
@get_and_post
def form_page(request, page_pk):
    page = found_page(page_pk)
    form = FormPageForm(request.POST or None, instance=page, initial={"seen": seal_of_page(page)})
    if form.is_valid():
        title, intro, seen = (form.cleaned_data[name] for name in ("title", "intro", "seen"))
        try:
            actions.change_page(page, title, intro, seen=seen, by=request.user, at=request.arrived_at)
        except actions.FormChanged:
            return page_overtaken(request, form)
        messages.success(request, _("Gespeichert."))
        return to_form(page.edition, f"seite-{page.pk}")
    return render(request, "prize/form_page.html", {"form": form, "edition": page.edition, "page": page})


def page_overtaken(request, form):
    """Somebody saved the same page: both are shown, and the next click knows of the other's."""
    page, edition = form.instance, form.instance.edition
    if (now := FormPage.objects.filter(pk=page.pk).first()) is None:
        messages.error(request, _("Diese Seite hat inzwischen jemand entfernt."))
        return to_form(edition)
    form.data = form.data.copy()
    form.data["seen"] = seal_of_page(now)
    context = {"form": form, "edition": edition, "page": page, "now": now}
    return render(request, "prize/form_page.html", context, status=409)


@office_only
@require_POST
def form_page_remove(request, page_pk):
    page = found_page(page_pk)
    with said(request):
        actions.remove_page(page, by=request.user, at=request.arrived_at)
        messages.success(request, _("Die Seite „%s“ ist entfernt.") % page.title)
    return to_form(page.edition)


# The whole form ---------------------------------------------------------------------------------
@office_readers
@require_safe
def form_preview(request):
    """As an applicant or as a juror sees it; nothing is kept."""
    edition = the_edition(request)
    rehearsal, is_for_jury = Rehearsal(edition, form_of(edition)), request.GET.get("as") == "jury"
    context = {"edition": edition, "is_for_jury": is_for_jury}
    if is_for_jury:
        context["sections"] = rehearsal.for_jury()
    else:
        context["pages"] = rehearsal.for_applicants()
    return render(request, "prize/form_preview.html", context)


@office_only
@get_and_post
def form_take(request):
    edition = the_edition(request)
    form = TakeForm(request.POST or None, editions=actions.forms_to_take(edition))
    if form.is_valid() and request.POST.get("then") == "take":
        with said(request):
            transfer = actions.take_form(edition, form.edition(), by=request.user, at=request.arrived_at)
            say_what_waits(request, transfer)
        return to_form(edition)
    context = {"form": form, "edition": edition, "offers": offers(form, edition)}
    context |= {"has_form": edition.form_pages.exists(), "is_begun": edition.applications.exists()}
    return render(request, "prize/form_take.html", context)


def offers(form, edition):
    """[(edition, what its form would bring)]"""
    return [(source, actions.transfer_of(source, edition)[0]) for source in form.editions.values()]


def say_what_waits(request, transfer):
    messages.success(request, _("Der Bewerbungsbogen ist übernommen. Bitte sehen Sie ihn durch."))
    if transfer.waiting:
        words = _("Noch nicht gestellt, weil es ihre Preise in dieser Ausgabe nicht gibt: %s. Sie stehen unten.")
        messages.warning(request, words % ", ".join(transfer.waiting))


def seal(question):
    return seal_of(question, list(question.awards.all()))
