"""What a report prints of each scale: the answer, its size, a picture, a table, its items."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from programme.analysis.disclosure.printing import printed
from programme.charts.means_by_wave import means_by_wave
from programme.charts.shown import Picture, Table, picture
from programme.charts.waves import MeansByWave, WavePoint, limits
from programme.reports.document.lived import ItemsPart, means_points, means_rows, scale_items
from programme.reports.rules import findings
from programme.reports.rules.alone import ISOLATION
from programme.reports.rules.evaluation import Evaluation
from programme.surveys.rules import sentences, words
from programme.surveys.rules.evaluation import ScaleResult, WaveResult

Points = tuple[WavePoint, ...]
MEANS = ("Wave", "People", "Mean", "95% interval", "Standard deviation")


@dataclass(frozen=True, slots=True)
class ScaleSection:
    """What one scale's part of the report prints."""

    name: str
    answer: str
    size: str
    picture: Picture | None
    table: Table
    how: list[str]
    items: ItemsPart | None = None
    is_isolation: bool = False


def scale_sections(evaluation: Evaluation, source: str) -> list[ScaleSection]:
    """A section a scale. The pictures of scales with one range have one axis, so that they compare."""
    points = [_points(result, evaluation) for result in evaluation.scales]
    return [
        _section(result, evaluation, place, points[place], tuple(_reach(result, evaluation.scales, points)), source)
        for place, result in enumerate(evaluation.scales)
    ]


def _section(
    result: ScaleResult, evaluation: Evaluation, place: int, points: Points, reach: tuple[float, ...], source: str
) -> ScaleSection:
    last, scale, lived = evaluation.last, result.scale, evaluation.lived
    if last is None:
        answer = f"{scale.label} was asked at one wave only, so nothing can be said about change."
    else:
        answer = sentences.change_sentence(result, evaluation.first, last, evaluation.threshold)
    change = result.change.change if result.change else None
    return ScaleSection(
        name=scale.label,
        answer=answer,
        size=sentences.size_words(change) if change else "",
        picture=_picture(result, answer, place, points, reach),
        table=Table(MEANS, means_rows(result, lived) if lived else [_wave_row(each) for each in result.waves]),
        how=[*findings.sureness(result, evaluation), source],
        items=scale_items(lived, scale.key, scale.label, place) if lived else None,
        is_isolation=lived is not None and scale.key == ISOLATION,
    )


def _points(result: ScaleResult, evaluation: Evaluation) -> Points:
    lived = evaluation.lived
    return means_points(result, lived) if lived else tuple(_point(each) for each in result.waves)


def _reach(result: ScaleResult, scales: Sequence[ScaleResult], points: Sequence[Points]) -> Iterator[float]:
    """All that the pictures show of the scales that run from and to the same numbers as this one."""
    low, high = result.scale.low, result.scale.high
    for each, mine in zip(scales, points, strict=True):
        if (each.scale.low, each.scale.high) == (low, high):
            yield from limits(MeansByWave("", "", low, high, mine))


def _picture(result: ScaleResult, title: str, place: int, points: Points, reach: tuple[float, ...]) -> Picture | None:
    if not any(each.mean for each in points):
        return None
    scale = result.scale
    chart = MeansByWave(title, scale.label, scale.low, scale.high, points, focus=True, reach=reach)
    return picture(means_by_wave, chart, f"scale{place}")


def _point(each: WaveResult) -> WavePoint:
    note = None if each.mean else "range only" if each.range else "hidden"
    return WavePoint(each.wave.label, each.wave.code, each.n, each.mean, note)


def _wave_row(each: WaveResult) -> list[str]:
    mean = each.mean
    interval = words.interval_words(mean.ci) if mean and mean.ci else ""
    spread = printed(mean.sd) if mean and mean.sd is not None else ""
    n = "Hidden" if each.n is None else f"{each.n:,}"
    return [words.wave_words(each.wave), n, sentences.mean_words(each), interval, spread]
