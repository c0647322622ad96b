"""MP4 and WebM by their content: the boxes of the container are walked, nothing of film or sound is decoded."""

import struct

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MP4, WEBM = "video/mp4", "video/webm"
VIDEOS = {MP4: "mp4", WEBM: "webm"}
BRANDS = {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"avc1", b"mp41", b"mp42", b"M4V ", b"MSNV", b"dash"}
QUICKTIME = b"qt  "
MAX_BOXES = 100_000  # a film in fragments has two for each second or so
EBML, DOC_TYPE, SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
UNKNOWN = -1  # of a recording that did not know its own length yet


def check_video(file):
    """The MIME type of a film; raises ValidationError with a sentence that helps. `file` seeks and knows its size."""
    file.seek(0)
    head = file.read(64)
    if head[4:8] == b"ftyp":
        check_mp4(file)
        return MP4
    if head[:4] == EBML.to_bytes(4, "big"):
        check_webm(file)
        return WEBM
    raise ValidationError(_("Videos bitte als MP4 oder WebM hochladen."), code="wrong_type")


def damaged():
    return ValidationError(_("Dieses Video ist beschädigt oder nicht vollständig."), code="damaged")


# MP4 (ISO/IEC 14496-12) -------------------------------------------------------------------------
def check_mp4(file):
    """A film by its brands, whole by its boxes: each ends inside the file, and one tells where the pictures are."""
    found = set()
    for kind, start, size in boxes(file, 0, file.size):
        if kind == b"ftyp":
            check_brands(file, start, size)
        if kind != b"moov" or has_track(file, start, size):
            found.add(kind)
    if b"moov" not in found or not found & {b"mdat", b"moof"}:
        raise damaged()


def has_track(file, start, size):
    return any(kind == b"trak" for kind, _start, _size in boxes(file, start, start + size))


def check_brands(file, start, size):
    file.seek(start)
    content = file.read(min(size, 1024))
    brands = {content[:4]} | {content[at : at + 4] for at in range(8, len(content) - 3, 4)}
    if content[:4] == QUICKTIME:
        words = _("Dieses Video ist im Format QuickTime (MOV). Speichern Sie es bitte als MP4.")
        raise ValidationError(words, code="quicktime")
    if not brands & BRANDS:
        raise ValidationError(_("Videos bitte als MP4 oder WebM hochladen."), code="wrong_type")


def boxes(file, at, end):
    """(kind, start of the content, size of the content) of the boxes between two places of a file."""
    for _count in range(MAX_BOXES):
        if at == end:
            return
        file.seek(at)
        head = file.read(16)
        if end - at < 8:
            raise damaged()
        size, kind = struct.unpack("!L4s", head[:8])
        length = 8
        if size == 1 and len(head) == 16:
            size, length = struct.unpack("!Q", head[8:])[0], 16
        elif size == 0:  # to the end of the file
            size = end - at
        if size < length or at + size > end:
            raise damaged()
        yield kind, at + length, size - length
        at += size
    raise damaged()


# WebM (Matroska, RFC 8794) ----------------------------------------------------------------------
def check_webm(file):
    kind, start, size = element(file, 0)
    if not 0 < size <= 1024:
        raise damaged()
    at, doc_type = start, b""
    while at < start + size:
        kind, inner, length = element(file, at)
        if length == UNKNOWN or inner + length > start + size:
            raise damaged()
        if kind == DOC_TYPE:
            file.seek(inner)
            doc_type = file.read(length).rstrip(b"\0")
        at = inner + length
    if doc_type != b"webm":
        raise ValidationError(_("Videos bitte als MP4 oder WebM hochladen."), code="wrong_type")
    kind, start, size = element(file, at)
    if kind != SEGMENT or size == 0 or start + size > file.size:
        raise damaged()


def element(file, at):
    """(id, start of the content, its size) of the element at a place."""
    file.seek(at)
    head = file.read(12)
    kind, length = number(head, keeps_marker=True)
    size, more = number(head[length:], keeps_marker=False)
    return kind, at + length + more, size


def number(content, *, keeps_marker):
    """(value, how many bytes it takes) of a number whose first byte tells its length; all ones mean unknown."""
    length = 9 - content[0].bit_length() if content else 9
    if length > len(content) or length > (4 if keeps_marker else 8):
        raise damaged()
    value = int.from_bytes(content[:length], "big")
    if keeps_marker:
        return value, length
    mask = (1 << 7 * length) - 1
    return (UNKNOWN if value & mask == mask else value & mask), length
