"""The file of a backup: a ZIP with a file of rows for each table, the manifest, and the seal that proves it."""

import hashlib
import os
import struct
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from programme.core.errors import DomainError

MANIFEST, SEAL = "manifest.json", "seal"
MOST_BYTES = {MANIFEST: 1024 * 1024, SEAL: 64}
CHUNK = 1024 * 1024
LEVEL = 3  # most of what is large is encrypted, and no effort makes that smaller
DAMAGED = "The file is damaged, or it is no backup of Canopy."
# All that reading a ZIP raises when its bytes are not what they were.
FAULTS = (BadZipFile, zlib.error, struct.error, EOFError, LookupError, NotImplementedError, RuntimeError, ValueError)


class Writer:
    """A backup in the making."""

    def __init__(self, file: ZipFile) -> None:
        self._file = file

    @contextmanager
    def member(self, name: str) -> Iterator[IO[bytes]]:
        """Write one file of the backup."""
        info = ZipInfo(name)  # without a time of its own
        info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
        with self._file.open(info, "w", force_zip64=True) as out:
            yield out


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write a backup that appears at `path` when it is whole, and not at all otherwise. Its owner alone can read it.

    Raises:
        DomainError: there is a file already, or the file cannot be written.
    """
    if path.exists():
        raise DomainError(f"{path} is there already. A backup is never written over.")
    try:
        handle, unfinished = tempfile.mkstemp(prefix=".unfinished-", suffix=".zip", dir=path.parent)
    except OSError as problem:
        raise _unwritten(problem) from None
    try:
        with os.fdopen(handle, "wb") as file:
            with ZipFile(file, "w", compresslevel=LEVEL) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        _appear(Path(unfinished), path)
    except OSError as problem:
        raise _unwritten(problem) from None
    finally:
        Path(unfinished).unlink(missing_ok=True)


def _unwritten(problem: OSError) -> DomainError:
    return DomainError(f"The backup could not be written: {problem.strerror or problem}. Nothing of it was kept.")


def _appear(unfinished: Path, path: Path) -> None:
    if path.exists():
        raise FileExistsError(17, "a file of this name has come up meanwhile")
    unfinished.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Reader:
    """A backup to read. Every method raises `DomainError` where the file is damaged."""

    def __init__(self, file: ZipFile) -> None:
        self._file = file

    def names(self) -> list[str]:
        """The names of its files."""
        return self._file.namelist()

    def short(self, name: str) -> bytes:
        """The content of the manifest or the seal."""
        with _saying_so(), self._file.open(name) as source:
            return source.read(MOST_BYTES[name])

    def digest(self, name: str) -> str:
        """SHA-256 of a file's content, as 64 hexadecimal digits."""
        found = hashlib.sha256()
        with _saying_so(), self._file.open(name) as source:
            while chunk := source.read(CHUNK):
                found.update(chunk)
        return found.hexdigest()

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, one at a time."""
        with _saying_so(), self._file.open(name) as source:
            yield from source


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Open a backup.

    Raises:
        DomainError: the file cannot be read, or is none.
    """
    try:
        source = path.open("rb")
    except OSError as problem:
        raise DomainError(f"{path} cannot be read: {problem.strerror}.") from None
    with source:
        with _saying_so():
            archive = ZipFile(source)
        with archive:
            yield Reader(archive)


@contextmanager
def _saying_so() -> Iterator[None]:
    try:
        yield
    except (*FAULTS, OSError):
        raise DomainError(DAMAGED) from None
