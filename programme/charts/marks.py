"""What stands for values: markers told apart by shape, intervals as whiskers, lines that break at a gap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from programme.charts.labels import Box
from programme.charts.palette import WHITE, Style
from programme.charts.svg import element, number

RADIUS = 5.0
_CAP = 4.0
_SAMPLE = 4.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A value's place and its interval's ends, in units (y downwards).

    An end that the axis cuts off has its place on the frame and no cap; `top` and `bottom` are None without interval.
    """

    x: float
    y: float
    top: float | None = None
    bottom: float | None = None
    top_capped: bool = True
    bottom_capped: bool = True


def line(marks: Sequence[Mark | None], style: Style) -> str:
    """The line through neighbouring marks; nothing is drawn across a gap."""
    steps = []
    for before, mark in zip([None, *marks], marks, strict=False):
        if mark is not None:
            steps.append(f"{'M' if before is None else 'L'}{number(mark.x)} {number(mark.y)}")
    if not any(step.startswith("L") for step in steps):
        return ""
    return element(
        "path",
        d="".join(steps),
        fill="none",
        stroke=style.colour,
        stroke_width=2.0,
        stroke_dasharray=style.dashes,
        stroke_linejoin="round",
    )


def whiskers(marks: Sequence[Mark | None], style: Style) -> str:
    """The intervals of a series in one path."""
    strokes = "".join(_whisker(mark) for mark in marks if mark is not None)
    return element("path", d=strokes, fill="none", stroke=style.colour, stroke_width=1.5) if strokes else ""


def marker(x: float, y: float, style: Style) -> str:
    """A marker of the style's shape with a white rim that lifts it from lines behind."""
    if style.shape == "circle":
        return element("circle", cx=x, cy=y, r=RADIUS, fill=style.colour, stroke=WHITE, stroke_width=1.0)
    corners = _CORNERS[style.shape]
    path = "".join(f"{'L' if i else 'M'}{number(x + dx)} {number(y + dy)}" for i, (dx, dy) in enumerate(corners))
    return element("path", d=f"{path}Z", fill=style.colour, stroke=WHITE, stroke_width=1.0)


def obstacles(marks: Sequence[Mark | None]) -> Iterator[Box]:
    """Boxes over all that a series draws, for labels to keep away from."""
    for mark in marks:
        if mark is not None:
            yield Box(mark.x - RADIUS, mark.y - RADIUS, mark.x + RADIUS, mark.y + RADIUS)
            if mark.top is not None and mark.bottom is not None:
                yield Box(mark.x - _CAP, mark.top, mark.x + _CAP, mark.bottom)
    for before, after in pairwise(marks):
        if before is not None and after is not None:
            yield from _along(before, after)


_CORNERS = {
    "square": ((-4.5, -4.5), (4.5, -4.5), (4.5, 4.5), (-4.5, 4.5)),
    "triangle": ((0.0, -5.5), (5.5, 4.5), (-5.5, 4.5)),
    "diamond": ((0.0, -6.2), (6.2, 0.0), (0.0, 6.2), (-6.2, 0.0)),
}


def _whisker(mark: Mark) -> str:
    if mark.top is None or mark.bottom is None:
        return ""
    x, ends = number(mark.x), ((mark.top, mark.top_capped), (mark.bottom, mark.bottom_capped))
    caps = "".join(f"M{number(mark.x - _CAP)} {number(y)}h{number(2 * _CAP)}" for y, capped in ends if capped)
    return f"M{x} {number(mark.top)}V{number(mark.bottom)}{caps}"


def _along(before: Mark, after: Mark) -> Iterator[Box]:
    steps = max(int((after.x - before.x) / _SAMPLE), 1)
    for i in range(steps):
        x, right = (before.x + (after.x - before.x) * (i + j) / steps for j in (0, 1))
        y, end = (before.y + (after.y - before.y) * (i + j) / steps for j in (0, 1))
        yield Box(x, min(y, end) - 1.0, right, max(y, end) + 1.0)
