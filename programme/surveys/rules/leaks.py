"""PURE: whether sums of answers to the items of a scale, beside its means, give the answers of a few people away."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Cell = tuple[str, str]
"""A person and an item, or a wave."""
Form = Mapping[Cell, float]
"""A printed sum: by (person, item), how much that answer adds to it."""
MOST_SETS = 4000
"""How many sets of people are tried: where there are more, the sums count as unsafe rather than as proved."""

Groups = Sequence[tuple[int, tuple[int, ...]]]
"""People whom no form tells apart: how many, and which columns are theirs."""


def leaks(known: Sequence[Form], wanted: Sequence[Form], threshold: int) -> bool:
    """Whether some combination of all forms rests on fewer people than the threshold, that none of the known ones does.

    People alike in every form stand or fall together. For each union of such groups below the threshold: if leaving
    their answers out lowers the rank of the forms, a combination rests on them alone.
    """
    matrix, groups = _matrix([*known, *wanted])
    before, rank = _rank(matrix[: len(known)]), _rank(matrix)
    for tried, union in enumerate(_small_unions([size for size, _ in groups], threshold)):
        if tried == MOST_SETS:
            return True
        kept = np.delete(matrix, [column for group in union for column in groups[group][1]], axis=1)
        if _rank(kept) < rank and _rank(kept[: len(known)]) == before:
            return True
    return False


def _matrix(forms: Sequence[Form]) -> tuple[NDArray[np.float64], Groups]:
    """A row a form, a column an item within a group of people who are alike in every form."""
    items = sorted({item for form in forms for _, item in form})
    people = sorted({person for form in forms for person, _ in form})
    sizes: dict[tuple[tuple[float, ...], ...], int] = {}
    for person in people:
        alike = tuple(tuple(form.get((person, item), 0.0) for form in forms) for item in items)
        sizes[alike] = sizes.get(alike, 0) + 1
    columns = [column for alike in sizes for column in alike]
    matrix = np.array(columns, dtype=np.float64).T if columns else np.zeros((len(forms), 0))
    width = len(items)
    groups = [(size, tuple(range(at * width, (at + 1) * width))) for at, size in enumerate(sizes.values())]
    return matrix, groups


def _rank(matrix: NDArray[np.float64]) -> int:
    return int(np.linalg.matrix_rank(matrix)) if matrix.size else 0


def _small_unions(sizes: Sequence[int], threshold: int) -> Iterator[tuple[int, ...]]:
    light = [group for group, size in enumerate(sizes) if size < threshold]
    for count in range(1, threshold):
        for union in combinations(light, count):
            if sum(sizes[group] for group in union) < threshold:
                yield union
