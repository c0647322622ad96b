"""The pages that confirm lead back to where one came from, and to nowhere outside."""

import pytest
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Candidacy
from tests import factories

pytestmark = pytest.mark.django_db
EVIL = ["https://example.org/", "//example.org", "/\\example.org", "///example.org", "javascript:alert(1)", "buero/"]


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def at_lead(client):
    client.force_login(factories.lead(name="Lea Leitung"))
    return client


@pytest.fixture
def nominated():
    candidacy = factories.scored().candidacies.get()
    return actions.nominate(candidacy, by=factories.clerk(), at=timezone.now())


def confirm_page(candidacy):
    return reverse("candidacy_step", args=[candidacy.pk, "award_prize"])


def test_confirming_from_the_awards_page_returns_there(at_lead, nominated):
    awards = reverse("awards")
    address = f"{confirm_page(nominated)}?next={awards}"
    assert f'href="{address}"' in text(at_lead.get(awards))
    asked = text(at_lead.get(address))
    assert f'<input type="hidden" name="next" value="{awards}">' in asked
    done = at_lead.post(confirm_page(nominated), {"next": awards}, follow=True)
    assert done.redirect_chain == [(awards, 302)]
    assert f"Erledigt: Auszeichnung bestätigen – {nominated.application}" in text(done)


@pytest.mark.parametrize("evil", EVIL)
def test_another_site_is_no_way_back(at_lead, nominated, evil):
    own = reverse("application_office", args=[nominated.application_id])
    assert at_lead.get(confirm_page(nominated), {"next": evil}).context["back"] == own
    assert at_lead.post(confirm_page(nominated), {"next": evil}).url == own


def test_what_holds_another_prize_shows_why_instead_of_a_button(at_lead):
    main = factories.AwardFactory(position=1)
    factories.AwardFactory(edition=main.edition, name="Sonderpreis", position=2)
    clerk, lead, now = factories.clerk(), factories.lead(), timezone.now()
    first, second = factories.scored(edition=main.edition).candidacies.order_by("award__position")
    for candidacy in (first, second):
        actions.nominate(candidacy, by=clerk, at=now)
    actions.move(first, "award_prize", by=lead, at=now)
    shown = text(at_lead.get(reverse("awards")))
    assert "Diese Bewerbung erhält schon: Niedersächsischer Integrationspreis." in shown
    assert confirm_page(second) not in shown
    assert at_lead.post(confirm_page(second)).status_code == 409
    back = f"{reverse('unnominate', args=[second.pk])}?next={reverse('awards')}"
    assert f'href="{back}"' in shown


def test_a_full_award_says_so(at_lead):
    award = factories.AwardFactory(places=1)
    clerk, lead, now = factories.clerk(), factories.lead(), timezone.now()
    one, two = [factories.scored(edition=award.edition).candidacies.get() for _ in range(2)]
    for candidacy in (one, two):
        actions.nominate(candidacy, by=clerk, at=now)
    actions.move(one, "award_prize", by=lead, at=now)
    assert "Alle Preise sind schon vergeben." in text(at_lead.get(reverse("awards")))


def test_a_stale_page_of_a_step_leads_to_the_application_and_changes_nothing(at_lead, nominated):
    own = reverse("application_office", args=[nominated.application_id])
    for address in (reverse("nominate", args=[nominated.pk]), reverse("candidacy_step", args=[nominated.pk, "accept"])):
        shown = at_lead.get(address, follow=True)
        assert shown.redirect_chain == [(own, 302)]
        assert "steht jetzt auf „bewertet“" in text(shown)
        assert at_lead.post(address).status_code == 409
    assert Candidacy.objects.get().nominated_at is not None


def test_an_award_that_cannot_be_closed_leads_to_the_awards(at_lead, nominated):
    shown = at_lead.get(reverse("close_award", args=[nominated.award_id]), follow=True)
    assert shown.redirect_chain == [(reverse("awards"), 302)]
    assert "Vorschlag ist noch nicht bestätigt" in text(shown)


def test_the_announcement_belongs_to_the_prizes(at_lead):
    factories.EditionFactory()
    shown = text(at_lead.get(reverse("announce")))
    assert f'<a href="{reverse("awards")}" aria-current="page">Preise</a>' in shown
