"""PURE: how much of a workbook is unpacked and read, so that a small file cannot make much work."""

import sys
from dataclasses import dataclass

from programme.core.tables.values import UnreadableFile, unreadable

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 200 * MEGABYTE
MOST_ELEMENTS = 6_000_000
MOST_CELLS = 1_000_000
MOST_MEMORY = 72 * MEGABYTE
AS_CSV = "Save the sheet as “CSV UTF-8” and upload that file."


@dataclass(slots=True)
class Budget:
    """What is left for one workbook: bytes unpacked, elements of markup, cells with the empty ones, memory of texts."""

    octets: int = MOST_UNPACKED
    elements: int = MOST_ELEMENTS
    cells: int = MOST_CELLS
    memory: int = MOST_MEMORY

    def take_octets(self, count: int) -> None:
        """Unpack `count` bytes more.

        Raises:
            UnreadableFile: that is too many.
        """
        self.octets -= count
        if self.octets < 0:
            raise too_large()

    def take_text(self, text: str) -> None:
        """Keep a text.

        Raises:
            UnreadableFile: there is no memory for it.
        """
        self.memory -= sys.getsizeof(text)
        if self.memory < 0:
            raise too_large()

    def take_cells(self, count: int) -> None:
        """Keep `count` cells more.

        Raises:
            UnreadableFile: that is too many.
        """
        self.cells -= count
        if self.cells < 0:
            raise unreadable(None, None, f"A workbook can hold {MOST_CELLS:,} cells. {AS_CSV}")


def too_large() -> UnreadableFile:
    """The error for a workbook that is larger inside than is read."""
    return unreadable(None, None, f"This workbook is too large once it is unpacked. {AS_CSV}")


def damaged() -> UnreadableFile:
    """The error for a file that begins like a workbook and cannot be read as one."""
    words = "This is a spreadsheet or an archive, and it is damaged or of a kind that cannot be read here. Save it as"
    return unreadable(None, None, f"{words} “Excel workbook (.xlsx)” or “CSV UTF-8” and upload that file.")
