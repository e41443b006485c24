"""Sizes of effects, one row a scale: how large, how sure, and on which side of no change."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from programme.analysis.values import Interval
from programme.charts.effects_ground import Ground, axis, ground
from programme.charts.frame import LEADING, Width, heading
from programme.charts.marks import RADIUS, marker
from programme.charts.palette import QUIET, STYLES
from programme.charts.svg import SIZE, document, element, lettering, number
from programme.charts.typesetting import width_of, wrap
from programme.charts.words import NBSP, decimals

_LABELS = 178.0
_GAP = 14.0
_EDGE = 20.0
"""Room for half of the words at the axis' ends."""
_BETWEEN = 12.0
_CAP = 4.0
_TRACK = 20.0
_NO_VALUE = "no value"
_FALL_IS_BETTER = "A fall is better"


@dataclass(frozen=True, slots=True)
class Effect:
    """One scale's size of effect with its interval. Where `value` is None the chart prints `note` in place of a mark.

    `n` is printed as given, None where the number itself may not be shown. With `falls_when_better` the row says that
    a fall is better (isolation); the value is drawn as it is, never turned round.
    """

    label: str
    n: int | None
    value: float | None
    ci: Interval | None = None
    note: str | None = None
    falls_when_better: bool = False


@dataclass(frozen=True, slots=True)
class Effects:
    """Effects in the order given: `title` is the finding in words, `measure` names the size and its interval."""

    title: str
    rows: tuple[Effect, ...]
    measure: str = "Effect size g with its 95% interval"


def effects(chart: Effects, *, prefix: str, width: Width) -> str:
    """The chart as one SVG element; an interval that leaves the axis ends at its edge in an arrow.

    Raises:
        ValueError: for a value or an end that is no finite number, an interval that does not hold its value, a negative
            n, no title, or an unusable prefix.
    """
    for row in chart.rows:
        _check(row)
    if not chart.rows:
        words = lettering(["Nothing to show: no scale asked twice yet."], 0, SIZE + 2)
        return document(words, title=chart.title, prefix=prefix, width=width.value, height=24.0)
    figures = [_figure(row) for row in chart.rows]
    left, right = _EDGE, width.value - _EDGE
    if width is Width.WIDE:
        left = _LABELS + _GAP
        right = width.value - _GAP - max(width_of(figure) for figure in figures)
    values = [row.value for row in chart.rows if row.value is not None]
    ends = [end for row in chart.rows if row.value is not None and row.ci for end in (row.ci.low, row.ci.high)]
    base = ground(values, ends, left, right)
    head, top = base.heading(chart.measure, width=width) if values else heading(chart.measure, "", width=width)
    rows, spans, bottom = _rows(chart.rows, figures, base, top, width)
    under, below = axis(base, bottom, spans) if values else ("", bottom)
    return document(head, under, rows, title=chart.title, prefix=prefix, width=width.value, height=math.ceil(below))


def _check(row: Effect) -> None:
    if row.n is not None and row.n < 0:
        raise ValueError(f"a negative n: {row.label!r}")
    if row.value is None:
        return
    if not all(math.isfinite(value) for value in (row.value, *((row.ci.low, row.ci.high) if row.ci else ()))):
        raise ValueError(f"not a finite number: {row.label!r}")
    if row.ci is not None and not row.ci.low <= row.value <= row.ci.high:
        raise ValueError(f"an effect of {row.value} lies outside its interval")


def _rows(
    rows: Sequence[Effect], figures: Sequence[str], base: Ground, top: float, width: Width
) -> tuple[str, list[tuple[float, float]], float]:
    """All rows, the spans of y in which lines of the axis may run behind them, and the y below the last."""
    parts, spans, y = [], [], top
    for row, figure in zip(rows, figures, strict=True):
        drawn, y, span = _wide(row, figure, base, y) if width is Width.WIDE else _narrow(row, figure, base, y)
        parts.append(drawn)
        if span is not None:
            spans.append(span)
        y += _BETWEEN
    return "".join(parts), spans, y - _BETWEEN / 2


def _figure(row: Effect) -> str:
    """`0.42 (0.20 to 0.64)`, nothing where the value is not shown."""
    if row.value is None:
        return ""
    if row.ci is None:
        return decimals(row.value)
    return f"{decimals(row.value)} ({decimals(row.ci.low)} to {decimals(row.ci.high)})".replace(" ", NBSP)


def _aside(row: Effect) -> str:
    """What stands under the scale's name."""
    count = "" if row.n is None else f"n{NBSP}={NBSP}{row.n:,}"
    return ". ".join(filter(None, (count, _FALL_IS_BETTER if row.falls_when_better else "")))


def _wide(row: Effect, figure: str, base: Ground, y: float) -> tuple[str, float, tuple[float, float] | None]:
    name, aside = wrap(row.label, _LABELS, most=4), wrap(_aside(row), _LABELS, most=2)
    words = lettering(name, 0, y + SIZE, leading=LEADING)
    words += lettering(aside, 0, y + LEADING * len(name) + SIZE, fill=QUIET, leading=LEADING)
    high = max(LEADING * (len(name) + len(aside)), _TRACK)
    middle = y + high / 2
    if row.value is None:
        note = wrap(row.note or _NO_VALUE, Width.WIDE.value - base.x.start, most=3)
        high = LEADING * max(len(name) + len(aside), len(note))
        return words + lettering(note, base.x.start, y + SIZE, fill=QUIET, leading=LEADING), y + high, None
    words += lettering([figure], base.x.end + _GAP, middle + 4.3)
    return words + _mark(row, row.value, base, middle), y + high, (y - _BETWEEN / 2, y + high + _BETWEEN / 2)


def _narrow(row: Effect, figure: str, base: Ground, y: float) -> tuple[str, float, tuple[float, float] | None]:
    room = float(Width.NARROW.value)
    name = wrap(row.label, room, most=4)
    words = lettering(name, 0, y + SIZE, leading=LEADING)
    below = y + LEADING * len(name)
    aside = wrap(_aside(row), room, most=1)
    words += lettering(aside, 0, below + SIZE, fill=QUIET)
    if row.value is None:
        below += LEADING * len(aside)
        note = wrap(row.note or _NO_VALUE, room, most=3)
        return words + lettering(note, 0, below + SIZE, fill=QUIET, leading=LEADING), below + LEADING * len(note), None
    if aside and width_of(aside[0]) + _GAP + width_of(figure) > room:
        below += LEADING
    words += lettering([figure], room, below + SIZE, anchor="end")
    track = below + LEADING + 3
    return words + _mark(row, row.value, base, track + _TRACK / 2), track + _TRACK, (track, track + _TRACK)


def _mark(row: Effect, value: float, base: Ground, y: float) -> str:
    """The marker over its interval, whose ends are caps where the axis holds them and arrows where it does not."""
    style, x = STYLES[0], base.x
    if row.ci is None:
        return marker(x(value), y, style)
    low, high = x(max(row.ci.low, x.low)), x(min(row.ci.high, x.high))
    strokes = f"M{number(low)} {number(y)}H{number(high)}"
    strokes += _end(low, y, -1, is_held=row.ci.low >= x.low) + _end(high, y, 1, is_held=row.ci.high <= x.high)
    return element("path", d=strokes, fill="none", stroke=style.colour, stroke_width=1.5) + marker(x(value), y, style)


def _end(x: float, y: float, side: int, *, is_held: bool) -> str:
    if is_held:
        return f"M{number(x)} {number(y - _CAP)}v{number(2 * _CAP)}"
    back = number(x - side * (RADIUS + 1))
    return f"M{back} {number(y - _CAP)}L{number(x)} {number(y)}L{back} {number(y + _CAP)}"
