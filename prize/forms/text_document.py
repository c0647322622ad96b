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
# What acts, or carries other files along.
ACTIVE = ("vbaproject", "/activex/", "/embeddings/", "basic/", "scripts/", "oleobject", "attachedtemplate")


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
        fromstring(read(package, "content.xml"))
        return ODT
    types = read(package, "[Content_Types].xml")
    if b"macroEnabled" in types:
        raise active()
    if b"wordprocessingml.document.main+xml" not in types:
        raise damaged()
    fromstring(read(package, "word/document.xml"))
    return DOCX


def read(package, name):
    """One part, never more than it says it is: the size in the directory may lie."""
    with package.open(name) as part:
        content = part.read(MAX_PART + 1)
    if len(content) > MAX_PART:
        raise ValidationError(_("Dieses Dokument ist entpackt zu groß."), code="too_large")
    return content
