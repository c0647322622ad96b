"""ODT and DOCX as documents."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from prize.forms.attachment import DocumentField
from prize.forms.text_document import DOCX, ODT

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
