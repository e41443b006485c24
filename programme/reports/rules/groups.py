"""PURE: counts of people by organisation, of which no small one can be worked out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from programme.analysis.disclosure.rules import Hidden
from programme.analysis.disclosure.tables import Cell, grouped, suppress
from programme.reports.rules.snapshot import Snapshot
from programme.surveys.rules.results import Printed
from programme.surveys.rules.taking import Totals

ALL, SIZE = "All", "In the file"
NO_ORGANISATION = "No organisation named"
SHOWN, UNSHOWN = "people shown", "people not shown"
CellId = tuple[str, str]
Shift = tuple[tuple[str, int], tuple[str, ...]]
"""A group with +1 or -1, and the columns in which its counts change by that."""


@dataclass(frozen=True, slots=True)
class Group:
    """One organisation's row of counts, the size first, then a count for each wave."""

    name: str
    cells: tuple[Cell, ...]
    is_organisation: bool = True

    @property
    def is_shown(self) -> bool:
        """Whether any of its counts is printed."""
        return any(cell.value is not None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Groups:
    """The rows, the total last (none where there is nothing to tell apart), and what readers have seen of them."""

    rows: tuple[Group, ...] = ()
    printed: tuple[Printed, ...] = ()
    is_withheld: bool = False


def groups_of(snapshot: Snapshot, first: str, totals: Totals, threshold: int) -> Groups:
    """Counts by organisation, and how many of each have a value at each wave.

    Nothing where fewer than two groups are in the file, or where no table of them would keep a small count unknown; nor
    anew while fewer people than the threshold have come since the table was released.
    """
    who = _who(snapshot)
    if len(who) < 2 or not any(row.organisation for row in snapshot.rows):
        return Groups()
    columns = (SIZE, *(wave.code for wave in snapshot.waves))
    known = {SIZE: len(snapshot.rows)} | {wave.code: totals.answered(wave.code) for wave in snapshot.waves}
    earlier = {each.key: each for each in snapshot.published if each.variable in (SHOWN, UNSHOWN)}
    if not all(_may_renew(earlier, who, column, threshold) for column in columns):
        return Groups(is_withheld=True)
    kept = {wave.code: totals.kept(wave.code) for wave in snapshot.waves if wave.code > first}
    table = _Table(who, columns, known, kept, first)
    shown = _shown(table, threshold) - {
        cell for cell in table.cells if (each := earlier.get(_key(cell))) and each.variable == UNSHOWN
    }
    if not table.make_safe(shown, threshold):
        return Groups()
    total = ALL if ALL not in who else f"{ALL} groups"
    sums = Group(total, tuple(_cell(known[column]) for column in columns), is_organisation=False)
    return Groups((*(_row(table, name, shown) for name in sorted(who)), sums), tuple(_printed(table, shown)))


def _who(snapshot: Snapshot) -> dict[str, dict[str, frozenset[str]]]:
    """The tokens of each group's people by column."""
    columns = (SIZE, *(wave.code for wave in snapshot.waves))
    found: dict[str, dict[str, set[str]]] = {}
    for row in snapshot.rows:
        group = found.setdefault(row.organisation or NO_ORGANISATION, {column: set() for column in columns})
        for column in columns:
            if column == SIZE or row.scores.get(column):
                group[column].add(row.token)
    return {name: {column: frozenset(who) for column, who in group.items()} for name, group in found.items()}


def _may_renew(
    earlier: Mapping[str, Printed], who: Mapping[str, Mapping[str, frozenset[str]]], column: str, threshold: int
) -> bool:
    """Whether a column stands as it was released, or enough are new in it (and none or enough are gone)."""
    if not earlier:
        return True
    before = {token for each in earlier.values() if each.key.startswith(f"{column}: ") for token in each.answers}
    now = {token for group in who.values() for token in group[column]}
    added, gone = len(now - before), len(before - now)
    return added == gone == 0 or (added >= threshold and (gone == 0 or gone >= threshold))


def _key(cell: CellId) -> str:
    name, column = cell
    return f"{column}: {name}"


def _cell(count: int | None) -> Cell:
    return Cell(count, None) if count is not None else Cell(None, Hidden.SMALL_COUNT)


def _row(table: "_Table", name: str, shown: set[CellId]) -> Group:
    cells = (_cell(table.counts[name, column] if (name, column) in shown else None) for column in table.columns)
    return Group(name, tuple(cells), is_organisation=name != NO_ORGANISATION)


def _printed(table: "_Table", shown: set[CellId]) -> Iterator[Printed]:
    """Each cell with the people in it, for later versions to be held to."""
    for cell in table.cells:
        name, column = cell
        tokens = tuple(sorted(table.who[name][column]))
        yield Printed(_key(cell), SHOWN if cell in shown else UNSHOWN, tokens)


def _shown(table: "_Table", threshold: int) -> set[CellId]:
    """The cells that the rules for tables leave, but none of a group whose size is hidden or of a hidden wave."""
    total = "\0"
    counts = {name: {column: table.counts[name, column] for column in table.columns} for name in table.names}
    inside = [(column, SIZE) for column in table.columns if column != SIZE]
    known = [(total, column) for column in table.columns if table.known[column] is not None]
    cells = suppress(grouped(counts, total, inside), threshold, known)
    return {
        (name, column)
        for name, column in table.cells
        if cells[name, column].value is not None
        and cells[name, SIZE].value is not None
        and table.known[column] is not None
    }


class _Table:
    """Counts by group and column, and what readers know of their sums: totals, and how many were kept from the first.

    Of a group of s people with a at the first wave and b at a later one, between max(0, a + b - s) and min(a, b) were
    kept; so the sums of these must hold the number kept that is printed.
    """

    def __init__(
        self,
        who: Mapping[str, Mapping[str, frozenset[str]]],
        columns: Sequence[str],
        known: Mapping[str, int | None],
        kept: Mapping[str, int | None],
        first: str,
    ) -> None:
        self.who, self.columns, self.known, self._first = who, columns, known, first
        self.names = sorted(who)
        self.cells = [(name, column) for name in self.names for column in columns]
        self.counts = {(name, column): len(who[name][column]) for name, column in self.cells}
        self._kept = {wave: count for wave, count in kept.items() if count is not None}
        self._possible: dict[Shift, bool] = {}
        self._ends = {(name, wave): self._between(name, wave, {}) for name in self.names for wave in self._kept}
        self._sums = {
            wave: tuple(sum(self._ends[name, wave][end] for name in self.names) for end in (0, 1))
            for wave in self._kept
        }

    def make_safe(self, shown: set[CellId], threshold: int) -> bool:
        """Take cells out of `shown` until every hidden count below the threshold could be another.

        A count could be another if moving one person between two groups, or one person's answers, gives a table that
        agrees with all that is printed. False where even the empty table tells one.
        """
        while (told := self._told(shown, threshold)) is not None:
            if not shown:
                return False
            near = [cell for cell in shown if cell[1] == told[1]] or [cell for cell in shown if cell[0] == told[0]]
            also, column = min(near or shown, key=lambda cell: (self.counts[cell], cell))
            shown -= {(also, each) for each in (self.columns if column == SIZE else (column,))}
        return True

    def _told(self, shown: set[CellId], threshold: int) -> CellId | None:
        """A hidden count below the threshold that readers can tell; None if there is none."""
        hidden = [cell for cell in self.cells if cell not in shown]
        small = [cell for cell in hidden if self.counts[cell] < threshold]
        return next((cell for cell in small if not self._could_be_another(cell, shown)), None)

    def _could_be_another(self, cell: CellId, shown: set[CellId]) -> bool:
        name, column = cell
        others = [each for each in self.columns if each != column and (name, each) not in shown]
        for size in range(len(others) + 1):
            for more in combinations(others, size):
                moved = (column, *more)
                if any(self._agrees(shifts) for shifts in self._shifts(name, moved, shown)):
                    return True
        return False

    def _shifts(self, name: str, moved: tuple[str, ...], shown: set[CellId]) -> Iterator[list[Shift]]:
        """Ways to change one group's hidden counts by one, against another group's or against an unknown total."""
        for by in (1, -1):
            shift = (name, by), moved
            if not self._is_possible(shift):
                continue
            if all(self.known[column] is None for column in moved):
                yield [shift]
            others = (each for each in self.names if each != name)
            free = (each for each in others if shown.isdisjoint((each, column) for column in moved))
            against = (((each, -by), moved) for each in free)
            yield from ([shift, each] for each in against if self._is_possible(each))

    def _agrees(self, shifts: Sequence[Shift]) -> bool:
        changes = {(name, column): by for (name, by), columns in shifts for column in columns}
        names = [name for (name, _), _ in shifts]
        for wave, count in self._kept.items():
            low, high = self._sums[wave]
            for name in names:
                old, new = self._ends[name, wave], self._between(name, wave, changes)
                low, high = low - old[0] + new[0], high - old[1] + new[1]
            if not low <= count <= high:
                return False
        return True

    def _is_possible(self, shift: Shift) -> bool:
        """A group that is named has somebody in it, and nobody answers who is not in it."""
        if shift not in self._possible:
            (name, by), columns = shift
            changes = {(name, column): by for column in columns}
            size = self._count(name, SIZE, changes)
            counts = (self._count(name, column, changes) for column in self.columns)
            self._possible[shift] = size >= 1 and all(0 <= count <= size for count in counts)
        return self._possible[shift]

    def _between(self, name: str, wave: str, changes: Mapping[CellId, int]) -> tuple[int, int]:
        size, first, later = (self._count(name, column, changes) for column in (SIZE, self._first, wave))
        return max(0, first + later - size), min(first, later)

    def _count(self, name: str, column: str, changes: Mapping[CellId, int]) -> int:
        return self.counts[name, column] + changes.get((name, column), 0)
