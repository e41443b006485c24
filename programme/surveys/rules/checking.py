"""PURE: the dry run. Every row of a table is read by a mapping; what cannot be is named by row and column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from programme.core.letters import on_one_line
from programme.core.tables.values import Fault, Table
from programme.surveys.rules.mapping import Cell, ScaleMap, fault_in_cells, find_cells
from programme.surveys.rules.mapping import Mapping as ResultsMapping

NUMBER = re.compile(r"[+-]?(\d{1,15}(\.\d{0,30})?|\.\d{1,30})")
WITH_COMMA = re.compile(r"[+-]?\d+,\d+")
MOST_FAULTS = 500
LONGEST_NAME = 200
BETWEEN_PARTS = " · "


class Scores(Mapping[str, Mapping[str, float]]):
    """By wave, the score of each scale that has one; kept as one row of values, because a file has many rows.

    `places` says of each value which wave and scale it is of; it is the same for all rows. A value of None is blank.
    """

    __slots__ = ("_places", "_values")

    def __init__(self, places: Sequence[tuple[str, str]], values: Sequence[float | None]) -> None:
        self._places, self._values = places, tuple(values)

    def __getitem__(self, code: str) -> Mapping[str, float]:
        """The scores at a wave."""
        found = {scale: score for wave, scale, score in self._given() if wave == code}
        if not found:
            raise KeyError(code)
        return found

    def __iter__(self) -> Iterator[str]:
        """The waves with a score, in the order of the file."""
        return iter(dict.fromkeys(wave for wave, _, _ in self._given()))

    def __len__(self) -> int:
        """How many waves have a score."""
        return len({wave for wave, _, _ in self._given()})

    def _given(self) -> Iterator[tuple[str, str, float]]:
        for (wave, scale), score in zip(self._places, self._values, strict=True):
            if score is not None:
                yield wave, scale, score


@dataclass(frozen=True, slots=True)
class CheckedPerson:
    """One row as it would come in: the organisation's name, and by wave the score of each scale that has one."""

    row: int
    organisation: str | None
    scores: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import would do. With any fault it would do nothing."""

    people: tuple[CheckedPerson, ...]
    faults: tuple[Fault, ...]
    faulty_rows: frozenset[int]
    more_faults: int

    @property
    def organisations(self) -> tuple[str, ...]:
        """The names of the organisations in the file, in order."""
        return tuple(sorted({person.organisation for person in self.people if person.organisation}))


def dry_run(table: Table, mapping: ResultsMapping) -> DryRun:
    """Read every row of `table` by `mapping`."""
    if missing := _faults_of_columns(table, mapping):
        return DryRun((), missing, frozenset({1}), 0)
    reader = _RowReader(table, mapping)
    people, faults = [], []
    for number, cells in zip(table.numbers, table.rows, strict=True):
        person, found = reader.read(number, cells)
        faults += found
        people.append(person)
    rows = frozenset(fault.row for fault in faults if fault.row)
    return DryRun(tuple(people), tuple(faults[:MOST_FAULTS]), rows, max(0, len(faults) - MOST_FAULTS))


def _faults_of_columns(table: Table, mapping: ResultsMapping) -> tuple[Fault, ...]:
    wanted = (mapping.columns.person, *mapping.columns.organisation)
    missing = [
        Fault(1, name, "This column was chosen and is not in the file.") for name in wanted if name not in table.header
    ]
    cells = find_cells(table.header, mapping.columns.pattern, wanted)
    for kind, keys, found in (
        ("scale", {scale.key for scale in mapping.scales}, {cell.scale for cell in cells}),
        ("wave", {wave.key for wave in mapping.waves}, {cell.wave for cell in cells}),
    ):
        missing += [Fault(1, None, f"No column of the file holds the {kind} {key}.") for key in sorted(keys - found)]
    double = fault_in_cells(cells)
    return (*missing, Fault(1, None, f"{double}.")) if double else tuple(missing)


class _RowReader:
    def __init__(self, table: Table, mapping: ResultsMapping) -> None:
        columns = mapping.columns
        place = {name: index for index, name in enumerate(table.header)}
        self.person = place[columns.person]
        self.person_column = columns.person
        self.organisation = [place[name] for name in columns.organisation]
        self.organisation_column = columns.organisation[0] if columns.organisation else ""
        self.scales = {scale.key: scale for scale in mapping.scales}
        self.codes = {wave.key: wave.code for wave in mapping.waves}
        cells = find_cells(table.header, columns.pattern, (columns.person, *columns.organisation))
        self.cells = [(place[c.column], c) for c in cells if c.scale in self.scales and c.wave in self.codes]
        self.places = tuple((self.codes[cell.wave], cell.scale) for _, cell in self.cells)
        self.seen: dict[str, int] = {}
        self.known: dict[str, float] = {}  # each number once, however many have it

    def read(self, number: int, cells: Sequence[str]) -> tuple[CheckedPerson, list[Fault]]:
        faults = [*self._person_faults(number, cells[self.person])]
        name = BETWEEN_PARTS.join(filter(None, (on_one_line(cells[index]) for index in self.organisation)))
        if len(name) > LONGEST_NAME:
            faults.append(Fault(number, self.organisation_column, f"A name can have {LONGEST_NAME} characters."))
        values = [self._score(number, cell, cells[index], faults) for index, cell in self.cells]
        return CheckedPerson(number, name or None, Scores(self.places, values)), faults

    def _person_faults(self, number: int, person: str) -> Iterator[Fault]:
        if not person:
            yield Fault(number, self.person_column, "The person is missing. Every row stands for one person.")
        elif person in self.seen:
            words = f"This person is in row {self.seen[person]} already. Each person has one row."
            yield Fault(number, self.person_column, words)
        else:
            self.seen[person] = number

    def _score(self, number: int, cell: Cell, text: str, faults: list[Fault]) -> float | None:
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            faults.append(Fault(number, cell.column, _why_no_number(text)))
            return None
        value, scale = self.known.setdefault(text, float(text)), self.scales[cell.scale]
        if not scale.low <= value <= scale.high:
            faults.append(Fault(number, cell.column, f"This number is outside the range of {_range_words(scale)}."))
            return None
        return value


def _why_no_number(text: str) -> str:
    if WITH_COMMA.fullmatch(text):
        return "This number has a comma. Use a full stop, for example 3.5."
    return "This is not a number. Leave the cell empty where there is no answer."


def _range_words(scale: ScaleMap) -> str:
    return f"{scale.low:g} to {scale.high:g}"
