"""Files to try: good ones of every kind, and those that somebody should not send."""

import io
import struct
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def named(name, content):
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


# PDF --------------------------------------------------------------------------------------------
def pdf(change=lambda pdf: None, **saving):
    document = pikepdf.new()
    document.add_blank_page()
    change(document)
    out = io.BytesIO()
    document.save(out, **saving)
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
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 2**20) for _ in range(100)) + packer.flush()
    head = b"%PDF-1.5\n"
    entry = b"1 0 obj\n<</Type/XRef/Size 9999999/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n"
    return head + entry % len(packed) + packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


# Pictures ---------------------------------------------------------------------------------------
def picture(format_name="JPEG", size=(30, 20), mode="RGB", colour=None, **saving):
    out = io.BytesIO()
    Image.new(mode, size, colour or ("red" if mode == "RGB" else 0)).save(out, format_name, **saving)
    return out.getvalue()


# Films: containers without a single picture in them; nothing here decodes one ---------------------
def box(kind, content=b""):
    return struct.pack("!L4s", 8 + len(content), kind) + content


def mp4(brand=b"isom", *more, payload=b"\0" * 100):
    head = box(b"ftyp", brand + struct.pack("!L", 512) + b"".join(more or (b"mp42",)))
    return head + box(b"moov", box(b"mvhd", b"\0" * 100) + box(b"trak", b"\0" * 20)) + box(b"mdat", payload)


def element(number, content, size=None):
    """`size`: the bytes of the length, if they are not the right ones."""
    name = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return name + (size or (len(content) | 1 << 56).to_bytes(8, "big")) + content


def webm(doc_type=b"webm", *, payload=b"\0" * 100, size=None):
    head = element(0x1A45DFA3, element(0x4286, b"\x01") + element(0x4282, doc_type))
    return head + element(0x18538067, payload, size=size)
