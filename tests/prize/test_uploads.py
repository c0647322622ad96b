"""Files are believed by their content. What people see when one is refused, and how a kept one is handed out."""

import io
from urllib.parse import quote as urlquote

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from prize import actions
from prize.forms import attachment as uploads
from prize.models import Application, Attachment
from tests import factories

BACKEND = "prize.accounts.Backend"


# Files to try -----------------------------------------------------------------------------------
def pdf(change=lambda pdf: None, **saving):
    document = pikepdf.new()
    document.add_blank_page()
    change(document)
    out = io.BytesIO()
    document.save(out, **saving)
    return out.getvalue()


def picture(format_name="JPEG", size=(30, 20), mode="RGB", **saving):
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else 0).save(out, format_name, **saving)
    return out.getvalue()


def action(kind, **entries):
    def change(document):
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(kind), **entries)

    return change


def hidden_in_an_annotation(document):
    """Two levels deep in direct objects, where a look at the catalogue alone finds nothing."""
    act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=act)
    document.pages[0].Annots = pikepdf.Array([note])


def with_file(document):
    document.attachments["liste.exe"] = b"MZ"


def bomb():
    """A few kilobytes whose cross-reference stream unpacks to far more than the limit."""
    import zlib

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 2**20) for _ in range(100)) + packer.flush()
    head = b"%PDF-1.5\n"
    entry = b"1 0 obj\n<</Type/XRef/Size 9999999/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n"
    return head + entry % len(packed) + packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


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
def test_pictures_of_every_make_are_kept(format_name, mode):
    _mime, drawn = uploads.clean_picture(picture(format_name, mode=mode))
    with Image.open(io.BytesIO(drawn)) as opened:
        assert opened.mode in ("RGB", "RGBA")


def test_a_large_picture_is_made_smaller():
    _mime, drawn = uploads.clean_picture(picture(size=(5000, 2500)))
    with Image.open(io.BytesIO(drawn)) as opened:
        assert opened.size == (4000, 2000)


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


# On the page -------------------------------------------------------------------------------------
@pytest.fixture
def draft(db):
    factories.AwardFactory()
    return factories.ApplicationFactory(edition=factories.AwardFactory().edition)


@pytest.fixture
def applicant(client, draft):
    user = factories.member_of(draft.organisation)
    client.force_login(user, backend=BACKEND)
    return user


def send(client, draft, follow=True, **fields):
    draft.refresh_from_db()
    data = {"project_title": draft.project_title, "version": draft.version, "then": "add"} | fields
    return client.post(reverse("application_edit", args=[draft.pk]), data, follow=follow)


def named(name, content):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def error_beside(page, field):
    return page.content.decode().split(f'id="id_{field}_error"')[1].split("</div>")[0]


def test_adding_a_file_saves_what_was_typed_as_well(client, applicant, draft):
    page = send(client, draft, document=named("Bericht.pdf", pdf()), place="Meppen")
    assert page.redirect_chain[-1][0] == reverse("application_edit", args=[draft.pk]) + "#dateien"
    text = page.content.decode()
    assert "Bericht.pdf" in text
    assert 'value="Meppen"' in text
    assert 'name="document"' not in text  # one is enough


@pytest.mark.parametrize("button", ["save", "check"])
def test_a_chosen_file_is_kept_whatever_button_is_pressed(client, applicant, draft, button):
    send(client, draft, picture=named("foto.jpg", picture()), alt_text="Ein Chor", then=button)
    kept = Attachment.objects.get()
    assert (kept.kind, kept.name, kept.alt_text, kept.content_type) == ("picture", "foto.jpg", "Ein Chor", "image/jpeg")


def test_a_good_file_is_kept_when_a_text_is_not_right_yet(client, applicant, draft):
    wrong = {"since_year": "bald", "place": "Hier"}
    page = send(client, draft, picture=named("foto.jpg", picture()), alt_text="Ein Chor", **wrong)
    text = page.content.decode()
    kept = Attachment.objects.get()
    assert "ganze Zahl" in error_beside(page, "since_year")
    assert f'name="alt_text_{kept.pk}" value="Ein Chor"' in text
    assert 'value="Hier"' in text
    assert "foto.jpg" in text


@pytest.mark.parametrize(
    ("field", "file", "error"),
    [
        ("document", ("bewerbung.pdf", b"MZ\x90\0 a program"), "Diese Datei ist weder PDF noch ODT"),
        ("document", ("leer.pdf", b""), "leer"),
        ("document", ("geheim.pdf", REFUSED_DOCUMENTS["encrypted"][0]), "verschlüsselt"),
        ("document", ("aktiv.pdf", REFUSED_DOCUMENTS["active"][0]), "enthält Programme"),
        ("document", ("paket.pdf", REFUSED_DOCUMENTS["embedded"][0]), "stecken weitere Dateien"),
        ("picture", ("foto.jpg", pdf()), "JPEG, PNG oder WebP"),
        ("picture", ("foto.jpg", picture()[:300]), "beschädigt"),
        ("picture", ("riesig.png", picture("PNG", size=(9000, 9000), mode="1")), "zu viele Bildpunkte"),
    ],
)
@pytest.mark.usefixtures("applicant")
def test_a_refused_file_says_why_beside_its_field(client, draft, field, file, error):
    page = send(client, draft, **{field: named(*file), "place": "Bleibt stehen"})
    assert error in error_beside(page, field)
    assert 'value="Bleibt stehen"' in page.content.decode()
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_refused(client, applicant, draft, settings):
    settings.ATTACHMENT_MAX_BYTES = 500
    page = send(client, draft, document=named("gross.pdf", pdf() + b" " * 500))
    assert "Die Datei ist zu groß" in error_beside(page, "document")


def test_three_pictures_and_one_document_fit(client, applicant, draft):
    for number in range(3):
        send(client, draft, picture=named(f"{number}.png", picture("PNG")))
    page = send(client, draft, document=named("a.pdf", pdf()))
    assert 'name="picture"' not in page.content.decode()
    send(client, draft, picture=named("vier.png", picture("PNG")), document=named("b.pdf", pdf()))
    assert Attachment.objects.count() == 4
    upload = uploads.Upload("document", "c.pdf", pdf(), "application/pdf")
    with pytest.raises(actions.NotAllowed):
        actions.add_attachment(draft, upload, by=applicant, at=timezone.now())


def test_removing_saves_first_and_asks_once(client, applicant, draft):
    send(client, draft, document=named("a.pdf", pdf()))
    kept = Attachment.objects.get()
    page = send(client, draft, then=f"remove-{kept.pk}", place="Vorher getippt")
    assert page.redirect_chain[-1][0] == reverse("attachment_remove", args=[kept.pk])
    assert Application.objects.get(pk=draft.pk).place == "Vorher getippt"
    page = client.post(reverse("attachment_remove", args=[kept.pk]), follow=True)
    assert "„a.pdf“ ist entfernt." in page.content.decode()
    assert not Attachment.objects.exists()


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


def test_pictures_are_described_later(client, applicant, draft):
    send(client, draft, picture=named("foto.png", picture("PNG")))
    kept = Attachment.objects.get()
    other = factories.AttachmentFactory(kind="picture", alt_text="fremd")
    send(client, draft, **{f"alt_text_{kept.pk}": "Drei Kinder im Garten", f"alt_text_{other.pk}": "gekapert"})
    kept.refresh_from_db()
    other.refresh_from_db()
    assert (kept.alt_text, other.alt_text) == ("Drei Kinder im Garten", "fremd")


# Handing out -------------------------------------------------------------------------------------
def test_a_file_comes_as_a_thing_that_cannot_act(client, applicant, draft):
    send(client, draft, document=named("Übersicht 2026.pdf", pdf()), picture=named("foto.png", picture("PNG")))
    document, shown = Attachment.objects.order_by("kind")
    for attachment, disposition in ((document, "attachment"), (shown, "inline")):
        response = client.get(attachment.get_absolute_url())
        assert response["Content-Type"] == attachment.content_type
        assert response["Content-Disposition"].startswith(disposition)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Cache-Control"] == "private, no-store"
        assert len(b"".join(response.streaming_content)) == attachment.size
        assert urlquote(attachment.name) in response["Content-Disposition"]


def test_files_of_others_do_not_exist(client, applicant, draft):
    send(client, draft, document=named("a.pdf", pdf()))
    kept = Attachment.objects.get()
    client.force_login(factories.UserFactory(), backend=BACKEND)
    assert client.get(kept.get_absolute_url()).status_code == 404
    for call in (client.get, client.post):
        assert call(reverse("attachment_remove", args=[kept.pk])).status_code == 404
    client.force_login(factories.clerk(), backend=BACKEND)
    assert client.get(kept.get_absolute_url()).status_code == 404  # a draft is nobody else's business
    client.logout()
    assert client.get(kept.get_absolute_url()).status_code == 302


def test_a_file_that_is_missing_on_the_disk_is_a_404(client, applicant, draft):
    send(client, draft, document=named("a.pdf", pdf()))
    kept = Attachment.objects.get()
    kept.file.storage.delete(kept.file.name)
    assert client.get(kept.get_absolute_url()).status_code == 404


def test_nothing_is_added_or_removed_after_filing(client, applicant, draft):
    upload = uploads.Upload("document", "a.pdf", pdf(), "application/pdf")
    kept = actions.add_attachment(draft, upload, by=applicant, at=timezone.now())
    client.post(reverse("application_file", args=[draft.pk]))
    assert client.post(reverse("attachment_remove", args=[kept.pk])).status_code == 409
    page = send(client, draft, follow=False, picture=named("foto.jpg", picture()))
    assert page.status_code == 409
    assert "Diese Bewerbung ist schon eingereicht" in page.content.decode()
    assert Attachment.objects.get() == kept
