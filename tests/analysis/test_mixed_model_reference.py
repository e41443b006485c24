"""The mixed model against the textbook's matrices, which it never forms.

With V the covariance of all rows and P = V⁻¹ - V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹, the REML deviance has slopes tr(PVᵢ) - y'PVᵢPy and
bends 2y'PVᵢPVⱼPy - tr(PVᵢPVⱼ) (Searle, Casella and McCulloch 1992), and that of a contrast's variance l'Cl is
l'CX'V⁻¹VᵢV⁻¹XCl. Here waves are coded by treatment, the model under test codes them by cell.
"""

import csv
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize, stats

from programme.analysis.waves import WaveModel, wave_model
from programme.analysis.waves.figures import Estimate

pytestmark = pytest.mark.second_route

Array = NDArray[np.float64]
Row = tuple[str, str, float | None]

FILE = Path(__file__).parent.parent / "data" / "longitudinal-outcomes-495-persons-3-waves.csv"


@dataclass
class Reference:
    estimate: float
    se: float
    df: float


class DenseFit:
    """The matrices at given (person, residual) variances."""

    def __init__(self, data: "Dense", variances: Array) -> None:
        self.data = data
        v = variances[0] * data.shared + variances[1] * np.eye(len(data.y))
        self.log_determinant = np.linalg.slogdet(v)[1]
        self.inverse = np.linalg.inv(v)
        self.covariance = np.linalg.inv(data.x.T @ self.inverse @ data.x)
        self.p = self.inverse - self.inverse @ data.x @ self.covariance @ data.x.T @ self.inverse

    def deviance(self) -> float:
        rows, means = self.data.x.shape
        of_design = np.linalg.slogdet(self.covariance)[1]
        return float(
            (rows - means) * math.log(2 * math.pi)
            + self.log_determinant
            - of_design
            + self.data.y @ self.p @ self.data.y
        )

    def slopes(self) -> Array:
        py = self.p @ self.data.y
        return np.array([(self.p * self.data.shared).sum() - py @ self.data.shared @ py, np.trace(self.p) - py @ py])

    @cached_property
    def bends(self) -> Array:
        py = self.p @ self.data.y
        turned = [self.p @ self.data.shared, self.p]
        pulled = [self.data.shared @ py, py]
        return np.array(
            [[2 * pulled[i] @ self.p @ pulled[j] - (turned[i] * turned[j].T).sum() for j in (0, 1)] for i in (0, 1)]
        )

    def newton(self) -> Array:
        """The step from here to where the slopes are nought."""
        assert np.linalg.eigvalsh(self.bends).min() > 0
        return np.asarray(-np.linalg.solve(self.bends, self.slopes()))

    def of(self, contrast: Array) -> Reference:
        pulled = self.inverse @ self.data.x @ self.covariance @ contrast
        v = float(contrast @ self.covariance @ contrast)
        gradient = np.array([pulled @ self.data.shared @ pulled, pulled @ pulled])
        spread = 2 * np.linalg.inv(self.bends)
        return Reference(float(pulled @ self.data.y), math.sqrt(v), 2 * v**2 / float(gradient @ spread @ gradient))


@dataclass
class Dense:
    """All rows as matrices: values y, design x, and `shared`, 1 where two rows are one person's."""

    y: Array
    x: Array
    shared: Array

    def deviance(self, variances: Array) -> float:
        return DenseFit(self, variances).deviance()

    def maximum(self) -> Array:
        """Person and residual variance of least deviance: sought without slopes, then by Newton's steps."""
        start = np.log(np.full(2, self.y.var() / 2))
        found = optimize.minimize(lambda logs: self.deviance(np.exp(logs)), start, method="Nelder-Mead")
        variances = np.asarray(np.exp(found.x), dtype=np.float64)
        for _ in range(4):
            variances = variances + DenseFit(self, variances).newton()
        return variances


def dense(rows: list[Row], waves: list[str]) -> Dense:
    there = [(person, wave, value) for person, wave, value in rows if value is not None]
    design = [[1.0, *(float(wave == other) for other in waves[1:])] for _, wave, _ in there]
    people = np.array([person for person, _, _ in there])
    return Dense(
        np.array([value for _, _, value in there]), np.array(design), (people[:, None] == people).astype(float)
    )


def off(ours: float, theirs: float) -> float:
    return abs(ours - theirs) / max(1, abs(theirs))


def same(ours: Estimate | None, theirs: Reference) -> None:
    assert ours is not None
    assert off(ours.estimate, theirs.estimate) < 1e-9
    assert off(ours.se, theirs.se) < 1e-9
    assert off(ours.df, theirs.df) < 1e-7
    interval = stats.t(theirs.df, theirs.estimate, theirs.se).interval(0.95)
    assert (ours.ci.low, ours.ci.high) == pytest.approx(interval, rel=1e-8, abs=1e-9)
    assert ours.p == pytest.approx(2 * stats.t.sf(abs(theirs.estimate / theirs.se), theirs.df), rel=1e-6, abs=1e-12)


def compare(model: WaveModel, data: Dense, variances: Array) -> None:
    assert model.person_variance == pytest.approx(variances[0], rel=1e-8)
    assert model.residual_variance == pytest.approx(variances[1], rel=1e-8)
    assert model.icc == pytest.approx(variances[0] / variances.sum(), rel=1e-8)
    fit, unit = DenseFit(data, variances), np.eye(len(model.waves))
    for i, figures in enumerate(model.waves):
        same(figures.mean, fit.of(unit[0] if i == 0 else unit[0] + unit[i]))
        if i:
            same(figures.change, fit.of(unit[i]))


def invented(people: int, waves: int, share: float, between: float, seed: int) -> list[Row]:
    chance = np.random.default_rng(seed)
    level = chance.normal(0, between, people)
    return [
        (f"p{i}", f"T{wave}", round(float(3 + 0.2 * wave + level[i] + chance.normal(0, 0.5)), 2))
        for i in range(people)
        for wave in range(waves)
        if chance.random() < share
    ]


@pytest.mark.parametrize(
    ("people", "waves", "share", "between", "seed"),
    [
        (24, 3, 1.0, 0.6, 1),
        (24, 3, 0.7, 0.6, 2),
        (12, 5, 0.5, 0.4, 3),
        (60, 2, 0.8, 0.3, 4),
        (8, 4, 0.8, 5.0, 5),
        (40, 6, 0.6, 0.2, 6),
    ],
)
def test_an_incomplete_cohort_is_fitted_as_by_the_matrices(
    people: int, waves: int, share: float, between: float, seed: int
) -> None:
    names = [f"T{wave}" for wave in range(waves)]
    rows = invented(people, waves, share, between, seed)
    model, data = wave_model(rows, names), dense(rows, names)
    best = data.maximum()
    compare(model, data, best)
    assert model.deviance == pytest.approx(data.deviance(best), rel=1e-10)


@pytest.mark.parametrize("scale", ["jobsat", "commit", "ready"])
def test_the_answers_of_495_people_leave_the_matrices_no_step_to_take(scale: str) -> None:
    waves = ["t0", "t1", "t2"]
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows: list[Row] = [
            (row["person"], wave, float(text) if (text := row[f"{scale}_{wave}"]) else None)
            for row in csv.DictReader(lines)
            for wave in waves
        ]
    model, data = wave_model(rows, waves), dense(rows, waves)
    assert model.person_variance is not None
    assert model.residual_variance is not None
    ours = np.array([model.person_variance, model.residual_variance])
    compare(model, data, ours + DenseFit(data, ours).newton())


def test_the_textbook_bends_are_those_of_the_deviance_itself() -> None:
    rows = invented(12, 3, 0.8, 0.6, 7)
    data = dense(rows, ["T0", "T1", "T2"])
    at, step = data.maximum(), 1e-3

    def second(i: int, j: int, h: float) -> float:
        one, two = np.eye(2)[i] * h, np.eye(2)[j] * h
        corners = [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]
        return sum(sign * data.deviance(at + a * one + b * two) for a, b, sign in corners) / (4 * h * h)

    extrapolated = [[(4 * second(i, j, step / 2) - second(i, j, step)) / 3 for j in (0, 1)] for i in (0, 1)]
    assert np.array(extrapolated) == pytest.approx(DenseFit(data, at).bends, rel=1e-5)


def test_nothing_near_the_fit_is_likelier() -> None:
    rows = invented(30, 4, 0.6, 0.3, 8)
    names = ["T0", "T1", "T2", "T3"]
    model, data = wave_model(rows, names), dense(rows, names)
    assert model.person_variance is not None
    assert model.residual_variance is not None
    assert model.deviance is not None
    best = np.array([model.person_variance, model.residual_variance])
    for person in (0.5, 0.99, 1.0, 1.01, 2):
        for residual in (0.5, 0.99, 1.0, 1.01, 2):
            assert data.deviance(best * (person, residual)) >= model.deviance - 1e-9


def test_at_a_person_variance_of_nought_the_matrices_lean_further_down() -> None:
    names = ["T0", "T1", "T2"]
    rows = invented(24, 3, 0.8, 0.0, 10)
    model, data = wave_model(rows, names), dense(rows, names)
    assert model.person_variance == 0
    assert model.residual_variance is not None
    slopes = DenseFit(data, np.array([0.0, model.residual_variance])).slopes()
    assert slopes[0] >= 0
    assert slopes[1] == pytest.approx(0, abs=1e-8)
    assert model.at("T1").change is not None
    assert {figures.mean.df for figures in model.waves if figures.mean} == {len(data.y) - 3}
