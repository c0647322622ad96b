"""Where things stand and how big they are. Another format or design is another Layout; the drawing asks only this. Points."""

from dataclasses import dataclass

MM = 72 / 25.4

INK = "#1B2A41"
QUIET = "#5A6577"
HAIRLINE = "#9AA3B0"
PRACTICE = "#A8442F"


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
    leading: float = 1.22


@dataclass(frozen=True)
class Scale:
    """One step of sizes for the middle of the page; steps are tried from the biggest down."""

    name: float
    name_lines: int
    project: float
    project_lines: int
    lead: float


@dataclass(frozen=True)
class Layout:
    width: float
    height: float
    head: Box
    body: Box
    foot: Box
    centred: bool
    title: Style
    award: tuple[Style, ...]
    edition: tuple[Style, ...]
    scales: tuple[Scale, ...]
    qr_side: float
