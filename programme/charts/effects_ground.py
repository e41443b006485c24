"""What effects stand on: the axis around no change, and faint guides at the sizes that have a name."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from programme.charts.frame import LEADING, Width, heading
from programme.charts.labels import Box, first_free
from programme.charts.palette import AXIS, QUIET, RULE
from programme.charts.scales import Linear, nice_step, ticks
from programme.charts.svg import SIZE, element, lettering, number
from programme.charts.typesetting import width_of
from programme.charts.words import plain

NAMED = ((0.2, "small"), (0.5, "medium"), (0.8, "large"))
"""Sizes that have a word (Cohen 1988), on either side of no change."""

_FAR = 2.0
"""Interval ends beyond this, in SDs, do not stretch the axis: they leave it."""
_LEAST = 0.5
_ROWS = 2


@dataclass(frozen=True, slots=True)
class Ground:
    """The axis and the guides' words with the row each stands in; `words` is None where they find no place."""

    x: Linear
    words: tuple[tuple[str, float, int], ...] | None

    def heading(self, measure: str, *, width: Width) -> tuple[str, float]:
        """What the axis measures, how to read it, the guides' words, and the y at which rows begin."""
        reading = "Faint lines: 0.2 small, 0.5 medium, 0.8 large." if self.words is None else ""
        head, y = heading(measure, reading, width=width)
        lowest = min((row for _, _, row in self.words or ()), default=0)
        rows = _ROWS - lowest if self.words else 0
        drawn = [
            lettering([word], x, y + LEADING * (row - lowest) + SIZE, anchor="middle", fill=QUIET)
            for word, x, row in self.words or ()
        ]
        return head + "".join(drawn), y + LEADING * rows + 12


def ground(values: Sequence[float], ends: Sequence[float], left: float, right: float) -> Ground:
    """An axis between the places that holds every value, each interval's end up to 2 SDs away, and both sides of 0."""
    near = [max(-_FAR, min(_FAR, end)) for end in ends]
    low, high = min([-_LEAST / 2, *values, *near]), max([_LEAST, *values, *near])
    # Both ends lie beyond 0, so that rounding them out leaves at least a step, and room for a word, on either side.
    step = nice_step(high - low, 6)
    x = Linear(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, left, right)
    return Ground(x, _words(x))


def axis(base: Ground, bottom: float, spans: Sequence[tuple[float, float]]) -> tuple[str, float]:
    """Guides, the line of no change and the ticks' values, to be drawn behind the rows; and the y below them.

    Lines run within `spans` of y alone, so that none crosses words.
    """
    x = base.x
    guides = _sizes(x)
    faint = element("path", d=_lines([x(size) for size in guides], spans), stroke=RULE, stroke_width=1.5)
    zero = element("path", d=_lines([x(0.0)], spans), stroke=AXIS, stroke_width=1.5)
    written = [lettering([plain(tick)], x(tick), bottom + SIZE + 3, anchor="middle", fill=QUIET) for tick in _ticks(x)]
    foot = bottom + LEADING + 3 + SIZE
    sides = lettering(["Fell"], x(0.0) - 8, foot, anchor="end", fill=QUIET)
    sides += lettering(["Rose"], x(0.0) + 8, foot, fill=QUIET)
    edge = element("path", d=f"M{number(x.start)} {number(bottom)}H{number(x.end)}", stroke=AXIS, stroke_width=1.0)
    return "".join([faint if guides else "", zero, edge, *written, sides]), foot + 6


def _ticks(x: Linear) -> list[float]:
    """Values whose words keep apart."""
    for about in (6, 4, 3, 2):
        found = ticks(x.low, x.high, about)
        room = (x.end - x.start) / (x.high - x.low) * (found[1] - found[0]) if len(found) > 1 else math.inf
        if max(width_of(plain(tick)) for tick in found) + 8 <= room:
            return list(found)
    return [0.0]


def _sizes(x: Linear) -> list[float]:
    return [side * size for side in (-1, 1) for size, _ in NAMED if x.low <= side * size <= x.high]


def _words(x: Linear) -> tuple[tuple[str, float, int], ...] | None:
    """Each guide's word in the first row where it lies on no other; None where a word finds no place."""
    names = dict(NAMED)
    taken: list[Box] = []
    placed = []
    inside = Box(0, 0, x.end + 8, LEADING * _ROWS)
    for size in _sizes(x):
        word, middle = names[abs(size)], x(size)
        half = width_of(word) / 2 + 3
        boxes = [
            Box(middle - half, LEADING * row, middle + half, LEADING * (row + 1)) for row in reversed(range(_ROWS))
        ]
        place = first_free(boxes, taken, inside)
        if place is None:
            return None
        taken.append(place)
        placed.append((word, middle, round(place.top / LEADING)))
    return tuple(placed)


def _lines(xs: Sequence[float], spans: Sequence[tuple[float, float]]) -> str:
    return "".join(f"M{number(x)} {number(low)}V{number(high)}" for x in xs for low, high in spans)
