"""Means of a scale by wave, with their intervals: has it changed, and did it last?"""

import math
from collections.abc import Mapping, Sequence

from programme.charts.foot import Row, brief_notes, foot, numbers
from programme.charts.frame import Frame, Width, axis, frame, heading, units
from programme.charts.marks import RADIUS, Mark
from programme.charts.palette import STYLES
from programme.charts.scales import part_of
from programme.charts.series import Drawn, end_labels, gaps, strokes, value_labels
from programme.charts.svg import document, lettering
from programme.charts.waves import MeansByWave, Series, WavePoint, check, limits, widths
from programme.charts.words import decimals, plain

_END_ROOM = 150.0
_ASIDE = 12.0
_LABELLED = 2
"""Up to this many series carry their values beside the marks; more would crowd, so theirs stand under the waves."""
_NO_VALUE = "no value"


def means_by_wave(chart: MeansByWave, *, prefix: str, width: Width) -> str:
    """The chart as one SVG element; columns are evenly spaced whatever the time between waves.

    Raises:
        ValueError: for a range that is none, more than 4 series or 8 waves, series over different waves or without
            names, a mean outside the scale or its interval, an n that is not the mean's, no title, a bad prefix.
    """
    check(chart)
    shown = _range(chart)
    head, top = heading(chart.scale, _reading(chart, shown, width), width=width)
    if not chart.points:
        words = lettering(["Nothing to show: no wave has been asked yet."], 0, top + 14)
        return document(head, words, title=chart.title, prefix=prefix, width=width.value, height=top + 24)
    several = len(chart.series) > 1
    named = several and width is Width.WIDE
    ground = frame(
        shown, len(chart.points), width=width, top=top, gutter=24 if named else 0, right=_END_ROOM if named else 4
    )
    drawn = [_draw(one, i, len(chart.series), ground) for i, one in enumerate(chart.series)]
    brief, notes = brief_notes((words for one in chart.series for p in one.points if (words := _note(p))), ground.cell)
    labels = [
        value_labels(drawn, ground) if len(drawn) <= _LABELLED else "",
        end_labels(drawn, ground, _END_ROOM) if named else "",
        "" if several else gaps([brief[_note(p)] if p.value is None else "" for p in chart.points], ground),
    ]
    under, bottom = foot(chart.labels, _rows(chart, drawn, brief, ground, named), notes, ground, width)
    body = [head, axis(ground, base=_base(chart, shown)), strokes(drawn), *labels, under]
    return document(*body, title=chart.title, prefix=prefix, width=width.value, height=math.ceil(bottom + 4))


def _range(chart: MeansByWave) -> tuple[float, float]:
    """The part of the scale that the axis shows."""
    values = [*limits(chart), *chart.reach]
    if not chart.focus or not values:
        return chart.low, chart.high
    return part_of(chart.low, chart.high, min(values), max(values))


def _base(chart: MeansByWave, shown: tuple[float, float]) -> float | None:
    """Zero where the scale runs through it, else the scale's lower end; None where the axis does not show it."""
    base = 0.0 if chart.low < 0 < chart.high else chart.low
    return base if shown[0] <= base <= shown[1] else None


def _reading(chart: MeansByWave, shown: tuple[float, float], width: Width) -> str:
    """How to read the axis: what is drawn, how much of the scale is shown, and what the markers hide."""
    intervals = widths(chart)
    what = "Mean and 95% interval." if intervals else "Mean."
    whole = f"{plain(chart.low)} to {plain(chart.high)}"
    part = f"the whole scale, {whole}"
    if shown != (chart.low, chart.high):
        part = f"{plain(shown[0])} to {plain(shown[1])}, part of the {whole} scale"
    is_hidden = any(interval * units(shown, width=width) < 2 * RADIUS + 2 for interval in intervals)
    hidden = " An interval narrower than its marker is hidden behind it." if is_hidden else ""
    return f"{what} The axis shows {part}.{hidden}"


def _draw(one: Series, index: int, of: int, ground: Frame) -> Drawn:
    """The series' marks, set a little aside from the column's centre so that intervals stand beside each other."""
    aside = (index - (of - 1) / 2) * min(_ASIDE, ground.column / (of + 1))
    marks = tuple(_mark(point, x + aside, ground) for point, x in zip(one.points, ground.centres, strict=True))
    values = tuple(None if point.value is None else decimals(point.value) for point in one.points)
    return Drawn(one.name, STYLES[index], marks, values)


def _mark(point: WavePoint, x: float, ground: Frame) -> Mark | None:
    if point.mean is None or point.mean.mean is None:
        return None
    y, ends = ground.y(point.mean.mean), point.mean.ci
    if ends is None:
        return Mark(x, y)
    low, high = max(ends.low, ground.y.low), min(ends.high, ground.y.high)
    return Mark(x, y, ground.y(high), ground.y(low), high == ends.high, low == ends.low)


def _note(point: WavePoint) -> str:
    """The point's note; a gap always has one."""
    return (point.note or "").strip() or ("" if point.value is not None else _NO_VALUE)


def _rows(
    chart: MeansByWave, drawn: Sequence[Drawn], brief: Mapping[str, str], ground: Frame, named: bool
) -> list[Row]:
    """What stands under the waves: n, for several series with their sign, and a name where nothing else names them."""
    several, waves = len(drawn) > 1, len(chart.points)
    counts = numbers([point.n for one in chart.series for point in one.points], ground.cell)
    rows = []
    for i, (one, line) in enumerate(zip(chart.series, drawn, strict=True)):
        values = line.values if len(drawn) > _LABELLED else (None,) * waves
        words = [brief.get(_note(p), "") if several or p.value is not None else "" for p in one.points]
        cells = zip(values, counts[i * waves : (i + 1) * waves], words, strict=True)
        name = "" if named and line.last else one.name
        rows.append(Row(tuple(", ".join(filter(None, cell)) for cell in cells), line.style if several else None, name))
    return rows
