"""ODT and DOCX by their content: the parts of the package are looked at, nothing of it is carried out or kept open."""

import io
import zipfile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSIONS = {ODT: "odt", DOCX: "docx"}
MAX_PARTS, MAX_UNPACKED, MAX_PART = 2_000, 200 * 2**20, 30 * 2**20
# What acts, or carries other files along; and what fetches something when the document is opened.
ACTIVE = ("vbaproject", "/activex/", "/embeddings/", "basic/", "scripts/", "oleobject", "attachedtemplate")


RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
HREF = "{http://www.w3.org/1999/xlink}href"
FETCHING = ("draw:image", "draw:object", "draw:object-ole", "draw:plugin", "draw:floating-frame", "text:section-source")
NAMESPACES = {
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "script": "urn:oasis:names:tc:opendocument:xmlns:script:1.0",
}


def is_package(content):
    return content[:4] == b"PK\x03\x04"


def check_text_document(content):
    """The MIME type of an ODT or DOCX file; raises ValidationError with a sentence that helps."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            check_parts(package.infolist())
            return kind_of_package(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError) as error:
        raise damaged() from error
    except (ParseError, DefusedXmlException) as error:
        raise damaged() from error


def damaged():
    words = _("Diese Datei ist beschädigt oder kein Textdokument. Erlaubt sind PDF, ODT und DOCX.")
    return ValidationError(words, code="damaged")


def check_parts(parts):
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ValidationError(_("Dieses Dokument ist entpackt zu groß."), code="too_large")
    for part in parts:
        if part.flag_bits & 1:
            raise ValidationError(_("Dieses Dokument ist mit einem Passwort geschützt."), code="encrypted")
        path = "/" + part.filename.lower()
        if ".." in path.split("/") or "\\" in path:
            raise damaged()
        if any(word in path for word in ACTIVE):
            raise active()


def active():
    words = _("Dieses Dokument enthält Makros oder eingebettete Dateien. Speichern Sie es bitte als PDF.")
    return ValidationError(words, code="active")


def kind_of_package(package):
    """By the part that each format must have, parsed; not by its name and not by a single marker."""
    names = set(package.namelist())
    if "mimetype" in names and read(package, "mimetype").strip() == ODT.encode():
        if b"encryption-data" in read(package, "META-INF/manifest.xml"):
            raise ValidationError(_("Dieses Dokument ist mit einem Passwort geschützt."), code="encrypted")
        for part in sorted(names & {"content.xml", "styles.xml"}):
            check_open_document(fromstring(read(package, part)))
        return ODT
    types = read(package, "[Content_Types].xml")
    if b"macroEnabled" in types:
        raise active()
    if b"wordprocessingml.document.main+xml" not in types:
        raise damaged()
    fromstring(read(package, "word/document.xml"))
    for name in names:
        if name.lower().endswith(".rels"):
            check_relations(fromstring(read(package, name)))
    return DOCX


def check_open_document(root):
    """A link may lead outside, a picture or a part of the text may not; nothing may act when something happens."""
    if root.find(".//script:event-listener", NAMESPACES) is not None:
        raise active()
    for name in FETCHING:
        for found in root.iterfind(f".//{name}", NAMESPACES):
            if is_outside(found.get(HREF, "")):
                raise fetching()


def is_outside(address):
    return ":" in address.split("/")[0] or address.startswith(("//", "../", "\\\\"))


def check_relations(root):
    """Of what lies outside a document may only link to it: templates and pictures would be fetched at the opening."""
    for found in root.iter(RELATION):
        if found.get("TargetMode", "").lower() == "external" and not found.get("Type", "").endswith("/hyperlink"):
            raise fetching()


def fetching():
    words = _("Dieses Dokument lädt beim Öffnen Inhalte aus dem Internet nach. Speichern Sie es bitte als PDF.")
    return ValidationError(words, code="fetching")


def read(package, name):
    """One part, never more than it says it is: the size in the directory may lie."""
    with package.open(name) as part:
        content = part.read(MAX_PART + 1)
    if len(content) > MAX_PART:
        raise ValidationError(_("Dieses Dokument ist entpackt zu groß."), code="too_large")
    return content
