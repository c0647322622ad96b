"""ODT and DOCX as documents, and the virus scanner where one is configured."""

import io
import socket
import struct
import threading
import zipfile

import pytest
from django.core.exceptions import ValidationError

from prize.forms.attachment import DocumentField
from prize.forms.text_document import DOCX, ODT
from prize.forms.virus import check_virus

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def package(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(**more):
    text = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>Größe</w:t></w:r></w:p></w:body></w:document>'
    return package(**{"[Content_Types].xml": TYPES, "word/document.xml": text, **more})


def odt(**more):
    content = '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
    return package(**{"mimetype": ODT, "content.xml": content, "META-INF/manifest.xml": "<m/>", **more})


def upload(name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return DocumentField().clean(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "content", "kept_as", "mime"),
    [
        ("Bericht.docx", docx(), "Bericht.docx", DOCX),
        ("Bericht.pdf", docx(), "Bericht.docx", DOCX),
        ("../../Bericht.odt", odt(), "Bericht.odt", ODT),
    ],
)
def test_text_documents_are_known_by_their_content(name, content, kept_as, mime):
    kept = upload(name, content)
    assert (kept.name, kept.content_type, kept.content) == (kept_as, mime, content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (package(**{"hallo.txt": "x"}), "beschädigt oder kein Textdokument"),
        (docx()[:200], "beschädigt"),
        (docx(**{"word/document.xml": "<w:document"}), "beschädigt"),
        (docx(**{"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "beschädigt"),
        (docx(**{"word/vbaProject.bin": "x"}), "Makros"),
        (docx(**{"word/embeddings/x.bin": "x"}), "eingebettete"),
        (docx(**{"[Content_Types].xml": TYPES.replace(".main+xml", ".macroEnabled.main+xml")}), "Makros"),
        (odt(**{"Basic/Standard/Module1.xml": "x"}), "Makros"),
        (odt(**{"META-INF/manifest.xml": "<m:encryption-data/>"}), "Passwort"),
        (docx(**{"../../etc/passwd": "x"}), "beschädigt"),
        (package(**{"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<Types/>"}), "kein Textdokument"),
    ],
)
def test_other_packages_are_refused_with_a_sentence(content, words):
    with pytest.raises(ValidationError, match=words):
        upload("bericht.docx", content)


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(ValidationError, match="entpackt zu groß"):
        upload("bericht.docx", docx(**{"word/media/a.png": b"\0" * 220_000_000}))


# The scanner ------------------------------------------------------------------------------------
@pytest.fixture
def clamd(tmp_path, settings):
    """A clamd on a real socket that finds the word EICAR; gives the list of what it was sent."""
    path, seen = str(tmp_path / "clamd.sock"), []
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(4)

    def serve():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(length)
                seen.append(content)
                connection.sendall(b"stream: Test FOUND\0" if b"EICAR" in content else b"stream: OK\0")

    thread = threading.Thread(target=serve)
    thread.start()
    settings.CLAMAV_SOCKET = path
    yield seen
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(timeout=5)


def test_the_scanner_sees_the_whole_file(clamd):
    content = odt(**{"text.txt": "x"}) + b"\0" * 150_000
    check_virus(content)
    assert clamd == [content]


def test_what_the_scanner_finds_is_refused(clamd):
    with pytest.raises(ValidationError, match="Schadsoftware"):
        upload("bericht.pdf", b"EICAR")


def test_a_scanner_that_is_configured_and_silent_keeps_nothing(settings, tmp_path, caplog):
    settings.CLAMAV_SOCKET = str(tmp_path / "nobody.sock")
    with pytest.raises(ValidationError, match="gerade nicht geprüft"):
        upload("bericht.docx", docx())
    assert "ClamAV does not answer" in caplog.text


def test_without_a_scanner_nothing_is_asked(settings):
    settings.CLAMAV_SOCKET = ""
    assert upload("bericht.docx", docx()).content_type == DOCX
