"""The pages on which an application is written: steps, conditions, saving while one writes."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Application, Letter, Question, Version
from tests import factories
from tests.prize.wizard import autosave, fresh, page_url, save, typed

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


def question(edition, key, **facts):
    first = edition.questions.get(key="description")
    facts = {"kind": "long_text", "label": "Wie fördert die Gemeinde?", "position": 90} | facts
    return Question.objects.create(edition=edition, page=facts.pop("page", first.page), key=key, **facts)


@pytest.fixture
def choice(edition):
    """A question that opens another one on the same page."""
    options = [{"key": "ja", "label": "ja"}, {"key": "nein", "label": "nein"}]
    first = question(edition, "funded", kind="choice", label="Gefördert?", options=options, position=80)
    question(edition, "funder", shown_if=first, shown_if_values=["ja"])
    return first


# Steps -----------------------------------------------------------------------------------------------
def test_the_steps_say_what_is_missing_and_which_one_it_is(client, applicant, draft):
    factories.set_answers(draft, goals="", since_year="gestern", description="")
    page = text(client.get(page_url(draft, "place")))
    assert "Schritt 2 von 7: Eckdaten" in page
    assert page.count('aria-current="step"') == 1
    assert 'aria-current="step">Eckdaten</a> <span class="step__words">1 Angabe stimmt noch nicht' in page
    assert 'Das Projekt</a> <span class="step__words">2 Angaben fehlen' in page
    assert "vollständig" in page
    assert "freiwillig" in page


def test_back_saves_and_goes_back_even_where_something_is_not_right_yet(client, applicant, draft):
    answer = save(client, draft, since_year="gestern", then="back")
    assert answer.url == page_url(draft, "goals")
    assert Application.objects.get().content["since_year"] == "gestern"
    assert save(client, draft, is_truthful="on", then="next").url == reverse("application_file", args=[draft.pk])


def test_guiding_questions_and_limits_stand_at_their_field(client, applicant, draft):
    page = text(client.get(page_url(draft, "description")))
    field = page.split("<textarea")[2]
    assert 'aria-describedby="id_description_helptext id_description_guiding"' in field
    assert "<li>Was ist das Besondere?</li>" in page
    assert "Höchstens 4.000 Zeichen." in page
    left = 4000 - len(draft.content["description"])
    assert f"Zeichen übrig: {left:,}".replace(",", ".") in page


def test_a_condition_opens_a_question_after_saving_and_hides_it_without_losing_its_answer(
    client, applicant, draft, choice
):
    assert "Wie fördert die Gemeinde?" not in text(client.get(page_url(draft, "funded")))
    save(client, draft, funded="ja")
    assert "Wie fördert die Gemeinde?" in text(client.get(page_url(draft, "funded")))
    save(client, draft, funded="ja", funder="Mit einem Raum.")
    save(client, draft, funded="nein")
    assert "Wie fördert die Gemeinde?" not in text(client.get(page_url(draft, "funded")))
    assert Application.objects.get().content["funder"] == "Mit einem Raum."
    save(client, draft, funded="ja")
    assert "Mit einem Raum." in text(client.get(page_url(draft, "funded")))


def test_what_was_typed_into_a_question_that_has_gone_meanwhile_is_kept(client, applicant, draft, choice):
    save(client, draft, funded="ja")
    sent = typed(draft, "funded", funder="Mit Geld.")
    factories.set_answers(draft, funded="nein")
    client.post(page_url(draft, "funded"), sent)
    assert Application.objects.get().content["funder"] == "Mit Geld."


def test_a_question_that_appeared_meanwhile_is_not_emptied(client, applicant, draft, choice):
    sent = typed(draft, "funded", goals="Neu.")
    actions.save_application(
        draft, {"funded": "ja", "funder": "Schon da."}, by=applicant, at=timezone.now(), version=draft.version
    )
    sent.pop("funded", None)
    client.post(page_url(draft, "funded"), sent)
    content = Application.objects.get().content
    assert (content["funder"], content["goals"]) == ("Schon da.", "Neu.")


def test_a_new_wording_of_a_declaration_asks_anew(client, applicant, draft):
    Question.objects.filter(edition=draft.edition, key="is_truthful").update(revision=2, label="Alles stimmt.")
    page = text(client.get(page_url(draft, "is_truthful")))
    assert "Der Wortlaut hat sich geändert." in page
    assert "checked" not in page.split('name="is_truthful"')[1].split(">")[0]
    assert "Alles stimmt." in text(client.get(reverse("application_file", args=[draft.pk])))
    save(client, draft, is_truthful="on")
    assert Application.objects.get().content["is_truthful"] == 2


# Autosave --------------------------------------------------------------------------------------------
def test_autosave_keeps_a_version_and_answers_with_time_version_and_steps(client, applicant, draft):
    answer = autosave(client, draft, goals="Beim Schreiben.")
    page = text(answer)
    now = fresh(draft)
    version = now.versions.get(number=now.version)
    assert (version.kind, version.changed, version.by) == ("auto", ["goals"], applicant)
    assert f"Gespeichert um {timezone.localtime(version.at):%H:%M}" in page
    assert f'name="version" id="id_version" value="{now.version}" hx-swap-oob="true"' in page
    assert '<nav class="wizard__steps" id="schritte"' in page
    assert answer["X-Autosave"] == "kept"


def test_autosave_of_the_same_makes_no_version(client, applicant, draft):
    before = Version.objects.count()
    assert autosave(client, draft, goals=draft.content["goals"]).status_code == 200
    assert Version.objects.count() == before


def test_autosave_says_what_is_wrong_only_of_fields_that_were_left(client, applicant, draft):
    page = text(autosave(client, draft, since_year="gestern", website="kein netz", left="since_year"))
    assert "ganze Zahl" in page
    assert 'id="id_since_year_words" hx-swap-oob="true"' in page
    assert "Internetadresse" not in page
    page = text(autosave(client, draft, since_year="2019", left="since_year"))
    assert 'id="id_since_year_words" hx-swap-oob="true"' in page
    assert "ganze Zahl" not in page.split('id="id_since_year_words"')[1].split("</div>")[0]


def test_autosave_brings_the_question_that_an_answer_opens_and_takes_it_away(client, applicant, draft, choice):
    page = text(autosave(client, draft, funded="ja"))
    assert '<div class="wizard__question" id="feld_funder" hx-swap-oob="true">' in page
    assert "Wie fördert die Gemeinde?" in page
    page = text(autosave(client, draft, funded="nein"))
    assert "Wie fördert die Gemeinde?" not in page
    assert 'id="feld_funder" hx-swap-oob="true"' in page


def test_autosave_draws_anew_what_somebody_else_answered_and_says_so(client, applicant, draft):
    sent = typed(draft, "goals", description="Meins.")
    ben = factories.member_of(draft.organisation, name="Ben Muster")
    actions.save_application(draft, {"goals": "Von Ben."}, by=ben, at=timezone.now(), version=draft.version)
    page = text(client.post(page_url(draft, "goals", "application_autosave"), sent))
    assert "Ben Muster hat inzwischen „Ziele und Zielgruppe“ geändert." in page
    assert "Von Ben.</textarea>" in page
    assert 'id="feld_description"' not in page
    content = Application.objects.get().content
    assert (content["goals"], content["description"]) == ("Von Ben.", "Meins.")


@pytest.mark.parametrize("name", ["application_page", "application_autosave"])
def test_saving_after_the_deadline_keeps_the_text_on_the_page(client, applicant, draft, name):
    draft.edition.closes_at = timezone.now() - datetime.timedelta(minutes=1)
    draft.edition.save()
    answer = client.post(page_url(draft, "goals", name), typed(draft, "goals", goals="Zu spät."))
    assert answer.status_code == 409
    assert "Die Bewerbungsfrist läuft nicht." in text(answer)
    if name == "application_autosave":
        assert answer["X-Autosave"] == "lost"


def test_a_page_costs_the_same_for_few_and_many_versions(client, applicant, draft):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    pages = [page_url(draft, "goals"), reverse("versions", args=[draft.pk])]
    for n in range(2):
        save(client, draft, goals=f"Fassung {n}")
    for page in pages:
        cost(page)  # what is loaded once
    few = [cost(page) for page in pages]
    for n in range(18):
        save(client, draft, goals=f"Weitere {n}")
    assert [cost(page) for page in pages] == few


# The jury's view, the way back -------------------------------------------------------------------------
def test_the_preview_is_what_the_jury_reads(client, applicant, draft):
    page = text(client.get(reverse("application_preview", args=[draft.pk])))
    assert draft.content["description"] in page
    assert "ada@example.org" not in page
    assert "Die Angaben sind richtig" not in page


def test_the_link_to_a_draft_is_mailed_to_the_writer_once_in_ten_minutes(client, applicant, draft):
    for _ in range(2):
        page = client.post(reverse("draft_link", args=[draft.pk]), follow=True)
    assert "Der Link ist schon unterwegs." in text(page)
    letter = Letter.objects.get(kind="draft_link")
    assert letter.to_address == applicant.email
    assert draft.project_title not in letter.subject + letter.body  # the office reads its outbox
    assert f"http://localhost:8000{reverse('application_edit', args=[draft.pk])}" in letter.body


def test_a_remark_of_the_office_stands_at_its_question(client, applicant, draft):
    filed = actions.file_application(draft, by=applicant, at=timezone.now())
    remarks = {"goals": "Bitte genauer."}
    actions.send_back(filed, by=factories.clerk(), at=timezone.now(), reason="Bitte ergänzen.", remarks=remarks)
    page = text(client.get(page_url(draft, "goals")))
    box = page.split('id="feld_goals"')[1]
    assert "Bitte genauer." in box
    assert "Bitte genauer." not in page.split('id="feld_goals"')[0].split('id="bogen"')[1]
    assert "Bitte genauer." not in text(client.get(page_url(draft, "place"))).split('id="bogen"')[1]
