"""A proposal's way: sent, confirmed by its sender, offered to the organisation, which answers. Each action first locks
the edition: of two at once the second sees what the first has done.

`by` is None for people who act by a mailed link and are not signed in.
"""

import datetime
import secrets
from itertools import islice

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from prize import mail, rules
from prize.models import Application, ApplicationKind, History, Proposal, ProposalState, QuestionKind
from prize.models.call import hash_of
from prize.models.question import characters

from .applications import start_application
from .errors import NotAllowed, StepNotOpen
from .people import register_organisation
from .workflow import is_open, lock_edition

DOUBLE_CLICK = datetime.timedelta(minutes=1)
UNNAMED = {"confirm", "agree", "decline"}  # who did that stands in the proposal and goes with it, see erase_proposal


def lock_proposal(proposal):
    edition = lock_edition(proposal.edition_id)
    locked = Proposal.objects.for_page().select_for_update(of=("self",)).get(pk=proposal.pk)
    locked.edition = edition
    return locked


def lock_survivor(proposal):
    """What a link leads to: merged proposals are answered by the one that they were merged into."""
    return lock_proposal(lock_proposal(proposal).survivor())


def take(proposal, step, *, by, at, facts=None, **told):
    """Ask the FSM, step, save, write history. `told` stands in the history: nothing of what somebody said or who they
    are, because the history is never erased."""
    before, application = proposal.state, proposal.application
    if not is_open(proposal, step, by):
        raise StepNotOpen(proposal, step, proposal.what_closes(step, by))
    getattr(proposal, step)(by=by, at=at, **(facts or {}))
    proposal.save()
    by = None if step in UNNAMED else by
    facts_of_row = {"before": before, "after": proposal.state, "application": proposal.application or application}
    log(proposal, step, by=by, at=at, **facts_of_row, **told)


def log(proposal, step, *, by, at, **facts):
    History.objects.append(proposal.edition, f"proposal_{step}", by=by, at=at, proposal=proposal.reference, **facts)


def check_call(edition, at):
    if not rules.is_open_for_filing(edition, at):
        raise NotAllowed(_("Das geht nur, solange die Bewerbungsfrist läuft."))


# Its sender -------------------------------------------------------------------------------------
@transaction.atomic
def propose(edition, data, *, by, at):
    """Keep what somebody proposes. Who is signed in has proved their address; everybody else confirms it by a mailed
    link. The same sent twice is one proposal."""
    edition = lock_edition(edition.pk)
    check_call(edition, at)
    data = data | {"sender_email": data["sender_email"].strip().lower(), "sender": by}
    asked = ("sender", "sender_email", "project_title", "organisation_name")
    same = Proposal.objects.filter(edition=edition, **{name: data[name] for name in asked})
    if by:
        return same.confirmed().first() or receive(Proposal(edition=edition, requested_at=at, **data), by=by, at=at)
    waiting = same.filter(state=ProposalState.UNCONFIRMED).first()
    if waiting and at - waiting.requested_at < DOUBLE_CLICK:
        return waiting
    return ask_to_confirm(waiting or Proposal(edition=edition), data, at=at)


def ask_to_confirm(proposal, data, *, at):
    token = secrets.token_urlsafe(24)
    for name, value in data.items():
        setattr(proposal, name, value)
    proposal.confirmation_hash, proposal.requested_at = hash_of(token), at
    proposal.save()
    mail.tell_proposer(proposal, "proposal_confirm", at=at, url=reverse("proposal_confirm", args=[token]))
    return proposal


@transaction.atomic
def confirm_proposal(proposal, *, at):
    """The second time changes nothing."""
    proposal = lock_proposal(proposal)
    if proposal.number is None:
        check_call(proposal.edition, at)
        receive(proposal, by=None, at=at)
    return proposal


def receive(proposal, *, by, at):
    """It counts from now on; numbers have no gaps, because what is confirmed is never deleted."""
    highest = Proposal.objects.filter(edition=proposal.edition).aggregate(Max("number"))["number__max"] or 0
    take(proposal, "confirm", by=by, at=at, facts={"number": highest + 1})
    mail.tell_proposer(proposal, "proposal_received", at=at, url=reverse("home"))
    return proposal


# The office -------------------------------------------------------------------------------------
@transaction.atomic
def invite_proposed(proposal, *, by, at, contact_name, contact_email):
    """Ask the organisation, by a link that replaces an earlier one."""
    proposal = lock_proposal(proposal)
    check_call(proposal.edition, at)
    if proposal.invited_at and at - proposal.invited_at < DOUBLE_CLICK:
        raise NotAllowed(_("Die Einladung ist gerade eben hinausgegangen."))
    token = secrets.token_urlsafe(24)
    facts = {"invitation_hash": hash_of(token), "contact_name": contact_name, "contact_email": contact_email}
    take(proposal, "invite", by=by, at=at, facts=facts)
    mail.invite_proposed(proposal, token, at=at)
    return proposal


@transaction.atomic
def merge_proposal(proposal, *, into, by, at):
    """The same project: `into` is another proposal or an application of the same edition, which goes on for both."""
    proposal = lock_proposal(proposal)
    target = type(into).objects.select_related("edition").get(pk=into.pk)
    if target.edition_id != proposal.edition_id:
        raise NotAllowed(_("Zusammenführen lässt sich nur, was zur selben Ausgabe gehört."))
    if isinstance(target, Application):
        facts, is_fit = {"application": target}, target.is_filed
    else:
        facts, is_fit = {"merged_into": target}, target.may_be_merged_into and target.pk != proposal.pk
    if not is_fit:
        raise NotAllowed(_("Damit lässt sich dieser Vorschlag nicht zusammenführen: %s.") % target)
    take(proposal, "merge", by=by, at=at, facts=facts, into=target.reference)
    return proposal


@transaction.atomic
def unmerge_proposal(proposal, *, by, at):
    proposal = lock_proposal(proposal)
    target = proposal.merged_into or proposal.application
    take(proposal, "unmerge", by=by, at=at, into=target.reference if target else "")
    return proposal


@transaction.atomic
def close_proposal(proposal, *, by, at, reason):
    proposal = lock_proposal(proposal)
    take(proposal, "close", by=by, at=at, facts={"reason": reason}, reason=reason)
    return proposal


# The organisation -------------------------------------------------------------------------------
@transaction.atomic
def take_over(proposal, *, by, at, organisation=None, register=None):
    """Make the proposal a draft of the organisation, or of one that is registered by these data. Who clicks twice finds
    the draft; of two people exactly one wins. Returns the application."""
    organisation = organisation or register_organisation(register, by=by, at=at)
    proposal = lock_survivor(proposal)
    if proposal.is_taken_over and proposal.application.organisation_id == organisation.pk:
        return proposal.application
    check_call(proposal.edition, at)
    if not is_open(proposal, "take_over", by):
        raise StepNotOpen(proposal, "take_over", proposal.what_closes("take_over", by))
    earlier = set(organisation.applications.values_list("pk", flat=True))
    answers = answers_for_draft(proposal)
    application = start_application(proposal.edition, organisation, by=by, at=at, data=answers)
    if application.pk not in earlier:  # what the organisation had begun by itself stays its own application
        application.kind = ApplicationKind.PROPOSAL
        application.save(update_fields=["kind"])
    take(proposal, "take_over", by=by, at=at, facts={"application": application})
    tell_senders(proposal, "proposal_taken_over", at=at)
    return application


def answers_for_draft(proposal):
    """{question key: answer} of what was said; what nobody said is left to the organisation. The text goes where it
    fits: into „Kurz gesagt“, or into the next question for a long text."""
    names = ("project_title", "place", "contact_name", "contact_email", "contact_phone")
    answers = {name: getattr(proposal, name) for name in names} | {"district": proposal.district_id}
    asked = proposal.edition.questions.filter(kind=QuestionKind.LONG_TEXT).order_by("page__position", "position", "pk")
    fits = (q.key for q in asked if not q.max_chars or characters(proposal.merit) <= q.max_chars)
    answers |= dict.fromkeys(islice(fits, 1), proposal.merit)
    return {key: answer for key, answer in answers.items() if answer}


@transaction.atomic
def agree(proposal, *, by, at, answer, contact_name, contact_email):
    """The organisation wants it, and leaves the work to the office; `answer` is what it adds or puts right."""
    proposal = lock_survivor(proposal)
    if proposal.is_agreed:
        return proposal  # a second click
    check_call(proposal.edition, at)
    facts = {"answer": answer, "contact_name": contact_name, "contact_email": contact_email}
    take(proposal, "agree", by=by, at=at, facts=facts)
    tell_senders(proposal, "proposal_agreed", at=at)
    return proposal


@transaction.atomic
def decline(proposal, *, by, at, answer, may_tell_answer):
    """The organisation does not want it: at any time, also after the deadline and after it had agreed."""
    proposal = lock_survivor(proposal)
    if proposal.is_declined:
        return proposal  # a second click
    take(proposal, "decline", by=by, at=at, facts={"answer": answer, "may_tell_answer": may_tell_answer})
    tell_senders(proposal, "proposal_declined", at=at, reason=answer if may_tell_answer else "")
    return proposal


def tell_senders(proposal, kind, *, at, **facts):
    """Everybody who proposed it, each once."""
    senders = {p.sender_email: p for p in reversed(proposal.family()) if p.sender_email}
    for sent in reversed(senders.values()):
        mail.tell_proposer(sent, kind, at=at, url=reverse("home"), **facts)


# Forgetting -------------------------------------------------------------------------------------
ERASED = (
    "project_title", "place", "merit", "organisation_name", "contact_name", "contact_email", "contact_phone",
    "sender_name", "sender_email", "answer",
)  # fmt: skip


@transaction.atomic
def erase_proposal(proposal, *, at):
    """Of a declined one, and of what was merged into it, only number, state and moments stay. Letters go as well, but
    for one that is being sent right now: then the next round does it."""
    proposal = lock_proposal(proposal)
    family = proposal.family()
    letters = [mail.letters_of(p) for p in family]
    if any(found.filter(leased_until__gt=at).exists() for found in letters):
        return
    for found in letters:
        found.delete()
    for one in family:
        one.edition = proposal.edition
        for name in ERASED:
            setattr(one, name, "")
        one.district = one.sender = one.answered_by = None
        one.erased_at = at
        one.save()
        log(one, "erase", by=None, at=at)


@transaction.atomic
def forget_unconfirmed(*, at):
    """Proposals whose sender never confirmed them, with the letters that asked for it."""
    forgotten = list(Proposal.objects.forgotten(at).select_for_update(of=("self",)))
    for proposal in forgotten:
        mail.letters_of(proposal).filter(leased_until__isnull=True).delete()
        proposal.delete()
    return len(forgotten)


def erase_due(*, at):
    """What the worker does every hour; returns how many proposals were looked at."""
    due = list(Proposal.objects.due_for_erasure(at))
    for proposal in due:
        erase_proposal(proposal, at=at)
    return len(due) + forget_unconfirmed(at=at)
