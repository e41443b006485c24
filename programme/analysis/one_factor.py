"""One common factor behind a table of correlations."""

import numpy as np
from scipy import optimize

from programme.analysis.change.means import Numbers

TWO_ITEMS = "one factor needs three items or more"
NO_ONE_FACTOR = "the correlations do not settle one common factor"
NO_ERROR_LEFT = "one common factor would leave an item no variance of its own"
NOT_FOUND = "the search for a common factor did not come to an end"

SETTLED = 1e-6
"""Smallest ÷ largest singular value of the residuals' slopes below which other loadings fit as well."""


def loadings_of_one_factor(correlations: Numbers) -> Numbers | str:
    """Loadings (k,) of least Σ(r - l·l')² off the diagonal ("minres", Harman and Jones 1966), or why there are none.

    `correlations` is (k, k). The factor points where the loadings' sum is not negative; one loading may be. None are
    given where k < 3, where other loadings fit as well, or where an item's own variance 1 - l² would be 0 or less (a
    Heywood case): the search is not bounded, so such a case is seen and not hidden at the bound.
    """
    if len(correlations) < 3:
        return TWO_ITEMS
    found = min((_search(correlations, start) for start in _starts(correlations)), key=lambda result: result.cost)
    loadings = np.asarray(found.x, dtype=np.float64)
    sizes = np.linalg.svd(found.jac, compute_uv=False)
    if np.abs(loadings).max() >= 1 - SETTLED:
        # First, because the search goes on for ever where a loading grows without end.
        return NO_ERROR_LEFT
    if sizes[-1] <= SETTLED * max(1.0, sizes[0]):
        return NO_ONE_FACTOR
    if not found.success:
        return NOT_FOUND
    return loadings if loadings.sum() >= 0 else -loadings


def _starts(correlations: Numbers) -> list[Numbers]:
    """Where to search from: the first two principal components, because the sum may have more than one valley."""
    values, vectors = np.linalg.eigh(correlations)
    return [vectors[:, place] * np.sqrt(max(values[place], 0.1)) * 0.9 for place in (-1, -2)]


def _search(correlations: Numbers, start: Numbers) -> optimize.OptimizeResult:
    k = len(correlations)
    one, other = np.triu_indices(k, 1)
    pairs = np.arange(len(one))

    def residuals(loadings: Numbers) -> Numbers:
        return np.asarray(loadings[one] * loadings[other] - correlations[one, other])

    def slopes(loadings: Numbers) -> Numbers:
        table = np.zeros((len(one), k))
        table[pairs, one] = loadings[other]
        table[pairs, other] = loadings[one]
        return table

    return optimize.least_squares(
        residuals, start, jac=slopes, method="trf", ftol=1e-15, xtol=1e-12, gtol=1e-12, max_nfev=200
    )
