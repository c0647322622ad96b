"""Uploaded files: believed by their content, never by their name. Each is really opened before it is kept.

`DocumentField`, `PictureField` and `VideoField` clean to an `Upload`, ready for actions.add_attachment.
"""

import hashlib
import io
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

import filetype
import pikepdf
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from prize.models import AttachmentKind
from prize.wording import file_size

from .text_document import DOCX, EXTENSIONS, ODT, check_text_document, is_package
from .video import VIDEOS, check_video
from .virus import check_virus

PDF = "application/pdf"
PICTURES = {"image/jpeg": ("JPEG", "jpg"), "image/png": ("PNG", "png"), "image/webp": ("WEBP", "webp")}
MAX_PIXELS = 50_000_000  # about what a good camera makes; 150 MB once opened
MAX_EDGE = 4000  # enough for a print of A4
PREVIEW_EDGE = 800  # in lists: a tenth of the bytes, for phones
MAX_PAGES, MAX_OBJECTS = 200, 100_000
MAX_NAME = 100

# A few kilobytes of an object stream can unpack to gigabytes. Pages and pictures of a PDF are never unpacked here.
pikepdf.settings.set_qpdf_limits(flate_max_memory=64 * 2**20, run_length_max_memory=64 * 2**20, max_stream_filters=5)


@dataclass(frozen=True)
class Upload:
    """A file that was opened and found good; `content` is what is kept, a film as the open file that was received."""

    kind: str
    name: str
    content: bytes | File = field(repr=False)
    content_type: str
    alt_text: str = ""
    preview: bytes = field(default=b"", repr=False)
    received_sha256: str = ""  # of what was sent, where that is not what is kept

    @cached_property
    def sha256(self):
        return sha256_of(self.file)

    @property
    def size(self):
        return self.file.size

    @property
    def file(self):
        """Something that a storage can save."""
        return ContentFile(self.content) if isinstance(self.content, bytes) else self.content


def sha256_of(file):
    """Read in pieces: a film is not held in memory. The file stands at its beginning again afterwards."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def clean_name(name, extension):
    """The sender's file name without folders and invisible characters, with the extension of what it really is."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in name if c not in '"<>:|?*')
    stem = " ".join(name.split()).strip(". ")
    head, dot, tail = stem.rpartition(".")
    if dot and head and len(tail) <= 5 and " " not in tail:
        stem = head
    return f"{stem[:MAX_NAME].strip('. ') or _('anlage')}.{extension}"


def kind_of(content):
    """The MIME type that the first bytes tell, or an empty text."""
    guess = filetype.guess(content[:8192])
    return guess.mime if guess else ""


# PDF --------------------------------------------------------------------------------------------
ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMediaExecute", "/GoToE"}
ACTIVE_KEYS = {"/JS", "/XFA", "/RichMediaContent"}


def check_pdf(content):
    """Raises ValidationError with a sentence that helps."""
    if kind_of(content) != PDF:
        raise ValidationError(
            _("Diese Datei ist weder PDF noch ODT oder DOCX, auch wenn sie vielleicht so heißt."), code="wrong_type"
        )
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            check_opened_pdf(pdf)
    except pikepdf.PasswordError as error:
        raise encrypted() from error
    except (pikepdf.PdfError, pikepdf.DataDecodingError, ValueError, TypeError, RuntimeError) as error:
        raise ValidationError(_("Dieses PDF ist beschädigt und lässt sich nicht öffnen."), code="damaged") from error


def encrypted():
    return ValidationError(_("Dieses PDF ist verschlüsselt. Speichern Sie es ohne Passwort."), code="encrypted")


def check_opened_pdf(pdf):
    if pdf.is_encrypted:
        raise encrypted()
    if not 1 <= len(pdf.pages) <= MAX_PAGES or len(pdf.objects) > MAX_OBJECTS:
        raise ValidationError(
            _("Dieses PDF hat keine oder mehr als %(pages)s Seiten oder ist zu umfangreich."),
            code="too_long",
            params={"pages": MAX_PAGES},
        )
    for thing in dictionaries(pdf):
        if "/EF" in thing or thing.get("/Type") == pikepdf.Name.EmbeddedFile or "/EmbeddedFiles" in thing:
            raise ValidationError(
                _("In diesem PDF stecken weitere Dateien. Bitte laden Sie es ohne sie hoch."), code="embedded"
            )
        if ACTIVE_KEYS & set(thing.keys()) or str(thing.get("/S", "")) in ACTIVE_ACTIONS:
            raise ValidationError(
                _("Dieses PDF enthält Programme oder ein ausfüllbares Formular. Drucken Sie es als einfaches PDF."),
                code="active",
            )


def dictionaries(pdf):
    """Every dictionary of the file, also those that lie inside others; a stream counts by its dictionary."""
    waiting = [pdf.trailer]
    for thing in pdf.objects:
        waiting.append(thing)
        while waiting:
            found = waiting.pop()
            if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
                yield found
                inside = [found[key] for key in found.keys()]  # noqa: SIM118 -- not a dict: iterating it reads the stream
            elif isinstance(found, pikepdf.Array):
                inside = list(found)
            else:
                continue
            waiting += [x for x in inside if isinstance(x, pikepdf.Object) and not x.is_indirect]


# Pictures ---------------------------------------------------------------------------------------
def clean_picture(content):
    """(MIME type, the picture drawn anew): upright, without camera data, place or anything else beside the pixels."""
    mime = kind_of(content)
    if mime not in PICTURES:
        raise ValidationError(_("Bilder bitte als JPEG, PNG oder WebP hochladen."), code="wrong_type")
    format_name, _extension = PICTURES[mime]
    try:
        return mime, redraw(content, format_name)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError) as error:
        raise ValidationError(_("Dieses Bild ist beschädigt und lässt sich nicht öffnen."), code="damaged") from error


def too_many_pixels():
    return ValidationError(
        _("Dieses Bild hat zu viele Bildpunkte (mehr als %(millions)s Millionen). Bitte verkleinern Sie es."),
        code="too_many_pixels",
        params={"millions": MAX_PIXELS // 1_000_000},
    )


def redraw(content, format_name):
    with Image.open(io.BytesIO(content), formats=[format_name]) as picture:
        if picture.width * picture.height > MAX_PIXELS:  # known from the header, before a pixel is unpacked
            raise too_many_pixels()
        picture.verify()
    with Image.open(io.BytesIO(content), formats=[format_name]) as picture:
        upright = ImageOps.exif_transpose(picture)
        has_alpha = format_name != "JPEG" and (upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info)
        plain = upright.convert("RGBA" if has_alpha else "RGB")
    plain.thumbnail((MAX_EDGE, MAX_EDGE))
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    out = io.BytesIO()
    bare.save(out, format_name, **({} if format_name == "PNG" else {"quality": 88}))
    return out.getvalue()


def preview_of(content):
    """The same picture, small, as WebP; of a picture that was drawn anew."""
    with Image.open(io.BytesIO(content)) as picture:
        picture.thumbnail((PREVIEW_EDGE, PREVIEW_EDGE))
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=75)
    return out.getvalue()


# Fields -----------------------------------------------------------------------------------------
class UploadField(forms.FileField):
    """A file that cleans to an Upload, or None. max_bytes: the question's own limit, below the site's."""

    def __init__(self, *, max_bytes=None, **kwargs):
        super().__init__(required=False, **kwargs)
        self.max_bytes = min(max_bytes or self.site_limit(), self.site_limit())

    @staticmethod
    def site_limit():
        return settings.ATTACHMENT_MAX_BYTES

    def to_python(self, data):
        upload = super().to_python(data)
        if upload is None:
            return None
        if upload.size > self.max_bytes:
            raise self.too_large(upload.size)
        check_virus(upload)
        return self.open(upload)

    def too_large(self, size=None):
        """`size` is not known of a file that was not received to its end."""
        words = _("Die Datei ist zu groß. Erlaubt sind höchstens %(limit)s.")
        if size:
            words = _("Die Datei ist zu groß (%(size)s). Erlaubt sind höchstens %(limit)s.")
        params = {"size": file_size(size or 0), "limit": file_size(self.max_bytes)}
        return ValidationError(words, code="too_large", params=params)

    def open(self, file):
        raise NotImplementedError


class DocumentField(UploadField):
    """A PDF, or an ODT or DOCX text."""

    widget = forms.FileInput(attrs={"accept": f".pdf,.odt,.docx,{PDF},{ODT},{DOCX}"})

    def open(self, file):
        content, mime = file.read(), PDF
        if is_package(content):
            mime = check_text_document(content)
        else:
            check_pdf(content)
        return Upload(AttachmentKind.DOCUMENT, clean_name(file.name, EXTENSIONS.get(mime, "pdf")), content, mime)


class PictureField(UploadField):
    widget = forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp,image/jpeg,image/png,image/webp"})

    def open(self, file):
        mime, drawn = clean_picture(file.read())
        name = clean_name(file.name, PICTURES[mime][1])
        received = sha256_of(file)
        return Upload(AttachmentKind.PICTURE, name, drawn, mime, preview=preview_of(drawn), received_sha256=received)


class VideoField(UploadField):
    """An MP4 or WebM film: known by its boxes, never read as a whole, and kept as it is."""

    widget = forms.FileInput(attrs={"accept": ".mp4,.m4v,.webm,video/mp4,video/webm"})

    @staticmethod
    def site_limit():
        return settings.VIDEO_MAX_BYTES

    def open(self, file):
        mime = check_video(file)
        return Upload(AttachmentKind.VIDEO, clean_name(file.name, VIDEOS[mime]), file, mime)
