"""Databases to copy, and copies of a test's own: SQLite files, and databases on the PostgreSQL of the run.

The address of that PostgreSQL is in TEST_POSTGRES_URL.
"""

import atexit
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect, text
from sqlalchemy.engine import URL, make_url

from programme import create_app
from programme.core.db import db
from programme.core.jobs import queue
from tests.support.settings import settings_for

SQLITE, POSTGRESQL = KINDS = ("sqlite", "postgresql")
NO_SERVER = "needs PostgreSQL: run it as `python -m tests.support.postgres python -m pytest ...`, as ./dev test does"


@dataclass(frozen=True, slots=True)
class Database:
    """One database: `place` is the path of a SQLite file, or the name of a database on the server of the run."""

    kind: str
    place: str

    @property
    def settings(self) -> dict[str, str]:
        """What leads an application there; SQLite's is the one that it takes by itself."""
        return {"DATABASE_URL": url_of(self.place)} if self.kind == POSTGRESQL else {}

    @contextmanager
    def copied(self, instance: Path) -> Iterator["Database"]:
        """A copy for the application whose files lie in `instance`, gone at the end. None is connected to this."""
        copy = self.copy(instance)
        try:
            yield copy
        finally:
            copy.drop()

    def copy(self, instance: Path) -> "Database":
        """The same, for as long as the run lasts."""
        if self.kind == SQLITE:
            return Database(SQLITE, shutil.copy(self.place, instance / "canopy.db"))
        return Database(POSTGRESQL, _make(self.place))

    def drop(self) -> None:
        """Let go of it, whoever is connected. Of a SQLite file pytest takes care, with its folder."""
        if self.kind == POSTGRESQL:
            _drop(self.place)


def original(kind: str, instance: Path) -> Database:
    """A database with every migration applied, and nobody connected to it."""
    made = Database(kind, str(instance / "canopy.db") if kind == SQLITE else _make("template0"))
    _migrate(settings_for(instance, **made.settings))
    return made


def _migrate(settings: dict[str, str]) -> None:
    app = create_app(settings)
    with app.app_context():
        upgrade()
    settle(app)


@contextmanager
def empty_database() -> Iterator[str]:
    """The URL of a new PostgreSQL database without tables, dropped at the end."""
    name = _make("template0")
    try:
        yield url_of(name)
    finally:
        _drop(name)


@contextmanager
def migrated_database(settings: dict[str, str]) -> Iterator[str]:
    """The URL of a new PostgreSQL database with every migration applied, dropped at the end.

    For tests of more machines than one, or of a server of their own; others take the fixture `environment`.
    """
    with empty_database() as url:
        _migrate({**settings, "DATABASE_URL": url})
        yield url


def disconnect(app: Flask) -> None:
    """Close every connection that `app` holds, those of its queue too."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        queue.queue().huey.storage.close()


def settle(app: Flask) -> None:
    """The same, with all that was written brought into SQLite's one file, so that it may be copied."""
    with app.app_context():
        db.session.remove()
        if db.engine.dialect.name == SQLITE:
            db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    disconnect(app)


def sqlite_file(app: Flask) -> Path:
    """Where the SQLite database of `app` lies."""
    with app.app_context():
        return Path(str(db.engine.url.database))


Dump = dict[str, list[dict[str, object]]]


def rows_of_every_table() -> Dump:
    """What the current application's database holds, as it is stored: nothing is decrypted."""
    db.session.rollback()
    names = inspect(db.engine).get_table_names()
    found = {name: db.session.execute(text(f'SELECT * FROM "{name}"')).mappings().all() for name in names}  # noqa: S608 - names from the database itself
    db.session.rollback()
    return {name: [dict(row) for row in rows] for name, rows in found.items()}


def place_of_rows() -> str:
    """The column that says where a row lies, which is in no standard."""
    return "ctid" if db.engine.dialect.name == POSTGRESQL else "rowid"


def as_bytes(value: object) -> bytes:
    """A stored value as who reads the database finds it: a key has no hyphens on either."""
    if isinstance(value, uuid.UUID):
        return value.hex.encode()
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def everything_stored() -> bytes:
    """Every value of every table, and on SQLite every byte of the files too, be it deleted or not yet written back."""
    values = [as_bytes(value) for rows in rows_of_every_table().values() for row in rows for value in row.values()]
    if db.engine.dialect.name == SQLITE:
        path = Path(str(db.engine.url.database))
        values += [each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*"))]
    return b"\n".join(values)


def server() -> URL:
    """The address of the run's server; without one the test is skipped."""
    found = os.environ.get("TEST_POSTGRES_URL")
    if not found:
        pytest.skip(NO_SERVER)
    return make_url(found)


def url_of(name: str) -> str:
    """The URL of a database on the run's server."""
    return server().set(database=name).render_as_string(hide_password=False)


def _make(template: str) -> str:
    name = f"test_{uuid.uuid4().hex}"
    # Files are copied rather than logged page by page: half the time, and the copy opens warm.
    _server_does(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return name


def _drop(name: str) -> None:
    _server_does(f"DROP DATABASE {name} WITH (FORCE)")


def _server_does(statement: str) -> None:
    address = server().set(drivername="postgresql").render_as_string(hide_password=False)
    connection = _connection(os.getpid(), address)
    try:
        connection.execute(statement)  # type: ignore[call-overload]
    except psycopg.OperationalError:
        if not connection.broken:
            raise
        _connection.cache_clear()  # that server was ended meanwhile, and started again
        _connection(os.getpid(), address).execute(statement)  # type: ignore[call-overload]


@cache
def _connection(process: int, address: str) -> psycopg.Connection[tuple[object, ...]]:
    """One for all databases that a process makes and drops on a server."""
    connection = psycopg.connect(address, autocommit=True)
    atexit.register(connection.close)
    return connection
