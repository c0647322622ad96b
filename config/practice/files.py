"""Attachments drawn by code, so that nobody's picture is used."""

import io

import pikepdf
from PIL import Image, ImageDraw

from prize.forms.attachment import Upload, preview_of

COLOURS = ("#0b5d6b", "#e2a32b", "#b5482f", "#4f7a3a")


def picture(number):
    """A PNG of overlapping circles; each number gives another pattern."""
    image = Image.new("RGB", (1200, 800), "#f4f1ea")
    draw = ImageDraw.Draw(image, "RGBA")
    for n in range(9):
        x, y, r = (n * 211 + number * 97) % 1200, (n * 137 + number * 61) % 800, 90 + (n * 53) % 170
        draw.ellipse((x - r, y - r, x + r, y + r), fill=COLOURS[(n + number) % 4] + "b0")
    draw.text((40, 720), "Übungsbild", fill="#222222", font_size=48)
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True)
    return Upload(
        kind="picture",
        name="uebungsbild.png",
        content=content.getvalue(),
        content_type="image/png",
        alt_text="Übungsbild: einander überlappende farbige Kreise",
        preview=preview_of(content.getvalue()),
    )


def document():
    """A one-page PDF."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    lines = ("Übungsanlage", "Hier stünde ein kurzer Bericht über das Projekt.", "Diese Datei wurde zum Üben erzeugt.")
    text = b" T* ".join(b"(" + line.encode("cp1252") + b") Tj" for line in lines)
    page.Contents = pdf.make_stream(b"BT /F1 16 Tf 28 TL 72 740 Td " + text + b" ET")
    content = io.BytesIO()
    pdf.save(content, deterministic_id=True)
    return Upload(
        kind="document", name="uebungsbericht.pdf", content=content.getvalue(), content_type="application/pdf"
    )
