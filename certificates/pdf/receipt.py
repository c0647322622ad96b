"""The receipt of a filing as a PDF file: what was filed, when, and the code that shows it to be genuine."""

from collections import Counter
from functools import partial
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from . import flow, fonts, parts, shaping
from . import receipt_wording as words
from .layout import HAIRLINE, INK, PRACTICE, QUIET, Box, Style
from .wording import LANGUAGE, german

WIDTH, HEIGHT = 595.28, 841.89
BODY = Box(left=62, bottom=78, width=471.28, height=706)
LABELS = 112  # width of the labels beside their words
QR_SIDE, QR_LEFT = 82, 102  # the dark square; how much narrower the texts beside it are
GROUP = 8  # hexadecimal digits of a hash that stand together
GAP = 4.6

SITE = Style("regular", 9.5, QUIET)
TITLE = Style("regular", 25)
NUMBER = Style("bold", 36, leading=1.3)
TEXT = Style("regular", 10, leading=1.42)
LABEL = Style("regular", 9, QUIET, leading=1.5)
QUESTION = Style("bold", 9.5, leading=1.45)
SECTION = Style("bold", 14, leading=1.3)
SMALL = Style("regular", 8, QUIET, leading=1.45)
MONO = Style("mono", 7.2, QUIET, leading=1.6)
MARK = Style("bold", 10, PRACTICE, leading=1.6)


class Proof:
    """What parts.qr_code asks of a layout."""

    qr_side = QR_SIDE
    qr_module = 1.2


def draw(facts):
    """The file. The same facts give the same bytes; whatever people have written, this draws it (see shaping)."""
    buffer = BytesIO()
    with german():
        canvas = Canvas(
            buffer,
            pagesize=(WIDTH, HEIGHT),
            invariant=1,
            pageCompression=1,
            initialFontName=fonts.font("figo").fontName,
            lang=LANGUAGE,
        )
        canvas.setTitle(f"{words.title()} {facts.reference}")
        canvas.setSubject(flow.tidy(facts.project))
        canvas.setAuthor(facts.site)
        canvas.setKeywords(facts.check_code)
        canvas.setCreator("Integrationspreis")
        canvas.setProducer("Integrationspreis")
        draw_pages(canvas, facts)
        canvas.save()
    return buffer.getvalue()


def draw_pages(canvas, facts):
    found = flow.pages(rows(facts), BODY.height, BODY.height)
    for number, page in enumerate(found, start=1):
        if number == 1:
            parts.qr_code(canvas, facts.check_url, BODY.right, BODY.top, Proof)
        top = BODY.top
        for row in page:
            if row.draw:
                row.draw(canvas, top)
            top -= row.height
        draw_footer(canvas, facts, words.page_number(number, len(found)))
        canvas.showPage()


def draw_footer(canvas, facts, page_number):
    canvas.setStrokeColor(HexColor(HAIRLINE))
    canvas.setLineWidth(0.5)
    canvas.line(BODY.left, BODY.bottom - 16, BODY.right, BODY.bottom - 16)
    width = shaping.Setting(page_number, SMALL.cut, SMALL.size).width(page_number)
    left = flow.text(words.footer(facts), SMALL, BODY.left, BODY.width - width)
    practice = flow.text(words.practice(), SMALL, BODY.left, BODY.width) if facts.is_practice else []
    flow.draw_all(flow.text(page_number, SMALL, BODY.right - width, width + 1), canvas, BODY.bottom - 24)
    for index, row in enumerate(left + practice):
        row.draw(canvas, BODY.bottom - 24 - index * row.height)


# Rows -------------------------------------------------------------------------------------------
def rows(facts):
    unprintable = Counter(one for text in facts.texts() for one in missing(text))
    found = [*head(facts), flow.white(6)]
    if unprintable:
        found += [*wide(words.box(shaping.BOX), SMALL), flow.white(6)]
    for page in facts.pages:
        found += section(page)
    found += [flow.white(20), *wide(words.how_to_check(facts), SMALL)]
    if unprintable:
        found += [flow.white(20), *flow.held(wide(words.unprintable_title(), SECTION))]
        found += [*wide(words.unprintable_words(), TEXT), flow.white(6), *wide(words.unprintable(unprintable), SMALL)]
    return found


def missing(text):
    text = flow.tidy(text).replace("\n", " ")
    return shaping.Setting(text, "regular", 1).missing(text)


def wide(text, style):
    return flow.text(text, style, BODY.left, BODY.width)


def head(facts):
    """Title and number beside the QR code, then the facts."""
    narrow = BODY.width - QR_LEFT
    edition = f"{facts.edition} – „{facts.motto}“" if facts.motto else facts.edition
    found = [
        *flow.text(edition, SITE, BODY.left, narrow),
        flow.white(8),
        *flow.text(words.title(), TITLE, BODY.left, narrow),
        *flow.text(facts.reference, NUMBER, BODY.left, narrow),
        *(wide(words.practice(), MARK) if facts.is_practice else []),
        flow.white(8),
        *wide(words.greeting(facts), TEXT),
        flow.white(10),
    ]
    for label, value in words.head(facts):
        found += fact(label, value)
    return found


def fact(label, value):
    left = flow.text(label, LABEL, BODY.left, LABELS)
    right = flow.text(value, TEXT, BODY.left + LABELS, BODY.width - LABELS)
    return [*flow.beside(left, right), flow.white(3)]


def section(page):
    """A page of the form with its answers."""
    found = [flow.white(16), *flow.held([rule(), *wide(page["title"], SECTION)])]
    for answer in page["answers"]:
        found += [flow.white(7), *flow.held(wide(answer["label"], QUESTION))]
        if text := words.answer(answer):
            found += wide(text, TEXT)
        for file in answer["files"]:
            found += of_file(file)
    return found


def rule():
    return flow.Row(9, draw_rule)


def draw_rule(canvas, top):
    canvas.setStrokeColor(HexColor(HAIRLINE))
    canvas.setLineWidth(0.5)
    canvas.line(BODY.left, top, BODY.right, top)


def of_file(file):
    """Name and size, the hash that shows it to be the same file, and what a picture shows."""
    found = [*flow.held(wide(f"{file['name']} – {words.size(file)}", TEXT)), *hash_rows(file["sha256"])]
    if file["alt"]:
        found += wide(words.description(file), SMALL)
    return [*found, flow.white(4)]


def hash_rows(sha256):
    return [flow.Row(MONO.size * MONO.leading, partial(draw_hash, sha256))]


def draw_hash(sha256, canvas, top):
    """In groups, which eyes compare more easily; copied it comes without gaps."""
    font, baseline = fonts.font(fonts.CUTS[MONO.cut][0]), top - flow.ASCENT * MONO.size
    canvas.setFillColor(HexColor(QUIET))
    shaping.write(canvas, fonts.font("figo"), MONO.size, "SHA-256", (BODY.left, baseline))
    left = BODY.left + 36
    canvas.setFillColor(HexColor(INK))
    with shaping.spoken_as(canvas, sha256):
        for start in range(0, len(sha256), GROUP):
            shaping.write(canvas, font, MONO.size, sha256[start : start + GROUP], (left, baseline))
            left += font.stringWidth("0" * GROUP, MONO.size) + GAP
