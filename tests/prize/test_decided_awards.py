"""An award is decided when nobody can enter it any more and no jury reads for it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from jury import actions as jury_actions
from prize import actions
from prize.models import Award
from tests import factories
from tests.jury import factories as jury

pytestmark = pytest.mark.django_db
CALL_RUNS = "Die Bewerbungsfrist ist noch nicht vorbei."


def close(award, **fields):
    return actions.close_award(award, **{"by": factories.lead(), "at": timezone.now()} | fields)


def test_an_award_is_not_closed_while_the_call_runs(client):
    award = factories.AwardFactory()
    with pytest.raises(actions.NotAllowed, match=CALL_RUNS[:-1]):
        close(award)
    client.force_login(factories.lead())
    assert CALL_RUNS in client.get(reverse("awards")).content.decode()
    assert client.post(reverse("close_award", args=[award.pk])).status_code == 409
    with pytest.raises(actions.NotAllowed, match=CALL_RUNS[:-1]):
        close(award, at=award.edition.opens_at - datetime.timedelta(days=1))
    factories.end_call(award.edition)
    assert close(award).is_decided


def test_an_award_is_not_closed_while_its_jury_scores(client, django_assert_num_queries):
    panel = jury.panel()
    award, lead = jury.award_of(panel), factories.lead()
    other = factories.AwardFactory(edition=award.edition, name="Sonderpreis")
    factories.end_call(award.edition)
    with pytest.raises(actions.NotAllowed, match="Die Jury bewertet noch"):
        close(award)
    with django_assert_num_queries(1):
        found = [a.what_blocks_closing(timezone.now()) for a in Award.objects.for_decision()]
    assert found == [["Die Jury bewertet noch."], []]
    assert close(other).is_decided
    jury_actions.close_scoring(panel, by=lead, at=timezone.now())
    assert close(award).is_decided
