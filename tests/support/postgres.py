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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}
NEW_CLUSTER = ("-U", "canopy", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
SECONDS_TO_START = 30


class NoPostgres(Exception):
    """The server is not installed, or it did not start; the message holds its last words."""


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """The URL of an empty cluster's first database, whose user may make more; all of it is removed at the end.

    The socket lies in a folder that nobody else may enter, and no network port is opened.

    Raises:
        NoPostgres: there is no server to start.
    """
    programs = server_programs()
    folder = Path(tempfile.mkdtemp(prefix="canopy-postgres-", dir="/tmp"))  # noqa: S108 - a socket's path must be short
    try:
        _give_away(folder)
        _run(programs / "initdb", "-D", folder / "data", *NEW_CLUSTER)
        server = _start(programs, folder)
        try:
            _wait(programs, folder, server)
            yield f"postgresql+psycopg://canopy@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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


def _start(programs: Path, folder: Path) -> subprocess.Popen[bytes]:
    settings = {"listen_addresses": "", "unix_socket_directories": folder, **FAST}
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
