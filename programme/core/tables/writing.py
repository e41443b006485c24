"""PURE: tables that go out as CSV and XLSX, such that `read_table` gives them back.

A text cell comes back as it was if it has no white space around it, no null character and at most 1,000 characters.
A number comes back in its shortest notation, a date as 2026-09-01, None as empty. The header's names must differ and
be two or more; a row of empty cells does not come back.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from programme.core.tables.cells import marked, number_text
from programme.core.tables.xlsx import writing as workbooks

Cell = str | int | float | date | None
CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE = 64 * 1024


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A CSV file: UTF-8 with its mark, commas, CRLF. Text that could be taken for a formula has an apostrophe before.

    It comes in pieces of about `PIECE` bytes, so that no more of a long table is held than that.

    Raises:
        ValueError: a row is not as wide as the header, a number is not finite, or UTF-8 cannot store a text.
    """
    out = io.StringIO("\ufeff", newline="")
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, lineterminator="\r\n")
    for cells in _lines(header, rows):
        writer.writerow([_text(cell) for cell in cells])
        if out.tell() >= PIECE:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def xlsx_pieces(header: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> Iterator[bytes]:
    """A workbook of one sheet named by `title`, its header bold and in place: the same bytes for the same arguments.

    Text stays text and is marked as in CSV; numbers are numbers; dates from 1 March 1900 are dates, earlier ones text.

    Raises:
        ValueError: as for `csv_pieces`.
    """
    marked_lines = (
        [marked(cell) if isinstance(cell, str) else cell for cell in cells] for cells in _lines(header, rows)
    )
    return workbooks.xlsx_pieces(marked_lines, title, [len(name) for name in header])


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """`csv_pieces` of a short table as one."""
    return b"".join(csv_pieces(header, rows))


def to_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> bytes:
    """`xlsx_pieces` of a short table as one."""
    return b"".join(xlsx_pieces(header, rows, title))


def _lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterable[Sequence[Cell]]:
    yield header
    for cells in rows:
        if len(cells) != len(header):
            raise ValueError(f"a row has {len(cells)} cells and the header has {len(header)}")
        yield cells


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return marked(cell)
    return cell.isoformat() if isinstance(cell, date) else number_text(cell)
