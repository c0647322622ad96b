"""Films are known by their containers and are handed out in parts, so that a player can begin in the middle."""

import io
import struct

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import File

from prize.forms.attachment import VideoField
from prize.forms.video import MP4, WEBM, check_video
from prize.models import Attachment
from tests import factories
from tests.prize.files import box, element, mp4, named, pdf, picture, webm

TO_THE_END = struct.pack("!L4s", 0, b"mdat") + b"\0" * 50
LARGE = struct.pack("!L4sQ", 1, b"mdat", 66) + b"\0" * 50
MOOV = box(b"moov", box(b"trak", b"\0"))
HEAD = box(b"ftyp", b"isom\0\0\0\0")
FRAGMENTS = HEAD + MOOV + box(b"moof") + box(b"mdat", b"\0")


@pytest.mark.parametrize(
    ("mime", "content"),
    [
        (MP4, mp4()),
        (MP4, mp4(b"XYZ ", b"mp41")),  # the brand of a camera, compatible with one that all know
        (MP4, HEAD + MOOV + TO_THE_END),
        (MP4, HEAD + MOOV + LARGE),
        (MP4, FRAGMENTS),
        (WEBM, webm()),
        (WEBM, webm(b"webm\0\0")),
        (WEBM, webm(size=b"\x01" + b"\xff" * 7)),  # recorded by a browser that did not know the length yet
    ],
)
def test_films_that_are_kept(mime, content):
    assert check_video(named("film.exe", content)) == mime


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("wrong_type", b"MZ\x90\0 a program"),
        ("wrong_type", b""),
        ("wrong_type", b"\0\0"),
        ("wrong_type", pdf()),
        ("wrong_type", picture("WEBP")),
        ("wrong_type", mp4(b"heic", b"mif1")),
        ("wrong_type", mp4(b"M4A ", b"M4A ")),
        ("wrong_type", b"RIFF\0\0\0\0AVI LIST"),
        ("wrong_type", webm(b"matroska")),
        ("quicktime", mp4(b"qt  ")),
        ("damaged", mp4()[:-1]),  # the end did not arrive
        ("damaged", HEAD + box(b"mdat", b"\0")),
        ("damaged", HEAD + MOOV),
        ("damaged", HEAD + box(b"moov", b"") + box(b"mdat", b"\0")),
        ("damaged", HEAD + box(b"moov", b"\0\0\0\x02trak")),
        ("damaged", HEAD + struct.pack("!L4sQ", 1, b"mdat", 2**63) + b"\0"),
        ("damaged", mp4() + b"trailing"),
        ("damaged", webm()[:-1]),
        ("damaged", webm()[:20]),
        ("damaged", element(0x1A45DFA3, element(0x4282, b"webm"))),
        ("damaged", b"\x1a\x45\xdf\xa3"),
        ("damaged", b"\x1a\x45\xdf\xa3\xff" + b"\0" * 40),
        ("damaged", b"\x1a\x45\xdf\xa3\x00" + b"\0" * 40),
    ],
)
def test_films_that_are_refused(code, content):
    with pytest.raises(ValidationError) as refusal:
        check_video(named("film.mp4", content))
    assert refusal.value.code == code


class ReadInPieces(File):
    """Fails where somebody reads more than a piece of it at once."""

    def read(self, size=-1):
        assert 0 <= size <= 2**16
        return self.file.read(size)


def test_a_film_is_never_read_as_a_whole():
    content = mp4(payload=b"\0" * 3 * 2**20)
    kept = VideoField().clean(ReadInPieces(io.BytesIO(content), "Unser Fest.mov"))
    assert (kept.name, kept.content_type, kept.size, len(kept.sha256)) == ("Unser Fest.mp4", MP4, len(content), 64)


# Handing out in parts ------------------------------------------------------------------------------
@pytest.fixture
def film(client, db):
    """A film of ten bytes that somebody looks at."""
    kept = factories.AttachmentFactory(
        kind="video", name="fest.mp4", content_type=MP4, size=10, file__filename="fest.mp4", file__data=b"0123456789"
    )
    client.force_login(factories.member_of(kept.application.organisation))
    return Attachment.objects.get(pk=kept.pk)


def ask(client, film, **headers):
    response = client.get(film.get_absolute_url(), headers=headers)
    return response, b"".join(response)


@pytest.mark.parametrize(
    ("wanted", "told", "content"),
    [
        ("bytes=0-", "bytes 0-9/10", b"0123456789"),
        ("bytes=3-5", "bytes 3-5/10", b"345"),
        ("bytes=9-9", "bytes 9-9/10", b"9"),
        ("bytes=5-100", "bytes 5-9/10", b"56789"),
        ("bytes=-4", "bytes 6-9/10", b"6789"),
        ("bytes=-100", "bytes 0-9/10", b"0123456789"),
        ("BYTES= 1-2 ", "bytes 1-2/10", b"12"),
    ],
)
def test_a_part_is_given(client, film, wanted, told, content):
    response, got = ask(client, film, range=wanted)
    assert (response.status_code, response["Content-Range"], got) == (206, told, content)
    assert response["Content-Length"] == str(len(content))
    assert response["Content-Type"] == MP4
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=10-12", "bytes=-0", "bytes=999999999999-"])
def test_what_lies_behind_the_end_cannot_be_given(client, film, wanted):
    response, got = ask(client, film, range=wanted)
    assert (response.status_code, response["Content-Range"], got) == (416, "bytes */10", b"")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "wanted", ["", "bytes", "bytes=", "bytes=-", "bytes=5-3", "bytes=a-b", "lines=1-2", "bytes=0-1,4-5", "bytes=٣-٥"]
)
def test_what_is_no_single_part_gives_all(client, film, wanted):
    response, got = ask(client, film, range=wanted)
    assert (response.status_code, got) == (200, b"0123456789")
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == "10"


def test_a_part_of_another_film_is_not_given(client, film):
    etag = ask(client, film)[0]["ETag"]
    same, other = ({"range": "bytes=0-1", "if-range": tag} for tag in (etag, '"another"'))
    assert ask(client, film, **same)[0].status_code == 206
    assert ask(client, film, **other)[1] == b"0123456789"
    assert (
        ask(client, film, **{"range": "bytes=0-1", "if-range": "Mon, 23 Nov 2026 00:00:00 GMT"})[0].status_code == 200
    )


def test_the_head_alone_tells_the_whole_length(client, film):
    response = client.head(film.get_absolute_url(), headers={"range": "bytes=0-1"})
    response.close()  # the test client reads nothing of it
    assert (response.status_code, response["Content-Length"], b"".join(response)) == (200, "10", b"")


def test_parts_are_for_those_who_may_read(client, film):
    client.force_login(factories.UserFactory())
    assert ask(client, film, range="bytes=0-1")[0].status_code == 404
