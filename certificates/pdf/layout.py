"""Where things stand and how big they are, in points. Another format or design is another Layout."""

from dataclasses import dataclass

INK = "#1B2A41"
QUIET = "#5A6577"
HAIRLINE = "#8E98A6"
PRACTICE = "#A8442F"
PRACTICE_PALE = "#F7ECE8"


@dataclass(frozen=True)
class Box:
    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self):
        return self.left + self.width

    @property
    def top(self):
        return self.bottom + self.height


@dataclass(frozen=True)
class Style:
    cut: str
    size: float
    colour: str = INK
    most_lines: int = 1
    leading: float = 1.24  # from baseline to baseline, in parts of the size


@dataclass(frozen=True)
class Scale:
    """The sizes of one attempt to set the middle of the page; a layout tries its scales from the first to the last."""

    name: Style
    project: Style
    lead: Style
    prize: Style
    paragraph: float  # the white before a new thought
    line: float  # the white between a lead and what it leads to
    tails: float  # more white below a name, which is bold and has tails


def scale(name, project, small, paragraph):
    """A scale from (size, most lines) of name and project, the size of small texts and the white between."""
    return Scale(
        name=Style("bold", name[0], INK, name[1], 1.16),
        project=Style("regular", project[0], INK, project[1], 1.22),
        lead=Style("regular", small, QUIET),
        prize=Style("regular", small + 1, INK, 2),
        paragraph=paragraph,
        line=paragraph * 0.52,
        tails=name[0] * 0.14,
    )


@dataclass(frozen=True)
class Layout:
    width: float
    height: float
    ornament: Box
    head: Box
    body: Box
    foot: Box
    title: tuple[Style, ...]
    award: tuple[Style, ...]
    edition: tuple[Style, ...]
    motto: tuple[Style, ...]
    head_gaps: tuple[float, ...]  # above award, edition and motto
    head_clear: float  # below the head, at least
    scales: tuple[Scale, ...]
    body_rise: float  # share of the spare height that stands above the body
    date: tuple[Style, ...]
    signatory: tuple[Style, ...]
    office: tuple[Style, ...]
    signature_width: float
    signature_gap: float
    signature_room: float  # for the pen, at least
    caption: tuple[Style, ...]
    caption_width: float
    qr_side: float  # of the dark square; its quiet zone lies outside
    qr_module: float  # at least, or telephones cannot read it from a wall
    practice: Style
    practice_behind: Style


A4_LANDSCAPE = Layout(
    width=841.89,
    height=595.28,
    ornament=Box(44, 50, 136, 493),
    head=Box(222, 412, 574, 131),
    body=Box(222, 168, 574, 238),
    foot=Box(222, 50, 574, 92),
    title=(Style("regular", 60),),
    award=(Style("bold", 19), Style("bold", 17), Style("bold", 15), Style("bold", 15, INK, 2)),
    edition=(Style("regular", 13, QUIET),),
    motto=(
        Style("italic", 14),
        Style("italic", 13),
        Style("italic", 12.5, INK, 2, 1.3),
        Style("italic", 11, INK, 3, 1.3),
    ),
    head_gaps=(21, 13.5, 9),
    head_clear=22,
    scales=(
        scale((46, 1), (23, 2), 13, 28),
        scale((40, 2), (22, 2), 13, 27),
        scale((35, 2), (21, 2), 13, 25),
        scale((31, 2), (19.5, 2), 13, 22),
        scale((28, 3), (18, 2), 12.5, 19),
        scale((25, 3), (17, 3), 12, 16),
        scale((22, 4), (16, 3), 11.5, 14),
        scale((20, 5), (14, 4), 11, 12),
    ),
    body_rise=0.42,
    date=(Style("regular", 12), Style("regular", 10.5)),
    signatory=(Style("bold", 10.5), Style("bold", 9.5, INK, 2)),
    office=(Style("regular", 9.5, QUIET, 2, 1.28), Style("regular", 8.5, QUIET, 3, 1.28)),
    signature_width=206,
    signature_gap=22,
    signature_room=32,
    caption=(Style("regular", 8, QUIET), Style("regular", 7, QUIET)),
    caption_width=130,
    qr_side=66,
    qr_module=1.2,
    practice=Style("bold", 10, PRACTICE),
    practice_behind=Style("bold", 92, PRACTICE_PALE),
)
