"""PURE: the cells of one sheet, row by row. What the sheet says of its own size plays no part."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from programme.core.tables.cells import number_text
from programme.core.tables.values import LONGEST_CELL, MOST_COLUMNS, TOO_LONG, TOO_WIDE, UnreadableFile, unreadable
from programme.core.tables.xlsx.book import Book
from programme.core.tables.xlsx.budget import Budget, damaged
from programme.core.tables.xlsx.serials import moment_text
from programme.core.tables.xlsx.texts import Pieces

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
WHOLE = re.compile(r"-?[1-9][0-9]*|0")
ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!")
FORMULA = "This cell holds a formula. Paste its value instead."
UNKNOWN = "The value of this cell cannot be read. Type it again."
NO_DAY = "This cell holds a date or time that does not exist. Type it again."
NO_TEXT = "There is a character here that no text file holds."
MERGED = "Cells are merged here. Unmerge them and fill in each one."
MOST_MERGED = 100_000
TRUTH = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
Row = tuple[int, list[str]]


def letters(column: int) -> str:
    """What a spreadsheet calls the column at this place from 1: A, Z, AA."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def place_of(address: str) -> tuple[int, int]:
    """Row and column of an address such as B3.

    Raises:
        UnreadableFile: no cell has it.
    """
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise damaged()
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise damaged()
    return row, column


class SheetListener:
    """Gathers the rows that have content, and where cells are merged.

    `take` gives the rows gathered since it was asked last. A cell that is no plain value is an UnreadableFile at its
    place.
    """

    def __init__(self, book: Book, budget: Budget) -> None:
        self.merged: list[tuple[int, int, int, int]] = []
        self._book = book
        self._budget = budget
        self._rows: list[Row] = []
        self._row = self._column = 0
        self._cells: list[str] = []
        self._cell: dict[str, str] | None = None
        self._is_value = self._is_aid = self._is_row = False
        self._pieces = Pieces()

    def take(self) -> Iterator[Row]:
        """The rows that are whole by now."""
        rows, self._rows = self._rows, []
        return iter(rows)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A row, a cell or a part of a cell begins."""
        if name == "c" and self._is_row:
            self._begin_cell(attributes)
        elif self._cell is not None:
            self._begin_part(name)
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        """A row, a cell or a part of a cell ends."""
        if name in ("v", "t"):
            self._is_value = False
        elif name == "rPh":
            self._is_aid = False
        elif name == "c" and self._cell is not None:
            self._end_cell(self._cell)
        elif name == "row" and self._is_row:
            self._is_row = False
            if self._cells:
                self._rows.append((self._row, self._cells))

    def text(self, piece: str) -> None:
        """A piece of a value."""
        if self._is_value:
            self._pieces.add(piece)

    def _begin_row(self, number: str | None) -> None:
        before, self._row = self._row, self._row + 1
        if number is not None:
            self._row = place_of(f"A{number}")[0]
        if self._row <= before or self._row > LAST_ROW:
            raise damaged()
        self._is_row, self._cells, self._column = True, [], 0

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        before, self._column = self._column, self._column + 1
        address = attributes.get("r")
        if address is not None:
            row, self._column = place_of(address)
            if row != self._row:
                raise damaged()
        if self._column <= before or self._column > LAST_COLUMN or self._cell is not None:
            raise damaged()
        self._cell = attributes
        self._pieces.take()

    def _begin_part(self, name: str) -> None:
        if name == "f":
            raise self._wrong(FORMULA)
        if name == "rPh":
            self._is_aid = True
        elif name in ("v", "t"):
            self._is_value = not self._is_aid

    def _end_cell(self, attributes: dict[str, str]) -> None:
        self._cell = None
        text = self._value(attributes.get("t", "n"), attributes.get("s", "0"), self._pieces.take())
        if len(text) > LONGEST_CELL:
            raise self._wrong(TOO_LONG)
        if not text:
            return
        if "\0" in text:
            raise self._wrong(NO_TEXT)
        if self._column > MOST_COLUMNS:
            raise self._wrong(TOO_WIDE)
        if attributes.get("t") != "s":  # shared texts are kept once and were counted there
            self._budget.take_text(text)
        self._cells.extend([""] * (self._column - 1 - len(self._cells)))
        self._cells.append(text)

    def _value(self, kind: str, style: str, text: str) -> str:
        if not text or kind in ("inlineStr", "str"):
            return text
        if kind == "s":
            return self._shared(text)
        if kind == "n":
            return self._number(style, text)
        if kind == "e":
            error = text if text in ERRORS else "of a formula"
            raise self._wrong(f"This cell holds the error {error}. Put a value in its place or leave it empty.")
        if kind == "b" and text in TRUTH:
            return TRUTH[text]
        if kind == "d":
            return self._iso(text)
        raise self._wrong(UNKNOWN)

    def _shared(self, text: str) -> str:
        try:
            return self._book.texts[int(text)]
        except (ValueError, IndexError):
            raise self._wrong(UNKNOWN) from None

    def _number(self, style: str, text: str) -> str:
        if not NUMBER.fullmatch(text):
            raise self._wrong(UNKNOWN)
        try:
            moment = self._book.moments[int(style)] if self._book.moments else None
        except (ValueError, IndexError):
            raise damaged() from None
        try:
            if moment is not None:
                return moment_text(float(text), moment, from_1904=self._book.from_1904)
            return text if WHOLE.fullmatch(text) else number_text(float(text))
        except ValueError:
            raise self._wrong(UNKNOWN if moment is None else NO_DAY) from None

    def _iso(self, text: str) -> str:
        try:
            if len(text) == len("2026-09-01"):
                return date.fromisoformat(text).isoformat()
            moment = datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
        except ValueError:
            raise self._wrong(NO_DAY) from None
        return moment.isoformat(" ").removesuffix(" 00:00:00")

    def _merge(self, area: str) -> None:
        if len(self.merged) >= MOST_MERGED:
            raise damaged()
        first, _, last = area.partition(":")
        self.merged.append((*place_of(first), *place_of(last or first)))

    def _wrong(self, words: str) -> UnreadableFile:
        return unreadable(self._row, letters(self._column), words)
