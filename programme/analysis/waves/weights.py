"""Which estimated means of the mixed model are but the mean of all who answered the wave."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from programme.analysis.change.means import Numbers

CLOSE = 1e-6
"""Of 1/n: weights that differ by less do so by rounding of the machine."""


def plain_waves(people: Iterable[frozenset[str]], waves: Sequence[str], ratio: float) -> frozenset[str]:
    """The waves whose estimate gives each answer there the weight 1/n, and no answer elsewhere any.

    `people` holds for each person the waves that they answered, each of `waves` at least once in all; `ratio` is
    person ÷ residual variance, at least 0. Generalised least squares, V = residual·(I + ratio·J) within a person:
    so it is at every wave where the ratio is 0 or nobody is missing, and at the first if people left for good.
    """
    patterns = Counter(frozenset(each) for each in people if each)
    shown = {pattern: _shown(pattern, waves) for pattern in patterns}
    inverse = {pattern: _inverse(len(pattern), ratio) for pattern in patterns}
    information = sum(
        (count * shown[each].T @ inverse[each] @ shown[each] for each, count in patterns.items()),
        np.zeros((len(waves), len(waves))),
    )
    covariance = np.linalg.inv(information)
    counts = np.array([sum(count for each, count in patterns.items() if wave in each) for wave in waves])
    plain = np.ones(len(waves), dtype=bool)
    for pattern in patterns:
        weights = covariance @ shown[pattern].T @ inverse[pattern]
        alone = shown[pattern].T / counts[:, None]
        plain &= (np.abs(weights - alone) <= CLOSE / counts[:, None]).all(axis=1)
    return frozenset(wave for wave, is_plain in zip(waves, plain, strict=True) if is_plain)


def _shown(pattern: frozenset[str], waves: Sequence[str]) -> Numbers:
    """One row an answer of the pattern, one column a wave."""
    return np.eye(len(waves))[[place for place, wave in enumerate(waves) if wave in pattern]]


def _inverse(answers: int, ratio: float) -> Numbers:
    return np.eye(answers) - ratio / (1 + answers * ratio) * np.ones((answers, answers))
