"""A disk of a test's own that can be full: a small file system in memory, or a limit on what processes may write."""

import os
import resource
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MEGABYTES = 24
FILLER = "filler"


@dataclass
class Disk:
    """A folder that has no more room once it is filled."""

    folder: Path

    def fill(self, pids: Iterable[int]) -> None:
        """Leave not a byte."""
        with suppress(OSError), (self.folder / FILLER).open("wb", buffering=0) as filler:
            for size in (1 << 20, 1 << 12, 1):
                with suppress(OSError):
                    while True:
                        filler.write(bytes(size))

    def free(self, pids: Iterable[int]) -> None:
        """Make room again."""
        (self.folder / FILLER).unlink()


class Limit(Disk):
    """Where no file system can be mounted: these processes alone may write to no file, as with a quota that is used up.

    What they are told is "file too large" and not "no space left", which SQLite hands on as a failure to write.
    """

    def fill(self, pids: Iterable[int]) -> None:
        """Let these processes write to no file."""
        self._limit(pids, 1)

    def free(self, pids: Iterable[int]) -> None:
        """Let them write again."""
        self._limit(pids, resource.RLIM_INFINITY)

    @staticmethod
    def _limit(pids: Iterable[int], size: int) -> None:
        for pid in pids:
            _, ceiling = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, ceiling))


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A disk of a few megabytes at `folder`, which is made."""
    folder.mkdir()
    is_root = os.geteuid() == 0
    if not is_root or not _done("mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", folder):
        yield Limit(folder)
        return
    try:
        yield Disk(folder)
    finally:
        _done("umount", "--lazy", folder)


def _done(*command: object) -> bool:
    words = [str(word) for word in command]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own words
