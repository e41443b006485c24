"""PURE: the table in a CSV file."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import IO

from programme.core.tables.assembling import bounded, check_names, header_names
from programme.core.tables.cells import plain, unmarked
from programme.core.tables.values import LONGEST_CELL, TOO_LONG, Reading, unreadable

UNMATCHED = "The quotation marks of this row do not match."
ENDLESS = f"{TOO_LONG} A quotation mark may be missing in this row."
PIECE = 64 * 1024


def read_csv(open_file: Callable[[], IO[bytes]]) -> Reading:
    """The table in a CSV file: UTF-8, commas, one header row, cells of at most 1,000 characters.

    The file is opened and read twice, piece by piece.

    Raises:
        UnreadableFile: with the first place at which it is not that, here or while the rows are read.
    """
    if not _is_text(open_file()):
        _refuse_other_text(open_file().read())  # to name the place it is looked at as a whole
    records = _records(io.TextIOWrapper(open_file(), encoding="utf-8-sig", newline=""))
    header = _header(next(records, (1, []))[1])
    return Reading(header, bounded(_even(records, len(header))))


def _is_text(file: IO[bytes]) -> bool:
    """Whether a file is UTF-8, holds something, and no null character."""
    decoder, has_content = codecs.getincrementaldecoder("utf-8")(), False
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
            if b"\0" in piece:
                return False
            has_content = has_content or bool(piece.strip())
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return has_content


def _refuse_other_text(content: bytes) -> None:
    if not content.strip():
        raise unreadable(None, None, "The file is empty.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise unreadable(None, None, "The text is stored as UTF-16. Save it as “CSV UTF-8” and upload that file.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = content[: problem.start]
        column = before[before.rfind(b"\n") + 1 :].count(b",") + 1
        words = "A character here is not stored as UTF-8. Save the file as “CSV UTF-8” and upload that."
        raise unreadable(before.count(b"\n") + 1, str(column), words) from None
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise unreadable(row, None, "There is a character here that no text file holds. Save the file as “CSV UTF-8”.")


def _records(text: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise unreadable(number, None, ENDLESS if "limit" in str(problem) else UNMATCHED) from None
        for place, cell in enumerate(cells, 1):
            if len(cell) > LONGEST_CELL and len(unmarked(cell)) > LONGEST_CELL:
                raise unreadable(number, str(place), TOO_LONG)
        if number == 1 or any(cell.strip() for cell in cells):
            yield number, cells


def _header(cells: Sequence[str]) -> tuple[str, ...]:
    names = header_names([plain(cell) for cell in cells])
    if len(names) == 1:
        for mark, word in ((";", "semicolons"), ("\t", "tabs")):
            if mark in names[0] or mark in cells[0]:
                words = f"The columns are separated by {word}. Save the file as CSV with commas and upload that."
                raise unreadable(1, None, words)
        raise unreadable(1, None, "There is one column only. A CSV file has commas between its columns.")
    check_names(names, str)
    return names


def _even(records: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    for number, cells in records:
        if len(cells) != width:
            words = f"This row has {len(cells)} cells and the header has {width}. A comma may be missing or too many."
            raise unreadable(number, None, words)
        yield number, [plain(cell) for cell in cells]
