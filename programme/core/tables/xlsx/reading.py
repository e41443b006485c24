"""PURE: the table in a workbook (XLSX). Parts are read in pieces and never twice into memory.

The reader is our own: it asks for five parts of the archive alone and bounds each, which libraries for workbooks do
not; they also bring numerical libraries into the web process.
"""

import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from xml.parsers import expat

from programme.core.tables.assembling import bounded, check_names, header_names
from programme.core.tables.values import Reading, UnreadableFile, unreadable
from programme.core.tables.xlsx.archive import Archive
from programme.core.tables.xlsx.book import Book, Sheet, open_book
from programme.core.tables.xlsx.budget import Budget, damaged
from programme.core.tables.xlsx.markup import listen
from programme.core.tables.xlsx.sheet import MERGED, Row, SheetListener, letters

BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, LookupError, OSError, RuntimeError, ValueError)
LONELY = "There is one column only. A table has two or more, each with a name in the first row."
NAMED_SHEETS = 5


def read_xlsx(content: bytes) -> Reading:
    """The table in the one visible sheet of a workbook that has content.

    Raises:
        UnreadableFile: with the first place at which it is none, here or while the rows are read; nothing else for
            any bytes.
    """
    with _in_words():
        return _read(content)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except BROKEN:  # what zipfile, zlib and expat raise for a file that is cut off, altered or not what it says
        raise damaged() from None


def _read(content: bytes) -> Reading:
    budget = Budget()
    archive = Archive(content, budget)
    book = open_book(archive, budget)
    filled = [sheet for sheet in book.sheets if _has_content(archive, sheet, book, budget)]
    if not filled:
        raise unreadable(None, None, "The workbook has no visible sheet with content.")
    if len(filled) > 1:
        raise unreadable(None, None, _several_words([sheet.name for sheet in filled]))
    listener = SheetListener(book, budget)
    rows = _rows(archive, filled[0], listener, budget)
    header = _header(next(rows, (1, [])))
    budget.take_cells(len(header))
    return Reading(header, _below(header, rows, listener, budget))


def _below(
    header: tuple[str, ...], rows: Iterator[Row], listener: SheetListener, budget: Budget
) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows below the header; where cells are merged is told at the end of a sheet."""
    last = 1
    with _in_words():
        for last, cells in bounded(_widened(rows, len(header), budget)):
            yield last, cells
        _refuse_merged(listener.merged, last, len(header))


def _several_words(names: list[str]) -> str:
    some = ", ".join(f"“{name}”" for name in names[:NAMED_SHEETS])
    more = f" and {len(names) - NAMED_SHEETS} more" if len(names) > NAMED_SHEETS else ""
    return f"The workbook has {len(names)} sheets with content: {some}{more}. Leave one."


def _rows(archive: Archive, sheet: Sheet, listener: SheetListener, budget: Budget) -> Iterator[Row]:
    for _ in listen(archive.chunks(sheet.part), listener, budget):
        yield from listener.take()


def _has_content(archive: Archive, sheet: Sheet, book: Book, budget: Budget) -> bool:
    try:
        return next(_rows(archive, sheet, SheetListener(book, budget), budget), None) is not None
    except UnreadableFile as problem:
        if problem.fault.row is None:
            raise
        return True  # a cell that cannot be read is content


def _header(first: Row) -> tuple[str, ...]:
    number, cells = first
    names = header_names(cells if number == 1 else ())
    if len(names) == 1:
        raise unreadable(1, None, LONELY)
    check_names(names, letters)
    return names


def _widened(rows: Iterable[Row], width: int, budget: Budget) -> Iterator[Row]:
    """Rows of the header's width; what stands to its right has no name."""
    for number, cells in rows:
        if len(cells) > width:
            raise unreadable(
                number, letters(len(cells)), "This column has no name. Give every column a name in the first row."
            )
        budget.take_cells(width)
        cells.extend([""] * (width - len(cells)))
        yield number, cells


def _refuse_merged(merged: Iterable[tuple[int, int, int, int]], last: int, width: int) -> None:
    for top, left, _, _ in sorted(merged):
        if top <= last and left <= width:
            raise unreadable(top, letters(left), MERGED)
