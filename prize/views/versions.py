"""Every save is a version: the list, one of them beside the present, going back, and deciding between two texts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from prize import actions, rules
from prize.forms.merge import MergeForm
from prize.models import VersionKind
from prize.wording import differences

from .own import own_application

PER_PAGE = 25


@login_required
def versions(request, application_pk):
    application = own_application(request, application_pk)
    page = Paginator(application.versions.for_list(), PER_PAGE).get_page(request.GET.get("page"))
    by_key = application.questionnaire.by_key
    rows = [(version, [by_key[key].label for key in version.changed if key in by_key]) for version in page]
    return render(request, "prize/versions.html", {"application": application, "page": page, "rows": rows})


@login_required
def version(request, application_pk, number):
    application = own_application(request, application_pk)
    found = get_object_or_404(application.versions.select_related("by"), number=number)
    may_restore = rules.may_edit(application, request.user, request.arrived_at)
    if request.method == "POST":
        return redirect(restore(request, found))
    rows = compared(application, found.content)
    context = {"application": application, "version": found, "may_restore": may_restore, "rows": rows}
    context["is_different"] = any(row["is_different"] for row in rows)
    return render(request, "prize/version.html", context)


def restore(request, version):
    """The address to go on to."""
    application, gone = actions.restore_version(version, by=request.user, at=request.arrived_at)
    messages.success(request, _("Die Fassung %s ist wiederhergestellt.") % version.number)
    if gone:
        labels = ", ".join(question.label for question in gone)
        messages.warning(request, _("Entfernte Dateien kommen nicht zurück: %s.") % labels)
    return reverse("application_edit", args=[application.pk])


def compared(application, content):
    """What a version says, question by question, and where the present says something else."""
    questionnaire, now = application.questionnaire, application.content
    rows = []
    for question in questionnaire.questions:
        then, today = (in_words(application, question, said.get(question.key)) for said in (content, now))
        if then or today:
            parts = differences(then, today) if then != today else []
            row = {"label": question.label, "then": then, "now": today, "parts": parts, "is_different": then != today}
            rows.append(row)
    return rows


def in_words(application, question, value):
    """An answer as people read it; of files their names."""
    if not question.is_file:
        is_silent = question.is_declaration and not question.is_answered(value)
        return "" if is_silent else application.questionnaire.in_words(question, value)
    names = {a.pk: a.name for a in application.attachments.all()}
    return ", ".join(names.get(pk, _("(entfernte Datei)")) for pk in value or [])


# Two editors --------------------------------------------------------------------------------------
@login_required
def version_merge(request, application_pk, number):
    application = own_application(request, application_pk)
    found = application.versions.select_related("by").filter(kind=VersionKind.CONFLICT)
    conflict = get_object_or_404(found, number=number)
    if not (is_open := conflict in application.versions.unsettled()) or not rules.may_edit(
        application, request.user, request.arrived_at
    ):
        return redirect(conflict if not is_open else application)
    form = MergeForm(request.POST if request.method == "POST" else None, conflict=conflict, application=application)
    if form.is_bound and form.is_valid() and merge(request, form):
        return redirect("application_edit", application.pk)
    return render(request, "prize/version_merge.html", merge_context(form))


def merge(request, form):
    """Is it settled? Not if somebody changed the same answer once more: then the page comes again with their text."""
    facts = {"by": request.user, "at": request.arrived_at, "seen": form.cleaned_data["version"]}
    try:
        actions.merge_version(form.conflict, form.decided(), **facts)
    except actions.EditedMeanwhile:
        form.saw(form.application.version)
        messages.warning(request, _("Inzwischen wurde noch einmal gespeichert. Bitte sehen Sie den Text neu an."))
        return False
    messages.success(request, _("Abgeglichen. Beide Texte bleiben unter „Frühere Fassungen“ erhalten."))
    return True


def merge_context(form):
    application, conflict = form.application, form.conflict
    return {
        "form": form,
        "application": application,
        "version": conflict,
        "rows": [side(form, q) for q in form.questions],
    }


def side(form, question):
    """Two texts for one question: the one that waits, and the one in force with who wrote it and when."""
    application, conflict = form.application, form.conflict
    mine, theirs = conflict.content.get(question.key), application.content.get(question.key)
    rows = application.versions.in_force().select_related("by").defer("content", "document").order_by("-number")
    last = next((row for row in rows if question.key in row.changed), None)
    return {
        "question": question,
        "mine": in_words(application, question, mine),
        "theirs": in_words(application, question, theirs),
        "last": last,
        "choice": form[f"choice_{question.key}"],
        "text": form[f"text_{question.key}"] if question.is_text else None,
    }
