"""What a reader can narrow a hidden count down to, from sums, from what lies inside what, and from the rule itself."""

from collections.abc import Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

CellId = tuple[str, str]

WHOLE = 1e-6
"""How far from a whole number a solver's count may be and still stand for it."""


def pinned(
    counts: Mapping[CellId, int],
    sums: Sequence[tuple[CellId, frozenset[CellId]]],
    inside: Sequence[tuple[CellId, CellId]],
    shown: Set[CellId],
    threshold: int,
) -> frozenset[CellId]:
    """The hidden cells of which a reader can tell the count.

    The reader is taken to know even which of the hidden cells are below the threshold. A cell is safe when another
    table that agrees with all of this has another count there, sought by integer programming (an audit after Fischetti
    and Salazar 2000); one solution often clears many cells.
    """
    names = list(counts)
    truth = np.array([counts[cell] for cell in names], dtype=np.float64)
    low, high = _limits(truth, np.array([cell in shown for cell in names]), threshold)
    constraint = _constraint(names, sums, inside)
    unclear = high > low
    for place in np.flatnonzero(unclear):
        for sign in (1.0, -1.0):
            if not unclear[place]:
                break
            target = np.zeros(len(names))
            target[place] = sign
            found = _extreme(target, optimize.Bounds(low, high), constraint)
            if found is not None:
                unclear &= np.abs(found - truth) < 0.5
    return frozenset(names[place] for place in np.flatnonzero(unclear))


def _extreme(
    target: NDArray[np.float64], limits: optimize.Bounds, constraint: optimize.LinearConstraint
) -> NDArray[np.float64] | None:
    """A table of whole counts with the least target; without asking for whole counts it is often found sooner."""
    found: NDArray[np.float64] | None = None
    for are_whole in (0, 1):
        integrality = np.full(len(target), are_whole)
        found = optimize.milp(target, integrality=integrality, bounds=limits, constraints=constraint).x
        if found is None or np.abs(found - np.rint(found)).max() < WHOLE:
            break
    return found


def _limits(
    truth: NDArray[np.float64], is_shown: NDArray[np.bool_], threshold: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least and greatest count of each cell by itself; the greatest is far above any in the table."""
    is_small = truth < threshold
    far = 10 * (truth.max(initial=0) + threshold)
    low = np.where(is_shown, truth, np.where(is_small, 0, threshold))
    return low, np.where(is_shown, truth, np.where(is_small, threshold - 1, far))


def _constraint(
    names: Sequence[CellId],
    sums: Sequence[tuple[CellId, frozenset[CellId]]],
    inside: Sequence[tuple[CellId, CellId]],
) -> optimize.LinearConstraint:
    """Parts less their total are 0, and an outer cell less its inner one is at least 0."""
    places = {cell: place for place, cell in enumerate(names)}
    matrix = np.zeros((len(sums) + len(inside), len(names)))
    for row, (total, parts) in enumerate(sums):
        matrix[row, [places[part] for part in parts]] = 1
        matrix[row, places[total]] = -1
    for row, (inner, outer) in enumerate(inside, start=len(sums)):
        matrix[row, places[outer]] = 1
        matrix[row, places[inner]] = -1
    most = np.concatenate([np.zeros(len(sums)), np.full(len(inside), np.inf)])
    return optimize.LinearConstraint(sparse.csc_array(matrix), 0, most)
