"""ODT and DOCX as documents."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from prize.forms.attachment import DocumentField
from prize.forms.text_document import DOCX, NAMESPACES, ODT

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


def relation(kind, target, mode="External"):
    """One relationship of a DOCX, as a part of it."""
    start = "http://schemas.openxmlformats.org/"
    what = f'Type="{start}officeDocument/2006/relationships/{kind}" Target="{target}" TargetMode="{mode}"'
    return f'<Relationships xmlns="{start}package/2006/relationships"><Relationship Id="a" {what}/></Relationships>'


def drawn(inside):
    """The content of an ODT."""
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMESPACES.items())
    return f'<o:content xmlns:o="urn:o" xmlns:xlink="http://www.w3.org/1999/xlink" {spaces}>{inside}</o:content>'


def upload(name, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return DocumentField().clean(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(
    ("name", "content", "kept_as", "mime"),
    [
        ("Bericht.docx", docx(), "Bericht.docx", DOCX),
        ("Bericht.pdf", docx(), "Bericht.docx", DOCX),
        ("../../Bericht.odt", odt(), "Bericht.odt", ODT),
        (
            "a.docx",
            docx(**{"word/_rels/document.xml.rels": relation("hyperlink", "https://verein.example")}),
            "a.docx",
            DOCX,
        ),
        ("a.docx", docx(**{"_rels/.rels": relation("image", "media/a.png", "Internal")}), "a.docx", DOCX),
        (
            "a.odt",
            odt(
                **{
                    "content.xml": drawn(
                        '<text:a xlink:href="https://verein.example"/><draw:image xlink:href="Pictures/a.png"/>'
                        '<draw:object xlink:href="./Object 1"/>'
                    )
                }
            ),
            "a.odt",
            ODT,
        ),
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
        (
            docx(**{"word/_rels/settings.xml.rels": relation("attachedTemplate", "https://evil.example/a.dotm")}),
            "aus dem Internet",
        ),
        (docx(**{"word/_rels/document.xml.rels": relation("image", "https://evil.example/a.png")}), "aus dem Internet"),
        (docx(**{"WORD/_RELS/x.RELS": relation("oleObject", "file:///etc/passwd", "external")}), "aus dem Internet"),
        (odt(**{"content.xml": drawn('<draw:image xlink:href="https://evil.example/a.png"/>')}), "aus dem Internet"),
        (odt(**{"styles.xml": drawn('<draw:image xlink:href="//evil.example/a.png"/>')}), "aus dem Internet"),
        (odt(**{"content.xml": drawn('<text:section-source xlink:href="../a.odt"/>')}), "aus dem Internet"),
        (odt(**{"content.xml": drawn("<script:event-listener/>")}), "Makros"),
        (package(**{"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<Types/>"}), "kein Textdokument"),
    ],
)
def test_other_packages_are_refused_with_a_sentence(content, words):
    with pytest.raises(ValidationError, match=words):
        upload("bericht.docx", content)


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(ValidationError, match="entpackt zu groß"):
        upload("bericht.docx", docx(**{"word/media/a.png": b"\0" * 220_000_000}))
