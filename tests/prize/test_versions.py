"""Earlier versions, and two people in the same text."""

import pytest
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Application, Version
from prize.wording import differences
from tests import factories
from tests.prize.wizard import autosave, fresh, page_url, save, typed

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


def version_url(draft, number, name="version"):
    return reverse(name, args=[draft.pk, number])


# Looking and going back --------------------------------------------------------------------------------
def test_the_list_says_when_who_how_and_what(client, applicant, draft):
    save(client, draft, goals="Anders.")
    autosave(client, draft, place="Celle")
    page = text(client.get(reverse("versions", args=[draft.pk])))
    assert f"gespeichert, {applicant}" in page
    assert f"von selbst gespeichert, {applicant} · <strong>jetzige Fassung" in page
    assert "Ziele und Zielgruppe" in page
    assert page.index("Ort des Projekts") < page.index("Ziele und Zielgruppe")


def test_a_version_shows_both_texts_with_the_difference_marked(client, applicant, draft):
    first = draft.version
    save(client, draft, goals="Begegnung für alle im Dorf.")
    page = text(client.get(version_url(draft, first)))
    assert "Begegnung für alle, die neu im Ort sind." in page
    assert "Begegnung für alle im Dorf." in page
    assert "<del>" in page
    assert "<ins>" in page
    assert "Das ist die jetzige Fassung." in text(client.get(version_url(draft, first + 1)))
    assert client.get(version_url(draft, 99)).status_code == 404


def test_differences_are_found_word_by_word():
    parts = differences("eins zwei drei", "eins vier drei")
    assert parts == [("same", "eins "), ("gone", "zwei"), ("new", "vier"), ("same", " drei")]
    assert differences("", "neu") == [("new", "neu")]


def test_a_restored_version_is_a_new_one_and_nothing_is_lost(client, applicant, draft):
    first = draft.version
    save(client, draft, goals="Verschlimmbessert.", partners="Feuerwehr")
    save(client, draft, partners="Feuerwehr")
    page = client.post(version_url(draft, first), follow=True)
    assert f"Die Fassung {first} ist wiederhergestellt." in text(page)
    now = fresh(draft)
    assert now.content["goals"] == "Begegnung für alle, die neu im Ort sind."
    assert not now.content.get("partners")
    assert now.versions.get(number=now.version).kind == "restore"
    assert Version.objects.filter(content__goals="Verschlimmbessert.").exists()


def test_files_that_were_deleted_stay_out_and_the_page_says_so(client, applicant, draft):
    factories.AttachmentFactory(application=draft, uploaded_by=applicant)
    with_file = fresh(draft).version
    actions.remove_attachment(draft.attachments.get(), by=applicant, at=timezone.now())
    save(client, draft, goals="Weiter.")
    page = client.post(version_url(draft, with_file), follow=True)
    assert "Entfernte Dateien kommen nicht zurück: Dokument." in text(page)
    assert fresh(draft).content["documents"] == []


def test_nobody_restores_what_is_filed(client, applicant, draft):
    first = draft.version
    save(client, draft, goals="Eingereicht.")
    actions.file_application(draft, by=applicant, at=timezone.now())
    assert "wiederherstellen" not in text(client.get(version_url(draft, first)))
    assert client.post(version_url(draft, first)).status_code == 409
    assert fresh(draft).content["goals"] == "Eingereicht."


# Two editors -------------------------------------------------------------------------------------------
@pytest.fixture
def conflict(client, applicant, draft):
    """Ben saved the same answer first; the applicant's text waits."""
    sent = typed(draft, "goals", goals="Von Ada.", description="Auch von Ada.")
    ben = factories.member_of(draft.organisation, name="Ben Muster")
    actions.save_application(draft, {"goals": "Von Ben."}, by=ben, at=timezone.now(), version=draft.version)
    answer = client.post(page_url(draft, "goals"), sent)
    found = Version.objects.get(kind="conflict")
    assert answer.url == version_url(draft, found.number, "version_merge")
    return found


def merge(client, conflict, choice, **more):
    draft = fresh(conflict.application)
    data = {"version": draft.version, "choice_goals": choice, "text_goals": ""} | more
    return client.post(version_url(draft, conflict.number, "version_merge"), data, follow=True)


def test_both_texts_stand_side_by_side_and_the_other_answers_are_kept(client, draft, conflict):
    page = text(client.get(version_url(draft, conflict.number, "version_merge")))
    assert "Von Ada." in page
    assert "Von Ben." in page
    assert "Text von Ben Muster" in page
    assert Application.objects.get().content["goals"] == "Von Ben."
    assert Application.objects.get().content["description"] == "Auch von Ada."
    assert conflict.changed == ["goals"]


@pytest.mark.parametrize(
    ("choice", "result"), [("mine", "Von Ada."), ("theirs", "Von Ben."), ("both", "Von Ada und Ben.")]
)
def test_the_decision_is_a_version_and_the_conflict_is_over(client, draft, conflict, choice, result):
    for name in ("application_status", "application_file"):
        assert "Zwei Texte warten auf Ihre Entscheidung" in text(client.get(reverse(name, args=[draft.pk])))
    merge(client, conflict, choice, text_goals="Von Ada und Ben.")
    now = fresh(draft)
    assert now.content["goals"] == result
    assert (now.versions.get(number=now.version).kind, now.versions.unsettled()) == ("merge", [])
    for name in ("application_status", "application_file"):
        assert "Zwei Texte warten" not in text(client.get(reverse(name, args=[draft.pk])))
    assert client.get(version_url(draft, conflict.number, "version_merge")).url == conflict.get_absolute_url()


def test_without_a_decision_the_page_says_so_and_keeps_the_text(client, draft, conflict):
    data = {"version": fresh(draft).version, "text_goals": "Halb fertig"}
    page = text(client.post(version_url(draft, conflict.number, "version_merge"), data))
    assert "Bitte entscheiden Sie, welcher Text gelten soll." in page
    assert "Halb fertig</textarea>" in page


def test_who_changes_it_once_more_meanwhile_is_not_overwritten(client, draft, conflict):
    seen = fresh(draft).version
    ben = draft.organisation.memberships.last().user
    actions.save_application(draft, {"goals": "Von Ben, neu."}, by=ben, at=timezone.now(), version=seen)
    page = text(merge(client, conflict, "both", version=seen, text_goals="Mein Vorschlag"))
    assert "Inzwischen wurde noch einmal gespeichert." in page
    assert "Von Ben, neu." in page
    assert "Mein Vorschlag</textarea>" in page
    assert fresh(draft).content["goals"] == "Von Ben, neu."
    merge(client, conflict, "mine")
    assert fresh(draft).content["goals"] == "Von Ada."


def test_autosave_stops_and_leads_to_both_texts(client, applicant, draft):
    sent = typed(draft, "goals", goals="Von Ada.")
    ben = factories.member_of(draft.organisation)
    actions.save_application(draft, {"goals": "Von Ben."}, by=ben, at=timezone.now(), version=draft.version)
    answer = client.post(page_url(draft, "goals", "application_autosave"), sent)
    assert (answer.status_code, answer["X-Autosave"]) == (409, "kept")
    assert "Jemand anderes hat dieselbe Angabe geändert." in text(answer)
    number = Version.objects.get(kind="conflict").number
    assert 'name="then" value="save"' in text(answer)  # a button: what is typed elsewhere by then is saved on the way
    way = client.post(page_url(draft, "goals"), sent | {"description": "Inzwischen geschrieben.", "then": "save"})
    assert way.url == version_url(draft, number, "version_merge")
    assert fresh(draft).content["description"] == "Inzwischen geschrieben."


def test_writing_on_in_the_same_answer_leaves_one_question(client, applicant, draft, conflict):
    sent = typed(draft, "goals", goals="Von Ada, noch länger.", version=conflict.based_on)
    client.post(page_url(draft, "goals"), sent)
    [open_one] = fresh(draft).versions.unsettled()
    assert open_one.content["goals"] == "Von Ada, noch länger."


def test_an_empty_field_that_somebody_filled_meanwhile_is_no_conflict(client, applicant, draft):
    sent = typed(draft, "partners", volunteers="20")
    ben = factories.member_of(draft.organisation, name="Ben Muster")
    actions.save_application(draft, {"partners": "Feuerwehr"}, by=ben, at=timezone.now(), version=draft.version)
    page = client.post(page_url(draft, "partners"), sent, follow=True)
    assert "Ben Muster hat inzwischen „Partner“ geändert." in text(page)
    content = fresh(draft).content
    assert (content["partners"], content["volunteers"]) == ("Feuerwehr", 20)


def test_who_changes_nothing_hears_all_the_same_what_another_has_changed(client, applicant, draft):
    data = typed(draft, "goals")
    other = factories.member_of(draft.organisation, name="Nora Nachbarin")
    changes = {"description": "Neu beschrieben."}
    actions.save_application(fresh(draft), changes, by=other, at=timezone.now(), version=data["version"])
    page = text(client.post(page_url(draft, "goals"), data, follow=True))
    assert "Nora Nachbarin hat inzwischen" in page
