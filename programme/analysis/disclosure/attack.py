"""The attack that a plan must withstand, made by other means than the plan's own."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from programme.analysis.disclosure.figures import Figure

MOST_SETS = 20_000


def derivable(figures: Sequence[Figure], threshold: int) -> list[frozenset[str]]:
    """The smallest sets of fewer people than the threshold on whom some combination of the figures rests.

    Every union of atoms is tried: if leaving it out lowers the rank of the figures, a combination rests on it alone.
    Empty when the figures are safe. Raises ValueError where there are more than MOST_SETS unions.
    """
    found: list[frozenset[str]] = []
    for variable in sorted({figure.variable for figure in figures}):
        found += _derivable([figure.people for figure in figures if figure.variable == variable], threshold)
    return found


def _derivable(sets: Sequence[frozenset[str]], threshold: int) -> list[frozenset[str]]:
    atoms: dict[tuple[bool, ...], set[str]] = {}
    for person in frozenset().union(*sets):
        atoms.setdefault(tuple(person in people for people in sets), set()).add(person)
    if not atoms:
        return []
    matrix = np.array(list(atoms), dtype=np.float64).T
    members = list(atoms.values())
    rank = _rank(matrix)
    found: list[tuple[int, ...]] = []
    for union in _small_unions([len(people) for people in members], threshold):
        is_smallest = not any(set(smaller) <= set(union) for smaller in found)
        if is_smallest and _rank(np.delete(matrix, union, axis=1)) < rank:
            found.append(union)
    return [frozenset().union(*(members[atom] for atom in union)) for union in found]


def _rank(matrix: NDArray[np.float64]) -> int:
    return int(np.linalg.matrix_rank(matrix)) if matrix.size else 0


def _small_unions(sizes: Sequence[int], threshold: int) -> Iterator[tuple[int, ...]]:
    light = [atom for atom, size in enumerate(sizes) if size < threshold]
    tried = 0
    for count in range(1, threshold):
        for union in combinations(light, count):
            tried += 1
            if tried > MOST_SETS:
                raise ValueError("too many small sets to try one by one")
            if sum(sizes[atom] for atom in union) < threshold:
                yield union
