"""How much each answer counts in the estimated means of the mixed model."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from programme.analysis.change.means import Numbers


def weights_of(
    people: Iterable[frozenset[str]], waves: Sequence[str], ratio: float
) -> Mapping[frozenset[str], Numbers]:
    """For each way to answer, an array of waves × waves: what an answer at one (column) adds to the mean of another.

    `people` holds for each person the waves that they answered, each of `waves` at least once in all; `ratio` is
    person ÷ residual variance, at least 0. Generalised least squares, V = residual·(I + ratio·J) within a person: at a
    ratio of 0, and where nobody is missing, each mean is the plain one, and so is the first if people left for good.
    """
    patterns = Counter(frozenset(each) for each in people if each)
    spread = {each: _spread(each, waves, ratio) for each in patterns}
    information = sum((count * spread[each] for each, count in patterns.items()), np.zeros((len(waves), len(waves))))
    covariance = np.linalg.inv(information)
    return {each: covariance @ spread[each] for each in patterns}


def _spread(pattern: frozenset[str], waves: Sequence[str], ratio: float) -> Numbers:
    """A person's X'V⁻¹X in units of the residual variance: X picks the waves answered, so it is V⁻¹ set among zeros."""
    has = np.array([wave in pattern for wave in waves], dtype=np.float64)
    shared: Numbers = ratio / (1 + has.sum() * ratio) * np.outer(has, has)
    return np.diag(has) - shared
