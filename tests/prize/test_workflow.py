import pytest
from django.utils import timezone

from prize import actions
from prize.models.history import first_break
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_season_by_actions():
    application = factories.scored()
    candidacy = application.candidacies.get()
    clerk, lead = factories.clerk(), factories.lead()
    now = timezone.now()
    actions.nominate(candidacy, by=clerk, at=now)
    candidacy = actions.move(candidacy, "award_prize", by=lead, at=now)
    assert candidacy.state == "awarded"
    factories.end_call(candidacy.award.edition)
    actions.close_award(candidacy.award, by=lead, at=now)
    edition = actions.announce(application.edition, by=lead, at=now, moment=now)
    assert candidacy.laureate.names() == application.organisation.name
    edition.refresh_from_db()
    assert first_break(edition) is None
