"""What a reader can work out from printed sums, in exact integers."""

import math
from collections.abc import Iterable, Sequence

Row = dict[int, int]

NEW = -1
"""The column that only the figure under question has: a combination without it was known before."""

MOST_STEPS = 500


class Knowledge:
    """The sums that a reader knows over disjoint atoms (sets of people), and all their linear combinations.

    `weights` holds the number of people of each atom. A sum is given as the atoms that it is over. It may be learnt
    if no combination with it rests on some people, but fewer than the threshold: neither their sum nor any other
    mixture of their answers. Rows are kept reduced, so that what is settled falls apart into small blocks.
    """

    def __init__(self, weights: Sequence[int], threshold: int) -> None:
        self._weights = weights
        self._threshold = threshold
        self._rows: dict[int, Row] = {}

    def copy(self) -> "Knowledge":
        """The same knowledge, to try something on."""
        other = Knowledge(self._weights, self._threshold)
        other._rows = dict(self._rows)
        return other

    def learn(self, atoms: Iterable[int]) -> None:
        """Add a sum that readers have, whatever follows from it."""
        self._add(self._reduced(atoms))

    def admit(self, atoms: Iterable[int]) -> bool:
        """Add a sum if it may be learnt, and say whether it was; one that follows from the others always may."""
        row = self._reduced(atoms)
        if row and rests_on_few([*self._block(row), row | {NEW: 1}], self._weights, self._threshold - 1):
            return False
        self._add(row)
        return True

    def _reduced(self, atoms: Iterable[int]) -> Row:
        row = dict.fromkeys(atoms, 1)
        for pivot in [column for column in row if column in self._rows]:
            row = without(row, pivot, self._rows[pivot])
        return row

    def _add(self, row: Row) -> None:
        if not row:
            return
        pivot = min(row)
        self._rows = {key: without(other, pivot, row) for key, other in self._rows.items()} | {pivot: row}

    def _block(self, row: Row) -> list[Row]:
        """The known rows that share atoms with this one, directly or through each other."""
        reached, rest = set(row), list(self._rows.values())
        block: list[Row] = []
        while touching := [other for other in rest if not reached.isdisjoint(other)]:
            rest = [other for other in rest if reached.isdisjoint(other)]
            block += touching
            reached.update(*touching)
        return block


def without(row: Row, column: int, pivot_row: Row) -> Row:
    """The combination of two rows in which a column of the pivot row is 0, divided by its common factor."""
    here, there = row.get(column, 0), pivot_row[column]
    if not here:
        return row
    mixed = {key: row.get(key, 0) * there - pivot_row.get(key, 0) * here for key in row.keys() | pivot_row.keys()}
    factor = math.gcd(*mixed.values())
    return {key: value // factor for key, value in sorted(mixed.items()) if value}


def rests_on_few(rows: Sequence[Row], weights: Sequence[int], budget: int) -> bool:
    """Whether a combination of the rows with the column NEW weighs no more than the budget.

    The weight of a combination is that of the atoms it does not vanish on. Atoms that the rows cannot tell apart count
    as one. What is heavier than the budget must vanish, which nearly always settles it; else the search branches
    on an atom: either it vanishes too, or its weight is paid. It is exact up to MOST_STEPS; past that the answer is
    yes, so that a figure is hidden rather than risked.
    """
    stack: list[tuple[Sequence[Row], frozenset[int], int]] = [(rows, frozenset({NEW}), budget)]
    for _ in range(MOST_STEPS):
        if not stack:
            return False
        rows, paid, left = stack.pop()
        rows, classes = _without_heavy(rows, paid, weights, left)
        if not _have_new(rows):
            continue
        if sum(weight for _, weight in classes) <= left:
            return True
        atoms, weight = max(classes, key=lambda item: item[1])
        stack.append((_vanishing(rows, atoms[0]), paid, left))
        stack.append((rows, paid.union(atoms), left - weight))
    return True


def _without_heavy(
    rows: Sequence[Row], paid: frozenset[int], weights: Sequence[int], left: int
) -> tuple[Sequence[Row], list[tuple[list[int], int]]]:
    """The rows in which all that weighs more than is left vanishes, and the classes of atoms that remain.

    Without the column NEW nothing is left to settle, and the classes are not looked for.
    """
    while _have_new(rows):
        classes = [(atoms, sum(weights[atom] for atom in atoms)) for atoms in _classes(rows, paid)]
        heavy = [atoms[0] for atoms, weight in classes if weight > left]
        if not heavy:
            return rows, classes
        for atom in heavy:
            rows = _vanishing(rows, atom)
    return rows, []


def _have_new(rows: Sequence[Row]) -> bool:
    return any(NEW in row for row in rows)


def _classes(rows: Sequence[Row], paid: frozenset[int]) -> list[list[int]]:
    """The unpaid atoms, those together whose columns are multiples of each other."""
    columns: dict[int, list[tuple[int, int]]] = {}
    for place, row in enumerate(rows):
        for atom, value in row.items():
            if atom not in paid:
                columns.setdefault(atom, []).append((place, value))
    classes: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for atom, column in columns.items():
        factor = math.gcd(*(value for _, value in column)) * (1 if column[0][1] > 0 else -1)
        classes.setdefault(tuple((place, value // factor) for place, value in column), []).append(atom)
    return list(classes.values())


def _vanishing(rows: Sequence[Row], atom: int) -> Sequence[Row]:
    """Rows that span the combinations in which the atom is 0."""
    pivot = next((row for row in rows if atom in row), None)
    return rows if pivot is None else [without(row, atom, pivot) for row in rows if row is not pivot]
