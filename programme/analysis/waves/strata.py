"""Sums that the likelihood of a random intercept needs: every row goes into them once, then the rows are done with.

The covariance of one person's m answers, residual·I + person·J, has two eigenvalues: the residual variance within the
person (m-1 times) and residual + m·person for the person's mean. People with equally many answers share them, so the
data fall into strata: one within people, and one of people's means for each m.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from programme.analysis.change.means import Numbers


@dataclass(frozen=True, slots=True)
class Strata:
    """Sums by stratum, of values less their wave's plain mean (`centres`) and in units of `unit`.

    A stratum's variance is residual + multiplicity·person: multiplicity 0 within people, m for means of m answers.
    freedom: dimensions, shape (strata,). information: X'PX of the wave indicators X, (strata, waves, waves).
    products: X'Py, (strata, waves). squares: y'Py, (strata,). P projects on the stratum. unit is 0 where nothing is
    left to explain.
    """

    multiplicity: Numbers
    freedom: Numbers
    information: Numbers
    products: Numbers
    squares: Numbers
    centres: Numbers
    unit: float
    rows: int
    people: int

    @property
    def waves(self) -> int:
        """Number of waves, each with a mean of its own to estimate."""
        return len(self.centres)

    @property
    def spare(self) -> int:
        """Rows beyond the means to estimate, N - p."""
        return self.rows - self.waves

    @property
    def spare_within(self) -> int:
        """Dimensions within people that the means of the waves leave; 0 where each second answer has a mean for it."""
        return int(self.freedom[0]) - int(np.linalg.matrix_rank(self.information[0], tol=1e-6))

    def misfit(self, means: Numbers) -> Numbers:
        """Sums of squares (..., strata) about these means (..., waves), as departures from the centres in units."""
        bent: Numbers = np.einsum("...i,sij,...j", means, self.information, means)
        return self.squares - 2 * means @ self.products.T + bent


def strata_of(table: Numbers) -> Strata:
    """Sums of a table (people, waves) with nan where missing; every row and every column has a value."""
    is_there = ~np.isnan(table)
    centres = np.nanmean(table, axis=0)
    departures = np.where(is_there, table - centres, 0.0)
    rows = int(is_there.sum())
    unit = math.sqrt(float((departures**2).sum()) / rows)
    # Values that differ by rounding of the machine alone do not differ.
    if unit <= 1e-9 * max(1.0, float(np.nanmax(np.abs(table)))):
        unit = 0.0
    scaled = departures / unit if unit else np.zeros_like(departures)
    return _summed(scaled, is_there, centres, unit, rows)


def _summed(scaled: Numbers, is_there: NDArray[np.bool_], centres: Numbers, unit: float, rows: int) -> Strata:
    shown = is_there.astype(np.float64)
    answers = shown.sum(axis=1)
    means = scaled.sum(axis=1) / answers
    within = np.where(is_there, scaled - means[:, None], 0.0)
    sizes = np.unique(answers)
    groups = [answers == size for size in sizes]
    of_means = [shown[group].T @ shown[group] / size for group, size in zip(groups, sizes, strict=True)]
    return Strata(
        multiplicity=np.array([0.0, *sizes]),
        freedom=np.array([rows - len(scaled), *(group.sum() for group in groups)], dtype=np.float64),
        information=np.array([np.diag(shown.sum(axis=0)) - sum(of_means), *of_means]),
        products=np.array([within.sum(axis=0), *(means[group] @ shown[group] for group in groups)]),
        squares=np.array(
            [
                (within**2).sum(),
                *(size * (means[group] ** 2).sum() for group, size in zip(groups, sizes, strict=True)),
            ]
        ),
        centres=centres,
        unit=unit,
        rows=rows,
        people=len(scaled),
    )
