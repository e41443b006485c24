"""Tables of counts of people: small cells, and what must be hidden with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from programme.analysis.disclosure.bounds import CellId, pinned
from programme.analysis.disclosure.knowledge import Knowledge
from programme.analysis.disclosure.rules import THRESHOLD, Hidden, Rules


@dataclass(frozen=True, slots=True)
class Cell:
    """A count as it is printed: either the value, or the rule that hides it."""

    value: int | None
    hidden: Hidden | None


@dataclass(frozen=True, slots=True)
class Sum:
    """A cell that is the sum of others; their people are disjoint."""

    total: CellId
    parts: frozenset[CellId]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by (row, column), the sums among them, and pairs (inner, outer) where one cell's people lie in another's.

    A total may be a part of the next level's total, and a cell a part of several totals (its row's and its column's).
    """

    counts: Mapping[CellId, int]
    sums: tuple[Sum, ...] = ()
    inside: tuple[tuple[CellId, CellId], ...] = ()


def grouped(
    groups: Mapping[str, Mapping[str, int]],
    total: str,
    inside: Sequence[tuple[str, str]] = (),
    parents: Mapping[str, str] | None = None,
) -> Table:
    """The table of groups by columns with a row of totals, and one for each parent where groups lie in larger ones.

    `groups` holds the counts of each group by column, every column in each; `inside` the pairs of columns (inner,
    outer) where who counts in the one counts in the other; `parents` the larger group of a group. Raises ValueError
    if groups differ in columns or a name is used twice.
    """
    above = parents or {}
    columns = list(next(iter(groups.values()), {}))
    levels = {name: [group for group in groups if above.get(group) == name] for name in sorted(set(above.values()))}
    names = [*groups, *levels, total]
    if len(set(names)) < len(names) or any(set(row) != set(columns) for row in groups.values()):
        raise ValueError("groups need names of their own and the same columns")
    levels[total] = [*(group for group in groups if group not in above), *levels]
    counts = {(group, column): row[column] for group, row in groups.items() for column in columns}
    sums = []
    for name, members in levels.items():
        for column in columns:
            parts = frozenset((member, column) for member in members)
            counts[name, column] = sum(counts[part] for part in parts)
            sums.append(Sum((name, column), parts))
    pairs = tuple(((name, inner), (name, outer)) for name in names for inner, outer in inside)
    return Table(counts, tuple(sums), pairs)


def suppress(table: Table, threshold: int = THRESHOLD, printed: Collection[CellId] = ()) -> dict[CellId, Cell]:
    """Each cell with its count or hidden, so that no hidden count below the threshold can be worked out.

    A count below the threshold is hidden, 0 with the others (that nobody of a group answered tells of each of them).
    The hidden cells of a shown total are then none, or together hold at least the threshold, at every level and in
    every combination of sums: totals are kept first, then the larger cells, so the next smallest is hidden too (Cox
    1980). Where sizes, or columns that lie inside each other, would still pin a count down, more is hidden. How many
    of a group did not answer may be read off size and count: that is no answer of theirs. Cells of `printed` stand
    elsewhere already and are taken as known. All hidden cells carry the same rule: to tell the small ones from those
    hidden with them would narrow both. Raises ValueError for a threshold below 5 or sums that do not add up.
    """
    fewest = Rules(threshold).threshold
    cells = _Cells(table, fewest)
    shown = set(printed)
    knowledge = cells.knowledge(shown)
    for cell in cells.order:
        if cell not in shown and knowledge.admit(cells.leaves[cell]):
            shown.add(cell)
    while (giveaway := cells.next_to_hide(shown, printed)) is not None:
        shown.remove(giveaway)
    return {
        cell: Cell(count, None) if cell in shown else Cell(None, Hidden.SMALL_COUNT)
        for cell, count in table.counts.items()
    }


class _Cells:
    """A table's cells as sums over those that have no parts, the leaves."""

    def __init__(self, table: Table, threshold: int) -> None:
        self._table = table
        self._threshold = threshold
        self._parts: dict[CellId, list[frozenset[CellId]]] = {}
        for each in table.sums:
            self._parts.setdefault(each.total, []).append(each.parts)
        places = {cell: place for place, cell in enumerate(table.counts)}
        self.leaves: dict[CellId, frozenset[int]] = {}
        levels: dict[CellId, int] = {}
        for cell in table.counts:
            self._expand(cell, places, levels, frozenset())
        large = [cell for cell, count in table.counts.items() if count >= threshold]
        self.order = sorted(large, key=lambda cell: (-levels[cell], -table.counts[cell], cell))

    def _expand(
        self, cell: CellId, places: Mapping[CellId, int], levels: dict[CellId, int], above: frozenset[CellId]
    ) -> None:
        """Note a cell's leaves and its level (a leaf's is 0), after those of its parts."""
        if cell in levels:
            return
        if cell in above:
            raise ValueError("a cell cannot be a part of itself")
        levels_of_parts = [-1]
        self.leaves[cell] = frozenset({places[cell]})
        for parts in self._parts.get(cell, []):
            for part in parts:
                self._expand(part, places, levels, above | {cell})
            if sum(self._table.counts[part] for part in parts) != self._table.counts[cell]:
                raise ValueError("a total is the sum of its parts")
            leaves = frozenset().union(*(self.leaves[part] for part in parts))
            if levels_of_parts != [-1] and leaves != self.leaves[cell]:
                raise ValueError("a total has the same cells under it whichever way it is summed")
            levels_of_parts += [levels[part] for part in parts]
            self.leaves[cell] = leaves
        levels[cell] = 1 + max(levels_of_parts)

    def knowledge(self, known: Collection[CellId]) -> Knowledge:
        """What follows from the known cells."""
        knowledge = Knowledge(list(self._table.counts.values()), self._threshold)
        for cell in known:
            knowledge.learn(self.leaves[cell])
        return knowledge

    def next_to_hide(self, shown: Collection[CellId], kept: Collection[CellId]) -> CellId | None:
        """The cell to hide because a reader could narrow a hidden one down to its count; None if nobody can.

        What is shown was admitted beside what is kept, in whatever order, so only a cell that is guessed needs a trial.
        """
        pairs = [(each.total, each.parts) for each in self._table.sums]
        guessed = pinned(self._table.counts, pairs, self._table.inside, set(shown), self._threshold)
        if not guessed:
            return None
        knowledge = self.knowledge(kept)
        if all(knowledge.admit(self.leaves[cell]) for cell in sorted(guessed.union(shown))):
            return None
        near = {cell for each in self._table.sums if guessed & each.parts for cell in (each.total, *each.parts)}
        free = [cell for cell in shown if cell not in kept]
        candidates = [cell for cell in free if cell in near] or free
        return min(candidates, key=lambda cell: (len(self.leaves[cell]), self._table.counts[cell], cell), default=None)
