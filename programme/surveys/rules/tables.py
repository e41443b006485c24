"""PURE: a file's bytes become a table, or faults that name row and column."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_CELL = 1000
MOST_COLUMNS = 500
MOST_ROWS = 100_000
UNMATCHED = "The quotation marks of this row do not match."
TOO_LONG = f"A cell can hold {LONGEST_CELL:,} characters. A quotation mark may be missing in this row."
FORMULA_STARTS = ("'=", "'+", "'-", "'@")


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


def read_table(content: bytes) -> Table:
    """The table in a CSV file: UTF-8, commas, one header row, cells of at most 1,000 characters.

    Raises:
        UnreadableFile: with the first place at which it is not that.
    """
    records = _records(_decoded(content))
    header = _header(next(records, (1, []))[1])
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for number, cells in records:
        if len(rows) >= MOST_ROWS:
            raise _unreadable(number, None, f"A file can hold {MOST_ROWS:,} rows. Split it into several.")
        if len(cells) != len(header):
            words = (
                f"This row has {len(cells)} cells and the header has {len(header)}. A comma may be missing or too many."
            )
            raise _unreadable(number, None, words)
        rows.append(tuple(_plain(cell) for cell in cells))
        numbers.append(number)
    if not rows:
        raise _unreadable(None, None, "The file has a header and no rows below it.")
    return Table(header, tuple(rows), tuple(numbers))


def _decoded(content: bytes) -> str:
    if not content.strip():
        raise _unreadable(None, None, "The file is empty.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _unreadable(
            None, None, "This is a spreadsheet or an archive. Save it as “CSV UTF-8” and upload that file."
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unreadable(None, None, "The text is stored as UTF-16. Save it as “CSV UTF-8” and upload that file.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = content[: problem.start]
        column = before[before.rfind(b"\n") + 1 :].count(b",") + 1
        words = "A character here is not stored as UTF-8. Save the file as “CSV UTF-8” and upload that."
        raise _unreadable(before.count(b"\n") + 1, str(column), words) from None
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise _unreadable(row, None, "There is a character here that no text file holds. Save the file as “CSV UTF-8”.")
    return text


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise _unreadable(number, None, TOO_LONG if "limit" in str(problem) else UNMATCHED) from None
        for place, cell in enumerate(cells, 1):
            if len(cell) > LONGEST_CELL:
                raise _unreadable(number, str(place), f"A cell can hold {LONGEST_CELL:,} characters.")
        if number == 1 or any(cell.strip() for cell in cells):
            yield number, cells


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    names = tuple(_plain(cell) for cell in cells)
    if not any(names):
        raise _unreadable(1, None, "The first row is empty. Give every column a name in the first row.")
    if len(names) == 1:
        for mark, word in ((";", "semicolons"), ("\t", "tabs")):
            if mark in names[0] or mark in cells[0]:
                words = f"The columns are separated by {word}. Save the file as CSV with commas and upload that."
                raise _unreadable(1, None, words)
        raise _unreadable(1, None, "There is one column only. A CSV file has commas between its columns.")
    if len(names) > MOST_COLUMNS:
        raise _unreadable(1, None, f"A file can hold {MOST_COLUMNS} columns.")
    for place, name in enumerate(names, 1):
        if not name:
            raise _unreadable(1, str(place), "This column has no name. Give every column a name in the first row.")
        if name in names[: place - 1]:
            raise _unreadable(1, name, "Two columns have this name. Give each column a name of its own.")
    return names


def _plain(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith(FORMULA_STARTS) else text


def _unreadable(row: int | None, column: str | None, message: str) -> UnreadableFile:
    return UnreadableFile(Fault(row, column, message))
