"""The form of an edition as a whole: overview, order, pages, taking over an earlier one, an edition without any."""

import pytest
from django.contrib.admin.sites import site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prize import actions
from prize.models import Edition, EditionText, FormPage, Question
from prize.models.question_rules import form_of, seal_of_order
from tests import factories
from tests.journeys.person import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return Person(factories.clerk())


def keys(edition):
    """[(page, [keys])] as the form stands in the database."""
    return [(page.key, [q.key for q in questions]) for page, questions in form_of(edition)]


def positions(edition):
    return [(p.position, [q.position for q in questions]) for p, questions in form_of(edition)]


def is_gapless(edition):
    return positions(edition) == [
        (n, list(range(1, len(questions) + 1))) for n, (_page, questions) in enumerate(form_of(edition), start=1)
    ]


# Reading ----------------------------------------------------------------------------------------
def test_the_overview_says_what_each_question_is(clerk, edition, main_award):
    stage = edition.questions.get(key="chosen_awards")
    stage.awards.add(main_award)
    clerk.open("/buero/bogen/").sees("Bewerbungsbogen", "Das Projekt", "Titel des Projekts", "Pflicht", "langer Text")
    clerk.sees("bis 4000 Zeichen", "nur die Geschäftsstelle", "liest das System", "Nur für: Niedersächsischer")
    assert "Es wird schon geschrieben" not in clerk.text
    factories.ApplicationFactory(edition=edition)
    clerk.open("/buero/bogen/").sees("Es wird schon geschrieben")


def test_the_auditor_reads_and_finds_no_button(edition):
    auditor = Person(factories.UserFactory(office_role="auditor"))
    page = auditor.open("/buero/bogen/").sees("Titel des Projekts").page
    assert not page.findall(".//main//form")
    assert not [a for a in page.iter("a") if "/bogen/frage/" in a.get("href", "")]
    auditor.follow("Vorschau für die Jury").sees("Kurz gesagt")
    assert "E-Mail der Ansprechperson" not in auditor.text


def test_the_form_of_another_edition_is_chosen(clerk, edition):
    older = factories.EditionFactory(year=2098)
    Question.objects.filter(edition=older, key="goals").update(label="Ziele von damals")
    assert "Ziele von damals" not in clerk.open("/buero/bogen/").text
    clerk.follow("2098").sees("Ziele von damals")
    clerk.press("↓", within="Ziele von damals").sees("Ziele von damals")
    assert clerk.response.request["QUERY_STRING"] == "edition=2098"


def test_as_many_queries_for_forty_questions_as_for_twenty(client, edition, main_award):
    client.force_login(factories.clerk())
    page, goals = edition.form_pages.first(), edition.questions.get(key="goals")

    def add(count):
        first = Question.objects.create(
            edition=edition, page=page, key=f"d{count}", kind="declaration", label="D", position=0
        )
        for n in range(count):
            made = Question.objects.create(
                edition=edition,
                page=page,
                key=f"q{count}_{n}",
                kind="short_text",
                label="Q",
                shown_if=first,
                position=9 + n,
            )
            made.awards.add(main_award)

    def cost(path):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = [
        "/buero/bogen/",
        "/buero/bogen/vorschau/",
        "/buero/bogen/vorschau/?as=jury",
        f"/buero/bogen/frage/{goals.pk}/",
    ]
    add(2)
    few = [cost(path) for path in paths]
    add(20)
    assert [cost(path) for path in paths] == few


# Order ------------------------------------------------------------------------------------------
def test_up_and_down_also_over_the_edge_of_a_page(clerk, edition):
    clerk.open("/buero/bogen/").press("↑", within="Beschreibung").sees(
        "„Beschreibung“ steht jetzt auf „Das Projekt“ an Stelle 2"
    )
    assert keys(edition)[0][1] == ["project_title", "description", "short_text", "goals"]
    clerk.press("↓", within="Ziele und Zielgruppe").sees("auf „Eckdaten“ an Stelle 1")
    clerk.press("↑", within="Ziele und Zielgruppe").sees("auf „Das Projekt“ an Stelle 4")
    assert is_gapless(edition)
    row = edition.history.latest("position")
    assert (row.step, row.facts["changed"]) == ("move_question", {"Stelle": "Eckdaten, 1 → Das Projekt, 4"})


def test_to_another_page_and_a_page_to_another_place(clerk, edition):
    clerk.open("/buero/bogen/").fill({"Auf eine andere Seite": "Preise"}, "Verschieben", within="Partner")
    assert keys(edition)[3] == ("preise", ["chosen_awards", "partners"])
    clerk.press("↓", within="Seite bearbeiten: Das Projekt").sees("Die Seite „Das Projekt“ steht jetzt an Stelle 2")
    assert [page for page, _ in keys(edition)][:2] == ["eckdaten", "projekt"]
    assert is_gapless(edition)


def test_a_drop_names_page_and_place(client, edition):
    client.force_login(factories.clerk())
    question, page = edition.questions.get(key="goals"), edition.form_pages.get(key="eckdaten")
    data = {"page": page.pk, "position": "2", "order": seal_of_order(form_of(edition))}
    answer = client.post(f"/buero/bogen/frage/{question.pk}/verschieben/", data)
    assert answer.url == f"/buero/bogen/?edition=2099#frage-{question.pk}"
    assert keys(edition)[1][1][2] == "goals"
    stranger = factories.EditionFactory().form_pages.first()
    assert client.post(f"/buero/bogen/frage/{question.pk}/verschieben/", {"page": stranger.pk}).status_code == 404
    for position in ("999999999", "-1", "x"):
        data |= {"position": position, "order": seal_of_order(form_of(edition))}
        client.post(f"/buero/bogen/frage/{question.pk}/verschieben/", data)
        assert is_gapless(edition)


def test_who_moves_in_an_order_of_yesterday_is_told(clerk, edition):
    other = Person(factories.clerk())
    other.open("/buero/bogen/")
    clerk.open("/buero/bogen/").press("↑", within="Beschreibung")
    before = keys(edition)
    other.press("↓", within="Ziele und Zielgruppe").sees("Jemand anderes hat den Bogen inzwischen geändert")
    assert keys(edition) == before


def test_a_condition_keeps_its_place(clerk, edition):
    lead = edition.questions.get(key="fields_of_action")
    Question.objects.filter(key="since_year").update(shown_if=lead, shown_if_values=["1"])
    before = keys(edition)
    clerk.open("/buero/bogen/").press("↓", within="Handlungsfelder").sees("muss nach „Handlungsfelder“ stehen")
    clerk.press(
        "↓", within="Seite bearbeiten: Das Projekt"
    )  # a page may move as long as its questions do not turn round
    assert keys(edition) != before
    assert is_gapless(edition)


# Pages ------------------------------------------------------------------------------------------
def test_pages_come_and_go(clerk, edition):
    clerk.open("/buero/bogen/").follow("Seite hinzufügen").fill({"Überschrift": ""}, "Speichern")
    assert clerk.page.get_element_by_id("id_title_error") is not None
    clerk.fill({"Überschrift": "Zum Schluss", "Einleitung": "Fast fertig."}, "Speichern").sees(
        "Zum Schluss", "Fast fertig."
    )
    assert keys(edition)[-1] == ("zum_schluss", [])
    clerk.follow("Seite bearbeiten: Zum Schluss").fill({"Überschrift": "Ganz am Ende"}, "Speichern").sees(
        "Ganz am Ende"
    )
    clerk.press("Seite entfernen: Ganz am Ende").sees("ist entfernt")
    assert not edition.form_pages.filter(key="zum_schluss").exists()
    steps = edition.history.order_by("position").values_list("step", flat=True)
    assert list(steps) == ["add_page", "change_page", "remove_page"]


def test_a_page_that_asks_something_stays_and_a_retired_question_finds_another(client, edition):
    client.force_login(factories.clerk())
    page = edition.form_pages.get(key="preise")
    client.post(f"/buero/bogen/seite/{page.pk}/entfernen/")
    assert FormPage.objects.filter(pk=page.pk).exists()
    edition.questions.filter(key="chosen_awards").update(retired_at=timezone.now())
    client.post(f"/buero/bogen/seite/{page.pk}/entfernen/")
    assert not FormPage.objects.filter(pk=page.pk).exists()
    assert edition.questions.get(key="chosen_awards").page.key == "projekt"


def test_the_later_of_two_is_shown_both_texts(clerk, edition):
    page, other = edition.form_pages.first(), Person(factories.clerk())
    other.open(f"/buero/bogen/seite/{page.pk}/")
    clerk.open(f"/buero/bogen/seite/{page.pk}/").fill({"Überschrift": "Die eine"}, "Speichern")
    other.fill({"Überschrift": "Die andere"}, "Speichern").sees("Die eine")
    assert (other.status, other.page.get_element_by_id("id_title").value) == (409, "Die andere")
    other.press("Speichern")
    assert edition.form_pages.first().title == "Die andere"


# Taking over ------------------------------------------------------------------------------------
def special(edition, name, donor):
    return factories.AwardFactory(edition=edition, kind="special", name=name, donor=factories.DonorFactory(name=donor))


@pytest.fixture
def earlier(edition):
    """An edition before this one: with a question for a prize of each kind, a condition, and a year."""
    found = factories.EditionFactory(year=2098)
    page = found.form_pages.first()
    sport = factories.AwardFactory(
        edition=found, kind="special", name="Sonderpreis Sport", donor=factories.DonorFactory(name="LSB")
    )
    gone = factories.AwardFactory(
        edition=found, kind="special", name="Sonderpreis Musik", donor=factories.DonorFactory(name="LMR")
    )
    for award, key in ((sport, "sport"), (gone, "musik")):
        asked = Question.objects.create(
            edition=found, page=page, key=key, kind="choice", label=f"Frage zu {key}", position=10,
            options=[{"key": "a", "label": "A"}, {"key": "b", "label": "B"}],
        )  # fmt: skip
        asked.awards.add(award)
        Question.objects.create(
            edition=found, page=page, key=f"{key}_mehr", kind="date", label=f"Mehr zu {key}", position=11,
            shown_if=asked, shown_if_values=["a"],
        )  # fmt: skip
    return found


def test_the_form_of_an_earlier_edition_is_taken_over(clerk, edition, earlier):
    factories.AwardFactory(
        edition=edition, kind="special", name="Sonderpreis des Sports", donor=factories.DonorFactory(name="LSB")
    )
    clerk.open("/buero/bogen/").follow("Anderen Bogen übernehmen")
    clerk.sees(
        "Bogen der Ausgabe 2098",
        "Diese Preise gibt es hier nicht: Sonderpreis Musik",
        "„Frage zu musik“, „Mehr zu musik“",
    )
    clerk.press("Übernehmen").sees("ist übernommen", "Noch nicht gestellt", "Frage zu musik")
    new = {q.key: q for q in edition.questions.select_related("shown_if")}
    assert [award.name for award in new["sport"].awards.all()] == ["Sonderpreis des Sports"]
    assert (new["sport_mehr"].shown_if, new["sport_mehr"].shown_if_values) == (new["sport"], ["a"])
    assert [new[key].is_retired for key in ("musik", "musik_mehr", "sport")] == [True, True, False]
    assert new["since_year"].highest == 2099
    assert is_gapless(edition)
    row = edition.history.latest("position")
    assert (row.step, row.facts["changed"]["Preise ohne Entsprechung"]) == ("take_form", "Sonderpreis Musik")


def test_the_form_in_other_languages_comes_along(clerk, edition, earlier):
    for found, key, text in (
        (earlier, "question.sport.label", "About sport"),
        (earlier, "motto", "Old motto"),
        (edition, "question.goals.label", "Goals of now"),
    ):
        facts = {"source_hash": "x", "changed_at": timezone.now(), "changed_by": factories.lead()}
        EditionText.objects.create(edition=found, language="en", key=key, text=text, **facts)
    clerk.open("/buero/bogen/uebernehmen/").press("Übernehmen")
    assert list(edition.texts.values_list("key", "text")) == [("question.sport.label", "About sport")]
    assert earlier.texts.count() == 2


def test_nothing_is_replaced_once_somebody_writes(clerk, edition, earlier, main_award):
    clerk.open("/buero/bogen/uebernehmen/")
    factories.ApplicationFactory(edition=edition)
    clerk.press("Übernehmen").sees("Es gibt schon Bewerbungen")
    assert not edition.questions.filter(key="sport").exists()
    clerk.open("/buero/bogen/uebernehmen/").sees("Es gibt schon Bewerbungen")


def test_a_new_edition_begins_with_the_newest_form(rf, earlier, edition):
    request = rf.post("/")
    request.user = factories.UserFactory(is_staff=True, is_superuser=True)
    new = Edition(year=2111, ordinal=30, opens_at=timezone.now(), closes_at=timezone.now() + timezone.timedelta(days=1))
    Question.objects.filter(edition=edition, key="goals").update(label="Ziele 2099")
    site.get_model_admin(Edition).save_model(request, new, form=None, change=False)
    assert new.questions.get(key="goals").label == "Ziele 2099"
    assert new.history.get(step="lay_out_form").facts["source"] == str(edition)


# An edition without a form -----------------------------------------------------------------------
def test_without_a_form_nobody_can_begin_and_the_office_is_warned(clerk):
    edition = factories.EditionFactory(form=False)
    factories.AwardFactory(edition=edition)
    member = Person(factories.member_of(factories.OrganisationFactory()))
    member.open("/bewerbung/neu/").sees("Der Bewerbungsbogen ist noch nicht fertig")
    answer = member.client.post("/bewerbung/neu/", {"project_title": "Haus"})
    assert answer.status_code == 409
    assert not edition.applications.exists()
    assert Person().open("/").status == 200
    clerk.open("/buero/").sees("Diese Ausgabe hat noch keinen Bewerbungsbogen").follow("Zum Bewerbungsbogen")
    clerk.follow("Bogen übernehmen").press("Übernehmen").sees("ist übernommen", "Titel des Projekts")
    member.open("/bewerbung/neu/").fill({"Titel des Projekts": "Haus"}, "Entwurf anlegen").sees("Schritt 1")


def test_without_any_edition_the_page_says_so(clerk):
    clerk.open("/buero/bogen/").sees("Noch läuft keine Ausgabe")
    assert clerk.open("/buero/bogen/uebernehmen/").status == 404
    assert actions.newest_form(factories.EditionFactory(form=False)) is None
