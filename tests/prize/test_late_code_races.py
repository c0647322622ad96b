"""Several people and one late code at once: real threads, real transactions."""

import datetime
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from prize import actions
from prize.models import Application, Edition, History, LateCode
from prize.models.history import first_break
from tests import factories
from tests.prize.test_races import at_once

pytestmark = [
    pytest.mark.threads,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("places"),
]
ROUNDS = 15


def issue(edition):
    at = timezone.now()
    until = at + datetime.timedelta(days=1)
    return actions.issue_late_code(
        edition, meant_for="Verein", reason="Krankheit", valid_until=until, by=factories.clerk(), at=at
    )


def organisations_with_members(count):
    found = [factories.OrganisationFactory() for _ in range(count)]
    return [(organisation, factories.member_of(organisation)) for organisation in found]


def test_of_many_organisations_exactly_one_redeems_a_code():
    edition = factories.EditionFactory()
    factories.end_call(edition)
    rivals = organisations_with_members(4)
    for _ in range(ROUNDS):
        late_code, code = issue(edition)
        calls = [partial(actions.redeem_late_code, code, o, by=by, at=timezone.now()) for o, by in rivals]
        outcomes = at_once(*calls)
        assert sum(isinstance(o, LateCode) for o in outcomes) == 1, outcomes
        assert sum(isinstance(o, ValidationError) for o in outcomes) == len(rivals) - 1, outcomes
        late_code.refresh_from_db()
        assert (late_code.organisation, late_code.redeemed_by) in rivals
    assert History.objects.filter(step="redeem_late_code").count() == ROUNDS
    assert first_break(Edition.objects.get()) is None


def test_taking_back_and_redeeming_at_once_leaves_nothing_open():
    """Whichever came first: afterwards nobody files by the code."""
    edition = factories.EditionFactory()
    factories.end_call(edition)
    factories.AwardFactory(edition=edition)
    for organisation, member in organisations_with_members(ROUNDS):
        draft = factories.ApplicationFactory(edition=edition, organisation=organisation)
        (late_code, code), at = issue(edition), timezone.now()
        at_once(
            partial(actions.redeem_late_code, code, organisation, by=member, at=at),
            partial(actions.revoke_late_code, late_code, by=late_code.issued_by, at=at),
        )
        with pytest.raises(actions.DeadlinePassed):
            actions.file_application(draft, by=member, at=timezone.now())


def test_taking_back_and_filing_at_once_is_one_or_the_other():
    edition = factories.EditionFactory()
    factories.end_call(edition)
    factories.AwardFactory(edition=edition)
    for organisation, member in organisations_with_members(ROUNDS):
        draft = factories.ApplicationFactory(edition=edition, organisation=organisation)
        (late_code, code), at = issue(edition), timezone.now()
        actions.redeem_late_code(code, organisation, by=member, at=at)
        filing, _taken_back = at_once(
            partial(actions.file_application, draft, by=member, at=at),
            partial(actions.revoke_late_code, late_code, by=late_code.issued_by, at=at),
        )
        steps = list(History.objects.order_by("-position").values_list("step", flat=True)[:3])
        if isinstance(filing, Application):
            assert filing.is_late
            assert steps.index("file") > steps.index("revoke_late_code"), "what was filed was filed before"
        else:
            assert isinstance(filing, actions.DeadlinePassed), filing
            assert steps[0] == "revoke_late_code"
