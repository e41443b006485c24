"""Several web processes and workers on one database, as an installation that has outgrown one machine runs them.

Each is started as `./dev serve` starts it, in a session of its own, and can be killed and started again while the
others go on. What they say stands in one log each: `web-1.log`, `worker-2.log`.
"""

import http.client
import json
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from programme.core.jobs import queue
from tests.support.processes import LIKE_DEV, kill, members, running, wait_until
from tests.support.smtp import free_port

HOST = "127.0.0.1"
WORKER = "programme.worker"
SECONDS_TO_START = 60


@dataclass(slots=True)
class Machine:
    """One process with all that it starts."""

    name: str
    process: subprocess.Popen[bytes]
    port: int = 0
    """Where a web process answers; 0 for a worker."""

    def kill(self) -> None:
        """kill -9, of it and of all that it started; they are gone."""
        wait_until(lambda: not self._killed(), 10, f"{self.name} is gone with all that it started")
        self.process.wait(timeout=10)

    def _killed(self) -> list[int]:
        left = members(self.process.pid)
        for pid in left:
            kill(pid)
        return left

    def pause(self) -> None:
        """Let it stand still, as on a machine that hangs; what waited for Redis waits no more afterwards."""
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(queue.WAIT + 0.5)

    def go_on(self) -> None:
        """Let it go on after a pause."""
        self.process.send_signal(signal.SIGCONT)

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None


@dataclass
class Machines:
    """The processes of one installation; `settings` are the environment that all of them get."""

    settings: Mapping[str, str]
    folder: Path
    ending: ExitStack
    worker_module: str = WORKER
    webs: list[Machine] = field(default_factory=list)
    workers: list[Machine] = field(default_factory=list)

    def web(self, *, wait: bool = True, port: int | None = None) -> Machine:
        """One more web process, on a free port; it answers already, unless nobody waits for that.

        With `port` it takes the place of one that was killed.
        """
        port, name = port or free_port(), f"web-{len(self.webs) + 1}"
        command = ("app:app", "--bind", f"{HOST}:{port}", *LIKE_DEV, "--access-logfile", "/dev/null")
        machine = self._start(name, "gunicorn", *command)
        machine.port = port
        self.webs.append(machine)
        if wait:
            self.wait_for(machine)
        return machine

    def worker(self) -> Machine:
        """One more worker. It takes some seconds until it works; wait for what it does."""
        machine = self._start(f"worker-{len(self.workers) + 1}", self.worker_module)
        self.workers.append(machine)
        return machine

    def wait_for(self, web: Machine) -> None:
        """Wait until a web process takes requests, whatever it says of its health.

        Raises:
            TimeoutError: it does not; its last words stand in the message.
        """
        wait_until(lambda: not web.is_alive or listens(web.port), SECONDS_TO_START, f"{web.name} takes requests")
        self._refuse_the_dead(web)

    def wait_until_said(self, machine: Machine, words: str, seconds: float = SECONDS_TO_START) -> None:
        """Wait until these words stand in the log of a process; a worker says "worker started".

        Raises:
            TimeoutError: they do not, or it ended; its last words stand in the message.
        """
        wait_until(
            lambda: not machine.is_alive or words in self.said(machine), seconds, f"{machine.name} says: {words}"
        )
        self._refuse_the_dead(machine)

    def _refuse_the_dead(self, machine: Machine) -> None:
        if not machine.is_alive:
            raise TimeoutError(f"{machine.name} ended: {self.said(machine)[-2000:]}")

    def said(self, machine: Machine) -> str:
        """All that a process has written to its log."""
        return (self.folder / f"{machine.name}.log").read_text(errors="replace")

    def _start(self, name: str, module: str, *arguments: str) -> Machine:
        log = self.folder / f"{name}.log"
        started = running(module, *arguments, environment=self.settings, log=log)
        return Machine(name, self.ending.enter_context(started))


@contextmanager
def machines(
    settings: Mapping[str, str], folder: Path, *, webs: int = 0, workers: int = 0, worker_module: str = WORKER
) -> Iterator[Machines]:
    """So many processes to begin with, started together; all that were ever started are gone at the end."""
    with ExitStack() as ending:
        found = Machines(settings, folder, ending, worker_module)
        for _ in range(workers):
            found.worker()
        for web in [found.web(wait=False) for _ in range(webs)]:
            found.wait_for(web)
        yield found


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        socket.create_connection((HOST, port), timeout=5).close()
    except OSError:
        return False
    return True


def health(web: Machine) -> tuple[int, dict[str, Any]]:
    """What a web process says of itself at /healthz: the status, and the facts."""
    connection = http.client.HTTPConnection(HOST, web.port, timeout=30)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def strike_the_minute(times: int = 1) -> None:
    """Put in the queue what the clock of a worker puts there once a minute; so many workers at the same second."""
    huey = queue.queue().huey
    for _ in range(times):
        for task in huey.read_periodic(None):
            huey.enqueue(task)


def minutes_pass_until(happens: Callable[[], object], what: str) -> None:
    """Let a minute of the workers pass each second, until it happens.

    Raises:
        TimeoutError: it did not within 60 of them.
    """
    for _ in range(60):
        strike_the_minute()
        try:
            wait_until(happens, 1, what)
        except TimeoutError:
            continue
        return
    raise TimeoutError(f"after 60 ticks still not: {what}")
