"""How each database is connected to: what it is told, and how long it is waited for."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

BUSY_TIMEOUT_MS = 10_000
CACHE_KIB = 16_384  # of each connection to SQLite: what a page asks for fits, and is not read anew each time
QUEUED = "queued to write"


def patience(url: str) -> dict[str, int]:
    """How long PostgreSQL is waited for where it does not answer at all, in seconds or as the name says."""
    if url.startswith("sqlite"):
        return {}
    asked = {"connect_timeout": 5, "keepalives_idle": 15, "keepalives_interval": 5, "tcp_user_timeout": 30_000}
    return {name: value for name, value in asked.items() if name not in make_url(url).query}


def prepare_sqlite(engine: Engine, is_writing: Callable[[], bool]) -> None:
    """Give SQLite its settings, and its one writer his turn."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # so that BEGIN below is the only one
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "secure_delete=ON",
            f"cache_size=-{CACHE_KIB}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    # Who waits for SQLite's lock sleeps ever longer between its tries. So the threads of a process queue here before.
    queue = Lock()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        if is_writing() and not connection.info.get(QUEUED):  # it may begin anew before it is given back
            connection.info[QUEUED] = queue.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")

    @event.listens_for(engine, "checkin")
    def on_checkin(connection: Any, record: Any) -> None:
        if record.info.pop(QUEUED, False):
            queue.release()
