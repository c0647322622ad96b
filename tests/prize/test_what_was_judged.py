"""What the jury has judged is what gets the prize: nobody rewrites it on the way."""

import pytest
from django.utils import timezone

from prize import actions
from prize.models import Candidacy
from tests import factories

pytestmark = pytest.mark.django_db
RETURNED = "Die Bewerbung ist zurückgegeben und noch nicht wieder eingereicht"


def send_back(application):
    return actions.send_back(application, by=factories.clerk(), at=timezone.now(), reason="Bitte ergänzen.")


def test_nothing_is_returned_once_the_jury_has_scored_it(client):
    application = factories.scored()
    with pytest.raises(actions.StepNotOpen, match="Die Jury hat die Bewerbung schon bewertet"):
        send_back(application)
    client.force_login(factories.clerk())
    assert "Zur Ergänzung zurückgeben" not in client.get(f"/buero/bewerbungen/{application.pk}/").content.decode()
    at = timezone.now()
    actions.move(application.candidacies.get(), "reopen", by=factories.lead(), at=at, reason="Neue Unterlagen.")
    assert send_back(application).is_returned


@pytest.fixture
def returned():
    """Returned before the jury was done: the sheets came in meanwhile."""
    application = send_back(factories.accepted())
    facts = {"by": factories.lead(), "at": timezone.now(), "sheets": 3, "quorum": 3}
    return actions.move(application.candidacies.get(), "score", **facts)


def nominate(candidacy):
    return actions.nominate(candidacy, by=factories.clerk(), at=timezone.now())


def file_again(candidacy):
    return actions.file_application(candidacy.application, by=factories.clerk(), at=timezone.now())


def test_a_returned_application_is_not_nominated(client, returned):
    with pytest.raises(actions.StepNotOpen, match=RETURNED):
        nominate(returned)
    client.force_login(factories.clerk())
    assert "Vorschlagen" not in client.get(f"/buero/bewerbungen/{returned.application_id}/").content.decode()
    file_again(returned)
    assert nominate(returned).nominated_at


def test_a_returned_application_gets_no_prize(returned):
    file_again(returned)
    candidacy = Candidacy.objects.for_step().get(pk=nominate(returned).pk)
    candidacy.application.state = "returned"
    assert candidacy.what_closes("award_prize") == [RETURNED + "."]
