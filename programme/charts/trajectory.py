"""One person's own scores over the waves: a small picture for that person's page."""

import math
from dataclasses import dataclass

from programme.charts.foot import wave_names
from programme.charts.frame import LEADING, Frame, Width, heading, row
from programme.charts.labels import Box
from programme.charts.marks import RADIUS, Mark
from programme.charts.palette import AXIS, QUIET, RULE, STYLES
from programme.charts.scales import Linear
from programme.charts.series import Drawn, gaps, strokes, value_labels
from programme.charts.svg import SIZE, document, element, lettering, number
from programme.charts.typesetting import width_of, wrap
from programme.charts.words import decimals, plain

MOST_WAVES = 8
_HIGH = 104.0
_LABEL_ROOM = 22.0
_GUTTER = 8.0
_WHO_ROOM = 56.0
_NO_ANSWER = "no score"


@dataclass(frozen=True, slots=True)
class TrajectoryPoint:
    """One wave; where `value` is None the line breaks and the chart prints `note` there."""

    label: str
    code: str
    value: float | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One person's scores on one scale: `title` is the finding in words, [`low`, `high`] the scale's range."""

    title: str
    scale: str
    low: float
    high: float
    points: tuple[TrajectoryPoint, ...]
    who: str = "You"


def trajectory(chart: Trajectory, *, prefix: str, width: Width) -> str:
    """The chart as one SVG element, on the whole of the scale; columns are evenly spaced whatever the time between.

    Raises:
        ValueError: for a range that is none, more than 8 waves, a score outside the scale, no title, a bad prefix.
    """
    _check(chart)
    low, high = plain(chart.low), plain(chart.high)
    head, top = heading(chart.scale, f"Scores can run from {low} (lowest) to {high} (highest).", width=width)
    if not chart.points:
        nothing = lettering(["Nothing to show: no score yet."], 0, top + 14)
        return document(head, nothing, title=chart.title, prefix=prefix, width=width.value, height=top + 24)
    ground = _ground(chart, top, width)
    drawn = _draw(chart, ground)
    words = [(point.note or _NO_ANSWER) if point.value is None else "" for point in chart.points]
    names, bottom = row(
        wave_names([(point.label, point.code) for point in chart.points], ground.cell), ground, ground.plot.bottom + 2
    )
    body = [head, _axis(chart, ground), strokes([drawn]), value_labels([drawn], ground)]
    body += [_who(drawn, ground), gaps(words, ground), names]
    return document(*body, title=chart.title, prefix=prefix, width=width.value, height=math.ceil(bottom + 4))


def _check(chart: Trajectory) -> None:
    if not (math.isfinite(chart.low) and math.isfinite(chart.high) and chart.low < chart.high):
        raise ValueError("the scale's range runs from a lower to a higher number")
    if len(chart.points) > MOST_WAVES:
        raise ValueError(f"a trajectory holds at most {MOST_WAVES} waves")
    for point in chart.points:
        if point.value is not None and not chart.low <= point.value <= chart.high:
            raise ValueError(f"a score of {point.value} lies outside the scale from {chart.low} to {chart.high}")


def _ground(chart: Trajectory, top: float, width: Width) -> Frame:
    left = max(width_of(plain(end)) for end in (chart.low, chart.high)) + _GUTTER
    plot = Box(left, top, width.value - _WHO_ROOM, top + _HIGH)
    column = (plot.right - plot.left) / len(chart.points)
    centres = tuple(plot.left + column * (i + 0.5) for i in range(len(chart.points)))
    return Frame(
        plot, centres, column, Linear(chart.low, chart.high, plot.bottom - _LABEL_ROOM, plot.top + _LABEL_ROOM)
    )


def _draw(chart: Trajectory, ground: Frame) -> Drawn:
    scores = [point.value for point in chart.points]
    places = 0 if all(score is None or float(score).is_integer() for score in scores) else 2
    marks = tuple(
        None if score is None else Mark(x, ground.y(score)) for score, x in zip(scores, ground.centres, strict=True)
    )
    values = tuple(None if score is None else decimals(score, places) for score in scores)
    return Drawn(chart.who, STYLES[0], marks, values)


def _axis(chart: Trajectory, ground: Frame) -> str:
    """The scale's two ends with their values; the lower is the ground line."""
    parts = []
    for value, colour in ((chart.high, RULE), (chart.low, AXIS)):
        y = ground.y(value)
        path = f"M{number(ground.plot.left)} {number(y)}H{number(ground.plot.right)}"
        parts.append(element("path", d=path, stroke=colour, stroke_width=1.0))
        parts.append(lettering([plain(value)], ground.plot.left - _GUTTER, y + SIZE * 0.36, anchor="end", fill=QUIET))
    return "".join(parts)


def _who(drawn: Drawn, ground: Frame) -> str:
    """Whose line it is, at the right edge, joined to the last mark."""
    last = drawn.last
    if last is None:
        return ""
    start, end = last.x + RADIUS + 3, ground.plot.right
    lines = wrap(drawn.name, _WHO_ROOM - _GUTTER, most=3)
    path = f"M{number(start)} {number(last.y)}H{number(end)}"
    join = element("path", d=path, stroke=AXIS, stroke_width=1.0, stroke_dasharray="1 3")
    first = last.y - LEADING * (len(lines) - 1) / 2 + 4.3
    return join + lettering(lines, end + 4, first, leading=LEADING)
