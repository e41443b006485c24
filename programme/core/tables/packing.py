"""PURE: an uploaded file made small while it is kept, and read again piece by piece."""

import gzip
import io
from collections.abc import Iterable
from itertools import chain
from typing import IO

GZIP = b"\x1f\x8b"
ZIP = b"PK"
LEVEL = 6


def packed(content: bytes) -> bytes:
    """The file packed, without the time of its packing; a workbook is an archive already and stays as it is."""
    return content if content.startswith(ZIP) else gzip.compress(content, LEVEL, mtime=0)


def unpacking(kept: Iterable[bytes]) -> IO[bytes]:
    """The file that `packed` made small, from its beginning and piece by piece, as that comes piece by piece.

    One that was kept before files were packed comes back too: no table begins as a packed file does. What somebody
    sends is not for this: a small file could be packed so that it is endless.
    """
    pieces = iter(kept)
    first = next(pieces, b"")
    whole = io.BufferedReader(_Pieces(chain([first], pieces)))
    return gzip.GzipFile(fileobj=whole) if first.startswith(GZIP) else whole  # type: ignore[return-value]  # it is read as one


class _Pieces(io.RawIOBase):
    """A file whose content comes in pieces, none of them empty."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def readable(self) -> bool:
        """It can be read, from its beginning to its end."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # it is always called with a view
        """As much as there is of the piece that comes now; 0 at the end."""
        rest = self._rest or next(self._pieces, b"")
        taken = min(len(rest), len(buffer))
        buffer[:taken] = rest[:taken]
        self._rest = rest[taken:]
        return taken
