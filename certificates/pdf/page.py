from io import BytesIO
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from . import fonts, parts, wording
from .facts import DoesNotFit
from .layout import *
from dataclasses import replace


def draw_page(c, facts, L, ornament):
    ornament(c)
    h = L.head
    y = h.top

    def put(p, x, y):
        p.draw(c, x, y)
        return y - p.height

    f = lambda t, ss: parts.fitted(t, ss, h.width, centred=L.centred)
    y = put(f(wording.title(), [L.title]), h.left, y)
    y = put(f(wording.award(facts), L.award), h.left, y - 20)
    y = put(f(wording.edition(facts), L.edition), h.left, y - 11)
    body(c, facts, L)
    foot(c, facts, L)


def stack(facts, L, s, divide):
    P = lambda t, st: parts.Paragraph(t, st, L.body.width, centred=L.centred, divide=divide)
    lead = Style("regular", s.lead, QUIET)
    name = Style("bold", s.name, INK, s.name_lines, 1.16)
    proj = Style("regular", s.project, INK, s.project_lines, 1.2)
    out = [(0, P(wording.lead(facts), lead))]
    names = wording.recipients(facts)
    for i, n in enumerate(names):
        if i and i == len(names) - 1:
            out.append((s.name * 0.45, P("und", lead)))
        out.append((s.name * 0.5 if i else s.lead * 1.0, P(n, name)))
    pr = wording.project(facts)
    if pr:
        out += [(s.name * 0.35 + 12, P(pr[0], lead)), (s.lead * 0.85, P(pr[1], proj))]
    if wording.prize(facts):
        out.append((s.project * 0.5 + 12, P(wording.prize(facts), replace(lead, colour=INK, most_lines=2))))
    return out


def body(c, facts, L):
    for divide in (0, 1):
        for s in L.scales:
            st = stack(facts, L, s, divide)
            if all(p.lines for g, p in st):
                H = sum(g + p.height for g, p in st)
                if H <= L.body.height:
                    y = L.body.top - (L.body.height - H) * 0.42
                    for g, p in st:
                        y -= g
                        p.draw(c, L.body.left, y)
                        y -= p.height
                    return
    raise DoesNotFit(" ".join(facts.recipients))


def foot(c, facts, L):
    b = L.foot
    small = Style("regular", 9, QUIET, 2, 1.25)
    P = parts.fitted
    P(wording.place_and_date(facts), [Style("regular", 11.5, INK)], b.width, centred=False).draw(c, b.left, b.top)
    n = len(facts.signatories)
    gap = 26
    avail = b.width - L.qr_side - 40
    w = min(210, (avail - gap * (n - 1)) / n)
    for i, s in enumerate(facts.signatories):
        x = b.left + i * (w + gap)
        y = b.bottom + 34
        c.setStrokeColor(HexColor(HAIRLINE))
        c.setLineWidth(0.6)
        c.line(x, y, x + w, y)
        p = P(s.name, [Style("bold", 10.5, INK, 1), Style("bold", 9.5, INK, 2)], w)
        p.draw(c, x, y - 7)
        P(s.office, [replace(small, most_lines=2)], w).draw(c, x, y - 7 - p.height - 6)
    q = L.qr_side
    off = q * 4 / 41
    parts.qr_code(c, facts.check_url, b.right - q + off, b.bottom + 14, q, INK)
    for k, t in enumerate((f"Urkunde Nr. {facts.serial}", f"Prüfcode {facts.check_code}")):
        p = P(t, [Style("regular", 7.5, QUIET)], q + 40)
        p.draw(c, b.right - p.text.width(t), b.bottom + 12 - k * 10)


def draw(facts, L, ornament):
    buf = BytesIO()
    c = Canvas(
        buf, pagesize=(L.width, L.height), invariant=1, initialFontName=fonts.font("figo").fontName, lang="de-DE"
    )
    draw_page(c, facts, L, ornament)
    c.showPage()
    c.save()
    return buf.getvalue()
