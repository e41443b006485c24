"""How each database is connected to: what it is told, and how long it is waited for."""

import select
from collections.abc import Callable
from enum import Enum
from threading import Lock
from typing import Any

from psycopg import Connection as PsycopgConnection
from psycopg import OperationalError
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError

BUSY_TIMEOUT_MS = 10_000
# Of a connection to SQLite: what pages ask for fits, and is not read anew each time; and as SQLite has it for all else.
PAGES_KIB, LITTLE_KIB = 16_384, 2_000
QUEUED, WRITES_NOTHING, KEEPS_MUCH = "queued to write", "writes nothing", "keeps much"


class Use(Enum):
    """What a session asks of the database."""

    PAGE = "a page that only reads: the database refuses to write"
    WORK = "a transaction"
    WRITING = "a transaction that will write"


def patience(url: str) -> dict[str, int]:
    """How long PostgreSQL is waited for where it does not answer at all, in seconds or as the name says."""
    if url.startswith("sqlite"):
        return {}
    asked = {"connect_timeout": 5, "keepalives_idle": 15, "keepalives_interval": 5, "tcp_user_timeout": 30_000}
    return {name: value for name, value in asked.items() if name not in make_url(url).query}


def prepare_postgresql(engine: Engine, use: Callable[[], Use]) -> None:
    """Let nothing be written by a page that only reads, and spare it what only writers need.

    A page asks a few short questions: BEGIN, ROLLBACK and whether the server is there would be as many again.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: PsycopgConnection, record: Any) -> None:
        connection.autocommit = True
        connection.execute("SET default_transaction_read_only = on")
        connection.autocommit = False
        connection.read_only = False  # said with each BEGIN

    @event.listens_for(engine, "checkout")
    def on_checkout(connection: PsycopgConnection, record: Any, proxy: Any) -> None:
        if is_gone(connection):
            raise InvalidatePoolError

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        if use() is Use.PAGE:
            driver: Any = connection.connection.driver_connection
            driver.autocommit = True

    @event.listens_for(engine, "checkin")
    def on_checkin(connection: PsycopgConnection | None, record: Any) -> None:
        if connection is not None and connection.autocommit and not connection.closed:
            connection.autocommit = False


def is_gone(connection: PsycopgConnection) -> bool:
    """Whether the server has ended a connection that nobody uses: else it would say nothing unasked.

    A machine that vanished without a word is found by the keep-alives of the line, or by who asks it next.
    """
    line = select.poll()
    try:
        line.register(connection.fileno(), select.POLLIN)
    except OperationalError:
        return True
    return bool(line.poll(0))


def prepare_sqlite(engine: Engine, use: Callable[[], Use]) -> None:
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
        ):
            connection.execute(f"PRAGMA {pragma}")

    # Who waits for SQLite's lock sleeps ever longer between its tries. So the threads of a process queue here before.
    queue = Lock()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        _suit(connection, use() is Use.PAGE)
        is_writing = use() is Use.WRITING
        if is_writing and not connection.info.get(QUEUED):  # it may begin anew before it is given back
            connection.info[QUEUED] = queue.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")

    @event.listens_for(engine, "checkin")
    def on_checkin(connection: Any, record: Any) -> None:
        if record.info.pop(QUEUED, False):
            queue.release()


def keep_little(connection: Connection) -> None:
    """On SQLite, keep little of what is read from here on: it goes by, and comes once."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA cache_size=-{LITTLE_KIB}")
        connection.info[KEEPS_MUCH] = False


def _suit(connection: Connection, is_page: bool) -> None:
    """Let SQLite refuse to write for a page, and keep what it reads; each is said only when it changes."""
    driver: Any = connection.connection.driver_connection
    if connection.info.get(WRITES_NOTHING, False) is not is_page:
        driver.execute(f"PRAGMA query_only={'ON' if is_page else 'OFF'}")
        connection.info[WRITES_NOTHING] = is_page
    if is_page and not connection.info.get(KEEPS_MUCH, False):
        driver.execute(f"PRAGMA cache_size=-{PAGES_KIB}")
        connection.info[KEEPS_MUCH] = True
