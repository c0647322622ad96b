"""The quiet ornament: threads of many colours that run loose above and are one fabric below. Vectors only."""

from dataclasses import dataclass

from reportlab.lib.colors import HexColor

COLOURS = (
    "#1B2A41", "#C9973F", "#2E7570", "#7B2D43", "#6C7F93", "#B65C3F",
    "#86A58A", "#2F5D8A", "#D8BD8C", "#8C6F96", "#3F5E4D",
)  # fmt: skip
# The lane in which each thread starts above: near its place in the fabric for some, far from it for others.
STARTS = (2, 0, 5, 1, 7, 3, 9, 4, 10, 6, 8)
MIDDLE = (len(COLOURS) - 1) / 2
PAPER = "#FFFFFF"
CLEARANCE = 1.0  # the white on both sides of a thread that lies on top
OVERLAP = 0.4  # a piece reaches into the next, or viewers show a hairline between them
BELLY = 1.22  # slanting makes a ribbon thinner: so much wider is it in the middle of its way


@dataclass(frozen=True)
class Loom:
    """Measures of the ornament in points. Fabric below, loose threads above, and some rows between that open up."""

    centre: float
    bottom: float
    top: float
    loose_pitch: float
    rows: int = 16
    opening: int = 10
    row: tuple[float, float] = (14.5, 31.0)  # height of a row: fabric, where it ends
    pitch: tuple[float, float] = (9.0, 11.5)  # from thread to thread: fabric, where it ends
    thread: tuple[float, float] = (7.6, 2.2)  # width of a thread: fabric, where it ends
    loose_thread: float = 0.8

    def between(self, measure, row):
        share = min(1.0, max(0.0, (row - self.rows + self.opening) / self.opening))
        return measure[0] + (measure[1] - measure[0]) * share * share * (3 - 2 * share)

    def height(self, row):
        """Where a row begins."""
        return self.bottom + sum(self.between(self.row, below) for below in range(row))

    def knot(self, row, lane):
        """Where the thread in this lane stands when a row begins, and how wide it is."""
        across = self.centre + (lane - MIDDLE) * self.between(self.pitch, row)
        return Knot(across, self.height(row), self.between(self.thread, row))

    def start(self, lane):
        return Knot(self.centre + (STARTS[lane] - MIDDLE) * self.loose_pitch, self.top, self.loose_thread)


@dataclass(frozen=True)
class Knot:
    """A point through which a thread runs upright."""

    across: float
    up: float
    width: float


def draw(canvas, box):
    """The ornament in a box, from edge to edge at the top."""
    pitch = box.width / (len(COLOURS) - 1)
    loom = Loom(centre=box.left + box.width / 2, bottom=box.bottom, top=box.top, loose_pitch=pitch)
    order = list(range(len(COLOURS)))
    for row in range(loom.rows):
        order = _row(canvas, loom, row, order)
    for lane, thread in enumerate(order):
        _clear(canvas, loom.knot(loom.rows, lane), loom.start(lane))
        _thread(canvas, loom.knot(loom.rows, lane), loom.start(lane), COLOURS[thread])


def _row(canvas, loom, row, order):
    """Neighbours change places, every other pair in turn. Who moves right lies on top in even rows, below in odd ones:
    so each thread goes over one and under the next, which makes it a plain weave."""
    after, on_top = list(order), set()
    for lane in range(row % 2, len(order) - 1, 2):
        after[lane], after[lane + 1] = order[lane + 1], order[lane]
        on_top.add(order[lane + row % 2])
    for thread in sorted(order, key=lambda thread: thread in on_top):
        ends = loom.knot(row, order.index(thread)), loom.knot(row + 1, after.index(thread))
        if thread in on_top:
            _clear(canvas, *ends)
        _thread(canvas, *ends, COLOURS[thread])
    return after


def _clear(canvas, low, high):
    canvas.setFillColor(HexColor(PAPER))
    canvas.drawPath(_ribbon(canvas, low, high, border=CLEARANCE), stroke=0, fill=1)


def _thread(canvas, low, high, colour):
    canvas.setFillColor(HexColor(colour))
    canvas.drawPath(_ribbon(canvas, low, high, overlap=OVERLAP), stroke=0, fill=1)


def _ribbon(canvas, low, high, *, border=0.0, overlap=0.0):
    """A smooth ribbon that leaves and arrives upright and changes its width on the way."""
    w0, w1, middle = low.width / 2 + border, high.width / 2 + border, (low.up + high.up) / 2
    path = canvas.beginPath()
    path.moveTo(low.across - w0, low.up - overlap)
    for side in (-1, 1):
        knots = [(low.across + side * w0, low.up), (low.across + side * w0 * BELLY, middle)]
        knots += [(high.across + side * w1 * BELLY, middle), (high.across + side * w1, high.up)]
        ends = [(low.across + side * w0, low.up - overlap), (high.across + side * w1, high.up + overlap)]
        if side > 0:
            knots.reverse()
            ends.reverse()
        path.lineTo(*ends[0])
        path.lineTo(*knots[0])
        path.curveTo(*knots[1], *knots[2], *knots[3])
        path.lineTo(*ends[1])
    path.close()
    return path
