"""What becomes of a decision: the laureate's public text, full awards, letters that wait after the announcement."""

import datetime

import pytest
from django.utils import timezone

from prize import actions
from prize.models import Candidacy
from tests import factories

pytestmark = pytest.mark.django_db


def awarded(**fields):
    candidacy = factories.scored(**fields).candidacies.get()
    actions.nominate(candidacy, by=factories.clerk(), at=timezone.now())
    return actions.move(candidacy, "award_prize", by=factories.lead(), at=timezone.now())


@pytest.mark.parametrize(("may_be_shown", "text"), [(True, "Wir kochen."), (False, "")])
def test_the_short_text_is_published_only_with_consent(may_be_shown, text):
    candidacy = awarded(short_text="Wir kochen.", may_be_shown=may_be_shown)
    assert candidacy.laureate.text == text
    assert candidacy.laureate.project == candidacy.application.project_title


def test_nobody_is_nominated_for_an_award_that_is_given_away(client):
    award = factories.AwardFactory(places=1)
    second = factories.scored(edition=award.edition).candidacies.get()
    awarded(edition=award.edition)
    client.force_login(factories.clerk())
    response = client.post(f"/buero/kandidatur/{second.pk}/vorschlagen/")
    assert response.status_code == 409
    assert "Alle Preise sind schon vergeben." in response.content.decode()
    assert Candidacy.objects.get(pk=second.pk).nominated_at is None


def test_the_cockpit_warns_when_announced_results_have_not_been_sent(client):
    now = timezone.now()
    candidacy = awarded()
    lead = factories.lead()
    factories.end_call(candidacy.award.edition)
    actions.close_award(candidacy.award, by=lead, at=now)
    moment = now + datetime.timedelta(seconds=1)
    actions.announce(candidacy.application.edition, by=lead, at=now, moment=moment)
    client.force_login(lead)
    warning = "Die Ergebnisse sind bekannt gegeben, aber noch nicht mitgeteilt"
    assert warning not in client.get("/buero/").content.decode()
    candidacy.application.letters.filter(kind="awarded").update(not_before=now)
    page = client.get("/buero/").content.decode()
    assert warning in page
    assert "Ein Schreiben wartet noch" in page


def test_a_congratulation_that_has_not_gone_is_taken_back_with_the_award():
    """After the announcement too: „release all“ must not congratulate somebody whose award has been revoked."""
    candidacy, lead, now = awarded(), factories.lead(), timezone.now()
    factories.end_call(candidacy.award.edition)
    actions.close_award(candidacy.award, by=lead, at=now)
    actions.announce(candidacy.application.edition, by=lead, at=now, moment=now)
    assert candidacy.application.letters.filter(kind="awarded").exists()
    actions.move(candidacy, "revoke", by=lead, at=timezone.now(), reason="Doch nicht erfüllt.")
    kinds = set(candidacy.application.letters.values_list("kind", flat=True))
    assert kinds & {"awarded", "not_awarded", "revoke"} == {"revoke"}


def test_the_congratulation_names_prize_sum_day_and_place():
    edition = factories.EditionFactory(ceremony_on=datetime.date(2099, 11, 2), ceremony_place="")
    award = factories.AwardFactory(edition=edition, amount_eur=6000)
    candidacy, lead, now = awarded(edition=edition), factories.lead(), timezone.now()
    factories.end_call(award.edition)
    actions.close_award(award, by=lead, at=now)
    actions.announce(edition, by=lead, at=now, moment=now)
    body = candidacy.application.letters.get(kind="awarded").body
    assert f"- {award}, dotiert mit 6.000 Euro" in body
    assert "- Die Preise werden am 2. November 2099 verliehen. Die Einladung" in body
