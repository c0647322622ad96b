"""What only a browser shows of the form builder: dragging, order by keyboard without losing the place, live preview."""

import pytest

from prize.models.question_rules import form_of
from tests import factories

pytestmark = pytest.mark.browser


@pytest.fixture
def edition(transactional_db, places):
    return factories.EditionFactory(year=2099)


def keys(edition):
    return [[question.key for question in questions] for _page, questions in form_of(edition)]


def row(page, label):
    return page.locator(".form-row", has_text=label).first


def drag(page, label, target):
    """By its handle, to just below the middle of the target's row."""
    for one in (target, label):
        row(page, one).scroll_into_view_if_needed()
    start, goal = row(page, label).locator("[data-handle]").bounding_box(), row(page, target).bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(goal["x"] + 60, goal["y"] + goal["height"] * 0.3, steps=6)
    goal = row(page, target).bounding_box()  # the dragged row has made room for itself
    page.mouse.move(goal["x"] + 60, goal["y"] + goal["height"] * 0.8, steps=3)
    return page.mouse.up


def test_a_question_is_dragged_to_another_page(site, edition):
    page = site(factories.clerk(), path="/buero/bogen/")
    with page.expect_response(lambda r: r.request.method == "POST"):
        drag(page, "Ziele und Zielgruppe", "Handlungsfelder")()
    page.get_by_role("status").filter(has_text="auf „Eckdaten“ an Stelle 2").wait_for(state="attached")
    assert keys(edition)[1][:2] == ["fields_of_action", "goals"]
    with page.expect_response(lambda r: r.request.method == "POST"):
        drag(page, "Ziele und Zielgruppe", "Beschreibung")()
    page.get_by_role("status").filter(has_text="auf „Das Projekt“ an Stelle 4").wait_for(state="attached")
    assert keys(edition)[0] == ["project_title", "short_text", "description", "goals"]


def test_escape_drops_it_where_it_was(site, edition):
    page, before = site(factories.clerk(), path="/buero/bogen/"), keys(edition)
    drop = drag(page, "Kurz gesagt", "Ziele und Zielgruppe")
    page.keyboard.press("Escape")
    drop()
    page.get_by_role("status").filter(has_text="Abgebrochen").wait_for(state="attached")
    assert page.locator(".form-row p:first-child").all_inner_texts()[:2] == ["Titel des Projekts", "Kurz gesagt"]
    assert keys(edition) == before


def test_by_keyboard_the_focus_stays_on_the_button(site, edition):
    page = site(factories.clerk(), path="/buero/bogen/")
    page.get_by_role("button", name="„Beschreibung“ nach unten").focus()
    for stop in ("„Das Projekt“ an Stelle 4", "„Eckdaten“ an Stelle 1", "„Eckdaten“ an Stelle 2"):
        page.keyboard.press("Enter")
        page.locator("#sort-says", has_text=stop).wait_for(state="attached")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "„Beschreibung“ nach unten"
    assert keys(edition)[1][1] == "description"


def test_a_refusal_is_said_and_seen(site, edition):
    lead, later = edition.questions.get(key="fields_of_action"), edition.questions.get(key="since_year")
    edition.questions.filter(pk=later.pk).update(shown_if=lead, shown_if_values=["1"])
    page = site(factories.clerk(), path="/buero/bogen/")
    page.get_by_role("button", name="„Handlungsfelder“ nach unten").click()
    page.locator(".messages", has_text="muss nach „Handlungsfelder“ stehen").wait_for()
    assert keys(edition)[1][0] == "fields_of_action"


def test_the_preview_follows_and_only_what_belongs_to_the_kind_is_shown(site, edition):
    page = site(factories.clerk(), path=f"/buero/bogen/seite/{edition.form_pages.first().pk}/frage/")
    page.get_by_label("Frage", exact=True).fill("Wie groß ist der Kreis?")
    page.locator("#preview", has_text="Wie groß ist der Kreis?").wait_for()
    assert not page.get_by_label("Möglichkeiten").is_visible()
    page.get_by_label("Art", exact=True).select_option(label="eine Auswahl")
    assert not page.get_by_label("Höchstens Zeichen").is_visible()
    page.get_by_label("Möglichkeiten").fill("klein\ngroß")
    page.locator("#preview").get_by_label("groß").wait_for()
    page.get_by_role("button", name="Speichern").last.click()
    page.get_by_text("„Wie groß ist der Kreis?“ ist gespeichert.").wait_for()


def test_without_javascript_the_same_buttons_do_it(site, edition):
    page = site(factories.clerk(), path="/buero/bogen/", javascript=False)
    assert not page.locator("[data-handle]").first.is_visible()
    page.get_by_role("button", name="„Beschreibung“ nach oben").click()
    assert page.url.endswith(f"#frage-{edition.questions.get(key='description').pk}")
    assert keys(edition)[0][1] == "description"
