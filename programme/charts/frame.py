"""The ground that series stand on: the medium's width, the value axis, and the columns with the words beneath them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from programme.charts.labels import Box
from programme.charts.palette import AXIS, QUIET, RULE
from programme.charts.scales import Linear, ticks
from programme.charts.svg import SIZE, element, lettering, number
from programme.charts.typesetting import width_of, wrap
from programme.charts.words import plain

LEADING = 15.0
"""From one line of text to the next, in units."""
_GUTTER = 8.0
_LABEL_ROOM = 18.0
"""Between the ends of the value axis and the plot's edges, so that labels at the ends have a place."""


class Width(Enum):
    """Width of the picture in units: WIDE for paper (170 mm) and desktop, NARROW for a phone at one unit a pixel."""

    WIDE = 640
    NARROW = 320


_HEIGHT = {Width.WIDE: 228.0, Width.NARROW: 208.0}


@dataclass(frozen=True, slots=True)
class Frame:
    """Plot area, centres and width of its columns, and the value scale, in units."""

    plot: Box
    centres: tuple[float, ...]
    column: float
    y: Linear

    @property
    def cell(self) -> float:
        """Room for words in one column, with space between neighbours."""
        return self.column - 6.0


def frame(values: tuple[float, float], columns: int, *, width: Width, top: float, gutter: float, right: float) -> Frame:
    """A plot below `top`: at its left the axis and at least `gutter` units, at its right `right` units for labels."""
    left = max(gutter, max(width_of(plain(tick)) for tick in ticks(*values)) + _GUTTER)
    plot = Box(left, top, width.value - right, top + _HEIGHT[width])
    column = (plot.right - plot.left) / columns
    centres = tuple(plot.left + column * (i + 0.5) for i in range(columns))
    return Frame(plot, centres, column, Linear(*values, plot.bottom - _LABEL_ROOM, plot.top + _LABEL_ROOM))


def units(values: tuple[float, float], *, width: Width) -> float:
    """Height in units of one point of the scale on an axis that shows these values."""
    return (_HEIGHT[width] - 2 * _LABEL_ROOM) / (values[1] - values[0])


def axis(ground: Frame, *, base: float | None) -> str:
    """Grid lines with their values at the left, to be drawn behind the series; the line at `base` is darker."""
    places = [(tick, ground.y(tick)) for tick in ticks(ground.y.low, ground.y.high)]
    rules = [
        element("path", d="".join(lines), stroke=colour, stroke_width=1.0)
        for colour, lines in (
            (RULE, [_across(ground, y) for tick, y in places if tick != base]),
            (AXIS, [_across(ground, y) for tick, y in places if tick == base]),
        )
        if lines
    ]
    left = ground.plot.left - _GUTTER
    words = [lettering([plain(tick)], left, y + SIZE * 0.36, anchor="end", fill=QUIET) for tick, y in places]
    return "".join([*rules, *words])


def row(cells: Sequence[str], ground: Frame, top: float, *, fill: str | None = None) -> tuple[str, float]:
    """Words centred under each column, wrapped into it, and the y at which the next row begins."""
    wrapped = [wrap(cell, ground.cell) for cell in cells]
    drawn = [
        lettering(lines, x, top + SIZE, anchor="middle", fill=fill, leading=LEADING)
        for lines, x in zip(wrapped, ground.centres, strict=True)
    ]
    return "".join(drawn), top + LEADING * max(len(lines) for lines in wrapped)


def heading(title: str, note: str, *, width: Width) -> tuple[str, float]:
    """What the axis measures in bold and how to read it beneath, from the top left, and the y below them."""
    room = width.value - 4.0
    above, below = wrap(title, room, bold=True, most=2), wrap(note, room, most=4)
    drawn = lettering(above, 0, SIZE, bold=True, leading=LEADING)
    drawn += lettering(below, 0, SIZE + LEADING * len(above), fill=QUIET, leading=LEADING)
    return drawn, LEADING * (len(above) + len(below)) + 4.0


def _across(ground: Frame, y: float) -> str:
    return f"M{number(ground.plot.left)} {number(y)}H{number(ground.plot.right)}"
