"""PURE: the dry run. Every row of a table is read by a mapping; what cannot be is named by row and column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from programme.core.letters import on_one_line
from programme.core.tables.values import Fault, Reading, Table
from programme.surveys.rules.mapping import Cell, ScaleMap, fault_in_cells, find_cells
from programme.surveys.rules.mapping import Mapping as ResultsMapping
from programme.surveys.rules.people import People
from programme.surveys.rules.repeats import FirstRows

NUMBER = re.compile(r"[+-]?(\d{1,15}(\.\d{0,30})?|\.\d{1,30})")
WITH_COMMA = re.compile(r"[+-]?\d+,\d+")
MOST_FAULTS = 500
LONGEST_NAME = 200
BETWEEN_PARTS = " · "


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import would do. With any fault it would do nothing."""

    people: People
    faults: tuple[Fault, ...]
    faulty_rows: frozenset[int]
    more_faults: int

    @property
    def organisations(self) -> tuple[str, ...]:
        """The names of the organisations in the file, in order."""
        return self.people.organisations


def refused(*faults: Fault) -> DryRun:
    """The dry run of a file that is not read row by row, because of these faults."""
    rows = frozenset(fault.row for fault in faults if fault.row)
    return DryRun(People(), faults, rows, 0)


def dry_run(table: Table | Reading, mapping: ResultsMapping) -> DryRun:
    """Read every row of `table` by `mapping`.

    Raises:
        UnreadableFile: a table that is still being read turns out to be none.
    """
    if missing := _faults_of_columns(table.header, mapping):
        return refused(*missing)
    reader = _RowReader(table.header, mapping)
    people, faults, rows, more = People(reader.places), list[Fault](), set[int](), 0
    for number, cells in table.records:
        found: list[Fault] = []
        people.add(number, *reader.read(number, cells, found))
        if found:
            rows.add(number)
            room = MOST_FAULTS - len(faults)
            faults += found[:room]
            more += max(0, len(found) - room)
    return DryRun(people, tuple(faults), frozenset(rows), more)


def _faults_of_columns(header: Sequence[str], mapping: ResultsMapping) -> tuple[Fault, ...]:
    wanted = (mapping.columns.person, *mapping.columns.organisation)
    missing = [
        Fault(1, name, "This column was chosen and is not in the file.") for name in wanted if name not in header
    ]
    cells = find_cells(header, mapping.columns.pattern, wanted)
    for kind, keys, found in (
        ("scale", {scale.key for scale in mapping.scales}, {cell.scale for cell in cells}),
        ("wave", {wave.key for wave in mapping.waves}, {cell.wave for cell in cells}),
    ):
        missing += [Fault(1, None, f"No column of the file holds the {kind} {key}.") for key in sorted(keys - found)]
    double = fault_in_cells(cells)
    return (*missing, Fault(1, None, f"{double}.")) if double else tuple(missing)


class _RowReader:
    def __init__(self, header: Sequence[str], mapping: ResultsMapping) -> None:
        columns = mapping.columns
        place = {name: index for index, name in enumerate(header)}
        self.person = place[columns.person]
        self.person_column = columns.person
        self.organisation = [place[name] for name in columns.organisation]
        self.organisation_column = columns.organisation[0] if columns.organisation else ""
        self.scales = {scale.key: scale for scale in mapping.scales}
        self.codes = {wave.key: wave.code for wave in mapping.waves}
        cells = find_cells(header, columns.pattern, (columns.person, *columns.organisation))
        self.cells = [(place[c.column], c) for c in cells if c.scale in self.scales and c.wave in self.codes]
        self.places = tuple((self.codes[cell.wave], cell.scale) for _, cell in self.cells)
        self.first_rows = FirstRows()

    def read(self, number: int, cells: Sequence[str], faults: list[Fault]) -> tuple[str | None, list[float | None]]:
        """The row's organisation and values; its faults come to the others."""
        faults += self._person_faults(number, cells[self.person])
        name = BETWEEN_PARTS.join(filter(None, (on_one_line(cells[index]) for index in self.organisation)))
        if len(name) > LONGEST_NAME:
            faults.append(Fault(number, self.organisation_column, f"A name can have {LONGEST_NAME} characters."))
        return name or None, [self._score(number, cell, cells[index], faults) for index, cell in self.cells]

    def _person_faults(self, number: int, person: str) -> Iterator[Fault]:
        if not person:
            yield Fault(number, self.person_column, "The person is missing. Every row stands for one person.")
        elif (first := self.first_rows.before(person, number)) is not None:
            words = f"This person is in row {first} already. Each person has one row."
            yield Fault(number, self.person_column, words)

    def _score(self, number: int, cell: Cell, text: str, faults: list[Fault]) -> float | None:
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            faults.append(Fault(number, cell.column, _why_no_number(text)))
            return None
        value, scale = float(text), self.scales[cell.scale]
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
