"""The office sends an application back with remarks at single answers; the organisation changes them or answers."""

import html

import pytest
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Application, History, Letter, Remark
from tests import factories

pytestmark = pytest.mark.django_db


def text(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def filed(draft, applicant):
    return actions.file_application(draft, by=applicant, at=timezone.now())


@pytest.fixture
def returned(filed, office):
    data = {"reason": "Bitte zweimal nachsehen.", "remark_volunteers": "Sind das alle?", "remark_goals": "Zu knapp."}
    office.at_clerk.post(reverse("application_send_back", args=[filed.pk]), data)
    return Application.objects.get(pk=filed.pk)


def save(application, by, **answers):
    actions.save_application(application, answers, by=by, at=timezone.now(), version=application.version)
    return Application.objects.get(pk=application.pk)


def test_remarks_stand_in_the_letter_on_the_pages_and_in_the_history(client, returned):
    assert returned.is_returned
    assert list(returned.remarks.values_list("key", "label", "text").order_by("key")) == [
        ("goals", "Ziele und Zielgruppe", "Zu knapp."),
        ("volunteers", "Zahl der Ehrenamtlichen", "Sind das alle?"),
    ]
    letter = Letter.objects.get(kind="send_back")
    assert "Zahl der Ehrenamtlichen:\nSind das alle?" in letter.body
    assert History.objects.get(step="send_back").facts["remarks"] == ["Ziele und Zielgruppe", "Zahl der Ehrenamtlichen"]
    for page in (returned.get_absolute_url(), reverse("remarks", args=[returned.pk])):
        shown = text(client.get(page))
        assert "Sind das alle?" in shown
        assert "Zu knapp." in shown


def test_an_open_remark_keeps_the_application_from_being_filed(client, returned, applicant):
    page = text(client.get(reverse("application_file", args=[returned.pk])))
    assert page.count("Bitte ändern Sie diese Angabe oder antworten Sie der Geschäftsstelle.") == 2
    assert "Verbindlich einreichen" not in page
    with pytest.raises(actions.Incomplete):
        actions.file_application(returned, by=applicant, at=timezone.now())


def test_a_changed_answer_settles_one_and_words_the_other(client, returned, applicant, office):
    returned = save(returned, applicant, volunteers=30)
    goals = returned.remarks.get(key="goals")
    answer = client.post(
        reverse("remarks", args=[returned.pk]), {f"answer_{goals.pk}": "Mehr wissen wir nicht.", "then": "check"}
    )
    assert answer.url == reverse("application_file", args=[returned.pk])
    assert "Verbindlich einreichen" in text(client.get(answer.url))
    again = actions.file_application(returned, by=applicant, at=timezone.now())
    assert set(Remark.objects.values_list("closed_by", flat=True)) == {again.filed_id}
    shown = text(office.at_clerk.get(reverse("application_office", args=[again.pk])))
    assert "Mehr wissen wir nicht." in shown
    assert "30" in [a["value"] for _title, answers in again.answers() for a in answers]
    assert client.get(reverse("remarks", args=[again.pk])).url == again.get_absolute_url()


def test_the_office_reads_the_filed_version_until_it_is_filed_again(returned, applicant, office):
    changed = save(returned, applicant, goals="Noch halb geschrieben", project_title="Halb")
    shown = text(office.at_clerk.get(reverse("application_office", args=[changed.pk])))
    assert "Noch halb geschrieben" not in shown
    assert (changed.project_title, "Begegnung für alle" in shown) == ("Haus Asendorf", True)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"reason": "", "remark_goals": "Getippt"}, "Getippt"),
        ({"reason": "Bitte", "remark_goals": "x" * 1001}, "höchstens 1000 Zeichen"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(filed, office, data, words):
    page = office.at_clerk.post(reverse("application_send_back", args=[filed.pk]), data)
    assert page.status_code == 200
    assert words in text(page)
    assert data["remark_goals"] in text(page)
    assert not Remark.objects.exists()
    assert Application.objects.get().is_submitted


def test_a_remark_at_what_nobody_asked_is_none(filed, office):
    actions.send_back(filed, by=office.clerk, at=timezone.now(), reason="Bitte", remarks={"erfunden": "Hallo"})
    assert not Remark.objects.exists()


def test_the_way_to_an_answer_keeps_what_was_typed(client, returned):
    goals = returned.remarks.get(key="goals")
    data = {f"answer_{goals.pk}": "Noch nicht fertig", "then": "goals"}
    answer = client.post(reverse("remarks", args=[returned.pk]), data)
    assert answer.url == f"{reverse('application_page', args=[returned.pk, 'projekt'])}#id_goals"
    goals.refresh_from_db()
    assert goals.answer == "Noch nicht fertig"


def test_a_new_description_of_a_picture_settles_a_remark_at_it(draft, applicant, office):
    picture = factories.AttachmentFactory(application=draft, kind="picture", name="a.png", alt_text="")
    draft.refresh_from_db()
    filed = actions.file_application(draft, by=applicant, at=timezone.now())
    remarks = {"pictures": "Bitte beschreiben."}
    back = actions.send_back(filed, by=office.clerk, at=timezone.now(), reason="Bitte", remarks=remarks)
    assert [p.question.key for p in Application.objects.get(pk=back.pk).problems()] == ["pictures"]
    actions.describe_pictures(back, {picture.pk: "Ein Fest"}, by=applicant, at=timezone.now())
    assert Application.objects.get(pk=back.pk).problems() == []


def test_an_answer_can_be_taken_back_and_others_cannot_answer(client, returned, applicant):
    goals = returned.remarks.get(key="goals")
    for words in ("Doch", ""):
        actions.answer_remarks(returned, {goals.pk: words}, by=applicant, at=timezone.now())
    goals.refresh_from_db()
    assert (goals.answer, goals.answered_at, goals.answered_by) == ("", None, None)
    reader = factories.member_of(returned.organisation, right="view")
    with pytest.raises(actions.NotAllowed):
        actions.answer_remarks(returned, {goals.pk: "Ich auch"}, by=reader, at=timezone.now())
