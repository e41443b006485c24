"""A PostgreSQL of the tests' own: made for one run, reached through a socket in a private folder, gone afterwards.

`python -m tests.support.postgres COMMAND...` runs a command with its address in TEST_POSTGRES_URL.
"""

import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off", "jit": "off"}
LIMITS = {"max_connections": "100", "max_wal_size": "128MB", "lock_timeout": "30s"}  # who waits longer waits for itself
NEW_CLUSTER = ("-U", "canopy", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
OUTLIVES_A_CRASH = {**FAST, "synchronous_commit": "on"}  # of the server; not of the machine
SECONDS_TO_START = 30
MEMORY = Path("/dev/shm")  # noqa: S108 - a thousand databases are copied there in a third of the time of a disk
ROOM = 2 * 1024**3


class NoPostgres(Exception):
    """The server is not installed, or it did not start; the message holds its last words."""


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """The URL of an empty cluster's first database, whose user may make more; all of it is removed at the end.

    The socket lies in a folder that nobody else may enter, and no network port is opened.

    Raises:
        NoPostgres: there is no server to start.
    """
    with _cluster(FAST) as found:
        yield found.url


@contextmanager
def crashing_cluster() -> Iterator["Cluster"]:
    """A cluster of the same kind that a test can crash: what it had confirmed is there when it starts again.

    Raises:
        NoPostgres: there is no server to start.
    """
    with _cluster(OUTLIVES_A_CRASH) as found:
        yield found


@dataclass
class Cluster:
    """A server that runs on the files in `folder`."""

    programs: Path
    folder: Path
    settings: Mapping[str, str]
    server: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgresql+psycopg://canopy@/postgres?host={self.folder}"

    def crash(self) -> None:
        """End it in immediate mode: every connection breaks, and nothing more is written."""
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait(timeout=30)

    def start(self) -> None:
        """Start it again; it recovers first."""
        self.server = _start(self.programs, self.folder, self.settings)
        _wait(self.programs, self.folder, self.server)


@contextmanager
def _cluster(settings: Mapping[str, str]) -> Iterator[Cluster]:
    programs = server_programs()
    folder = Path(tempfile.mkdtemp(prefix="canopy-postgres-", dir=_where()))
    try:
        _give_away(folder)
        _run(programs / "initdb", "-D", folder / "data", *NEW_CLUSTER)
        found = Cluster(programs, folder, settings, _start(programs, folder, settings))
        try:
            _wait(programs, folder, found.server)
            yield found
        finally:
            found.server.send_signal(signal.SIGINT)
            found.server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _where() -> Path:
    """In memory where there is room; else on disk, where a socket's path is still short enough."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return Path("/tmp")  # noqa: S108 - the folder made there is private


def server_programs() -> Path:
    """The folder of the server's programs: Debian's newest, else the one on the path.

    Raises:
        NoPostgres: it is not installed.
    """
    newest = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: float(path.split("/")[4]))
    found = shutil.which("initdb", path=os.pathsep.join([*reversed(newest), os.environ.get("PATH", "")]))
    if found is None:
        raise NoPostgres("PostgreSQL is not installed: there is no initdb")
    return Path(found).resolve().parent


def _owner() -> str | None:
    """The server refuses to run as root: root lends it to the user that Debian's package makes, or to nobody."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _give_away(folder: Path) -> None:
    if owner := _owner():
        shutil.chown(folder, owner)


def _as_owner(*command: object) -> list[str]:
    words = [str(word) for word in command]
    if owner := _owner():
        return ["setpriv", f"--reuid={owner}", f"--regid={pwd.getpwnam(owner).pw_gid}", "--clear-groups", *words]
    return words


def _run(*command: object) -> None:
    done = subprocess.run(_as_owner(*command), capture_output=True, text=True, cwd="/", check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise NoPostgres(done.stderr.strip())


def _start(programs: Path, folder: Path, chosen: Mapping[str, str]) -> subprocess.Popen[bytes]:
    settings = {"listen_addresses": "", "unix_socket_directories": folder, **LIMITS, **chosen}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        # A session of its own, so that Ctrl-C ends the tests first; the kernel ends it if this process is killed.
        return subprocess.Popen(  # noqa: S603 - our own words
            _as_owner("setpriv", "--pdeathsig", "INT", programs / "postgres", "-D", folder / "data", *options),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
        )


def _wait(programs: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    ready = [str(programs / "pg_isready"), "-q", "-h", str(folder), "-U", "canopy", "-d", "postgres"]
    while subprocess.run(ready, check=False).returncode:  # noqa: S603 - our own words
        if server.poll() is not None or time.monotonic() > until:
            raise NoPostgres((folder / "log").read_text(errors="replace")[-2000:])
        time.sleep(0.05)


def main(command: list[str]) -> int:
    """Run `command` with the cluster's URL in TEST_POSTGRES_URL; its exit status is returned."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    with throwaway_cluster() as url:
        os.environ["TEST_POSTGRES_URL"] = url
        with subprocess.Popen(command) as run:  # noqa: S603 - the command that the caller gave
            try:
                signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the command, which ends in its own way
                return run.wait()
            finally:
                run.terminate()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except NoPostgres as error:
        sys.exit(f"PostgreSQL: {error}")
