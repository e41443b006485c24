"""Web processes as `./dev serve` starts them: gunicorn with one worker and eight threads, on this machine alone."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bench.clients import HOST, Browser, Connection, Unexpected
from tests.support.processes import LIKE_DEV, running, wait_until

SECONDS_TO_START = 60


@contextmanager
def serving(application: str, environment: Mapping[str, str], log: Path) -> Iterator[int]:
    """The port on which gunicorn serves `application` while the block lasts; it answers at /healthz already."""
    port = _free_port()
    command = (application, "--bind", f"{HOST}:{port}", *LIKE_DEV, "--access-logfile", "/dev/null")
    with running("gunicorn", *command, environment=environment, log=log):
        wait_until(lambda: _answers(port), SECONDS_TO_START, f"an answer of {application}: {log}")
        yield port


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as found:
        port: int = found.getsockname()[1]
    return port


def _answers(port: int) -> bool:
    try:
        with Connection(port) as connection:
            connection.ask(Browser().get("/healthz"))
    except (OSError, Unexpected):
        return False
    return True
