"""The office's pages of proposals: the list, one proposal with what looks like it, and its steps."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from prize import actions, mail
from prize.forms.proposal import InviteProposedForm, MergeForm, ProposalFilterForm, ProposalStepForm
from prize.models import History, Proposal
from prize.models.twins import twins_of

from .access import get_and_post, office_only, office_readers
from .decisions import open_step
from .office import chosen_edition, page_of, query, running_editions

STEPS: dict[str, tuple[type, Callable]] = {
    "invite": (InviteProposedForm, actions.invite_proposed),
    "merge": (MergeForm, actions.merge_proposal),
    "unmerge": (ProposalStepForm, actions.unmerge_proposal),
    "close": (ProposalStepForm, actions.close_proposal),
}


@office_readers
@require_safe
def proposals(request):
    editions = list(running_editions())
    edition = chosen_edition(request, editions)
    if edition is None:
        return render(request, "prize/proposals.html")
    here, form = Proposal.objects.visible_to(request.user).filter(edition=edition), ProposalFilterForm(request.GET)
    counts = dict(here.order_by().values_list("state").annotate(Count("pk")))
    context = {"edition": edition, "editions": editions, "form": form, "tabs": tabs(form, counts)}
    context |= {"page": page_of(request, form.filter(here.for_list())), "query": query(request, "page")}
    return render(request, "prize/proposals.html", context | {"is_filtered": bool(query(request, "page", "edition"))})


def tabs(form, counts):
    """[(state, words, number, is it chosen)] of the states that occur, after all of them together."""
    chosen = form.data.get("state", "")
    found = [("", _("alle"), sum(counts.values()))]
    found += [(state, words, counts[state]) for state, words in form.fields["state"].choices if state in counts]
    return [(*tab, tab[0] == chosen) for tab in found]


@office_readers
@require_safe
def proposal(request, proposal_pk):
    found = get_object_or_404(Proposal.objects.visible_to(request.user).for_page(), pk=proposal_pk)
    family = found.family()
    context = {"proposal": found, "others": [p for p in family if p != found], "steps": found.steps_for(request.user)}
    context |= {"twins": twins_of(found, family), "may_merge": "merge" in {t.name for t in context["steps"]}}
    context["history"] = History.objects.filter(edition=found.edition, facts__proposal=found.reference).for_page()
    return render(request, "prize/proposal.html", context | {"letters": mail.letters_of(found).for_outbox()})


@office_only
@get_and_post
def proposal_step(request, proposal_pk, step):
    """Any step of the office; a page that is stale leads to the proposal and says why, to do such a step is a
    conflict."""
    found = get_object_or_404(Proposal.objects.visible_to(request.user).for_page(), pk=proposal_pk)
    try:
        transition = open_step(found, step, request.user)
    except actions.StepNotOpen as conflict:
        if request.method == "POST":
            raise
        messages.warning(request, str(conflict))
        return redirect(found)
    return asked(request, found, step, transition.custom)


def asked(request, found, step, custom):
    """GET asks, POST does it; what is missing is said beside its field."""
    make_form, action = STEPS[step]
    data = request.POST if request.method == "POST" else None
    form = make_form(data, custom, proposal=found, into=request.GET.get("into", ""))
    if form.succeeds(partial(action, found), by=request.user, at=request.arrived_at):
        messages.success(request, _("Erledigt: %(step)s – %(thing)s") % {"step": custom["label"], "thing": found})
        return redirect(found)
    about = [(_("Vorschlag"), found), (_("Organisation"), found.organisation_name), (_("Ort"), found.place)]
    context = {"about": about, "step": custom, "form": form, "back": found.get_absolute_url()}
    return render(request, "prize/candidacy_step.html", context)
