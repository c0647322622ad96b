"""What pages are made of: paragraphs that fit or refuse, the QR code, the practice mark."""

from functools import cached_property
from itertools import pairwise

import segno
from reportlab.lib.colors import HexColor

from . import fonts
from .facts import DoesNotFit
from .fit import Text
from .layout import INK

CLEAR = 0.05  # white between tails and the accents of the next line, in parts of the size
QUIET_ZONE = 4  # modules, by ISO/IEC 18004


class Paragraph:
    """One text broken to a width; `lines` is None where it does not fit."""

    def __init__(self, text, style, room, *, divide=False):
        self.text, self.style = Text(text, style.cut, style.size), style
        self.lines = self.text.lines(room, style.most_lines, divide=divide)

    @cached_property
    def steps(self):
        """From baseline to baseline: the style's leading, and more where tails would touch the accents below them."""
        size = self.style.size
        reaches = [fonts.reach(self.text.font, line, size) for line in self.lines]
        return [
            max(self.style.leading * size, tails + accents + CLEAR * size)
            for (tails, _above), (_below, accents) in pairwise(reaches)
        ]

    @property
    def height(self):
        """From the top of the capitals to the last baseline; accents and tails reach beyond."""
        return self.style.size * fonts.CAPITALS + sum(self.steps)

    @property
    def width(self):
        return max(self.text.width(line.rstrip()) for line in self.lines)

    def draw(self, canvas, left, top):
        """In one text object, each line but the last with its blank: so readers of the PDF get the words unbroken."""
        pen = canvas.beginText()
        pen.setFont(self.text.font.fontName, self.style.size)
        pen.setFillColor(HexColor(self.style.colour))
        baseline = top - fonts.CAPITALS * self.style.size
        for line, step in zip(self.lines, [*self.steps, 0.0], strict=True):
            pen.setTextOrigin(left - self._hung(line), baseline)
            pen.textOut(line)
            baseline -= step
        canvas.drawText(pen)

    def _hung(self, line):
        """How far a line begins outside the edge, so that stems stand on it: optical alignment."""
        quotation = self.text.width("„") if line.startswith("„") else 0.0
        return quotation + fonts.bearing(self.text.font, line.lstrip("„")[:1] or " ", self.style.size)


def fitted(text, styles, room):
    """The text in the first style in which it fits."""
    return fitted_alike([text], styles, room)[0]


def fitted_alike(texts, styles, room):
    """All texts in the first style in which all of them fit; breaks inside hyphenated words are the last resort."""
    for divide in (False, True):
        for style in styles:
            paragraphs = [Paragraph(text, style, room, divide=divide) for text in texts]
            if all(paragraph.lines for paragraph in paragraphs):
                return paragraphs
    raise DoesNotFit(" / ".join(texts))


def qr_code(canvas, url, right, top, layout):
    """The dark square below and left of a point, as one path of horizontal runs. Returns the quiet zone around it."""
    code = segno.make(url, error="m", micro=False)
    module = layout.qr_side / len(code.matrix)
    if module < layout.qr_module:
        raise DoesNotFit(url)
    path = canvas.beginPath()
    for down, row in enumerate(code.matrix, start=1):
        for start, end in _runs(row):
            left = right - layout.qr_side + start * module
            path.rect(left, top - down * module, (end - start) * module, module)
    canvas.setFillColor(HexColor(INK))
    canvas.drawPath(path, stroke=0, fill=1)
    return QUIET_ZONE * module


def _runs(row):
    """Where dark modules begin and end in a row."""
    edges = [at for at, (before, here) in enumerate(pairwise([0, *row, 0])) if before != here]
    return zip(edges[::2], edges[1::2], strict=True)


def practice_behind(canvas, word, layout):
    """The word across the page, so pale that all other text stays readable on it.

    For readers of the file it stands for no text (its letters would mix with the names); the tag says it to them.
    """
    paragraph = Paragraph(word, layout.practice_behind, layout.width)
    canvas.saveState()
    canvas.translate(layout.body.left + layout.body.width / 2, (layout.foot.bottom + layout.head.top) / 2)
    canvas.rotate(24)
    canvas.addLiteral("/Span <</ActualText <FEFF>>> BDC")
    paragraph.draw(canvas, -paragraph.width / 2, paragraph.height / 2)
    canvas.addLiteral("EMC")
    canvas.restoreState()


def practice_tag(canvas, words, layout):
    """The framed words in the free corner opposite the title."""
    paragraph = Paragraph(words, layout.practice, layout.head.width)
    across, down = 9.0, 6.5
    width, height = paragraph.width + 2 * across, paragraph.height + 2 * down
    left, bottom = layout.head.right - width, layout.head.top - height
    canvas.setStrokeColor(HexColor(layout.practice.colour))
    canvas.setLineWidth(0.9)
    canvas.roundRect(left, bottom, width, height, 3)
    paragraph.draw(canvas, left + across, layout.head.top - down)
