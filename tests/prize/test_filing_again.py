"""What becomes of candidacies when an application is filed again, and what stays of one that never was filed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Application
from prize.models.history import first_break
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def main():
    return factories.AwardFactory()


@pytest.fixture
def sport(main):
    return factories.AwardFactory(edition=main.edition, kind="special", name="Sportpreis", is_automatic=False)


@pytest.fixture
def clerk():
    return factories.clerk()


def entered(main, *chosen):
    """(application that chose these awards, its member)"""
    application = factories.ApplicationFactory(edition=main.edition)
    factories.set_answers(application, chosen_awards=[award.pk for award in chosen])
    member = factories.member_of(application.organisation)
    return factories.filed(application, by=member), member


def states(application):
    return dict(application.candidacies.values_list("award__name", "state"))


def file_again(application, *, by, clerk, chosen):
    now = timezone.now()
    application = actions.send_back(application, by=clerk, at=now, reason="Bitte ergänzen.")
    data = {"chosen_awards": [award.pk for award in chosen]}
    actions.save_application(application, data, by=by, at=now, version=application.version)
    return actions.file_application(application, by=by, at=now)


@pytest.mark.parametrize("is_accepted", [False, True])
def test_an_award_unticked_before_filing_again_is_left(main, sport, clerk, is_accepted):
    application, member = entered(main, sport)
    if is_accepted:
        actions.move(application.candidacies.get(award=sport), "accept", by=clerk, at=timezone.now())
    application = file_again(application, by=member, clerk=clerk, chosen=[])
    assert states(application) == {main.name: "submitted", "Sportpreis": "withdrawn"}
    row = application.history.filter(step="withdraw").get()
    assert (row.candidacy.award, row.after, row.by) == (sport, "withdrawn", member)
    assert first_break(application.edition) is None
    letter = application.letters.filter(kind="file").first()
    assert "Sportpreis" not in letter.body


def test_filing_again_leaves_alone_what_was_not_unticked(main, sport, clerk):
    application, member = entered(main, sport)
    application = file_again(application, by=member, clerk=clerk, chosen=[sport])
    assert set(states(application).values()) == {"submitted"}
    assert not application.history.filter(step="withdraw").exists()


def test_what_was_withdrawn_is_not_promised_again(main, sport, clerk):
    """A withdrawn candidacy stays withdrawn: neither page nor letter may say that it runs."""
    application, member = entered(main, sport)
    application = file_again(application, by=member, clerk=clerk, chosen=[])
    application = file_again(application, by=member, clerk=clerk, chosen=[sport])
    assert states(application)["Sportpreis"] == "withdrawn"
    assert application.awards_to_enter() == [main]
    assert "Sportpreis" not in application.letters.filter(kind="file").first().body


def test_an_application_is_withdrawn_although_one_candidacy_already_was(main, sport, clerk):
    application, member = entered(main, sport)
    actions.move(application.candidacies.get(award=sport), "withdraw", by=clerk, at=timezone.now(), reason="Tippfehler")
    application = actions.withdraw_application(application, by=member, at=timezone.now())
    assert application.is_withdrawn
    assert set(states(application).values()) == {"withdrawn"}


def test_what_was_saved_after_the_check_is_not_filed_unseen(main):
    """The version is compared under the lock: a colleague may save between the page and the click."""
    draft = factories.ApplicationFactory(edition=main.edition)
    member = factories.member_of(draft.organisation)
    actions.save_application(draft, {"project_title": "Neu"}, by=member, at=timezone.now(), version=draft.version)
    with pytest.raises(actions.EditedMeanwhile):
        actions.file_application(draft, by=member, at=timezone.now(), version=draft.version)
    assert Application.objects.get(pk=draft.pk).is_draft


def test_a_discarded_draft_stays_with_its_organisation(client, main, clerk):
    draft = factories.ApplicationFactory(edition=main.edition, project_title="Nie eingereicht")
    member = factories.member_of(draft.organisation)
    actions.withdraw_application(draft, by=member, at=timezone.now())
    assert not Application.objects.visible_to(clerk).exists()
    assert Application.objects.visible_to(member).exists()
    client.force_login(clerk)
    for name in ("register", "history", "cockpit"):
        assert "Nie eingereicht" not in client.get(reverse(name)).content.decode(), name
    assert client.get(reverse("application_office", args=[draft.pk])).status_code == 404
