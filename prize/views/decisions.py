"""The office's pages that decide: steps of the workflow, checklist, nominations, awards, announcement."""

from collections.abc import Callable
from functools import partial, wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from prize import actions, rules
from prize.forms.announce import AnnounceForm
from prize.forms.checklist import ChecklistForm
from prize.forms.step import StepForm
from prize.models import Application, Award, Candidacy

from .access import get_and_post, lead_only, office_only, office_readers
from .back import way_back
from .office import running_editions

APPLICATION_STEPS: dict[str, Callable] = {"send_back": actions.send_back, "withdraw": actions.withdraw_application}

# What is no transition says of itself what a transition says in `custom`.
NOMINATE = {
    "label": gettext_lazy("Zur Auszeichnung vorschlagen"),
    "meaning": gettext_lazy(
        "Die Leitung bestätigt den Vorschlag; wer vorschlägt, kann nicht selbst bestätigen. Mit dem ersten Vorschlag "
        "ist die Rangliste dieses Preises festgeschrieben: Danach ändert sich keine Bewertung mehr."
    ),
}
UNNOMINATE = {
    "label": gettext_lazy("Vorschlag zurücknehmen"),
    "meaning": gettext_lazy("Die Bewerbung ist nicht mehr vorgeschlagen. Die Rangliste bleibt festgeschrieben."),
}
CLOSE = {
    "label": gettext_lazy("Entscheidung abschließen"),
    "meaning": gettext_lazy(
        "Alle übrigen bewerteten Bewerbungen erhalten diesen Preis nicht. Das lässt sich nicht rückgängig machen. "
        "Nach außen bleibt alles bis zur Bekanntgabe geheim."
    ),
}


# Steps ------------------------------------------------------------------------------------------
def confirmed(request, about, custom, action, back):
    """GET asks whether it is meant, POST does it; what is still missing is said beside its field.

    `about` is [(label, words)] of the thing, the first of which names it; `back` is where to return to when the page
    that led here did not say.
    """
    back = way_back(request, back)
    data = request.POST if request.method == "POST" else None
    form = StepForm(data, custom)
    if form.succeeds(action, by=request.user, at=timezone.now()):
        messages.success(request, _("Erledigt: %(step)s – %(thing)s") % {"step": custom["label"], "thing": about[0][1]})
        return redirect(back)
    return render(request, "prize/candidacy_step.html", {"about": about, "step": custom, "form": form, "back": back})


def confirmed_for_candidacy(request, candidacy, custom, action):
    application = candidacy.application
    about = [
        (_("Bewerbung"), application),
        (_("Organisation"), application.organisation),
        (_("Preis"), candidacy.award),
        (_("Stand"), candidacy.get_state_display()),
    ]
    return confirmed(request, about, custom, action, reverse("application_office", args=[application.pk]))


def stale_pages_lead_back(view):
    """The page of a step that is not open (any more) leads to the thing's own page and says why. To do such a step
    stays a conflict."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except actions.StepNotOpen as conflict:
            if request.method == "POST":
                raise
            messages.warning(request, str(conflict))
            return redirect("application_office", getattr(conflict.thing, "application_id", conflict.thing.pk))

    return guarded


def candidacy_or_404(request, pk):
    return get_object_or_404(Candidacy.objects.visible_to(request.user).for_step(), pk=pk)


def open_step(thing, step, user):
    """The transition, if it is one of the buttons; StepNotOpen says why it is not open, 404 that there is none."""
    if step not in {t.name for t in thing.get_all_state_transitions() if t.custom.get("is_button", True)}:
        raise Http404
    for t in thing.steps_for(user):
        if t.name == step:
            return t
    raise actions.StepNotOpen(thing, step, thing.what_closes(step, user))


@office_only
@get_and_post
@stale_pages_lead_back
def candidacy_step(request, candidacy_pk, step):
    """Any step of the workflow: a new transition needs nothing here."""
    candidacy = candidacy_or_404(request, candidacy_pk)
    transition = open_step(candidacy, step, request.user)
    return confirmed_for_candidacy(request, candidacy, transition.custom, partial(actions.move, candidacy, step))


@office_only
@get_and_post
@stale_pages_lead_back
def application_step(request, application_pk, step):
    application = get_object_or_404(Application.objects.visible_to(request.user).for_page(), pk=application_pk)
    transition = open_step(application, step, request.user)
    action = partial(APPLICATION_STEPS[step], application)
    about = [(_("Bewerbung"), application), (_("Organisation"), application.organisation)]
    back = reverse("application_office", args=[application.pk])
    return confirmed(request, about, transition.custom, action, back)


@office_only
@get_and_post
@stale_pages_lead_back
def nominate(request, candidacy_pk):
    candidacy = candidacy_or_404(request, candidacy_pk)
    if not candidacy.is_nominable:
        raise actions.StepNotOpen(candidacy, "nominate")
    return confirmed_for_candidacy(request, candidacy, NOMINATE, partial(actions.nominate, candidacy))


@office_only
@get_and_post
@stale_pages_lead_back
def unnominate(request, candidacy_pk):
    candidacy = candidacy_or_404(request, candidacy_pk)
    if not candidacy.is_waiting_for_second_person:
        raise actions.StepNotOpen(candidacy, "unnominate")
    return confirmed_for_candidacy(request, candidacy, UNNOMINATE, partial(actions.unnominate, candidacy))


@office_only
@require_POST
def checklist(request, candidacy_pk):
    """Keep the answers; the second button accepts as well, if the list is then complete."""
    candidacy = candidacy_or_404(request, candidacy_pk)
    keep_answers_beside(request, candidacy, keep_answers(request, candidacy))
    if "accept" in request.POST:
        accept_checked(request, candidacy_or_404(request, candidacy_pk))
    else:
        messages.success(request, _("Die Prüfliste ist gespeichert."))
    return redirect("application_office", candidacy.application_id)


def keep_answers(request, candidacy, taken_over=None):
    """Keep what was ticked and what is taken over from another award: {question: answer}, which weighs more. Returns
    what the others take over from here."""
    form = ChecklistForm(candidacy, request.POST)
    if not form.is_valid():
        raise Http404  # answers that the page does not offer
    answers = form.answers() if form.is_sent or taken_over is None else {}
    answers |= form.same_questions(taken_over or {})
    if answers or taken_over is None:
        actions.answer_checklist(candidacy, answers, by=request.user, at=timezone.now())
    return form.answers_for_all()


def keep_answers_beside(request, candidacy, taken_over):
    """The page is one form: what was ticked for the application's other awards is kept as well."""
    beside = Candidacy.objects.visible_to(request.user).for_step().filter(application=candidacy.application_id)
    for other in beside.exclude(pk=candidacy.pk):
        if other.may_be_checked_by(request.user):
            keep_answers(request, other, taken_over)


def accept_checked(request, candidacy):
    if candidacy.is_checklist_complete():
        actions.move(candidacy, "accept", by=request.user, at=timezone.now())
        messages.success(request, _("Zugelassen: %s") % candidacy.award)
    else:
        words = _("Gespeichert, aber nicht zugelassen: Dafür muss jede Prüffrage mit Ja beantwortet sein.")
        messages.warning(request, words)


# Awards -----------------------------------------------------------------------------------------
@office_readers
@require_safe
def awards(request):
    edition = running_editions().first()
    if edition is None:
        return render(request, "prize/awards.html")
    found = list(Award.objects.for_decision().filter(edition=edition))
    chosen = list(Candidacy.objects.for_awards(edition))
    parts = [award_part(award, chosen, request.user) for award in found]
    context = {"edition": edition, "parts": parts, "blocks": edition.what_blocks_announcement()}
    context |= {"is_announced": rules.is_announced(edition, timezone.now()), "is_lead": rules.is_lead(request.user)}
    return render(request, "prize/awards.html", context)


def award_part(award, chosen, user):
    """What the page says about one award; `chosen` are the edition's candidacies that are nominated or awarded."""
    candidacies = [c for c in chosen if c.award_id == award.pk]
    waiting = [c for c in candidacies if c.is_waiting_for_second_person]
    blocks = [] if award.is_decided else award.what_blocks_closing(timezone.now())
    return {
        "award": award,
        "waiting": [(c, c.may_be_confirmed_by(user), what_stops(c, award, chosen)) for c in waiting],
        "may_act": rules.is_office(user),
        "awarded": [c for c in candidacies if c.is_decided],
        "blocks": blocks,
        "may_close": rules.is_lead(user) and not award.is_decided and not blocks,
    }


def what_stops(candidacy, award, chosen):
    """Why a nominated candidacy cannot be confirmed by anybody, in words; asks only what the page has loaded."""
    others = {c.award for c in chosen if c.is_awarded and c.application_id == candidacy.application_id}
    if others and not candidacy.application.edition.allows_several_awards:
        return _("Diese Bewerbung erhält schon: %s.") % ", ".join(str(other) for other in others)
    return "" if award.awarded_count < award.places else _("Alle Preise sind schon vergeben.")


@lead_only
@get_and_post
def close_award(request, award_pk):
    awards_here = Award.objects.for_decision().filter(edition__in=running_editions())
    award, at = get_object_or_404(awards_here, pk=award_pk), timezone.now()
    blocks = [_("Über diesen Preis ist schon entschieden.")] if award.is_decided else award.what_blocks_closing(at)
    if blocks and request.method != "POST":
        messages.warning(request, " ".join(str(words) for words in blocks))
        return redirect("awards")
    about = [
        (_("Preis"), award),
        (_("Ausgezeichnet"), _("%(given)d von %(places)d") % {"given": award.awarded_count, "places": award.places}),
        (_("Ohne Preis"), award.scored_count),
    ]
    return confirmed(request, about, CLOSE, partial(actions.close_award, award), reverse("awards"))


# Announcement -----------------------------------------------------------------------------------
@lead_only
@get_and_post
def announce(request):
    """First the moment, then what it brings about, then the confirmation."""
    edition, at = running_editions().first(), timezone.now()
    if edition is None:
        raise Http404
    form = AnnounceForm(request.POST if request.method == "POST" else None, at=at, edition=edition)
    if form.is_valid() and "confirmed" in request.POST:
        actions.announce(edition, by=request.user, at=at, moment=form.cleaned_data["moment"])
        messages.success(request, _("Bekanntgabe: %s Uhr") % moment_in_words(form.cleaned_data["moment"]))
        return redirect("awards")
    context = {"edition": edition, "form": form, "is_announced": rules.is_announced(edition, at)}
    context |= {"blocks": edition.what_blocks_announcement(), "results": Application.objects.result_counts(edition)}
    return render(request, "prize/announce.html", context)


def moment_in_words(moment):
    return date_format(timezone.localtime(moment), "j. F Y, H:i")
