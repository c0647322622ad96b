"""Several clerks issue at once: real threads, real transactions, on whatever DATABASE_URL names."""

import pytest
from django.utils import timezone

from certificates import actions
from certificates.models import Certificate
from prize.actions import Conflict
from prize.models import Edition, Laureate
from prize.models.history import first_break
from tests import factories
from tests.certificates import world
from tests.prize.test_races import at_once

pytestmark = [
    pytest.mark.threads,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("places"),
]


def issuing(laureate, by):
    return lambda: actions.issue(laureate, by=by, at=timezone.now())


def test_one_laureate_gets_one_certificate_and_numbers_have_no_gap():
    edition = world.ready("Verein A", "Verein B", "Verein C", "Verein D")
    clerks = [factories.clerk() for _ in range(2)]
    calls = [issuing(laureate, by) for laureate in Laureate.objects.all() for by in clerks]
    outcomes = at_once(*calls)
    assert sum(isinstance(outcome, Certificate) for outcome in outcomes) == 4, outcomes
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 4, outcomes
    assert list(Certificate.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    assert len(set(Certificate.objects.values_list("laureate"))) == 4
    assert first_break(Edition.objects.get(pk=edition.pk)) is None


def test_revoking_twice_at_once_happens_once():
    world.ready("Verein A")
    certificate = actions.issue(Laureate.objects.get(), by=factories.clerk(), at=timezone.now())
    leads = [factories.lead() for _ in range(2)]
    outcomes = at_once(
        *(lambda by=by: actions.revoke(certificate, reason=str(by), by=by, at=timezone.now()) for by in leads)
    )
    assert sum(isinstance(outcome, Certificate) for outcome in outcomes) == 1, outcomes
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1, outcomes
