"""The application as it runs for people: web server and worker as processes, on an instance of their own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import LIKE_DEV

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60
SECONDS_TO_END = 10
SECONDS_FOR_MAIL = 30


@dataclass(frozen=True, slots=True)
class Installation:
    """A running installation: where it answers, and the folder that holds its database and written-out mails."""

    address: str
    instance: Path

    def link_for(self, full_name: str) -> str:
        """The link in the invitation that was written out for this person; waits until the worker has sent it."""
        until = time.monotonic() + SECONDS_FOR_MAIL
        while time.monotonic() < until:
            for path in (self.instance / "mail").glob("*.txt"):
                mail = path.read_text(encoding="utf-8")
                links = [line for line in mail.splitlines() if line.startswith(f"{self.address}/invitation/")]
                if links and mail.startswith(f"Subject: {full_name}, ") and mail.endswith("\n"):
                    return links[0]
            time.sleep(0.1)
        raise AssertionError(f"no invitation for {full_name} was written to {self.instance}/mail")


@contextmanager
def running(settings: dict[str, str], instance: Path, worker_of: str = "programme.worker") -> Iterator[Installation]:
    """Web server and worker with these settings, on a free port; both are ended at the end, whatever happens."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, **settings, "BASE_URL": address}
    web = ["gunicorn", "app:app", "--bind", f"127.0.0.1:{port}", *LIKE_DEV]
    with ExitStack() as ending:
        server = ending.enter_context(_process(web, environment, instance / "web.log"))
        worker = ending.enter_context(_process([worker_of], environment, instance / "worker.log"))
        _wait_until_it_answers(port, server, worker, instance)
        yield Installation(address, instance)


def run(settings: dict[str, str], *module: str) -> None:
    """Run a module with these settings to its end."""
    command = [sys.executable, "-m", *module]
    environment = {**os.environ, **settings}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def _process(module: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A module run by this Python in a session of its own, so that all that it starts is ended with it."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-m", *module],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    with process:
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


def _wait_until_it_answers(
    port: int, server: subprocess.Popen[bytes], worker: subprocess.Popen[bytes], instance: Path
) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while not _answers(port):
        ended = server.poll() is not None or worker.poll() is not None
        if ended or time.monotonic() > until:
            logs = [f"{name}: {(instance / name).read_text(errors='replace')}" for name in ("web.log", "worker.log")]
            raise AssertionError("the application did not start\n" + "\n".join(logs))
        time.sleep(0.1)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
