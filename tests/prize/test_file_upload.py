"""The address to which static/upload.js sends one file at a time, and what is too large while it is still arriving."""

import io
import tempfile

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from django.utils import timezone

from prize import actions
from prize.models import Attachment
from tests import factories
from tests.prize.files import named, pdf, picture
from tests.prize.wizard import fresh, page_url, typed

pytestmark = pytest.mark.django_db


def address(draft, key="pictures"):
    return reverse("file_upload", args=[draft.pk, key])


def upload(client, draft, file, key="pictures", **more):
    return client.post(address(draft, key), {f"file-{key}": file} | more)


# The answer ---------------------------------------------------------------------------------------
def test_a_file_is_kept_and_the_list_comes_back(client, applicant, draft):
    answer = upload(client, draft, named("chor.jpg", picture())).json()
    assert answer["errors"] == []
    assert "chor.jpg" in answer["html"]
    assert "Weitere Dateien auswählen" in answer["html"]
    assert [a.name for a in fresh(draft).working_files()] == ["chor.jpg"]


def test_what_is_sent_again_after_a_broken_connection_is_there_once(client, applicant, draft):
    before = fresh(draft).version
    for _ in range(3):
        answer = upload(client, draft, named("chor.jpg", picture())).json()
        assert answer["errors"] == []
        assert answer["html"].count("data-file=") == 1
    assert Attachment.objects.count() == 1
    assert fresh(draft).version == before + 1


def test_sending_again_works_also_where_the_first_time_took_the_last_place(client, applicant, draft):
    draft.edition.questions.filter(key="pictures").update(max_files=1)
    for _ in range(2):
        assert upload(client, draft, named("chor.jpg", picture())).json()["errors"] == []
    answer = upload(client, draft, named("zweites.png", picture("PNG"))).json()
    assert answer["errors"] == ["Höchstens 1 Datei ist möglich."]
    kept = Attachment.objects.get()
    replacing = {"replaces-pictures": kept.pk}
    for _ in range(2):
        answer = upload(client, draft, named("zweites.png", picture("PNG")), **replacing).json()
        assert answer["errors"] == []
    assert [a.name for a in fresh(draft).working_files()] == ["zweites.png"]


def test_a_bad_file_is_told_without_its_name_which_stands_beside(client, applicant, draft):
    answer = upload(client, draft, named("chor.jpg", pdf())).json()
    assert answer["errors"] == ["Bilder bitte als JPEG, PNG oder WebP hochladen."]
    assert "data-file=" not in answer["html"]


def test_a_closed_application_says_so(client, applicant, draft):
    actions.file_application(draft, by=applicant, at=timezone.now())
    answer = upload(client, draft, named("chor.jpg", picture()))
    assert answer.status_code == 409
    assert answer.json() == {"errors": ["Diese Bewerbung ist schon eingereicht und lässt sich nicht mehr ändern."]}
    assert not Attachment.objects.exists()


def test_who_may_only_read_adds_nothing(client, draft):
    client.force_login(factories.member_of(draft.organisation, right="owner"))
    client.force_login(factories.member_of(draft.organisation, right="view"))
    assert upload(client, draft, named("chor.jpg", picture())).status_code == 409
    client.force_login(factories.UserFactory())
    assert upload(client, draft, named("chor.jpg", picture())).status_code == 404
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("key", ["place", "gibt_es_nicht"])
def test_only_a_question_for_files_takes_one(client, applicant, draft, key):
    assert upload(client, draft, named("chor.jpg", picture()), key).status_code == 404


def test_a_question_of_another_edition_takes_none(client, applicant, draft):
    other = factories.EditionFactory()
    other.questions.filter(key="pictures").update(key="andere")
    assert upload(client, draft, named("chor.jpg", picture()), "andere").status_code == 404


# Too large ----------------------------------------------------------------------------------------
@pytest.fixture
def disk(monkeypatch, tmp_path, settings):
    """Where uploads wait; the size of the largest that was ever there."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "waiting"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    largest = [0]
    make = tempfile.NamedTemporaryFile

    def watched(*args, **options):
        file = make(*args, **options)
        write = file.file.write

        def measured(content):
            written = write(content)
            largest[0] = max(largest[0], file.file.tell())
            return written

        monkeypatch.setattr(file, "write", measured, raising=False)
        return file

    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", watched)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", watched)
    return settings.FILE_UPLOAD_TEMP_DIR, largest


class Endless(io.RawIOBase):
    """A body whose middle is made while it is read: 200 MB that are nowhere."""

    def __init__(self, before, size, after):
        self.parts, self.size = [before, None, after], len(before) + size + len(after)
        self.left, self.most = size, 0

    def read(self, size=-1):
        self.most = max(self.most, size)
        assert 0 < size <= 2**20  # nobody asks for all of it
        if self.parts[0]:
            self.parts[0], found = self.parts[0][size:], self.parts[0][:size]
            return found
        if self.left:
            found = min(size, self.left)
            self.left -= found
            return b"x" * found
        self.parts[2], found = self.parts[2][size:], self.parts[2][:size]
        return found


def post_large(client, url, data, size):
    """The file with the word MITTE in `data` is as large as that."""
    before, after = encode_multipart(BOUNDARY, data).split(b"MITTE")
    stream = Endless(before, size, after)
    return post(client, url, stream, stream.size), stream


def post(client, url, stream, size):
    facts = {"wsgi.input": stream, "CONTENT_LENGTH": str(size), "CONTENT_TYPE": MULTIPART_CONTENT}
    return client.generic("POST", url, **facts)


@pytest.mark.usefixtures("applicant")
@pytest.mark.parametrize("megabytes", [11, 200])
def test_a_file_that_is_far_too_large_is_refused_and_nothing_typed_is_lost(client, draft, disk, settings, megabytes):
    folder, largest = disk
    data = typed(draft, "pictures") | {
        "file-pictures": [named("gross.jpg", b"MITTE"), named("klein.jpg", picture())],
        "video": "https://vimeo.com/1",
        "then": "save",
    }
    page, stream = post_large(client, page_url(draft, "pictures"), data, megabytes * 2**20)
    text = page.content.decode()
    assert stream.left == 0
    assert page.status_code == 200
    assert "„gross.jpg“: Die Datei ist zu groß. Erlaubt sind höchstens 10\xa0MB." in text
    assert 'value="https://vimeo.com/1"' in text
    assert fresh(draft).content["video"] == "https://vimeo.com/1"
    assert [a.name for a in fresh(draft).working_files()] == ["klein.jpg"]
    assert largest[0] <= settings.ATTACHMENT_MAX_BYTES
    assert list(folder.iterdir()) == []


def test_a_film_may_be_larger_than_a_picture_but_not_than_the_site_allows(client, applicant, draft, disk, settings):
    folder, _largest = disk
    settings.ATTACHMENT_MAX_BYTES, settings.VIDEO_MAX_BYTES = 2**20, 3 * 2**20
    draft.edition.questions.filter(key="pictures").update(file_kind="video", max_mb=50)
    for megabytes, words in ((2, "Videos bitte als MP4 oder WebM"), (4, "Erlaubt sind höchstens 3\xa0MB")):
        data = {"video-pictures": named("film.mp4", b"MITTE")}
        answer, _stream = post_large(client, address(draft), data, megabytes * 2**20)
        assert words in answer.json()["errors"][0]
    assert list(folder.iterdir()) == []


def test_a_request_that_is_larger_than_everything_is_not_even_read(client, applicant, draft, settings):
    settings.REQUEST_MAX_BYTES = 2**20
    data = {"file-pictures": named("film.jpg", b"MITTE")}
    answer, stream = post_large(client, address(draft), data, 2**20)
    assert answer.status_code == 413
    assert "Zu viel auf einmal" in answer.content.decode()
    assert "größer als 1\xa0MB" in answer.content.decode()
    assert stream.left == 2**20
    assert answer["Connection"] == "close"


def test_an_upload_that_breaks_off_leaves_nothing(client, applicant, draft, disk):
    folder, _largest = disk
    body = encode_multipart(
        BOUNDARY, {"file-pictures": named("chor.jpg", picture(size=(2000, 2000)) + b"\0" * 3 * 2**20)}
    )
    answer = post(client, address(draft), io.BytesIO(body[:-2000]), len(body))
    assert answer.status_code in (200, 400)
    assert not Attachment.objects.exists()
    assert list(folder.iterdir()) == []
