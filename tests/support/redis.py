"""A Redis of a test's own: it keeps nothing on disk, asks for a password, and is gone afterwards."""

import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis

from tests.support.processes import wait_until
from tests.support.smtp import free_port

NO_SERVER = "needs redis-server, which ./dev test installs"
SECONDS_TO_START = 10
FORGETFUL = "save ''\nappendonly no\ndatabases 16\n"


@dataclass
class RedisServer:
    """A server on a free port of loopback, which can be stopped, hung and started again, each time empty."""

    folder: Path
    port: int
    password: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The setting REDIS_URL for this server's first database."""
        return self.url_of(0)

    def url_of(self, database: int) -> str:
        """The setting REDIS_URL for another of its databases."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def client(self, database: int = 0) -> redis.Redis:
        """A way to look into it."""
        return redis.Redis.from_url(self.url_of(database))

    def start(self) -> None:
        """Start it, empty; it answers already.

        Raises:
            TimeoutError: it does not start; its log lies in its folder.
        """
        settings = self.folder / "redis.conf"
        settings.touch(0o600)  # the password stands here and not in the list of processes
        settings.write_text(f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\n{FORGETFUL}")
        with (self.folder / "log").open("ab") as log:
            # A session of its own, so that Ctrl-C ends the tests first; the kernel ends it if this process is killed.
            self.process = subprocess.Popen(  # noqa: S603 - our own words
                ["setpriv", "--pdeathsig", "KILL", "redis-server", str(settings)],  # noqa: S607 - as the system has it
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )
        wait_until(self._answers, SECONDS_TO_START, f"an answer of Redis at port {self.port}")

    def stop(self) -> None:
        """End it at once; all that it held is lost."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=10)
            self.process = None

    def hang(self) -> None:
        """Let it take connections and say nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on after it hung."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def waiting_clients(self) -> int:
        """How many wait for a task: each thread of a worker that has nothing to do."""
        with self.client() as client:
            return int(client.info("clients")["blocked_clients"])

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A running server; where none is installed the test is skipped."""
    if shutil.which("redis-server") is None:
        pytest.skip(NO_SERVER)
    folder = Path(tempfile.mkdtemp(prefix="canopy-redis-"))
    server = RedisServer(folder, free_port())
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
