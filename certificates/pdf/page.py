"""One certificate on one page, and the file around the pages."""

from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from . import fonts, layout, ornament, parts, wording
from .facts import CannotDraw, DoesNotFit

PRODUCER = "Integrationspreis"


def draw(facts, page=layout.A4_LANDSCAPE):
    """One certificate as a PDF file. Raises GlyphMissing or DoesNotFit rather than drawing something wrong."""
    with wording.german():
        title = f"{wording.title()} {facts.serial}: {_names(facts)}"
        return _file([facts], page, title, wording.award(facts))


def draw_all(list_of_facts, page=layout.A4_LANDSCAPE):
    """All certificates in one file, a page and a bookmark for each. An error says in `serial` which one it was."""
    list_of_facts = list(list_of_facts)
    if not list_of_facts:
        raise ValueError("no certificates to draw")
    with wording.german():
        serials = ", ".join(facts.serial for facts in list_of_facts)
        return _file(list_of_facts, page, wording.titles(), serials)


def _names(facts):
    return ", ".join(wording.recipients(facts))


def _file(list_of_facts, page, title, subject):
    """`invariant` leaves out clock and chance; the first font is an embedded one, or each page would name Helvetica."""
    buffer = BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=(page.width, page.height),
        invariant=1,
        pageCompression=1,
        initialFontName=fonts.font("figo").fontName,
        lang=wording.LANGUAGE,
    )
    canvas.setTitle(title)
    canvas.setSubject(subject)
    canvas.setAuthor(", ".join(dict.fromkeys(one.name for facts in list_of_facts for one in facts.signatories)))
    canvas.setCreator(PRODUCER)
    canvas.setProducer(PRODUCER)
    for number, facts in enumerate(list_of_facts):
        canvas.bookmarkPage(f"certificate-{number}")
        canvas.addOutlineEntry(f"{facts.serial} {_names(facts)}", f"certificate-{number}")
        _page(canvas, facts, page)
    canvas.save()
    return buffer.getvalue()


def _page(canvas, facts, page):
    try:
        if facts.is_practice:
            parts.practice_behind(canvas, wording.practice(), page)
        ornament.draw(canvas, page.ornament)
        reached = _head(canvas, facts, page)
        _body(canvas, facts, page, reached - page.head_clear)
        _foot(canvas, facts, page)
    except CannotDraw as error:
        error.serial = facts.serial
        raise
    canvas.showPage()


def _head(canvas, facts, page):
    """Title, award, edition and motto. Returns how far down they reach."""
    texts = [wording.title(), wording.award(facts), *wording.edition(facts)]
    styles = [page.title, page.award, page.edition, page.motto]
    ladders = zip([0.0, *page.head_gaps], texts, styles, strict=False)
    stack = [(gap, parts.fitted(text, ladder, page.head.width)) for gap, text, ladder in ladders]
    if facts.is_practice:
        parts.practice_tag(canvas, wording.practice_notice(), page)
    return _pile(canvas, stack, page.head.left, page.head.top)


def _body(canvas, facts, page, highest):
    """Names, project and prize in the biggest scale in which all of them fit."""
    box = page.body
    top = min(box.top, highest)
    for divide in (False, True):
        for scale in page.scales:
            stack = _body_stack(facts, scale, box.width, divide)
            if all(paragraph.lines for _gap, paragraph in stack):
                spare = top - box.bottom - sum(gap + paragraph.height for gap, paragraph in stack)
                if spare >= 0:
                    _pile(canvas, stack, box.left, top - spare * page.body_rise)
                    return
    raise DoesNotFit(" / ".join([*wording.recipients(facts), facts.project]))


def _body_stack(facts, scale, room, divide):
    """What stands in the body from top to bottom, each with the white above it."""

    def paragraph(text, style):
        return parts.Paragraph(text, style, room, divide=divide)

    names = wording.recipients(facts)
    stack = [(0.0, paragraph(wording.lead(facts), scale.lead)), (scale.line, paragraph(names[0], scale.name))]
    for name in names[1:-1]:
        stack.append((scale.line + 2 * scale.tails, paragraph(name, scale.name)))
    if len(names) > 1:
        stack.append((scale.line + scale.tails, paragraph(wording.joint(), scale.lead)))
        stack.append((scale.line, paragraph(names[-1], scale.name)))
    below_names = scale.paragraph + scale.tails
    if project := wording.project(facts):
        stack.append((below_names, paragraph(project[0], scale.lead)))
        stack.append((scale.line, paragraph(project[1], scale.project)))
    if prize := wording.prize(facts):
        stack.append((scale.paragraph if project else below_names, paragraph(prize, scale.prize)))
    return stack


def _pile(canvas, stack, left, top):
    for gap, paragraph in stack:
        paragraph.draw(canvas, left, top - gap)
        top -= gap + paragraph.height
    return top


def _foot(canvas, facts, page):
    box = page.foot
    width = box.width - _proof(canvas, facts, page) - page.signature_gap
    date = parts.fitted(wording.place_and_date(facts), page.date, width)
    date.draw(canvas, box.left, box.top)
    _signatures(canvas, facts, page, width, box.top - date.height - page.signature_room)


def _proof(canvas, facts, page):
    """The QR code and what stands below it, flush right. Returns how wide it is."""
    box = page.foot
    zone = parts.qr_code(canvas, facts.check_url, box.right, box.top, page)
    captions = parts.fitted_alike(wording.captions(facts), page.caption, page.caption_width)
    stack = [(index and captions[0].style.size * 0.6, caption) for index, caption in enumerate(captions)]
    top = box.bottom + sum(gap + caption.height for gap, caption in stack)
    if top > box.top - page.qr_side - zone:
        raise DoesNotFit(facts.check_url)
    for gap, caption in stack:
        _pile(canvas, [(gap, caption)], box.right - caption.width, top)
        top -= gap + caption.height
    return max(page.qr_side + zone, *(caption.width for caption in captions))


def _signatures(canvas, facts, page, room, highest):
    """Lines to sign on, side by side, as high above the foot as the longest text below them needs."""
    count = len(facts.signatories)
    width = min(page.signature_width, (room - page.signature_gap * (count - 1)) / count)
    names = parts.fitted_alike([wording.tidy(one.name) for one in facts.signatories], page.signatory, width)
    offices = parts.fitted_alike([wording.tidy(one.office) for one in facts.signatories], page.office, width)
    stacks = [[(7.0, name), (5.5, office)] for name, office in zip(names, offices, strict=True)]
    line = page.foot.bottom + max(sum(gap + paragraph.height for gap, paragraph in stack) for stack in stacks)
    if line > highest:
        raise DoesNotFit(" / ".join(f"{one.name}, {one.office}" for one in facts.signatories))
    canvas.setStrokeColor(HexColor(layout.HAIRLINE))
    canvas.setLineWidth(0.6)
    for number, stack in enumerate(stacks):
        left = page.foot.left + number * (width + page.signature_gap)
        canvas.line(left, line, left + width, line)
        _pile(canvas, stack, left, line)
