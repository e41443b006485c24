"""PURE: a table, what can be wrong with a file that should hold one, and how large it can be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_CELL = 1000
MOST_COLUMNS = 500
MOST_ROWS = 100_000
TOO_LONG = f"A cell can hold {LONGEST_CELL:,} characters."
TOO_WIDE = f"A file can hold {MOST_COLUMNS} columns."


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place of the file. Rows count from 1, the header; None is the file as a whole."""

    row: int | None
    column: str | None
    message: str

    @property
    def place(self) -> str:
        """Where it is, in words."""
        parts = [f"Row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""]
        return ", ".join(part for part in parts if part) or "The file"


class UnreadableFile(Exception):
    """The file is no table; `fault` says why and where."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of the same width. Row i of `rows` is row `numbers[i]` of the file."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]

    @property
    def records(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Each row with its number in the file."""
        return zip(self.numbers, self.rows, strict=True)


@dataclass(frozen=True, slots=True)
class Reading:
    """A table while it is read: its header, and each row once with its number in the file; no row is held."""

    header: tuple[str, ...]
    records: Iterator[tuple[int, Sequence[str]]]


def unreadable(row: int | None, column: str | None, message: str) -> UnreadableFile:
    """The error to raise for one fault."""
    return UnreadableFile(Fault(row, column, message))
