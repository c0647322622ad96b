"""The checklist of each candidacy: kept, taken over by the application's other awards, and what letting in rests on."""

import pytest
from django.urls import reverse

from prize.models import Candidacy, ChecklistItem, History
from tests import factories

pytestmark = pytest.mark.django_db


def step(candidacy, name):
    return reverse("candidacy_step", args=[candidacy.pk, name])


def page(application):
    return reverse("application_office", args=[application.pk])


def state(candidacy):
    return Candidacy.objects.values_list("state", flat=True).get(pk=candidacy.pk)


def text(response):
    return " ".join(response.content.decode().split())


def only(application):
    return application.candidacies.get()


@pytest.fixture
def with_checklist():
    award = factories.AwardFactory()
    ChecklistItem.objects.create(award=award, text="Fristgerecht eingegangen", rule="in_time", position=1)
    item = ChecklistItem.objects.create(award=award, text="Passt das Projekt zum Motto?", position=2)
    return only(factories.filed(edition=award.edition)), item


def test_the_checklist_is_saved_and_the_candidacy_accepted(office, with_checklist):
    candidacy, item = with_checklist
    shown = text(office.at_clerk.get(page(candidacy.application)))
    assert "Fristgerecht eingegangen" in shown
    assert "vom System geprüft" in shown
    address, field = reverse("checklist", args=[candidacy.pk]), f"k{candidacy.pk}-item{item.pk}"
    response = office.at_clerk.post(address, {field: "", "accept": "1"}, follow=True)
    assert "Gespeichert, aber nicht zugelassen" in text(response)
    assert state(candidacy) == "submitted"
    office.at_clerk.post(address, {field: "no"})
    assert candidacy.checklist_answers.get().is_met is False
    response = office.at_clerk.post(address, {field: "yes", "accept": "1"}, follow=True)
    assert state(candidacy) == "eligible"
    assert "zugelassen" in text(response)
    assert "Passt das Projekt zum Motto? – ja" in text(response)  # the history
    assert office.at_clerk.post(address, {field: "no"}).status_code == 409


def test_what_was_ticked_for_the_other_awards_is_kept(office):
    """The page is one form: each „Speichern“ sends every answer of the page."""
    first = factories.AwardFactory()
    second = factories.AwardFactory(edition=first.edition, name="Sonderpreis")
    items = [ChecklistItem.objects.create(award=award, text="Motto?", position=1) for award in (first, second)]
    application = factories.filed(edition=first.edition)
    candidacies = [application.candidacies.get(award=award) for award in (first, second)]
    data = {f"k{c.pk}-item{item.pk}": "yes" for c, item in zip(candidacies, items, strict=True)}
    assert office.at_clerk.get(page(application)).content.decode().count("<form") == 2  # signing out is one
    response = office.at_clerk.post(reverse("checklist", args=[candidacies[0].pk]), data | {"accept": "1"}, follow=True)
    assert f"Zugelassen: {first}" in text(response)
    assert [state(c) for c in candidacies] == ["eligible", "submitted"]
    assert candidacies[1].checklist_answers.get().is_met is True
    office.at_clerk.post(reverse("checklist", args=[candidacies[1].pk]), data | {"accept": "1"})  # an old page
    assert state(candidacies[1]) == "eligible"


def test_answers_for_all_prizes_of_the_application(office):
    main = factories.AwardFactory(position=1)
    special = factories.AwardFactory(edition=main.edition, name="Sonderpreis", position=2)
    texts = {main: ["Ehrenamtlich?", "Passt es zum Motto?"], special: ["Ehrenamtlich?", "Ist es Sport?"]}
    items = {
        award: [ChecklistItem.objects.create(award=award, text=text, position=n) for n, text in enumerate(asked)]
        for award, asked in texts.items()
    }
    application = factories.filed(edition=main.edition)
    first, second = application.candidacies.order_by("award__position")
    shown = text(office.at_clerk.get(page(application)))
    assert shown.count("Antworten für alle Preise dieser Bewerbung übernehmen") == 2
    ticked = dict.fromkeys((f"k{first.pk}-item{item.pk}" for item in items[main]), "yes")
    ticked |= {f"k{second.pk}-item{items[special][0].pk}": "", f"k{second.pk}-item{items[special][1].pk}": "no"}
    office.at_clerk.post(reverse("checklist", args=[first.pk]), ticked | {f"k{first.pk}-for_all": "on"})
    given = {a.item.text: a.is_met for a in second.checklist_answers.select_related("item")}
    assert given == {"Ehrenamtlich?": True, "Ist es Sport?": False}
    rows = History.objects.filter(step="answer_checklist").order_by("position")
    assert [row.candidacy_id for row in rows] == [first.pk, second.pk]
    assert rows[1].facts["answers"] == {"Ehrenamtlich?": True, "Ist es Sport?": False}


def test_a_question_of_one_prize_alone_is_not_offered_for_all(office, with_checklist):
    assert "für alle Preise" not in text(office.at_clerk.get(page(with_checklist[0].application)))


def test_an_answer_that_the_page_does_not_offer(office, with_checklist):
    candidacy, item = with_checklist
    data = {f"k{candidacy.pk}-item{item.pk}": "vielleicht"}
    assert office.at_clerk.post(reverse("checklist", args=[candidacy.pk]), data).status_code == 404


def test_accept_without_a_complete_checklist_says_why(office, with_checklist):
    response = office.at_clerk.get(step(with_checklist[0], "accept"), follow=True)
    assert response.redirect_chain == [(page(with_checklist[0].application), 302)]
    assert "Die Prüfliste ist noch nicht vollständig." in text(response)
