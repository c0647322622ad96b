"""What every page of a certificate has: paragraphs, signature lines, the QR code, the practice mark."""

import segno
from reportlab.lib.colors import HexColor

from . import fonts, wording
from .facts import DoesNotFit
from .fit import Text


class Paragraph:
    """Lines of one text, broken to a width: knows its height and draws itself below a point."""

    def __init__(self, text, style, room, *, centred=False, divide=False):
        self.text, self.style, self.room, self.centred = Text(text, style.cut, style.size), style, room, centred
        self.lines = self.text.lines(room, style.most_lines, divide=divide)

    @property
    def height(self):
        """From the top of the capitals to the last baseline; tails reach below it."""
        return self.style.size * (fonts.CAPITALS + self.style.leading * (len(self.lines) - 1))

    def draw(self, canvas, left, top):
        """One text object, each line but the last with its blank: readers of the PDF get the words unbroken."""
        pen = canvas.beginText()
        pen.setFont(self.text.font.fontName, self.style.size)
        pen.setFillColor(HexColor(self.style.colour))
        baseline = top - fonts.CAPITALS * self.style.size
        for line in self.lines:
            pen.setTextOrigin(self._start(line, left), baseline)
            pen.textOut(line)
            baseline -= self.style.leading * self.style.size
        canvas.drawText(pen)

    def _start(self, line, left):
        """Centred by the inked width; else the first letter's stem on the edge and an opening quotation mark beyond it."""
        if self.centred:
            return left + (self.room - self.text.width(line.rstrip())) / 2
        hung = self.text.width("„") if line.startswith("„") else 0.0
        first = line[1:2] if hung else line[:1]
        return left - hung - fonts.bearing(self.text.font, first, self.style.size)


def fitted(text, styles, room, *, centred=False):
    """The text in the first of the styles in which it fits; breaks inside hyphenated words are the last resort."""
    for divide in (False, True):
        for style in styles:
            paragraph = Paragraph(text, style, room, centred=centred, divide=divide)
            if paragraph.lines:
                return paragraph
    raise DoesNotFit(text)


def qr_code(canvas, url, left, bottom, side, colour):
    """The code with its quiet zone inside the square, as one path of horizontal runs."""
    code = segno.make(url, error="m", micro=False)
    rows = list(code.matrix_iter(scale=1, border=4))
    module = side / len(rows)
    path = canvas.beginPath()
    for index, row in enumerate(rows):
        bottom_of_row = bottom + side - (index + 1) * module
        start = None
        for column, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                path.rect(left + start * module, bottom_of_row, (column - start) * module, module)
                start = None
    canvas.setFillColor(HexColor(colour))
    canvas.drawPath(path, stroke=0, fill=1)
