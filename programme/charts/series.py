"""Series on a frame: strokes behind, markers before them, and labels where nothing else lies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from programme.charts.frame import LEADING, Frame
from programme.charts.labels import Box, first_free, spread
from programme.charts.marks import RADIUS, Mark, line, marker, obstacles, whiskers
from programme.charts.palette import AXIS, QUIET, WHITE, Style
from programme.charts.svg import SIZE, element, lettering, number
from programme.charts.typesetting import width_of, wrap

VALUE_SIZE = 13.0
_CAPITALS = 0.73
"""Height of figures and capitals as a part of the size of the type."""
_DISTANCES = (*(float(i) for i in range(5, 31)), 4.0, 3.0)
"""From a mark to its value, in the order of preference: clear of the interval's cap, near; closer only at last."""
_ASIDE = 2.0
"""Clear space at either side of a value, in units."""
_APART = 3.0
"""Between two values one above the other: room for what hangs below the line."""
_LEADER = 30.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A series ready to draw: one mark and one printed value a wave, None where there is a gap."""

    name: str
    style: Style
    marks: tuple[Mark | None, ...]
    values: tuple[str | None, ...]

    @property
    def last(self) -> Mark | None:
        """The last mark that is shown."""
        return next((mark for mark in reversed(self.marks) if mark is not None), None)


def strokes(drawn: Sequence[Drawn]) -> str:
    """Intervals, then lines, then markers, so that no marker lies under a line; the first series lies uppermost."""
    behind = [part for one in reversed(drawn) for part in (whiskers(one.marks, one.style), line(one.marks, one.style))]
    before = [marker(mark.x, mark.y, one.style) for one in reversed(drawn) for mark in one.marks if mark is not None]
    return "".join([*behind, *before])


def value_labels(drawn: Sequence[Drawn], ground: Frame) -> str:
    """The value beside each mark, above the higher series and below the lower; one without a free place is left out."""
    taken = list(chain.from_iterable(obstacles(one.marks) for one in drawn))
    inside = Box(ground.plot.left, ground.plot.top - 4, ground.plot.right, ground.plot.bottom)
    patches, written = [], []
    for i in range(len(ground.centres)):
        column = sorted((mark.y, j) for j, one in enumerate(drawn) if (mark := one.marks[i]) is not None)
        for rank, (_, j) in enumerate(column):
            mark, value = drawn[j].marks[i], drawn[j].values[i]
            if mark is None or value is None:
                continue
            sides = (-1, 1) if len(column) == 1 else ((-1,) if rank == 0 else (1,))
            place = first_free(_places(mark, value, sides), taken, inside)
            if place is not None:
                taken.append(Box(place.left, place.top - _APART, place.right, place.bottom + _APART))
                patches.append(place)
                written.append(_value(value, place))
    return _patch(patches) + "".join(written)


def end_labels(drawn: Sequence[Drawn], ground: Frame, room: float) -> str:
    """Names at the right edge, level with each series' last mark or joined to it by a thin line."""
    shown = [(one, one.last) for one in drawn]
    ends = [(one, last) for one, last in shown if last is not None]
    texts = [wrap(one.name, room - _LEADER, most=3) for one, _ in ends]
    heights = [LEADING * len(lines) + 3 for lines in texts]
    centres = spread([last.y for _, last in ends], heights, ground.plot.top, ground.plot.bottom)
    written = []
    for (one, last), lines, centre in zip(ends, texts, centres, strict=True):
        x = ground.plot.right + 12
        bend = max(last.x + RADIUS + 2, ground.plot.right - 10)
        path = f"M{number(last.x + RADIUS + 2)} {number(last.y)}H{number(bend)}L{number(x - 2)} {number(centre)}"
        written.append(element("path", d=path, fill="none", stroke=AXIS, stroke_width=1.0))
        written.append(marker(x + RADIUS + 1, centre, one.style))
        first = centre - LEADING * (len(lines) - 1) / 2 + 4.3
        written.append(lettering(lines, x + _LEADER - 14, first, leading=LEADING))
    return "".join(written)


def gaps(words: Sequence[str], ground: Frame) -> str:
    """In the middle of each column the word in place of a value that is not shown; nothing for an empty word."""
    middle = (ground.plot.top + ground.plot.bottom) / 2
    patches, written = [], []
    for lines, x in zip((wrap(word, ground.cell) for word in words), ground.centres, strict=True):
        if lines:
            half, high = max(width_of(line) for line in lines) / 2 + 3, LEADING * len(lines) / 2
            patches.append(Box(x - half, middle - high, x + half, middle + high))
            first = middle - high + SIZE
            written.append(lettering(lines, x, first, anchor="middle", fill=QUIET, leading=LEADING))
    return _patch(patches) + "".join(written)


def _places(mark: Mark, value: str, sides: Sequence[int]) -> Iterator[Box]:
    """Boxes for a value over or under a mark and its interval, the best first."""
    half, high = width_of(value, VALUE_SIZE, bold=True) / 2 + _ASIDE, VALUE_SIZE * _CAPITALS
    top = min(mark.y - RADIUS, mark.y if mark.top is None else mark.top)
    bottom = max(mark.y + RADIUS, mark.y if mark.bottom is None else mark.bottom)
    for distance in _DISTANCES:
        for side in sides:
            edge = top - distance - high if side < 0 else bottom + distance
            yield Box(mark.x - half, edge, mark.x + half, edge + high)


def _value(value: str, place: Box) -> str:
    middle = (place.left + place.right) / 2
    return lettering([value], middle, place.bottom, anchor="middle", size=VALUE_SIZE, bold=True)


def _patch(boxes: Sequence[Box]) -> str:
    """White ground under words, so that no grid line runs through them."""
    path = "".join(
        f"M{number(box.left)} {number(box.top - 1)}H{number(box.right)}V{number(box.bottom + 1)}H{number(box.left)}Z"
        for box in boxes
    )
    return element("path", d=path, fill=WHITE) if boxes else ""
