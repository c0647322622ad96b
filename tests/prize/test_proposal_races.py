"""Several act on the same proposal at once: one wins, and nothing is there twice."""

from functools import partial

import pytest
from django.utils import timezone

from prize import actions
from prize.models import Application, History, Letter, Organisation, Proposal
from prize.models.history import first_break
from tests import factories
from tests.prize.test_races import at_once

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("places")]
ROUNDS = 10
AGREED = {"answer": "", "contact_name": "Ada", "contact_email": "ada@example.org"}


def conflicts(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, actions.Conflict)]


def whole(proposal):
    proposal.refresh_from_db()
    proposal.edition.refresh_from_db()
    return first_break(proposal.edition) is None


def test_of_two_who_take_over_at_once_exactly_one_wins():
    for _ in range(ROUNDS):
        proposal, now = factories.ProposalFactory(invited=True), timezone.now()
        people = [factories.UserFactory() for _ in range(2)]
        data = [{"name": f"Verein {person.pk}", "kind": "verein", "town": "Celle"} for person in people]
        outcomes = at_once(
            *(
                partial(actions.take_over, proposal, register=d, by=person, at=now)
                for d, person in zip(data, people, strict=True)
            )
        )
        won = [outcome for outcome in outcomes if isinstance(outcome, Application)]
        assert (len(won), len(conflicts(outcomes))) == (1, 1), outcomes
        assert Application.objects.filter(edition=proposal.edition).count() == 1
        assert Organisation.objects.filter(name__in=[d["name"] for d in data]).count() == 1
        assert whole(proposal)
        assert proposal.application == won[0]


def test_a_double_click_makes_one_draft_and_one_letter():
    organisation = factories.OrganisationFactory()
    owner, now = factories.member_of(organisation), timezone.now()
    proposal = factories.ProposalFactory(invited=True)
    click = partial(actions.take_over, proposal, organisation=organisation, by=owner, at=now)
    outcomes = at_once(click, click, click)
    assert len(set(outcomes)) == 1, outcomes
    assert (Application.objects.count(), Letter.objects.filter(kind="proposal_taken_over").count()) == (1, 1)


def test_one_declines_while_another_agrees_and_the_office_merges():
    for _ in range(ROUNDS):
        proposal, now = factories.ProposalFactory(), timezone.now()
        other = factories.ProposalFactory(edition=proposal.edition)
        outcomes = at_once(
            partial(actions.agree, proposal, by=None, at=now, **AGREED),
            partial(actions.close_proposal, proposal, by=factories.clerk(), at=now, reason="so"),
            partial(actions.merge_proposal, proposal, into=other, by=factories.clerk(), at=now),
        )
        assert all(isinstance(outcome, Proposal | actions.Conflict) for outcome in outcomes), outcomes
        assert whole(proposal)
        assert proposal.state in {"closed", "merged", "agreed"}
        steps = History.objects.filter(edition=proposal.edition).count()
        assert steps == 3 - len(conflicts(outcomes))


def test_two_proposals_are_never_merged_into_each_other():
    for _ in range(ROUNDS):
        one, now, by = factories.ProposalFactory(), timezone.now(), factories.clerk()
        two = factories.ProposalFactory(edition=one.edition)
        outcomes = at_once(
            partial(actions.merge_proposal, one, into=two, by=by, at=now),
            partial(actions.merge_proposal, two, into=one, by=by, at=now),
        )
        assert len(conflicts(outcomes)) == 1, outcomes
        assert Proposal.objects.filter(edition=one.edition, state="merged").count() == 1


def test_numbers_are_given_once_and_without_gaps():
    edition, now = factories.EditionFactory(), timezone.now()
    waits = {"edition": edition, "state": "unconfirmed", "number": None, "confirmed_at": None}
    sent = [factories.ProposalFactory(**waits) for _ in range(6)]
    outcomes = at_once(*(partial(actions.confirm_proposal, proposal, at=now) for proposal in sent * 2))
    assert not conflicts(outcomes)
    assert sorted(Proposal.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Letter.objects.filter(kind="proposal_received").count() == 6
