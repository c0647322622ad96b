"""The editor of a question: every kind, what is wrong beside its field, what a change means once people answered."""

import pytest

from prize.models import Application, History, Question
from prize.models.history import first_break
from prize.models.question_rules import options_from
from tests import factories
from tests.journeys.person import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return Person(factories.clerk())


@pytest.fixture
def lead():
    return Person(factories.lead())


@pytest.fixture
def question(edition):
    return edition.questions.get(key="goals")


def add(person, edition, **fields):
    """The page of a new question on the form's second page, filled in and saved."""
    page = edition.form_pages.order_by("position")[1]
    person.open(f"/buero/bogen/seite/{page.pk}/frage/")
    return person.fill(fields, "Speichern")


def edit(person, question, **fields):
    person.open(f"/buero/bogen/frage/{question.pk}/")
    return person.fill(fields, "Speichern")


KINDS = {  # what the office fills in: what is kept
    "kurzer Text": ({"Höchstens Zeichen": "80"}, {"kind": "short_text", "max_chars": 80}),
    "langer Text": ({"Höchstens Wörter": "300"}, {"kind": "long_text", "max_words": 300}),
    "eine Auswahl": (
        {"Möglichkeiten": "Neu\nLänger"},
        {"kind": "choice", "options": [{"key": "neu", "label": "Neu"}, {"key": "laenger", "label": "Länger"}]},
    ),
    "mehrere zur Auswahl": (
        {"Möglichkeiten": "Musik\n\n  Sport  "},
        {"kind": "choices", "options": [{"key": "musik", "label": "Musik"}, {"key": "sport", "label": "Sport"}]},
    ),
    "Zahl": ({"Kleinste Zahl": "0", "Größte Zahl": "500"}, {"kind": "number", "lowest": 0, "highest": 500}),
    "Datum": ({}, {"kind": "date"}),
    "Internetadresse": (
        {"Möglichkeiten": "https://www.Vimeo.com/x"},
        {"kind": "url", "options": [{"key": "vimeo_com", "label": "vimeo.com"}]},
    ),
    "Datei": (
        {"Dateien": "Bilder (JPEG, PNG, WebP)", "Höchstens Dateien": "2", "Höchstens MB je Datei": "5"},
        {"kind": "file", "file_kind": "picture", "max_files": 2, "max_mb": 5},
    ),
    "Erklärung zum Ankreuzen": ({}, {"kind": "declaration"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_of_every_kind_is_added_and_asked(clerk, edition, main_award, kind):
    filled, kept = KINDS[kind]
    add(clerk, edition, Art=kind, Frage="Etwas Neues", Hinweis="Ganz kurz.", Pflichtangabe=True, **filled)
    clerk.sees("„Etwas Neues“ ist gespeichert.", "Etwas Neues")
    found = edition.questions.get(key="etwas_neues")
    assert {name: getattr(found, name) for name in kept} == kept
    assert (found.is_required, found.hint, found.page.position, found.position) == (True, "Ganz kurz.", 2, 8)
    row = edition.history.latest("position")
    assert (row.step, row.facts["question"], row.facts["changed"]["Pflichtangabe"]) == (
        "add_question",
        "Etwas Neues",
        "ja",
    )
    edition.refresh_from_db()
    assert first_break(edition) is None
    application = factories.ApplicationFactory(edition=edition)
    member = Person(factories.member_of(application.organisation))
    member.open(f"/bewerbung/{application.pk}/bearbeiten/eckdaten/").sees("Etwas Neues", "Ganz kurz.")
    for preview in ("/buero/bogen/vorschau/", "/buero/bogen/vorschau/?as=jury"):
        clerk.open(preview).sees("Etwas Neues")


def test_settings_of_another_kind_are_emptied(clerk, edition):
    fields = {"Möglichkeiten": "A\nB", "Größte Zahl": "7", "Höchstens MB je Datei": "7", "Höchstens Zeichen": "90"}
    add(clerk, edition, Art="kurzer Text", Frage="Kurz", **fields)
    found = edition.questions.get(key="kurz")
    assert (found.options, found.highest, found.max_mb, found.file_kind, found.max_chars) == ([], None, None, "", 90)


WRONG = [
    ("kurzer Text", {"Frage": ""}, "label"),
    ("kurzer Text", {"Höchstens Zeichen": "0"}, "max_chars"),
    ("langer Text", {"Höchstens Wörter": "9999999"}, "max_words"),
    ("Zahl", {"Kleinste Zahl": "9", "Größte Zahl": "3"}, "highest"),
    ("Zahl", {"Größte Zahl": "99999999999999"}, "highest"),
    ("Zahl", {"Größte Zahl": "viele"}, "highest"),
    ("eine Auswahl", {"Möglichkeiten": ""}, "option_lines"),
    ("eine Auswahl", {"Möglichkeiten": "Nur eine"}, "option_lines"),
    ("mehrere zur Auswahl", {"Möglichkeiten": "Ja\nJa"}, "option_lines"),
    ("mehrere zur Auswahl", {"Möglichkeiten": "\n".join(map(str, range(61)))}, "option_lines"),
    ("mehrere zur Auswahl", {"Möglichkeiten": "kurz\n" + "lang" * 60}, "option_lines"),
    ("Internetadresse", {"Möglichkeiten": "keine seite"}, "option_lines"),
    ("Datei", {}, "file_kind"),
    ("Datei", {"Dateien": "Bilder (JPEG, PNG, WebP)", "Höchstens Dateien": "0"}, "max_files"),
    ("Datei", {"Dateien": "Bilder (JPEG, PNG, WebP)", "Höchstens Dateien": "1"}, "max_mb"),
]


@pytest.mark.parametrize(("kind", "fields", "beside"), WRONG)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(clerk, edition, kind, fields, beside):
    before = edition.questions.count()
    add(clerk, edition, **{"Art": kind, "Frage": "Unsere Frage", "Hinweis": "bleibt stehen"} | fields)
    assert clerk.status == 200
    assert clerk.page.get_element_by_id(f"id_{beside}_error").text_content().strip()
    assert clerk.page.get_element_by_id("id_hint").value == "bleibt stehen"
    assert edition.questions.count() == before


def test_keys_are_unique_and_survive_a_new_label(clerk, edition):
    for _ in range(2):
        add(clerk, edition, Art="kurzer Text", Frage="Straße & Hausnummer?")
    add(clerk, edition, Art="kurzer Text", Frage="Place")  # the key of a fact is not given away
    assert set(edition.questions.filter(label="Straße & Hausnummer?").values_list("key", flat=True)) == {
        "strasse_hausnummer", "strasse_hausnummer_2",
    }  # fmt: skip
    assert edition.questions.get(label="Place").key == "place_2"
    edit(clerk, edition.questions.get(key="place_2"), Frage="Anschrift")
    assert edition.questions.get(label="Anschrift").key == "place_2"


def test_options_keep_their_keys_when_a_label_is_corrected():
    old = [{"key": "a", "label": "Vereine und Verbände"}, {"key": "b", "label": "Schulen"}]
    assert options_from("Vereine und Verbaende\nSchulen", old)[0]["key"] == "a"
    assert options_from("Schulen\nVereine und Verbände", old) == [old[1], old[0]]
    assert [o["key"] for o in options_from("Kommunen\nSchulen", old)] == ["kommunen", "b"]  # another thing, another key
    assert [o["key"] for o in options_from("日本\n中国", [])] == ["frage", "frage_2"]


# Conditions -------------------------------------------------------------------------------------
@pytest.fixture
def stage(clerk, edition):
    add(clerk, edition, Art="eine Auswahl", Frage="Wie weit sind Sie?", Möglichkeiten="geplant\nläuft")
    return edition.questions.get(key="wie_weit_sind_sie")


def test_a_condition_is_chosen_in_two_steps_that_need_no_script(clerk, edition, stage, main_award):
    add(
        clerk,
        edition,
        Art="Datum",
        Frage="Seit wann?",
        **{"Diese Frage erscheint": "je nach Antwort auf „Wie weit sind Sie?“"},
    )
    clerk.sees("Wählen Sie bitte, bei welchen Antworten diese Frage erscheint.")
    clerk.fill({"läuft": True}, "Speichern").sees(
        "„Seit wann?“ ist gespeichert.", "Nur wenn „Wie weit sind Sie?“: läuft"
    )
    found = edition.questions.get(label="Seit wann?")
    assert (found.shown_if, found.shown_if_values) == (stage, ["laeuft"])
    application = factories.ApplicationFactory(edition=edition, answers={stage.key: "geplant"})
    assert found not in application.questionnaire.asked(application.content)
    assert found in application.questionnaire.asked(application.content | {stage.key: "laeuft"})


def test_a_condition_cannot_be_a_later_question_or_the_question_itself(clerk, edition, stage):
    first = edition.questions.get(key="description")
    page = clerk.open(f"/buero/bogen/frage/{first.pk}/").page
    assert "Wie weit sind Sie?" not in page.get_element_by_id("id_shown_if").text_content()
    for pk in (stage.pk, first.pk, 10**30, "x"):
        data = {"kind": "long_text", "label": "L", "audience": "jury", "shown_if": pk, "shown_if_values": ["laeuft"]}
        answer = clerk.client.post(f"/buero/bogen/frage/{first.pk}/", data | {"then": "save"})
        assert answer.status_code == 200
        assert "id_shown_if_error" in answer.content.decode()
    first.refresh_from_db()
    assert first.shown_if is None


def test_an_option_that_a_condition_rests_on_stays_and_so_does_the_question(clerk, edition, stage):
    Question.objects.filter(key="website").update(shown_if=stage, shown_if_values=["laeuft"])
    edit(clerk, stage, Möglichkeiten="geplant\nfertig").sees("„läuft“ wird noch gebraucht")
    edit(clerk, stage, Art="kurzer Text").sees("hängt die Frage „Internetseite des Projekts“ ab")
    clerk.open(f"/buero/bogen/frage/{stage.pk}/entfernen/").sees("Das geht so nicht", "Internetseite des Projekts")
    assert clerk.client.post(f"/buero/bogen/frage/{stage.pk}/entfernen/", {}).status_code == 302
    stage.refresh_from_db()
    assert (stage.kind, stage.retired_at) == ("choice", None)


# What the system needs ---------------------------------------------------------------------------
def test_what_the_system_needs_is_reworded_but_stays(clerk, edition):
    title = edition.questions.get(key="project_title")
    page = clerk.open(f"/buero/bogen/frage/{title.pk}/").page
    offered = {e.get("name") for e in page.iter("input", "select", "textarea")}
    assert not offered & {"kind", "is_required", "shown_if", "awards", "option_lines"}
    clerk.sees("Das System liest hier: Titel des Projekts", "bleibt sie Pflicht")
    clerk.fill({"Frage": "Wie heißt Ihr Projekt?", "Höchstens Zeichen": "60"}, "Speichern").sees("ist gespeichert")
    edit(clerk, title, **{"Höchstens Zeichen": "121"}).sees("Möglich sind 1 bis 120 Zeichen.")
    edit(clerk, title, **{"nur die Geschäftsstelle": True}).sees("Die Jury findet eine Bewerbung an dieser Angabe")
    edit(clerk, title, **{"Höchstens Zeichen": ""})
    title.refresh_from_db()
    assert (title.label, title.max_chars, title.audience, title.is_required) == (
        "Wie heißt Ihr Projekt?",
        120,
        "public",
        True,
    )
    clerk.open(f"/buero/bogen/frage/{title.pk}/entfernen/").sees("Das geht so nicht", "braucht jede Bewerbung")


def test_a_crafted_request_does_not_change_what_is_not_offered(clerk, edition):
    title = edition.questions.get(key="project_title")
    seen = clerk.open(f"/buero/bogen/frage/{title.pk}/").page.get_element_by_id("id_seen").value
    data = {"label": "Titel", "kind": "number", "audience": "jury", "max_chars": "100", "seen": seen, "then": "save"}
    assert clerk.client.post(f"/buero/bogen/frage/{title.pk}/", data).status_code == 302
    title.refresh_from_db()
    assert (title.label, title.kind, title.is_required) == ("Titel", "short_text", True)


# After people have begun -------------------------------------------------------------------------
CHANGES = [  # what is changed: (no application, a draft, a filed one) – saved at once, asks first, or refused
    ({"Frage": "Was wollen Sie?"}, ("saves", "asks", "asks")),
    ({"Hinweis": "Bitte kurz."}, ("saves", "saves", "saves")),
    ({"Leitfragen": "Für wen?"}, ("saves", "saves", "saves")),
    ({"Verrät nicht, wer sich bewirbt": True}, ("saves", "saves", "saves")),
    ({"Höchstens Zeichen": "5"}, ("saves", "asks", "asks")),
    ({"Pflichtangabe": False}, ("saves", "asks", "asks")),
    ({"nur die Geschäftsstelle": True}, ("saves", "asks", "asks")),
    ({"alle, nach der Bekanntgabe": True}, ("saves", "refused", "refused")),  # by a clerk
    ({"Art": "kurzer Text"}, ("saves", "refused", "refused")),
]


@pytest.mark.usefixtures("main_award")
@pytest.mark.parametrize(("fields", "outcomes"), CHANGES)
@pytest.mark.parametrize("stage", ["before", "draft", "filed"])
def test_what_may_change_when(clerk, question, stage, fields, outcomes):
    edition, expected = question.edition, outcomes[("before", "draft", "filed").index(stage)]
    if stage != "before":
        application = factories.ApplicationFactory(edition=edition)
    if stage == "filed":
        factories.filed(application)
    state = Question.objects.filter(pk=question.pk).values()
    was, rows = state.get(), History.objects.count()
    edit(clerk, question, **fields)
    heading = {"asks": "So ändern?", "refused": "Frage bearbeiten", "saves": "Bewerbungsbogen"}[expected]
    assert heading in clerk.heading
    assert (state.get() != was) == (expected == "saves")
    assert (History.objects.count() > rows) == (expected == "saves")
    if expected == "asks":
        words = "1 Bewerbung ist schon eingereicht" if stage == "filed" else "1 Entwurf ist in Arbeit"
        clerk.sees(words).press("Ja, so ändern").sees("ist gespeichert")
        assert state.get() != was
        assert edition.history.latest("position").step == "change_question"


def test_going_back_from_the_question_loses_nothing(clerk, edition, question):
    factories.ApplicationFactory(edition=edition)
    edit(clerk, question, Frage="Ganz anders?").press("Zurück zum Bearbeiten")
    assert clerk.page.get_element_by_id("id_label").value == "Ganz anders?"
    question.refresh_from_db()
    assert question.label == "Ziele und Zielgruppe"


def test_what_is_filed_keeps_its_wording_and_a_draft_shows_the_new(clerk, edition, main_award, question):
    filed = factories.filed(factories.ApplicationFactory(edition=edition))
    draft = factories.ApplicationFactory(edition=edition)
    edit(clerk, question, Frage="Was wollen Sie?").press("Ja, so ändern")
    question.refresh_from_db()
    assert question.revision == 2
    clerk.open(f"/buero/bewerbungen/{filed.pk}/").sees("Ziele und Zielgruppe")
    member = Person(factories.member_of(draft.organisation))
    member.open(f"/bewerbung/{draft.pk}/bearbeiten/projekt/").sees("Was wollen Sie?", "Begegnung für alle")
    row = edition.history.latest("position")
    assert row.facts["changed"] == {"Frage": "Ziele und Zielgruppe → Was wollen Sie?"}
    clerk.open("/buero/verlauf/").sees("Frage geändert", "Ziele und Zielgruppe → Was wollen Sie?")


def test_a_declaration_in_new_words_is_ticked_again_in_drafts_only(clerk, edition, main_award):
    declaration = edition.questions.get(key="is_truthful")
    filed = factories.filed(factories.ApplicationFactory(edition=edition))
    draft = factories.ApplicationFactory(edition=edition)
    edit(clerk, declaration, Hinweis="Nach bestem Wissen.").sees("noch einmal").press("Ja, so ändern")
    draft = Application.objects.for_writing().get(pk=draft.pk)
    assert [problem.question.key for problem in draft.problems()] == ["is_truthful"]
    answers = {a["key"]: a for page in filed.filed.document for a in page["answers"]}
    assert (answers["is_truthful"]["value"], answers["is_truthful"]["revision"]) == ("ja", 1)


def test_a_new_required_question_leaves_filed_applications_whole(clerk, edition, main_award):
    filed = factories.filed(factories.ApplicationFactory(edition=edition))
    add(clerk, edition, Art="Datum", Frage="Seit wann?", Pflichtangabe=True)
    clerk.sees("1 Bewerbung ist schon eingereicht", "Was eingereicht ist, bleibt gültig").press("Ja, so ändern")
    assert edition.questions.filter(key="seit_wann").exists()
    filed.refresh_from_db()
    assert filed.is_submitted
    Person(factories.member_of(filed.organisation)).open(f"/bewerbung/{filed.pk}/").sees("eingereicht")


def test_a_removed_option_names_those_who_must_choose_again(clerk, edition, stage):
    factories.ApplicationFactory(edition=edition, answers={stage.key: "geplant"})
    edit(clerk, stage, Möglichkeiten="läuft\nfertig").sees("„geplant“ wird gestrichen. 1 offene Bewerbung")
    edit(clerk, stage, Möglichkeiten="geplannt\nläuft").sees("„geplant“ heißt künftig „geplannt“")
    clerk.press("Ja, so ändern")
    stage.refresh_from_db()
    assert stage.options[0] == {"key": "geplant", "label": "geplannt"}
