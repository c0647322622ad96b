"""Two change the same organisation's members at once: one wins, and one person stays responsible."""

from functools import partial

import pytest
from django.utils import timezone

from prize import actions
from prize.models import Invitation, Letter, Membership
from tests import factories
from tests.prize.test_races import at_once

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
ROUNDS = 10


def owners(organisation):
    return organisation.memberships.filter(right="owner").count()


def test_the_new_owner_leaves_while_being_made_owner():
    for _ in range(ROUNDS):
        organisation = factories.OrganisationFactory()
        owner, other = factories.member_of(organisation), factories.member_of(organisation)
        membership, now = Membership.objects.get(user=other), timezone.now()
        outcomes = at_once(
            partial(actions.hand_over, membership, by=owner, at=now),
            partial(actions.remove_member, membership, by=other, at=now),
        )
        assert sum(isinstance(outcome, actions.NotAllowed) for outcome in outcomes) == 1, outcomes
        assert owners(organisation) == 1


def test_two_hand_overs_at_once_make_one_owner():
    for _ in range(ROUNDS):
        organisation = factories.OrganisationFactory()
        owner = factories.member_of(organisation)
        heirs = [Membership.objects.get(user=factories.member_of(organisation)) for _ in range(2)]
        now = timezone.now()
        outcomes = at_once(*(partial(actions.hand_over, heir, by=owner, at=now) for heir in heirs))
        assert sum(isinstance(outcome, actions.NotAllowed) for outcome in outcomes) == 1, outcomes
        assert owners(organisation) == 1


def test_an_invitation_is_accepted_once_and_not_when_it_is_taken_back_at_the_same_time():
    for _ in range(ROUNDS):
        organisation, guest = factories.OrganisationFactory(), factories.UserFactory()
        owner, now = factories.member_of(organisation), timezone.now()
        invitation = actions.invite(organisation, guest.email, "edit", by=owner, at=now)
        outcomes = at_once(
            partial(actions.accept_invitation, invitation, by=guest, at=now),
            partial(actions.accept_invitation, invitation, by=guest, at=now),
            partial(actions.revoke_invitation, invitation, by=owner, at=now),
        )
        joined = [outcome for outcome in outcomes if isinstance(outcome, Membership)]
        invitation.refresh_from_db()
        assert len(joined) == Membership.objects.filter(user=guest).count() == (invitation.accepted_at is not None)
        assert (invitation.accepted_at is None) != (invitation.revoked_at is None)


def test_a_double_click_leaves_one_invitation_that_waits():
    organisation = factories.OrganisationFactory()
    owner, now = factories.member_of(organisation), timezone.now()
    click = partial(actions.invite, organisation, "neu@example.org", "edit", by=owner, at=now)
    at_once(click, click)
    assert Invitation.objects.waiting().count() == 1
    assert Letter.objects.filter(kind="invitation").count() == 2
