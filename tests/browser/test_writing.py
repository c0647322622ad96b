"""Writing an application in a real browser: autosave, two editors, no network, no session, no JavaScript, 320 px."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from prize import actions
from prize.forms.text import tidy
from prize.models import Application, Question
from prize.models.question import characters, words
from tests import factories
from tests.browser.conftest import AXE
from tests.browser.test_every_page import NO_SHIFT, faults_of
from tests.prize.wizard import fresh

pytestmark = pytest.mark.browser


@pytest.fixture
def draft(live_server, places):
    """Ada's and Ben's draft, and a question that another one opens."""
    award = factories.AwardFactory()
    organisation = factories.OrganisationFactory()
    draft = factories.ApplicationFactory(
        edition=award.edition, organisation=organisation, project_title="Haus Asendorf"
    )
    page = draft.edition.form_pages.get(key="projekt")
    options = [{"key": "ja", "label": "ja"}, {"key": "nein", "label": "nein"}]
    shared = {"edition": draft.edition, "page": page}
    first = Question.objects.create(
        **shared, key="funded", kind="choice", label="Gefördert?", options=options, position=80
    )
    Question.objects.create(
        **shared, key="funder", kind="long_text", label="Von wem?", position=81, shown_if=first, shown_if_values=["ja"]
    )
    return draft


@pytest.fixture
def ada(draft):
    return factories.member_of(draft.organisation, name="Ada Beispiel", email="ada@example.org")


@pytest.fixture
def ben(draft, ada):
    return factories.member_of(draft.organisation, name="Ben Muster")


def path(draft, page="projekt"):
    return f"/bewerbung/{draft.pk}/bearbeiten/{page}/"


SAVED = re.compile(r"Gespeichert um \d\d:\d\d")


def stand(page):
    return expect(page.locator("#stand"))


def write(page, label, text):
    page.get_by_label(label).fill(text)
    stand(page).to_contain_text("Noch nicht gespeichert")
    stand(page).to_contain_text(SAVED)


def answers(draft):
    return fresh(draft).content


# Autosave --------------------------------------------------------------------------------------------
def test_what_is_typed_is_saved_a_moment_later_and_the_page_says_so(site, draft, ada):
    page = site(ada, path=path(draft))
    write(page, "Ziele und Zielgruppe", "Beim Schreiben gesichert.")
    assert answers(draft)["goals"] == "Beim Schreiben gesichert."
    write(page, "Ziele und Zielgruppe", "Noch einmal.")  # rests on the version that the first answer brought
    assert answers(draft)["goals"] == "Noch einmal."
    assert fresh(draft).versions.filter(kind="auto").count() == 2
    write(page, "Ziele und Zielgruppe", "")
    expect(page.locator("#schritte")).to_contain_text("1 Angabe fehlt")
    assert not fresh(draft).versions.filter(kind="conflict").exists()


def test_words_appear_beside_a_field_that_was_left_and_go_again(site, draft, ada):
    page = site(ada, path=path(draft, "eckdaten"))
    year = page.get_by_label("Seit welchem Jahr")
    year.fill("neulich")
    page.get_by_label("Partner").focus()
    expect(page.locator("#id_since_year_words")).to_contain_text("ganze Zahl")
    expect(year).to_have_attribute("aria-invalid", "true")
    assert "id_since_year_error" in year.get_attribute("aria-describedby")
    expect(page.get_by_label("Partner")).to_be_focused()
    year.fill("2019")
    page.get_by_label("Partner").focus()
    expect(page.locator("#id_since_year_words")).to_be_empty()
    expect(year).not_to_have_attribute("aria-invalid", "true")


def test_a_question_opens_at_once_and_is_saved(site, draft, ada):
    page = site(ada, path=path(draft))
    page.get_by_label("ja", exact=True).check()
    page.get_by_label("Von wem?").wait_for()
    write(page, "Von wem?", "Von der Gemeinde.")
    page.get_by_label("nein", exact=True).check()
    expect(page.get_by_label("Von wem?")).to_have_count(0)
    page.get_by_label("ja", exact=True).check()
    expect(page.get_by_label("Von wem?")).to_have_value("Von der Gemeinde.")
    assert answers(draft)["funder"] == "Von der Gemeinde."


def test_without_a_network_it_says_so_goes_on_trying_and_warns_before_leaving(site, draft, ada):
    page = site(ada, path=path(draft))
    page.context.set_offline(True)
    page.get_by_label("Ziele und Zielgruppe").fill("Im Zug geschrieben.")
    page.get_by_text("Nicht gespeichert – wir versuchen es weiter.").wait_for()
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.href = '/bewerbung/'")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    stand(page).to_contain_text(SAVED, timeout=30_000)
    assert answers(draft)["goals"] == "Im Zug geschrieben."


# Two editors -----------------------------------------------------------------------------------------
def test_two_editors_never_overwrite_each_other(site, draft, ada, ben):
    at_ada, at_ben = site(ada, path=path(draft)), site(ben, path=path(draft))
    write(at_ben, "Kurz gesagt", "Kurz von Ben.")
    write(at_ada, "Beschreibung", "Lang von Ada.")
    expect(at_ada.locator("#stand")).to_contain_text("Ben Muster hat inzwischen „Kurz gesagt“ geändert.")
    expect(at_ada.get_by_label("Kurz gesagt")).to_have_value("Kurz von Ben.")
    at_ben.get_by_label("Beschreibung").fill("Lang von Ben.")
    at_ben.get_by_text("Jemand anderes hat dieselbe Angabe geändert.").wait_for()
    assert answers(draft)["description"] == "Lang von Ada."
    at_ben.get_by_label("Ziele und Zielgruppe").fill("Nach dem Hinweis geschrieben.")
    at_ben.locator("#stand").get_by_role("button", name="Beide Texte ansehen").click()
    at_ben.get_by_role("heading", name="Text von Ada Beispiel").wait_for()
    at_ben.get_by_label("zusammenführen").check()
    at_ben.get_by_label("Zusammengeführter Text").fill("Von beiden.")
    at_ben.get_by_role("button", name="So übernehmen").click()
    at_ben.get_by_text("Abgeglichen.").wait_for()
    assert answers(draft)["description"] == "Von beiden."
    assert answers(draft)["goals"] == "Nach dem Hinweis geschrieben."
    assert fresh(draft).versions.filter(content__description="Lang von Ben.").exists()


# Signed out ------------------------------------------------------------------------------------------
def test_a_session_that_ends_in_the_middle_loses_nothing(site, draft, ada):
    page = site(ada, path=path(draft))
    Session.objects.all().delete()
    page.get_by_label("Ziele und Zielgruppe").fill("Drei Stunden Arbeit.")
    page.get_by_text("Sie sind nicht mehr angemeldet.").wait_for()
    assert answers(draft)["goals"] != "Drei Stunden Arbeit."
    page.get_by_role("link", name="Neu anmelden").click()
    page.get_by_label("E-Mail-Adresse").fill("ada@example.org")
    page.get_by_role("button", name="Code anfordern").click()
    page.get_by_label("Code aus der E-Mail").fill(
        re.search(r"^ {4}([A-Z0-9-]+)$", mail.outbox[-1].body, re.MULTILINE)[1]
    )
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()
    page.get_by_text("ist noch da – bitte speichern.").wait_for()
    expect(page.get_by_label("Ziele und Zielgruppe")).to_have_value("Drei Stunden Arbeit.")
    page.get_by_role("button", name="Speichern", exact=True).last.click()
    page.get_by_text("Gespeichert um").first.wait_for()
    assert answers(draft)["goals"] == "Drei Stunden Arbeit."


# Without JavaScript, on a phone ----------------------------------------------------------------------
def test_an_application_is_filed_on_a_phone_without_javascript(site, draft, ada):
    factories.set_answers(draft, goals="", is_truthful="", has_read_privacy="")
    page = site(ada, width=320, javascript=False, path=path(draft))
    page.get_by_text("Alle Schritte").click()
    assert page.locator("[aria-current=step]").inner_text() == "Das Projekt"
    page.get_by_label("Ziele und Zielgruppe").fill("Begegnung.")
    for title in ("Eckdaten", "Ansprechperson", "Preise", "Bilder und Dateien", "Erklärungen"):
        page.get_by_role("button", name="Speichern und weiter").click()
        page.get_by_role("heading", name=re.compile(rf"Schritt \d von 7: {title}")).wait_for()
    page.get_by_label("Die Angaben sind richtig").check()
    page.get_by_label("Ich habe die Hinweise").check()
    page.get_by_role("button", name="Prüfen und einreichen").click()
    page.get_by_role("button", name="Verbindlich einreichen").click()
    page.get_by_text("Ihre Bewerbung ist eingereicht.").first.wait_for()
    assert Application.objects.get().is_submitted


TOO_WIDE = """[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth)
    .map(e => e.tagName + '.' + e.className).slice(0, 12)"""
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsurkunde"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_long_words_and_errors_fit_a_phone(site, live_server, draft, ada, scheme):
    factories.set_answers(draft, project_title=LONG, goals=LONG, since_year=LONG, website="")
    page = site(ada, width=320, scheme=scheme, path=path(draft))
    addresses = [path(draft), path(draft, "eckdaten"), f"/bewerbung/{draft.pk}/einreichen/"]
    addresses += [f"/bewerbung/{draft.pk}/{name}/" for name in ("fassungen", "vorschau")]
    for address in addresses:
        page.goto(live_server.url + address)
        assert page.evaluate(NO_SHIFT), (address, page.evaluate(TOO_WIDE))


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
def test_the_pages_of_a_writer_are_accessible(site, live_server, draft, ada, ben):
    """Those that only a draft has; with errors, with a conflict, with an older version."""
    first = draft.version
    factories.set_answers(draft, since_year="neulich")
    facts = {"at": timezone.now(), "version": first}
    actions.save_application(draft, {"goals": "Von Ben."}, by=ben, **facts)
    with pytest.raises(actions.EditedMeanwhile) as refusal:
        actions.save_application(draft, {"goals": "Von Ada."}, by=ada, **facts)
    pages = [path(draft, page.key) for page in draft.edition.form_pages.all()]
    names = ("einreichen", "vorschau", "fassungen", f"fassungen/{first}", f"abgleichen/{refusal.value.kept.number}")
    pages += [f"/bewerbung/{draft.pk}/{name}/" for name in names]
    for width, scheme in ((1280, "light"), (320, "dark")):
        page = site(ada, width=width, scheme=scheme)
        for address in pages:
            page.goto(live_server.url + address)
            assert not list(faults_of(page)), (address, width, list(faults_of(page)))


# Counters --------------------------------------------------------------------------------------------
NASTY = [
    "", " ", "abc", "zwei Wörter", "  Rand  ", "Zeile\r\nZeile", "Zeile\n\n\nZeile\n", "\ttab\tda",
    "👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦 🇩🇪🇺🇦 🏳️‍🌈", "e\u0301e\u0301 é", "مرحبا بالعالم", "مَرْحَبًا", "Київ їжак", "日本 語", "a\u00a0b",
    "a\u2028b", "👍🏽 👍", "x\u200dy", "ﬁ ǆ", "a\u0000b\u0007c", "한국어 각", "\ufeffa", "Z̤͔ͧ̑a̴̵̞l̈͐g̵o",
]  # fmt: skip


def test_the_counter_counts_as_the_server(site, draft, ada):
    page = site(ada, path=path(draft))
    field, box = page.get_by_label("Kurz gesagt"), page.locator("#id_short_text_counter")
    Question.objects.filter(key="short_text").update(max_words=80)
    page.reload()
    for text in NASTY:
        field.evaluate("(e, text) => { e.value = text; e.dispatchEvent(new Event('input', {bubbles: true})) }", text)
        said = tidy(text).strip()
        expected = f"Zeichen übrig: {500 - characters(said)} · Wörter übrig: {80 - words(said)}"
        assert box.locator(".counter__words").inner_text() == expected, repr(text)
    field.fill("x" * 501)
    assert "Zeichen zu viel: 1" in box.inner_text()
