"""PURE: the ZIP file that a workbook is. It is weighed before it is opened and again while it is unpacked."""

import io
import zipfile
from collections.abc import Iterator

from programme.core.tables.values import UnreadableFile, unreadable
from programme.core.tables.xlsx.budget import MEGABYTE, MOST_UNPACKED, Budget, damaged, too_large

MOST_ENTRIES = 2000
MOST_RATIO = 200
LIGHT = 20 * MEGABYTE
CHUNK = 64 * 1024
ENTRY_MARK = b"PK\x01\x02"
ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """A ZIP file whose directory promises no more than is read; `chunks` holds it to that."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        """Open it.

        Raises:
            UnreadableFile: it promises too much, is protected by a password, or is packed in a way no workbook is.
            zipfile.BadZipFile: it is no ZIP file. Broken ones raise other errors too (see reading.py).
        """
        if content.count(ENTRY_MARK) > MOST_ENTRIES:  # counted first: opening makes an object for each entry
            raise too_large()
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self._budget = budget
        entries = self._zip.infolist()
        if any(entry.flag_bits & ENCRYPTED for entry in entries):
            raise unreadable(
                None, None, "This file is protected by a password. Save it without one and upload that file."
            )
        if any(entry.compress_type not in METHODS for entry in entries):
            raise damaged()
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MOST_UNPACKED or (unpacked > LIGHT and unpacked > MOST_RATIO * len(content)):
            raise too_large()
        self.names = frozenset(self._zip.namelist())

    def chunks(self, part: str) -> Iterator[bytes]:
        """A part of the archive in pieces of 64 KB, as long as the budget lasts.

        Raises:
            UnreadableFile: there is no such part, or the budget is spent.
        """
        if part not in self.names:
            raise damaged()
        with self._zip.open(part) as packed:
            while piece := packed.read(CHUNK):
                self._budget.take_octets(len(piece))
                yield piece


def other_kind(names: frozenset[str]) -> UnreadableFile:
    """The error for an archive that holds no workbook of Excel's present kind: it says what it is instead."""
    as_xlsx = "Save it as “Excel workbook (.xlsx)” or “CSV UTF-8” and upload that file."
    if "xl/workbook.bin" in names:
        return unreadable(None, None, f"This is a binary workbook (.xlsb). {as_xlsx}")
    if {"mimetype", "content.xml"} <= names:
        return unreadable(None, None, f"This is an OpenDocument file (.ods). {as_xlsx}")
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        return unreadable(None, None, f"This is a file of Apple Numbers. {as_xlsx}")
    words = "This is a spreadsheet or an archive that holds no workbook of Excel."
    return unreadable(None, None, f"{words} {as_xlsx}")
