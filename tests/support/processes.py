"""Processes of a test's own: started in a session of their own, waited for within bounds, and ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAUSE = 0.02
LIKE_DEV = ("--workers", "1", "--threads", "8", "--worker-class", "programme.core.serving.PatientWorker",
            "--graceful-timeout", "5", "--no-control-socket")  # fmt: skip
"""How ./dev starts gunicorn, beside the address and the log."""
DAY_WORKER = "tests.support.worker"
"""The real worker in a place where it is always day."""
HASTE = {"TEST_WORKER_HURRIES": "1"}
"""In its environment this makes the day worker look every second for what is due."""


def wait_until(happens: Callable[[], object], seconds: float, what: str, pause: float = PAUSE) -> None:
    """Wait, but not for ever; look every `pause` seconds.

    Raises:
        TimeoutError: it did not happen; `what` says what.
    """
    until = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > until:
            raise TimeoutError(f"after {seconds} seconds still not: {what}")
        time.sleep(pause)


@contextmanager
def running(
    module: str, *arguments: str, environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m module` while the block lasts; at its end the whole session is killed."""
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        for pid in members(process.pid):
            kill(pid)
        process.wait(timeout=10)


def members(session: int) -> list[int]:
    """The living processes of a session; those that ended and were not yet collected are not among them."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, _, its_session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
            except OSError:  # it ended while we looked
                continue
            if int(its_session) == session and state not in "ZX":
                found.append(int(entry.name))
    return found


def kill(pid: int) -> None:
    """End one process at once; one that has ended already is none the worse."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
