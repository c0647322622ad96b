"""Documents and pictures are believed by their content, whatever they are called."""

import io

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from prize.forms import attachment as uploads
from tests.prize.files import action, bomb, hidden_in_an_annotation, named, pdf, picture, with_file

REFUSED_DOCUMENTS = {
    "wrong_type": [b"MZ\x90\0 a program", b"%!PS-Adobe", b"<html>", picture(), b" " * 2000 + pdf()],
    "damaged": [b"%PDF-1.7\n", b"%PDF-1.7\nnonsense" * 90, bomb()],
    "encrypted": [
        pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
        pdf(encryption=pikepdf.Encryption(owner="a", user="")),
    ],
    "active": [
        pdf(action("/JavaScript", JS="app.alert(1)")),
        pdf(action("/Launch", F="cmd.exe")),
        pdf(action("/SubmitForm", F="https://example.org")),
        pdf(hidden_in_an_annotation),
        pdf(hidden_in_an_annotation, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    ],
    "embedded": [pdf(with_file)],
    "too_long": [pdf(lambda p: [p.add_blank_page() for _ in range(uploads.MAX_PAGES)])],
}


@pytest.mark.parametrize(("code", "content"), [(code, c) for code, many in REFUSED_DOCUMENTS.items() for c in many])
def test_documents_that_are_refused(code, content):
    with pytest.raises(ValidationError) as refusal:
        uploads.check_pdf(content)
    assert refusal.value.code == code


@pytest.mark.parametrize("saving", [{}, {"linearize": True}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}])
def test_a_plain_document_is_kept(saving):
    uploads.check_pdf(pdf(**saving))
    uploads.check_pdf(pdf(action("/GoTo", D=pikepdf.Array([0])), **saving))


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("wrong_type", b"MZ\x90\0 a program"),
        ("wrong_type", pdf()),
        ("wrong_type", picture("GIF")),
        ("wrong_type", picture("TIFF")),
        ("wrong_type", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("damaged", picture()[:300]),
        ("damaged", picture("PNG")[:40]),
        ("damaged", b"\xff\xd8\xff\xe0" + b"\0" * 100),
        ("too_many_pixels", picture("PNG", size=(9000, 9000), mode="1")),
        ("too_many_pixels", picture("PNG", size=(14000, 14000), mode="1")),
    ],
)
def test_pictures_that_are_refused(code, content):
    with pytest.raises(ValidationError) as refusal:
        uploads.clean_picture(content)
    assert refusal.value.code == code


def test_a_picture_is_drawn_upright_and_without_where_and_by_what_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Kamerafirma"
    exif.get_ifd(0x8825)[1] = "N"
    mime, drawn = uploads.clean_picture(picture(exif=exif, comment=b"geheim", dpi=(72, 72)))
    opened = Image.open(io.BytesIO(drawn))
    assert (mime, opened.format, opened.size) == ("image/jpeg", "JPEG", (20, 30))
    assert not opened.getexif()
    assert b"Kamerafirma" not in drawn
    assert b"geheim" not in drawn


def test_what_lies_behind_the_end_of_a_picture_is_gone():
    _mime, drawn = uploads.clean_picture(picture("PNG") + b"<script>alert(1)</script>" + pdf())
    assert b"script" not in drawn
    assert b"PDF" not in drawn


@pytest.mark.parametrize(
    ("format_name", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "RGBA"), ("PNG", "I;16"), ("WEBP", "RGBA")],
)
def test_pictures_of_every_make_are_kept_and_have_a_preview(format_name, mode):
    _mime, drawn = uploads.clean_picture(picture(format_name, mode=mode))
    with Image.open(io.BytesIO(drawn)) as opened:
        assert opened.mode in ("RGB", "RGBA")
    with Image.open(io.BytesIO(uploads.preview_of(drawn))) as preview:
        assert (preview.format, preview.size) == ("WEBP", (30, 20))


def test_a_large_picture_is_made_smaller_and_its_preview_fits_a_phone():
    _mime, drawn = uploads.clean_picture(picture(size=(5000, 2500)))
    with Image.open(io.BytesIO(drawn)) as opened:
        assert opened.size == (4000, 2000)
    with Image.open(io.BytesIO(uploads.preview_of(drawn))) as preview:
        assert preview.size == (800, 400)


def test_a_picture_remembers_what_was_sent_a_document_is_kept_as_it_came():
    content = picture()
    kept = uploads.PictureField().clean(named("foto.jpg", content))
    assert kept.received_sha256 == uploads.sha256_of(named("x", content)) != kept.sha256
    kept = uploads.DocumentField().clean(named("a.pdf", pdf()))
    assert (kept.received_sha256, kept.size) == ("", len(pdf()))


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("bericht.pdf", "bericht.pdf"),
        ("Bericht über 2026.PDF", "Bericht über 2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ada\\bericht.pdf", "bericht.pdf"),
        ("rechnung\u202efdp.exe", "rechnung fdp.pdf"),
        ("zeile\r\nzwei\0.pdf", "zeile zwei.pdf"),
        ('"><script>.pdf', "script.pdf"),
        ("", "anlage.pdf"),
        (".pdf", "pdf.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
        ("Überblick 1.2 neu.docx", "Überblick 1.2 neu.pdf"),
    ],
)
def test_names_lose_folders_and_what_nobody_can_see(name, cleaned):
    assert uploads.clean_name(name, "pdf") == cleaned
