"""What a chart of means by wave is made of, and what must hold before it is drawn."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from programme.analysis.values import Interval
from programme.charts.palette import STYLES

MOST_SERIES = len(STYLES)
MOST_WAVES = 8


class Mean(Protocol):
    """A mean of n values with its interval: analysis' own, or one that was stored, since pages compute nothing."""

    @property
    def n(self) -> int:
        """How many values."""

    @property
    def mean(self) -> float | None:
        """Their mean, on the scale."""

    @property
    def ci(self) -> Interval | None:
        """Its 95% interval."""


@dataclass(frozen=True, slots=True)
class WavePoint:
    """One wave of one series. Where `mean` is None the chart leaves a gap and prints `note` there ("hidden").

    `n` is printed as given: None where the number itself may not be shown. A note beside a mean stands under the wave.
    """

    label: str
    code: str
    n: int | None
    mean: Mean | None
    note: str | None = None

    @property
    def value(self) -> float | None:
        """The mean, on the scale; None where there is a gap."""
        return None if self.mean is None else self.mean.mean


@dataclass(frozen=True, slots=True)
class Series:
    """A named series over the same waves as the chart's own points."""

    name: str
    points: tuple[WavePoint, ...]


@dataclass(frozen=True, slots=True)
class MeansByWave:
    """A scale's means by wave.

    `title` is the finding in words, `scale` the name of what is measured, [`low`, `high`] the scale's range. `points`
    are the chart's own series, `name` what it is called when others stand beside it in `compared`. With `focus` the
    axis shows the part of the scale in which the intervals lie, and the values of `reach`, and says so.
    """

    title: str
    scale: str
    low: float
    high: float
    points: tuple[WavePoint, ...]
    name: str = ""
    compared: tuple[Series, ...] = ()
    focus: bool = False
    reach: tuple[float, ...] = ()

    @property
    def series(self) -> tuple[Series, ...]:
        """All series, the chart's own first."""
        return (Series(self.name, self.points), *self.compared)

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Label and code of every wave."""
        return [(point.label, point.code) for point in self.points]


def check(chart: MeansByWave) -> None:
    """Raises ValueError, saying what is wrong, unless the chart can be drawn truthfully."""
    if not (math.isfinite(chart.low) and math.isfinite(chart.high) and chart.low < chart.high):
        raise ValueError("the scale's range runs from a lower to a higher number")
    if len(chart.series) > MOST_SERIES or len(chart.points) > MOST_WAVES:
        raise ValueError(f"a chart holds at most {MOST_SERIES} series and {MOST_WAVES} waves")
    for one in chart.series:
        if [(point.label, point.code) for point in one.points] != chart.labels:
            raise ValueError(f"series over different waves: {one.name!r}")
        if chart.compared and not one.name.strip():
            raise ValueError("series side by side need names")
        for point in one.points:
            _check_point(point, chart)


def limits(chart: MeansByWave) -> Iterator[float]:
    """Every mean and every end of an interval that is shown."""
    for point in (point for one in chart.series for point in one.points):
        if point.mean is not None and point.mean.mean is not None:
            yield point.mean.mean
            if point.mean.ci is not None:
                yield from (point.mean.ci.low, point.mean.ci.high)


def widths(chart: MeansByWave) -> list[float]:
    """How wide each interval is that is shown, in points of the scale."""
    points = (point for one in chart.series for point in one.points)
    shown = (point.mean.ci for point in points if point.mean is not None and point.mean.mean is not None)
    return [ends.high - ends.low for ends in shown if ends is not None]


def _check_point(point: WavePoint, chart: MeansByWave) -> None:
    if point.mean is None or point.mean.mean is None:
        return
    if not chart.low <= point.mean.mean <= chart.high:
        raise ValueError(f"a mean of {point.mean.mean} lies outside the scale from {chart.low} to {chart.high}")
    if point.n not in (None, point.mean.n):
        raise ValueError(f"n = {point.n} beside a mean of {point.mean.n}")
    ends = point.mean.ci
    if ends is not None and not ends.low <= point.mean.mean <= ends.high:
        raise ValueError(f"a mean of {point.mean.mean} lies outside its interval")
