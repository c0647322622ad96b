"""Who reads an answer when the office changes its mind; questions that are taken out and come back; two at once."""

import pytest
from django.utils import timezone

from prize import actions
from prize.models import Application, Question
from tests import factories
from tests.journeys.person import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return Person(factories.clerk())


@pytest.fixture
def question(edition):
    return edition.questions.get(key="goals")


def edit(person, question, **fields):
    person.open(f"/buero/bogen/frage/{question.pk}/")
    return person.fill(fields, "Speichern")


def labels_for_jury(application):
    found = Application.objects.for_reading().get(pk=application.pk).answers(for_jury=True)
    return {answer["label"] for _title, answers in found for answer in answers}


def test_narrowed_at_once_and_widened_for_what_is_filed_from_then_on(clerk, edition, main_award, question):
    first = factories.filed(factories.ApplicationFactory(edition=edition))
    edit(clerk, question, **{"nur die Geschäftsstelle": True}).sees("Das gilt sofort").press("Ja, so ändern")
    assert question.label not in labels_for_jury(first)
    second = factories.filed(factories.ApplicationFactory(edition=edition))
    lead = Person(factories.lead())
    edit(lead, question, **{"Jury und Geschäftsstelle": True}).sees("nur für das, was ab jetzt eingereicht wird")
    lead.press("Ja, so ändern").sees("Bitte nennen Sie einen Grund.")
    lead.fill({"Warum": "Die Jury braucht die Ziele."}, "Ja, so ändern").sees("ist gespeichert")
    third = factories.filed(factories.ApplicationFactory(edition=edition))
    assert question.label in labels_for_jury(first)  # it was promised to the jury then
    assert question.label not in labels_for_jury(second)
    assert question.label in labels_for_jury(third)
    assert (
        edition.history.get(step="change_question", facts__reason__gt="").facts["reason"]
        == "Die Jury braucht die Ziele."
    )


def test_files_are_never_widened(edition, main_award):
    documents = edition.questions.get(key="documents")
    Question.objects.filter(pk=documents.pk).update(audience="office")
    factories.AttachmentFactory(application=factories.ApplicationFactory(edition=edition))
    lead = Person(factories.lead())
    edit(lead, documents, **{"Jury und Geschäftsstelle": True}).sees("Es gibt schon Dateien")


def test_another_kind_becomes_a_new_question_by_one_click(clerk, edition, main_award, question):
    factories.ApplicationFactory(edition=edition)
    edit(clerk, question, Art="kurzer Text", Frage="Ziel in einem Satz").sees("Auf diese Frage gibt es schon Antworten")
    clerk.press("Als neue Frage anlegen").sees("1 Entwurf ist in Arbeit").press("Ja, so ändern").sees("ist gespeichert")
    new = edition.questions.get(label="Ziel in einem Satz")
    question.refresh_from_db()
    assert (question.kind, question.label, question.position) == ("long_text", "Ziele und Zielgruppe", 4)
    assert (new.kind, new.page, new.position) == ("short_text", question.page, 5)


# Out and back -----------------------------------------------------------------------------------
def test_a_question_nobody_has_seen_is_deleted(clerk, edition, question):
    clerk.open(f"/buero/bogen/frage/{question.pk}/entfernen/").sees("ganz gelöscht").press("Frage löschen")
    assert not Question.objects.filter(pk=question.pk).exists()
    assert edition.history.latest("position").facts["changed"]["Frage"] == "Ziele und Zielgruppe"


def test_an_answered_question_is_retired_and_comes_back_with_its_answers(clerk, edition, main_award, question):
    filed = factories.filed(factories.ApplicationFactory(edition=edition))
    draft = factories.ApplicationFactory(edition=edition)
    clerk.open(f"/buero/bogen/frage/{question.pk}/entfernen/").sees("bleiben aufgehoben", "1 Bewerbung ist schon")
    clerk.press("Nicht mehr fragen").sees("wird nicht mehr gefragt", "Nicht mehr gefragt")
    member = Person(factories.member_of(draft.organisation))
    assert "Ziele und Zielgruppe" not in member.open(f"/bewerbung/{draft.pk}/bearbeiten/projekt/").text
    clerk.open(f"/buero/bewerbungen/{filed.pk}/").sees("Ziele und Zielgruppe", "Begegnung für alle")
    assert clerk.client.get(f"/buero/bogen/frage/{question.pk}/").status_code == 404
    clerk.open("/buero/bogen/").follow("Wieder fragen").press("Wieder fragen").sees("wird wieder gefragt")
    member.open(f"/bewerbung/{draft.pk}/bearbeiten/projekt/").sees("Ziele und Zielgruppe", "Begegnung für alle")
    question.refresh_from_db()
    assert (question.retired_at, question.position) == (None, 4)


def test_what_a_removal_means_is_asked_again_when_it_means_something_else_by_now(clerk, edition, main_award, question):
    clerk.open(f"/buero/bogen/frage/{question.pk}/entfernen/").sees("ganz gelöscht")
    factories.ApplicationFactory(edition=edition)
    clerk.press("Frage löschen").sees("Bitte lesen Sie noch einmal", "1 Entwurf ist in Arbeit")
    assert Question.objects.get(pk=question.pk).retired_at is None


# Two at once ------------------------------------------------------------------------------------
def test_the_later_of_two_is_told_and_keeps_what_was_typed(clerk, edition, question):
    other = Person(factories.clerk())
    other.open(f"/buero/bogen/frage/{question.pk}/")
    edit(clerk, question, Frage="Von der einen")
    other.fill({"Frage": "Von der anderen"}, "Speichern")
    assert other.status == 409
    other.sees(
        "Inzwischen hat jemand anderes diese Frage geändert", "jetzt: Von der einen", "bei Ihnen: Von der anderen"
    )
    question.refresh_from_db()
    assert question.label == "Von der einen"
    other.press("Speichern").sees("„Von der anderen“ ist gespeichert.")
    changed = [row.facts["changed"] for row in edition.history.filter(step="change_question").order_by("position")]
    assert changed[1] == {"Frage": "Von der einen → Von der anderen"}


def test_a_question_that_is_gone_is_said_to_be_gone(clerk, edition, question):
    other = Person(factories.clerk())
    other.open(f"/buero/bogen/frage/{question.pk}/")
    clerk.open(f"/buero/bogen/frage/{question.pk}/entfernen/").press("Frage löschen")
    assert other.client.post(f"/buero/bogen/frage/{question.pk}/", {"then": "save"}).status_code == 404


def test_the_first_filing_between_asking_and_saying_yes_asks_again(clerk, edition, main_award, question):
    draft = factories.ApplicationFactory(edition=edition)
    edit(clerk, question, Frage="Anders").sees("1 Entwurf ist in Arbeit")
    factories.filed(draft)
    clerk.press("Ja, so ändern").sees("1 Bewerbung ist schon eingereicht")
    question.refresh_from_db()
    assert question.label == "Ziele und Zielgruppe"
    clerk.press("Ja, so ändern").sees("ist gespeichert")


def test_only_the_office_changes_a_form_whatever_door_it_comes_by(edition, question):
    stranger, at = factories.UserFactory(), timezone.now()
    for act in (
        lambda: actions.add_page(edition, "Seite", "", by=stranger, at=at),
        lambda: actions.remove_question(question, seen="", by=stranger, at=at),
        lambda: actions.move_question(question, seen="", by=stranger, at=at, direction="up"),
        lambda: actions.take_form(edition, None, by=stranger, at=at),
    ):
        with pytest.raises(actions.NotAllowed):
            act()


# Preview ----------------------------------------------------------------------------------------
def test_the_preview_follows_what_is_typed_and_keeps_nothing(clerk, edition, question):
    data = {
        "kind": "choice",
        "label": "Wie groß?",
        "option_lines": "klein\ngroß",
        "audience": "office",
        "then": "preview",
    }
    part = clerk.client.post(
        f"/buero/bogen/frage/{question.pk}/", data | {"then": "preview"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "Wie groß?" in part
    assert "groß" in part
    assert "liest nur die Geschäftsstelle" in part
    assert "<html" not in part
    edit(clerk, question).open(f"/buero/bogen/frage/{question.pk}/")
    clerk.fill({"Frage": "Noch nicht gespeichert"}, "Vorschau").sees("So fragt der Bogen", "Noch nicht gespeichert")
    question.refresh_from_db()
    assert question.label == "Ziele und Zielgruppe"
