"""What the office writes for an edition, told in other languages: its page, its conflicts, and where people read it."""

import pytest
from django.test import Client
from django.utils import timezone

from prize import actions
from prize.models import EditionText, Faq, History
from prize.models.edition_text import hash_of, sources_of
from tests.journeys.person import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(main_award):
    edition = main_award.edition
    edition.call_text = "Zeigen Sie uns, wie Vielfalt gelingt."
    edition.save(update_fields=["call_text"])
    return edition


def path(language):
    return f"/buero/texte/{language}/"


def write(call, language, by, **texts):
    source = {key: hash_of(source_text(call, key)) for key in texts}
    changes = {key: actions.TextChange(text, hash_of(""), source[key]) for key, text in texts.items()}
    actions.save_texts(call, language, changes, by=by, at=timezone.now())


def source_text(call, key):
    return next(source.text for source in sources_of(call) if source.key == key)


def boxes(browser, language):
    """What a browser would send if nothing were typed."""
    person = Person()
    person.client = browser
    person.open(path(language))
    return person._standing(next(f for f in person.page.iter("form") if f.get("action") is None))


# The office's page ------------------------------------------------------------------------------
def test_it_says_how_many_texts_each_language_lacks(call, office):
    write(call, "uk", office.clerk, motto="Жити різноманіттям")
    count = len(sources_of(call))
    page = Person()
    page.client = office.at_clerk
    page.open("/buero/texte/").sees("Leichte Sprache", "English")
    rows = {" ".join(row.text_content().split()) for row in page.page.iter("tr")}
    assert f"Українська 1 {count - 1} 0" in rows
    assert f"English 0 {count} 0" in rows


def test_a_text_is_written_shown_and_told_by_the_history(call, office):
    office.at_clerk.post(path("en"), boxes(office.at_clerk, "en") | {"motto": "Living diversity"})
    text = EditionText.objects.get()
    assert (text.language, text.key, text.text, text.changed_by) == ("en", "motto", "Living diversity", office.clerk)
    assert History.objects.filter(step="translate").get().facts == {"language": "en", "texts": ["motto"]}
    assert "Living diversity" in office.at_clerk.get(path("en")).content.decode()
    assert "Texte in anderen Sprachen geändert" in office.at_clerk.get("/buero/verlauf/").content.decode()


def test_what_nobody_typed_is_neither_written_nor_told(call, office):
    office.at_clerk.post(path("en"), boxes(office.at_clerk, "en"))
    assert not EditionText.objects.exists()
    assert not History.objects.filter(step="translate").exists()


def test_an_emptied_box_takes_the_text_away(call, office):
    write(call, "en", office.clerk, motto="Living diversity")
    office.at_clerk.post(path("en"), boxes(office.at_clerk, "en") | {"motto": ""})
    assert not EditionText.objects.exists()


def test_two_people_at_once_do_not_undo_each_other(call, office):
    mine, theirs = boxes(office.at_clerk, "en"), boxes(office.at_lead, "en")
    office.at_clerk.post(path("en"), mine | {"motto": "Living diversity"})
    office.at_lead.post(path("en"), theirs | {"call_text": "Show us how diversity works."})
    texts = set(EditionText.objects.values_list("text", flat=True))
    assert texts == {"Living diversity", "Show us how diversity works."}


def test_the_same_box_twice_tells_both_and_keeps_the_first(call, office):
    mine, theirs = boxes(office.at_clerk, "en"), boxes(office.at_lead, "en")
    office.at_clerk.post(path("en"), mine | {"motto": "Living diversity"})
    response = office.at_lead.post(path("en"), theirs | {"motto": "Diversity lived", "call_text": "Show us."})
    page = response.content.decode()
    assert "Jemand anders hat gleichzeitig geschrieben" in page
    assert "Living diversity" in page
    assert "Diversity lived" in page
    assert set(EditionText.objects.values_list("text", flat=True)) == {"Living diversity", "Show us."}
    person = Person()
    person.client, person.response = office.at_lead, response
    again = person._take(response)._standing(next(f for f in person.page.iter("form") if f.get("action") is None))
    assert again["motto"].strip() == "Diversity lived"
    office.at_lead.post(path("en"), again)
    assert EditionText.objects.get(key="motto").text == "Diversity lived"


def test_an_original_that_changed_is_told_until_somebody_says_that_the_text_fits(call, office):
    write(call, "en", office.clerk, motto="Living diversity")
    assert "Original geändert" not in office.at_clerk.get(path("en")).content.decode()
    call.motto = "Vielfalt gemeinsam leben"
    call.save(update_fields=["motto"])
    assert "Original geändert" in office.at_clerk.get(path("en")).content.decode()
    office.at_clerk.post(path("en"), boxes(office.at_clerk, "en") | {"motto:fits": "on"})
    assert EditionText.objects.get().text == "Living diversity"
    assert "Original geändert" not in office.at_clerk.get(path("en")).content.decode()


def test_who_translated_the_old_original_is_told_that_it_changed(call, office):
    sent = boxes(office.at_clerk, "en") | {"motto": "Living diversity"}
    call.motto = "Vielfalt gemeinsam leben"
    call.save(update_fields=["motto"])
    office.at_clerk.post(path("en"), sent)
    assert "Original geändert" in office.at_clerk.get(path("en")).content.decode()


def test_a_text_that_is_too_long_is_told_beside_its_box_and_stays(call, office):
    page = office.at_clerk.post(path("en"), boxes(office.at_clerk, "en") | {"motto": "x" * 6001}).content.decode()
    assert "Bitte kürzen Sie auf höchstens 6000 Zeichen" in page
    assert "x" * 6001 in page
    assert not EditionText.objects.exists()


def test_crafted_boxes_write_nothing_that_has_no_original(call, office):
    data = boxes(office.at_clerk, "en") | {"secret": "x", "secret:shown": "", "secret:source": ""}
    office.at_clerk.post(path("en"), data)
    assert not EditionText.objects.exists()
    assert office.at_clerk.post(path("en"), {"motto": "a\x00b", "motto:shown": "y" * 70}).status_code == 200


@pytest.mark.parametrize("language", ["de", "fr", "xx"])
def test_there_is_no_page_for_german_or_for_what_nobody_speaks(call, office, language):
    assert office.at_clerk.get(path(language)).status_code == 404


def test_the_page_costs_the_same_for_many_texts(call, office, django_assert_max_num_queries):
    for number in range(20):
        Faq.objects.create(edition=call, question=f"Frage {number}?", answer="Ja.")
    with django_assert_max_num_queries(20):
        office.at_clerk.get(path("en"))


# Where people read it ---------------------------------------------------------------------------
def test_the_call_speaks_the_language_where_it_can_and_marks_what_is_german(call, office):
    faq = Faq.objects.create(edition=call, question="Wer darf mitmachen?", answer="Alle.")
    write(call, "uk", office.clerk, motto="Жити різноманіттям", **{f"faq.{faq.pk}.question": "Хто може взяти участь?"})
    browser = Client(headers={"accept-language": "uk"})
    page = browser.get("/").content.decode()
    assert "Жити різноманіттям" in page
    assert "Vielfalt leben" not in page
    assert "Хто може взяти участь?" in page
    assert '<div class="kern-body call-text measure" lang="de" dir="ltr"><p>Zeigen Sie uns' in page
    assert '<div class="kern-body call-text" lang="de" dir="ltr"><p>Alle.' in page
    call.refresh_from_db()
    assert call.motto == "Vielfalt leben"


def test_in_german_nothing_is_marked_and_nothing_is_asked(call, office, client, django_assert_num_queries):
    write(call, "uk", office.clerk, motto="Жити різноманіттям")
    page = client.get("/").content.decode()
    assert "Vielfalt leben" in page
    assert 'call-text measure">' in page


def test_the_form_speaks_the_language_and_what_is_filed_is_german(call, draft, applicant, client, office):
    page = call.form_pages.order_by("position").first()
    question = page.questions.exclude(hint="").order_by("position").first() or page.questions.first()
    texts = {f"question.{question.key}.label": "Proje adı", f"page.{page.key}.title": "Proje"}
    write(call, "tr", office.clerk, **texts)
    applicant.language = "tr"
    applicant.save()
    call.questions.filter(key="goals").update(label="Was habt ihr vor?")  # in words of the office's own
    shown = client.get(f"/bewerbung/{draft.pk}/bearbeiten/{page.key}/", follow=True).content.decode()
    assert "Proje adı" in shown
    assert "Açıklama" in shown  # the standard form is known to the catalogue
    assert '<span lang="de" dir="ltr">Was habt ihr vor?' in shown
    draft.refresh_from_db()
    labels = [answer["label"] for part in draft.questionnaire.document(draft.content) for answer in part["answers"]]
    assert "Proje adı" not in labels
    assert question.label in labels


def test_sources_are_named_by_what_they_are(call):
    keys = [source.key for source in sources_of(call)]
    assert keys[:2] == ["motto", "call_text"]
    assert len(keys) == len(set(keys))
    assert all(len(key) <= EditionText._meta.get_field("key").max_length for key in keys)
