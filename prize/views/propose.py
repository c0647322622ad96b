"""Proposals from outside: who proposes a project, and the organisation that answers by its mailed link."""

from functools import wraps

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from prize import actions, rules
from prize.forms.organisation import OrganisationForm
from prize.forms.proposal import AgreeForm, DeclineForm, ProposalForm, TakeOverForm
from prize.models import Application, Proposal

from .access import get_and_post
from .call import running_edition

TOO_MANY = gettext_lazy(
    "Das waren viele Vorschläge in kurzer Zeit. Bitte schicken Sie diesen in einer Stunde noch einmal."
)


# Who proposes -----------------------------------------------------------------------------------
@get_and_post
def proposal_new(request):
    """Says the same of every address. What somebody has typed comes back, also when the call has ended meanwhile."""
    edition, at = running_edition(), request.arrived_at
    is_open = edition is not None and rules.is_open_for_filing(edition, at)
    form = ProposalForm(request.POST if request.method == "POST" else None, user=request.user)
    is_good, status = form.is_bound and form.is_valid(), 200
    if is_good and is_open and may_send(request, form):
        return sent(request, actions.propose(edition, form.facts(), by=form.user, at=at))
    if form.is_bound and (is_good or not is_open):
        status = 429 if is_open else 409
    context = {"edition": edition, "is_open": is_open, "form": form}
    return render(request, "prize/proposal_new.html", context, status=status)


def may_send(request, form):
    """Neither one computer nor one address may fill the office's list, or somebody's letter box."""
    limits = (("proposal", None), ("proposal_letter", form.address()))
    if all(ratelimit.consume(request, action=action, key=key) for action, key in limits):
        return True
    form.add_error(None, TOO_MANY)
    return False


def sent(request, proposal):
    if proposal.number is None:
        return redirect("proposal_sent")
    messages.success(request, _("Vielen Dank! Ihr Vorschlag hat die Nummer %s.") % proposal.reference)
    return redirect("home")


@require_safe
def proposal_sent(request):
    return render(request, "prize/proposal_sent.html")


@get_and_post
def proposal_confirm(request, confirm_token):
    """Opening the link changes nothing: programs that look into mails open links too."""
    at = request.arrived_at
    found = Proposal.objects.with_confirmation(confirm_token, at).select_related("edition").first()
    if not found:
        return render(request, "prize/proposal_expired.html", status=404)
    if request.method == "POST":
        return sent(request, actions.confirm_proposal(found, at=at))
    is_open = rules.is_open_for_filing(found.edition, at)
    return render(request, "prize/proposal_confirm.html", {"proposal": found, "is_open": is_open})


# The organisation -------------------------------------------------------------------------------
def offered(view):
    """The page of a link to an organisation gets what the link leads to: of merged proposals the one that goes on. A
    link that does not work says so."""

    @wraps(view)
    def guarded(request, invitation_token):
        found = Proposal.objects.with_invitation(invitation_token).first()
        if found is None:
            return render(request, "prize/proposal_link_ended.html", status=404)
        return view(request, Proposal.objects.for_page().get(pk=found.survivor().pk), invitation_token)

    return guarded


@require_safe
@offered
def proposal_invitation(request, proposal, token):
    return render(request, "prize/proposal_invitation.html", about(request, proposal, token))


def about(request, proposal, token):
    """What each page of the link shows; senders only where they have allowed it."""
    family = proposal.family()
    is_own = proposal.is_taken_over and request.user.is_authenticated
    own = Application.objects.own(request.user).filter(pk=proposal.application_id) if is_own else None
    return {
        "proposal": proposal,
        "token": token,
        "texts": [p.merit for p in family],
        "senders": [p.sender_name for p in family if p.may_name_sender],
        "is_open": rules.is_open_for_filing(proposal.edition, request.arrived_at),
        "application": own and own.first(),
    }


def stale_leads_back(view):
    """What cannot be answered any more leads to the link's first page, which says how it stands."""

    @wraps(view)
    def guarded(request, proposal, token):
        is_open = rules.is_open_for_filing(proposal.edition, request.arrived_at)
        may_answer = proposal.is_standing and (is_open or view.__name__ == "proposal_decline")
        if request.method != "POST" and not may_answer:
            return redirect("proposal_invitation", token)
        return view(request, proposal, token)

    return guarded


@login_required
@get_and_post
@offered
@stale_leads_back
def proposal_take_over(request, proposal, token):
    """For an organisation of theirs, or for one that they register here and now."""
    data = request.POST if request.method == "POST" else None
    choice = TakeOverForm(data, user=request.user)
    is_new = "neu" in request.GET or "name" in request.POST or not choice.organisations
    form = registration_of(proposal, data) if is_new else choice
    if form.is_valid():
        given = {"register": form.cleaned_data} if is_new else form.cleaned_data
        application = actions.take_over(proposal, **given, by=request.user, at=request.arrived_at)
        messages.success(request, _("Der Vorschlag gehört jetzt Ihnen: Wir haben einen Entwurf angelegt."))
        return redirect("application_proposal", application.pk)
    context = about(request, proposal, token) | {"form": form, "is_new": is_new, "may_choose": choice.organisations}
    return render(request, "prize/proposal_take_over.html", context)


def registration_of(proposal, data):
    known = {"name": proposal.organisation_name, "town": proposal.place, "district": proposal.district_id}
    return OrganisationForm(data, initial=known)


@get_and_post
@offered
@stale_leads_back
def proposal_agree(request, proposal, token):
    form = AgreeForm(request.POST if request.method == "POST" else None, proposal=proposal)
    if form.is_valid():
        actions.agree(proposal, **form.cleaned_data, by=who(request), at=request.arrived_at)
        return redirect("proposal_invitation", token)
    return render(request, "prize/proposal_agree.html", about(request, proposal, token) | {"form": form})


@get_and_post
@offered
@stale_leads_back
def proposal_decline(request, proposal, token):
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.decline(proposal, **form.cleaned_data, by=who(request), at=request.arrived_at)
        return redirect("proposal_invitation", token)
    return render(request, "prize/proposal_decline.html", about(request, proposal, token) | {"form": form})


def who(request):
    return request.user if request.user.is_authenticated else None


@login_required
@require_safe
def application_proposal(request, application_pk):
    """What was said about a project that its organisation has taken over, to be used in the application."""
    application = get_object_or_404(Application.objects.own(request.user), pk=application_pk)
    taken = application.proposals.for_page().filter(state="taken_over").first()
    if taken is None:
        raise Http404
    family = taken.family()
    context = {"application": application, "proposal": taken, "texts": [p.merit for p in family]}
    context["senders"] = [p.sender_name for p in family if p.may_name_sender]
    may_edit = rules.may_edit(application, request.user, request.arrived_at)
    return render(request, "prize/application_proposal.html", context | {"may_edit": may_edit})
