"""A person's own scores over the waves, in words and as small pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from programme.charts.frame import Width
from programme.charts.trajectory import Trajectory, TrajectoryPoint, trajectory
from programme.charts.words import decimals
from programme.questionnaires.rules.definition import Scale
from programme.surveys.rules.own import OwnScores

BETTER = {"up": "On this scale a higher score is better.", "down": "On this scale a lower score is better."}
WAYS = {"up": "Higher", "down": "Lower"}
NO_SCORE = "No score"


@dataclass(frozen=True, slots=True)
class ScaleStory:
    """One scale: what happened to the person's score, which way is better, and the picture in two widths."""

    label: str
    words: str
    better: str
    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True)
class SurveyStory:
    """One survey with the scales on which the person has a score, and the same as cells of a table.

    While the person has answered one wave alone, nothing has moved: there is the table and no pictures.
    """

    title: str
    cohort: str
    scales: tuple[ScaleStory, ...]
    headers: list[str]
    rows: list[list[str]]


def stories(found: Sequence[OwnScores]) -> list[SurveyStory]:
    """A person's scores in every survey that they answered; `found` is in order, each survey's waves together."""
    groups = (list(waves) for _, waves in groupby(found, key=lambda each: each.survey_id))
    return [_survey(place, waves) for place, waves in enumerate(groups)]


def _survey(place: int, waves: Sequence[OwnScores]) -> SurveyStory:
    scales = [
        scale for scale in waves[0].questionnaire.scales if any(_score(wave, scale) is not None for wave in waves)
    ]
    if sum(wave.scores is not None for wave in waves) == 1:
        return _single(waves, scales)
    told = tuple(_scale(f"own-{place}-{number}", scale, waves) for number, scale in enumerate(scales))
    headers = ["Scale", *(f"{wave.label} ({wave.code})" for wave in waves)]
    rows = [[scale.label, *_cells(scale, waves)] for scale in scales]
    return SurveyStory(waves[0].title, waves[0].cohort, told, headers, rows)


def _single(waves: Sequence[OwnScores], scales: Sequence[Scale]) -> SurveyStory:
    wave = next(each for each in waves if each.scores is not None)
    headers = ["Scale", f"{wave.label} ({wave.code})", "Possible scores", "Better is"]
    rows = [
        [scale.label, *_cells(scale, [wave]), f"{scale.low:g} to {scale.high:g}", WAYS[scale.improves]]
        for scale in scales
    ]
    return SurveyStory(wave.title, wave.cohort, (), headers, rows)


def _score(wave: OwnScores, scale: Scale) -> float | None:
    return None if wave.scores is None else wave.scores.get(scale.key)


def _scale(prefix: str, scale: Scale, waves: Sequence[OwnScores]) -> ScaleStory:
    words = score_words(scale, waves)
    points = tuple(
        TrajectoryPoint(wave.label, wave.code, _score(wave, scale), "not answered" if wave.scores is None else None)
        for wave in waves
    )
    chart = Trajectory(words, scale.label, scale.low, scale.high, points)
    wide, narrow = (
        Markup(trajectory(chart, prefix=f"{prefix}-{width.name.lower()}", width=width))  # noqa: S704 - the chart escapes its words
        for width in (Width.WIDE, Width.NARROW)
    )
    return ScaleStory(scale.label, words, BETTER[scale.improves], wide, narrow)


def score_words(scale: Scale, waves: Sequence[OwnScores]) -> str:
    """What happened to a person's score from the first wave that has one to the last."""
    scored = [(wave, score) for wave in waves if (score := _score(wave, scale)) is not None]
    (first, before), (last, after) = scored[0], scored[-1]
    places = _places([score for _, score in scored])
    start, end = decimals(before, places), decimals(after, places)
    name = f"Your {scale.label[:1].lower()}{scale.label[1:]} score"
    if first is last:
        return f"{name} was {start} ({_wave(first)})."
    if start == end:
        return f"{name} was {start} in both: {_wave(first)}, and {_wave(last)}."
    return f"{name} went from {start} ({_wave(first)}) to {end} ({_wave(last)})."


def _wave(wave: OwnScores) -> str:
    return f"{wave.label}, {wave.code}"


def _places(scores: Sequence[float]) -> int:
    return 0 if all(float(score).is_integer() for score in scores) else 2


def _cells(scale: Scale, waves: Sequence[OwnScores]) -> list[str]:
    scores = [_score(wave, scale) for wave in waves]
    places = _places([score for score in scores if score is not None])
    return [NO_SCORE if score is None else decimals(score, places) for score in scores]
