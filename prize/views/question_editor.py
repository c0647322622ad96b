"""One question of the form: write it, see it as others will, agree to what a change means, take it out and back."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from prize import actions
from prize.actions.question_plan import plan_new, plan_removal
from prize.forms.form_builder import QuestionForm, Rehearsal
from prize.models import Question, QuestionKind
from prize.models.question_rules import condition_in_words, flat, form_of

from .access import get_and_post, office_only
from .form_builder import found_page, found_question, seal, to_form

KEPT_APART = (
    "csrfmiddlewaretoken",
    "then",
    "agreed",
    "reason",
)  # of what was posted; the rest goes along to be agreed to


@office_only
@get_and_post
def question_new(request, page_pk):
    page = found_page(page_pk)
    question = Question(edition=page.edition, page=page, kind=QuestionKind.SHORT_TEXT)
    leads = flat([found for found in form_of(page.edition) if found[0].position <= page.position])
    form = editor_form(request, question, leads)
    return attempt(request, form, partial(actions.add_question, page))


@office_only
@get_and_post
def question_edit(request, question_pk):
    question = found_question(question_pk)
    if question.is_retired:
        raise Http404
    questions = flat(form_of(question.edition))
    form = editor_form(request, question, questions[: questions.index(question)], seen=seal(question))
    if request.POST.get("then") == "as_new":
        return attempt(request, form, partial(actions.add_question, question.page, after=question))
    facts = {"seen": request.POST.get("seen", ""), "reason": request.POST.get("reason", "")}
    return attempt(request, form, partial(actions.change_question, question, **facts))


def editor_form(request, question, leads, seen=""):
    data = request.POST if request.method == "POST" else None
    awards = list(question.edition.awards.order_by("position", "pk"))
    return QuestionForm(data, question=question, leads=leads, all_awards=awards, seen=seen)


def attempt(request, form, action):
    """Save what was typed, unless it is only to be looked at; whatever stands in the way, what was typed comes back."""
    is_look = request.POST.get("then") in ("preview", "edit")
    if request.method != "POST" or not form.is_valid() or is_look:
        return editor(request, form)
    try:
        kept = action(form.facts(), form.chosen_awards(), **by_whom(request))
    except (actions.NeedsConsent, actions.QuestionRefused, actions.FormChanged) as conflict:
        return held_up(request, form, conflict)
    messages.success(request, _("„%s“ ist gespeichert.") % kept.label)
    return to_form(kept.edition, f"frage-{kept.pk}")


def by_whom(request):
    return {"by": request.user, "at": request.arrived_at, "agreed": request.POST.get("agreed", "")}


def held_up(request, form, conflict):
    if isinstance(conflict, actions.NeedsConsent):
        return confirmation(request, form, conflict.plan)
    if isinstance(conflict, actions.FormChanged):
        return overtaken(request, form)
    form.refuse(conflict.faults)
    form.offers_new = not form.instance.fact
    return editor(request, form)


def editor(request, form, **more):
    """The page; for htmx only its preview, and the answers of another condition if that was just chosen."""
    question = form.instance
    rehearsal = Rehearsal(question.edition, [(question.page, [question])])
    context = {"form": form, "question": question, "edition": question.edition, "page": question.page} | more
    context |= {"items": rehearsal.page_form([question]).items(), "sections": rehearsal.for_jury()}
    context["condition"] = condition_in_words(question)
    context["is_new_lead"] = request.POST.get("values_of", "") != form.lead_pk
    is_part = request.headers.get("HX-Request") == "true"
    template = "prize/parts/form_question_live.html" if is_part else "prize/form_question.html"
    return render(request, template, context, status=409 if "differences" in more else 200)


def overtaken(request, form):
    """Somebody saved the same question: both are shown, and the next click knows of the other's."""
    now = Question.objects.select_related("shown_if").filter(pk=form.instance.pk, retired_at=None).first()
    if now is None:
        messages.error(request, _("Diese Frage hat inzwischen jemand entfernt."))
        return to_form(form.instance.edition)
    form.data = form.data.copy()
    form.data["seen"] = seal(now)
    return editor(request, form, differences=form.differences(now, list(now.awards.all())))


def confirmation(request, form, plan):
    posted = [(name, value) for name, values in request.POST.lists() for value in values if name not in KEPT_APART]
    context = {
        "form": form,
        "question": form.instance,
        "edition": form.instance.edition,
        "plan": plan,
        "posted": posted,
    }
    context["is_reason_missing"] = plan.needs_reason and "agreed" in request.POST
    context["then"] = request.POST.get("then", "save")
    return render(request, "prize/form_question_confirm.html", context)


# Out of the form, and back ----------------------------------------------------------------------
@office_only
@get_and_post
def question_remove(request, question_pk):
    question = found_question(question_pk)
    if question.is_retired:
        return to_form(question.edition)
    return agreed_step(request, question, actions.remove_question, plan_removal(question))


@office_only
@get_and_post
def question_restore(request, question_pk):
    question = found_question(question_pk)
    if not question.is_retired:
        return to_form(question.edition, f"frage-{question.pk}")
    return agreed_step(request, question, actions.restore_question, plan_new(question.edition, question))


def agreed_step(request, question, action, plan):
    """GET says what it means, POST does it, unless it means something else by now."""
    if request.method == "POST":
        try:
            done = action(question, seen=request.POST.get("seen", ""), **by_whom(request))
        except (actions.NeedsConsent, actions.FormChanged):
            messages.warning(request, _("Inzwischen hat sich etwas geändert. Bitte lesen Sie noch einmal."))
            return redirect(request.path)
        return say_done(request, question, done)
    context = {"question": question, "edition": question.edition, "plan": plan, "seen": seal(question)}
    return render(request, "prize/form_question_remove.html", context)


def say_done(request, question, done):
    if not done.is_retired and done.pk:
        messages.success(request, _("„%s“ wird wieder gefragt, am Ende ihrer Seite.") % done.label)
        return to_form(question.edition, f"frage-{done.pk}")
    words = _("„%s“ wird nicht mehr gefragt.") if done.is_retired else _("„%s“ ist gelöscht.")
    messages.success(request, words % done.label)
    return to_form(question.edition, f"seite-{question.page_id}")
