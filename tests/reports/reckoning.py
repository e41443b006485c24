"""A reader with a computer: how well the printed figures together tell what a few people answered.

Person by person and figure by figure, from the annex alone: by other means than the rule that decides what is printed.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from programme.analysis.waves import wave_model
from programme.surveys.rules.results import Row

Numbers = NDArray[np.float64]
Cell = tuple[str, str]
"""A person and a wave."""
Figure = dict[Cell, float]
"""A printed figure: what each answer adds to it."""
ROUNDING = 0.005 / 3**0.5
"""The standard deviation of what two decimals leave open."""


@dataclass(frozen=True)
class Told:
    """What an annex prints of one scale: figures that are plain means, and those of everybody who answered."""

    plain: list[Figure]
    model: list[Figure]


class Answers:
    """The answers to one scale: who gave one when, and the model that was fitted to them."""

    def __init__(self, rows: Sequence[Row], scale: str, waves: Sequence[str]) -> None:
        found = {(row.token, wave): row.score(wave, scale) for row in rows for wave in waves}
        self.scores = {cell: score for cell, score in found.items() if score is not None}
        self.cells, self.waves = list(self.scores), list(waves)
        model = wave_model([(*cell, score) for cell, score in self.scores.items()], waves)
        self.is_fitted = model.icc is not None
        self.person, self.residual = model.person_variance or 0.0, model.residual_variance or 0.0

    def at(self, *waves: str) -> list[str]:
        """Who answered all of these waves."""
        return sorted({who for who, _ in self.cells if all((who, wave) in self.scores for wave in waves)})

    def mean(self, wave: str, *also: str) -> Figure:
        """The mean at a wave, of those who answered the others too."""
        people = self.at(wave, *also)
        return {(who, wave): 1 / len(people) for who in people}

    def estimated(self, wave: str) -> Figure:
        """The mean that the model estimates, by generalised least squares over all answers."""
        design = np.array([[float(at == each) for each in self.waves] for _, at in self.cells])
        same = np.array([[float(a == b) for b, _ in self.cells] for a, _ in self.cells])
        inverse = np.linalg.inv(self.person * same + self.residual * np.eye(len(self.cells)))
        weights = np.linalg.solve(design.T @ inverse @ design, design.T @ inverse)[self.waves.index(wave)]
        return dict(zip(self.cells, weights.tolist(), strict=True))

    def value(self, figure: Figure) -> float:
        """What a figure is."""
        return sum(weight * self.scores[cell] for cell, weight in figure.items())

    def uncertainty(self, figures: Sequence[Figure], wanted: Sequence[Figure]) -> Numbers:
        """How uncertain each wanted figure is, in points, to who knows the others, rounded."""
        every = np.array([[figure.get(cell, 0.0) for cell in self.cells] for figure in (*figures, *wanted)])
        who, at = (np.array([cell[place] for cell in self.cells]) for place in (0, 1))
        prior = self.person * (who[:, None] == who) + self.residual * np.eye(len(who)) + 10.0 * (at[:, None] == at)
        joint = every @ prior @ every.T
        known = len(figures)
        seen = joint[:known, :known] + ROUNDING**2 * np.eye(known)
        left = joint[known:, known:] - joint[known:, :known] @ np.linalg.solve(seen, joint[:known, known:])
        return np.sqrt(np.maximum(np.diag(left), 1e-12))

    def of_few(self, threshold: int) -> Iterator[Figure]:
        """Each mean, and each change, of fewer people than the threshold who answered the same waves, or lack one."""
        ways: dict[tuple[str, ...], list[str]] = {}
        for who in self.at():
            ways.setdefault(tuple(wave for wave in self.waves if (who, wave) in self.scores), []).append(who)
        for count in (1, 2):
            for chosen in combinations(ways, count):
                few = [who for way in chosen for who in ways[way]]
                shared = [wave for wave in self.waves if all(wave in way for way in chosen)]
                if len(few) < threshold:
                    yield from ({(who, wave): 1 / len(few) for who in few} for wave in shared)
                    yield from (_change(few, first, last) for first, last in combinations(shared, 2))


def _change(few: Sequence[str], first: str, last: str) -> Figure:
    return {(who, wave): by / len(few) for who in few for wave, by in ((first, -1), (last, 1))}


def told_by(annex: str, label: str, answers: Answers) -> Told:
    """What the annex tells of a scale; each printed value is found again from the answers, so nothing is misread."""
    plain, model = list[Figure](), list[Figure]()
    for line in csv.DictReader(io.StringIO(annex)):
        if line["about"] != label or not line["value"]:
            continue
        waves = re.findall(r"\((T\d)\)", line["wave"])
        found = _figures(line, waves, answers)
        for figure, value in found:
            assert abs(answers.value(figure) - value) < 0.0051, line
            (model if line["section"] == "all who answered" and _is_of_all(line) else plain).append(figure)
    return Told(plain, model)


def _is_of_all(line: Mapping[str, str]) -> bool:
    return line["figure"] in ("estimated mean", "change, all who answered")


def _figures(line: Mapping[str, str], waves: Sequence[str], answers: Answers) -> list[tuple[Figure, float]]:
    value = float(line["value"]) if re.fullmatch(r"-?[\d.]+", line["value"]) else 0.0
    match line["figure"]:
        case "mean":
            return [(answers.mean(waves[0]), value)]
        case "mean before, of the same people":
            return [(answers.mean(waves[0], waves[1]), value)]
        case "mean after, of the same people":
            return [(answers.mean(waves[1], waves[0]), value)]
        case "change, people with a score at both waves":
            return [(_change(answers.at(*waves), *waves), value)]
        case "estimated mean":
            return [(answers.estimated(waves[0]), value)]
        case "change, all who answered":
            return [(_less(answers.estimated(waves[1]), answers.estimated(waves[0])), value)]
    return []


def _less(last: Figure, first: Figure) -> Figure:
    return {cell: last.get(cell, 0.0) - first.get(cell, 0.0) for cell in {*last, *first}}


def _once(figures: Iterable[Figure]) -> list[Figure]:
    """Without what is printed again: the same number tells no more."""
    found: list[Figure] = []
    for figure in figures:
        if figure not in found:
            found.append(figure)
    return found


def least_left(answers: Answers, told: Sequence[Told], threshold: int = 5) -> float:
    """Of the uncertainty about a few people that plain figures leave: the least that is left beside the others."""
    wanted = list(answers.of_few(threshold))
    if not wanted:
        return 1.0
    plain, model = _once(each for one in told for each in one.plain), _once(each for one in told for each in one.model)
    before, after = answers.uncertainty(plain, wanted), answers.uncertainty([*plain, *model], wanted)
    return float((after / before).min())
