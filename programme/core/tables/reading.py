"""PURE: an uploaded file's bytes become a table, or one fault that names its place. The file's name plays no part."""

import io
from collections.abc import Callable
from typing import IO

from programme.core.tables.assembling import collected
from programme.core.tables.csv_files import read_csv
from programme.core.tables.values import Reading, Table, unreadable
from programme.core.tables.xlsx.reading import read_xlsx

ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read_table(content: bytes) -> Table:
    """The table in a CSV or XLSX file, told apart by content: one header row, at most 500 columns and 100,000 rows.

    Every cell is text of at most 1,000 characters without white space around it; blank rows are passed over. In XLSX
    dates come as 2026-09-01, numbers in their shortest notation, truth as TRUE or FALSE.

    Raises:
        UnreadableFile: with the first place at which it is not that; nothing else for any bytes.
    """
    return collected(read_rows(lambda: io.BytesIO(content)))


def read_rows(open_file: Callable[[], IO[bytes]]) -> Reading:
    """The same table row by row: of a CSV file no more is held than a piece. `open_file` opens it at its beginning.

    Raises:
        UnreadableFile: as for `read_table`, here or while the rows are read.
    """
    start = open_file().read(len(OLD_OFFICE))
    if start.startswith(ARCHIVE):
        return read_xlsx(open_file().read())
    if start.startswith(OLD_OFFICE):
        raise unreadable(None, None, _old_office_words(open_file().read()))
    return read_csv(open_file)


def _old_office_words(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "This file is protected by a password. Save it without one and upload that file."
    if any(name.encode("utf-16-le") + b"\0\0" in content for name in ("Workbook", "Book")):
        kind = "This is a workbook of an old kind (.xls)."
    else:
        kind = "This is a spreadsheet or an archive of an old kind."
    return f"{kind} Save it as “Excel workbook (.xlsx)” or “CSV UTF-8” and upload that file."
