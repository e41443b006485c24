"""Bench: the mixed model of 500 people at 5 waves on 9 scales; run by `python -m tests.bench`.

Beside it stand the eigenvalues of one symmetric matrix of as many rows as people, by numpy.
"""

import time
from statistics import median

import numpy as np
from numpy.typing import NDArray

from programme.analysis.waves import wave_model
from tests.bench.measure import hand_over, summary

PEOPLE, WAVES, SCALES = 500, ("T0", "T1", "T2", "T3", "T4"), 9
MISSING = 0.2
REPETITIONS, MOST_SECONDS = 7, 3
SEED = 20261122
Rows = list[tuple[int, str, float | None]]


def main() -> None:
    """Fit all scales, some times over, and hand over."""
    chance = np.random.default_rng(SEED)
    scales = [_answers(chance) for _ in range(SCALES)]
    matrix = np.cov(chance.normal(size=(PEOPLE, 2 * PEOPLE)))
    models, plain = [], []
    for _ in range(REPETITIONS):
        models.append(_seconds_of_models([_rows(each) for each in scales]))
        plain.append(_seconds_of_eigenvalues(matrix))
    times = [model / fit for model, fit in zip(models, plain, strict=True)]
    what = f"mixed model: {PEOPLE} people × {len(WAVES)} waves × {SCALES} scales"
    hand_over(
        [
            summary(what, models, "s", median, MOST_SECONDS),
            summary(f"mixed model: eigenvalues of {PEOPLE} × {PEOPLE} by numpy", plain, "s", median),
            summary("mixed model: all models ÷ those eigenvalues", times, "times", median),
        ]
    )


def _answers(chance: np.random.Generator) -> NDArray[np.float64]:
    """People by waves, from 1 to 5, with people who differ, a change over the waves, and answers missing at random."""
    levels, gains = chance.normal(3, 0.5, (PEOPLE, 1)), np.linspace(0, 0.6, len(WAVES))
    table = np.clip(levels + gains + chance.normal(0, 0.5, (PEOPLE, len(WAVES))), 1, 5)
    table[chance.random(table.shape) < MISSING] = np.nan
    return table


def _rows(table: NDArray[np.float64]) -> Rows:
    return [
        (person, wave, None if np.isnan(value) else float(value))
        for person, values in enumerate(table)
        for wave, value in zip(WAVES, values, strict=True)
    ]


def _seconds_of_models(scales: list[Rows]) -> float:
    started = time.perf_counter()
    models = [wave_model(rows, WAVES) for rows in scales]
    seconds = time.perf_counter() - started
    assert all(model.at(WAVES[-1]).change is not None for model in models)
    return seconds


def _seconds_of_eigenvalues(matrix: NDArray[np.float64]) -> float:
    started = time.perf_counter()
    np.linalg.eigvalsh(matrix)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
