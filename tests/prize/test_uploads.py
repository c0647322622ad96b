"""Files as answers: what people see when they send one, why one is refused, what becomes of a kept one."""

import hashlib
import re

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.forms import attachment as uploads
from prize.models import Application, Attachment, Question, Version
from tests import factories
from tests.prize.files import action, mp4, named, pdf, picture, webm, with_file
from tests.prize.wizard import fresh, page_url, typed

pytestmark = pytest.mark.django_db


def send(client, draft, key="pictures", *, then=None, follow=True, **fields):
    """Press a button of the page that asks for the files, as it stands, with changes."""
    data = typed(draft, key) | fields | {"then": then or f"add-{key}"}
    return client.post(page_url(draft, key), data, follow=follow)


def pictures(*files):
    return {"file-pictures": list(files)}


def error_beside(page, key):
    return page.content.decode().split(f'id="id_{key}_error"')[1].split("</div>")[0]


def part_of(page, key):
    """The question as it stands in the page."""
    return page.content.decode().split(f'id="feld_{key}"')[1].split("</fieldset>")[0]


@pytest.fixture
def films(draft):
    """A question for one film, as the office may add it."""
    page = draft.edition.questions.get(key="pictures").page
    return Question.objects.create(
        edition=draft.edition, page=page, key="film", kind="file", label="Film", file_kind="video", max_files=1,
        max_mb=50, position=99,
    )  # fmt: skip


# On the page -------------------------------------------------------------------------------------
def test_several_files_go_at_once_good_ones_are_kept_and_bad_ones_named(client, applicant, draft):
    page = send(
        client, draft,
        **pictures(named("chor.jpg", picture()), named("bericht.pdf.exe", b"MZ"), named("fest.png", picture("PNG"))),
        video="https://youtu.be/abc",
    )  # fmt: skip
    assert [a.name for a in fresh(draft).working_files()] == ["chor.jpg", "fest.png"]
    assert "„bericht.pdf.exe“: Bilder bitte als JPEG, PNG oder WebP hochladen." in error_beside(page, "pictures")
    shown = part_of(page, "pictures")
    assert "chor.jpg" in shown
    assert "fest.png" in shown
    assert 'value="https://youtu.be/abc"' in page.content.decode()
    assert Application.objects.get().content["video"] == "https://youtu.be/abc"
    summary = page.content.decode().split("error-summary")[1].split("</ul>")[0]
    assert 'href="#id_pictures">Bilder: „bericht.pdf.exe“: Bilder bitte' in summary


def test_after_good_files_the_page_comes_again_at_the_question(client, applicant, draft):
    page = send(client, draft, **pictures(named("chor.jpg", picture())))
    assert page.redirect_chain[-1][0] == page_url(draft, "pictures") + "#feld_pictures"
    shown = part_of(page, "pictures")
    assert re.search(r"chor\.jpg</a> <span class=\"muted\">Bild, \d+\xa0Bytes", shown)
    assert "Was ist auf dem Bild zu sehen?" in shown
    assert "Weitere Dateien auswählen" in shown
    assert "multiple" in shown


@pytest.mark.parametrize("button", ["save", "next", "back", "check"])
def test_a_chosen_file_is_kept_whatever_button_is_pressed(client, applicant, draft, button):
    send(client, draft, then=button, **pictures(named("foto.jpg", picture())))
    kept = Attachment.objects.get()
    assert (kept.kind, kept.name, kept.content_type) == ("picture", "foto.jpg", "image/jpeg")
    assert Application.objects.get().content["pictures"] == [kept.pk]
    assert fresh(draft).versions.latest("number").changed == ["pictures"]


def test_a_good_file_is_kept_when_a_text_is_not_right_yet(client, applicant, draft):
    page = send(client, draft, video="https://example.org/film", **pictures(named("foto.jpg", picture())))
    assert "Erlaubt sind nur Adressen bei" in error_beside(page, "video")
    assert 'value="https://example.org/film"' in page.content.decode()
    assert "foto.jpg" in part_of(page, "pictures")


@pytest.mark.parametrize(
    ("key", "name", "content", "error"),
    [
        ("documents", "bewerbung.pdf", b"MZ\x90\0 a program", "Diese Datei ist weder PDF noch ODT"),
        ("documents", "leer.pdf", b"", "leer"),
        ("documents", "geheim.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "verschlüsselt"),
        ("documents", "aktiv.pdf", pdf(action("/JavaScript", JS="app.alert(1)")), "enthält Programme"),
        ("documents", "paket.pdf", pdf(with_file), "stecken weitere Dateien"),
        ("documents", "film.mp4", mp4(), "Diese Datei ist weder PDF noch ODT"),
        ("pictures", "foto.jpg", pdf(), "JPEG, PNG oder WebP"),
        ("pictures", "foto.jpg", picture()[:300], "beschädigt"),
        ("pictures", "riesig.png", picture("PNG", size=(9000, 9000), mode="1"), "zu viele Bildpunkte"),
    ],
)
@pytest.mark.usefixtures("applicant")
def test_a_refused_file_says_why_beside_its_field(client, draft, *, key, name, content, error):
    page = send(client, draft, key, **{f"file-{key}": named(name, content), "video": "https://vimeo.com/1"})
    assert f"„{name}“" in error_beside(page, key)
    assert error in error_beside(page, key)
    assert 'value="https://vimeo.com/1"' in page.content.decode()
    assert not Attachment.objects.exists()


def test_a_name_with_folders_loses_them(client, applicant, draft):
    send(client, draft, "documents", **{"file-documents": named("../../etc/passwd.pdf", pdf())})
    kept = Attachment.objects.get()
    assert kept.name == "passwd.pdf"
    assert re.fullmatch(r"attachments/\d+/[0-9a-f]{2}/[0-9a-f]{64}", kept.file.name)


def test_each_question_has_its_own_size_below_the_sites(client, applicant, draft, settings):
    draft.edition.questions.filter(key="documents").update(max_mb=1)
    large = pdf() + b" " * 2**20
    page = send(client, draft, "documents", **{"file-documents": named("gross.pdf", large)})
    assert "Die Datei ist zu groß (1\xa0MB). Erlaubt sind höchstens 1\xa0MB." in error_beside(page, "documents")
    settings.ATTACHMENT_MAX_BYTES = 500
    page = send(client, draft, "documents", **{"file-documents": named("klein.pdf", pdf())})
    assert "höchstens 500\xa0Bytes" in error_beside(page, "documents")


def test_as_many_as_the_question_takes(client, applicant, draft):
    page = send(client, draft, **pictures(*(named(f"{n}.png", picture("PNG", colour=(n, 0, 0))) for n in range(5))))
    assert Application.objects.get().content["pictures"] == [a.pk for a in Attachment.objects.order_by("pk")]
    assert Attachment.objects.count() == 3
    assert error_beside(page, "pictures").count("Höchstens 3 Dateien sind möglich.") == 2
    assert 'type="file"' not in part_of(page, "pictures")
    upload = uploads.Upload("picture", "vier.jpg", picture(), "image/jpeg")
    with pytest.raises(actions.NoRoom):
        actions.add_attachment(draft, upload, by=applicant, at=timezone.now())


def test_a_file_that_is_refused_by_the_action_leaves_nothing_on_the_disk(applicant, draft, settings):
    send_more = [uploads.Upload("document", f"{n}.pdf", pdf() + b" " * n, "application/pdf") for n in range(2)]
    actions.add_attachment(draft, send_more[0], by=applicant, at=timezone.now())
    with pytest.raises(actions.NoRoom):
        actions.add_attachment(draft, send_more[1], by=applicant, at=timezone.now())
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 1


def test_what_is_sent_twice_is_kept_once(client, applicant, draft):
    for _ in range(2):
        send(client, draft, **pictures(named("foto.jpg", picture()), named("dasselbe.jpg", picture())))
    assert [a.name for a in fresh(draft).working_files()] == ["foto.jpg"]


def test_the_only_file_of_a_question_is_replaced(client, applicant, draft, django_capture_on_commit_callbacks):
    send(client, draft, "documents", **{"file-documents": named("alt.pdf", pdf())})
    old = Attachment.objects.get()
    page = client.get(page_url(draft, "documents"))
    assert "Durch eine andere Datei ersetzen" in part_of(page, "documents")
    assert f'name="replaces-documents" value="{old.pk}"' in part_of(page, "documents")
    new = {"file-documents": named("neu.pdf", pdf() + b" ")}
    page = send(client, draft, "documents", **new)  # from a page on which there was none yet
    assert "Höchstens 1 Datei ist möglich." in error_beside(page, "documents")
    with django_capture_on_commit_callbacks(execute=True):
        send(client, draft, "documents", **new | {"file-documents": named("neu.pdf", pdf() + b" ")},
             **{"replaces-documents": old.pk})  # fmt: skip
    assert [a.name for a in fresh(draft).working_files()] == ["neu.pdf"]
    assert not old.file.storage.exists(old.file.name)


def test_a_question_that_is_not_asked_any_more_takes_no_file(client, applicant, draft):
    data = typed(draft, "pictures") | {"then": "add-pictures"}
    Question.objects.filter(key="pictures").update(retired_at=timezone.now())
    client.post(page_url(draft, "documents"), data | pictures(named("foto.jpg", picture())), follow=True)
    assert not Attachment.objects.exists()


def test_a_page_with_many_files_costs_no_more_queries(client, applicant, draft, django_assert_max_num_queries):
    Question.objects.filter(key="pictures").update(max_files=20)
    counts = []
    for number in (2, 20):
        while Attachment.objects.count() < number:
            factories.AttachmentFactory(application=draft, kind="picture")
        with django_assert_max_num_queries(60) as asked:
            assert client.get(page_url(draft, "pictures")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_going_back_takes_a_refusal_along(client, applicant, draft):
    page = send(client, draft, then="back", **pictures(named("foto.jpg", b"MZ")))
    assert "„foto.jpg“: Bilder bitte als JPEG, PNG oder WebP hochladen." in page.content.decode()


def test_a_file_is_kept_when_two_write_the_same_answer(client, applicant, draft):
    data = typed(draft, "video") | {"video": "https://vimeo.com/1", "then": "save"}
    actions.save_application(
        fresh(draft), {"video": "https://vimeo.com/2"}, by=applicant, at=timezone.now(), version=data["version"]
    )
    page = client.post(page_url(draft, "video"), data | pictures(named("foto.jpg", picture()), named("x.jpg", b"MZ")))
    assert reverse("version_merge", args=[draft.pk, Version.objects.get(kind="conflict").number]) == page["Location"]
    assert [a.name for a in fresh(draft).working_files()] == ["foto.jpg"]
    assert "„x.jpg“" in client.get(page["Location"]).content.decode()


# Descriptions -------------------------------------------------------------------------------------
def test_pictures_are_described_and_nobody_describes_those_of_others(client, applicant, draft):
    send(client, draft, **pictures(named("foto.png", picture("PNG"))))
    kept, other = Attachment.objects.get(), factories.AttachmentFactory(kind="picture", alt_text="fremd")
    texts = {f"alt-{kept.pk}": " Drei Kinder\tim Garten ", f"alt-{other.pk}": "gekapert"}
    page = send(client, draft, then="save", **texts)
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.alt_text, other.alt_text) == ("Drei Kinder im Garten", "fremd")
    assert f'name="alt-{kept.pk}" value="Drei Kinder im Garten"' in part_of(page, "pictures")


def test_a_description_that_is_too_long_stays_in_its_field(client, applicant, draft):
    send(client, draft, **pictures(named("foto.png", picture("PNG"))))
    kept = Attachment.objects.get()
    page = send(client, draft, then="next", **{f"alt-{kept.pk}": "x" * 501})
    assert "„foto.png“: Bitte kürzen Sie die Beschreibung auf höchstens 500 Zeichen." in error_beside(page, "pictures")
    assert f'value="{"x" * 501}"' in part_of(page, "pictures")
    assert Attachment.objects.get().alt_text == ""


def test_the_check_page_asks_gently_for_a_missing_description(client, applicant, draft):
    send(client, draft, **pictures(named("foto.png", picture("PNG"))))
    check = reverse("application_file", args=[draft.pk])
    page = client.get(check).content.decode()
    assert "Noch ohne Beschreibung." in page
    assert "Verbindlich einreichen" in page  # it does not stop anybody
    Attachment.objects.update(alt_text="Ein Chor")
    assert "Noch ohne Beschreibung." not in client.get(check).content.decode()


# Removing -----------------------------------------------------------------------------------------
def test_removing_saves_first_and_asks_once(client, applicant, draft, django_capture_on_commit_callbacks):
    send(client, draft, **pictures(named("a.png", picture("PNG"))))
    kept = Attachment.objects.get()
    page = send(client, draft, then=f"remove-{kept.pk}", video="https://example.org/noch-nicht-richtig")
    assert page.redirect_chain[-1][0] == reverse("attachment_remove", args=[kept.pk])
    assert Application.objects.get().content["video"] == "https://example.org/noch-nicht-richtig"
    assert f'href="{page_url(draft, "pictures")}#feld_pictures"' in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(reverse("attachment_remove", args=[kept.pk]), follow=True)
    assert page.redirect_chain[-1][0] == page_url(draft, "pictures") + "#feld_pictures"
    assert "„a.png“ ist entfernt." in page.content.decode()
    assert not Attachment.objects.exists()
    assert not any(kept.file.storage.exists(stored.name) for stored in (kept.file, kept.preview))


def test_the_last_copy_of_a_file_leaves_the_disk(applicant, draft, django_capture_on_commit_callbacks):
    twin = factories.ApplicationFactory(edition=draft.edition, organisation=draft.organisation)
    upload = uploads.Upload("document", "a.pdf", pdf(), "application/pdf")
    first, second = [actions.add_attachment(a, upload, by=applicant, at=timezone.now()) for a in (draft, twin)]
    storage = first.file.storage
    for attachment, is_left in ((first, True), (second, False)):
        with django_capture_on_commit_callbacks(execute=True):
            actions.remove_attachment(attachment, by=applicant, at=timezone.now())
        assert storage.exists(attachment.file.name) is False
        assert storage.exists(second.file.name) is is_left


def returned(application, applicant):
    filed = actions.file_application(application, by=applicant, at=timezone.now())
    actions.send_back(filed, by=factories.clerk(), at=timezone.now(), reason="Bitte ein anderes Bild.")


def test_what_was_filed_stays_on_record_and_comes_back_as_the_same(client, applicant, draft):
    send(client, draft, **pictures(named("a.png", picture("PNG"))))
    returned(draft, applicant)
    kept = Attachment.objects.get()
    client.post(reverse("attachment_remove", args=[kept.pk]))
    assert fresh(draft).working_files() == []
    assert kept.file.storage.exists(kept.file.name)
    number = fresh(draft).version
    actions.remove_attachment(kept, by=applicant, at=timezone.now())  # a second click
    assert fresh(draft).version == number
    send(client, draft, **pictures(named("wieder.png", picture("PNG"))))
    assert fresh(draft).working_files() == [kept]
    assert Attachment.objects.count() == 1


# Films --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("name", "content", "mime"), [("fest.mov", mp4(), "video/mp4"), ("f", webm(), "video/webm")])
@pytest.mark.usefixtures("applicant", "films")
def test_a_film_is_kept_as_it_is_and_plays_on_the_page(client, draft, name, content, mime):
    page = send(client, draft, "film", **{"video-film": named(name, content)})
    kept = Attachment.objects.get()
    assert (kept.kind, kept.content_type, kept.size) == ("video", mime, len(content))
    assert kept.sha256 == kept.received_sha256 == hashlib.sha256(content).hexdigest()
    assert f'<video class="video" controls preload="none" src="{kept.get_absolute_url()}"' in part_of(page, "film")
    assert "media-src 'self'" in page["Content-Security-Policy"]
    assert b"".join(client.get(kept.get_absolute_url())) == content


def test_a_film_of_more_than_memory_holds_is_moved_from_the_disk(client, applicant, draft, films, settings):
    content = mp4(payload=b"\1" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1))
    send(client, draft, "film", **{"video-film": named("fest.mp4", content)})
    kept = Attachment.objects.get()
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert b"".join(client.get(kept.get_absolute_url())) == content
