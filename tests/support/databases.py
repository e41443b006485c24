"""Databases of a test's own on the PostgreSQL of the run, whose address is in TEST_POSTGRES_URL."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import URL, make_url

from programme import create_app
from programme.core.db import db
from programme.core.jobs import queue

NO_SERVER = "needs PostgreSQL: run it as `python -m tests.support.postgres python -m pytest ...`, as ./dev test does"
MIGRATED = "canopy_migrated"


def server() -> URL:
    """The address of the run's server; without one the test is skipped."""
    found = os.environ.get("TEST_POSTGRES_URL")
    if not found:
        pytest.skip(NO_SERVER)
    return make_url(found)


@contextmanager
def empty_database() -> Iterator[str]:
    """The URL of a new database without tables, dropped at the end."""
    with _database("template0") as url:
        yield url


@contextmanager
def migrated_database(settings: dict[str, str]) -> Iterator[str]:
    """The URL of a new database with every migration applied, dropped at the end."""
    template = f"{MIGRATED}_{os.getpid()}"
    if not _rows("SELECT 1 FROM pg_database WHERE datname = %s", template):
        _rows(f"CREATE DATABASE {template} TEMPLATE template0")
        app = create_app({**settings, "DATABASE_URL": _at(template)})
        with app.app_context():
            upgrade()
        disconnect(app)
    with _database(template) as url:
        yield url


def disconnect(app: Flask) -> None:
    """Close every connection that `app` holds, those of its queue too."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        queue.queue().huey.storage.close()


def sqlite_file(app: Flask) -> Path:
    """Where the SQLite database of `app` lies."""
    with app.app_context():
        return Path(str(db.engine.url.database))


@contextmanager
def _database(template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex}"
    _rows(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield _at(name)
    finally:
        _rows(f"DROP DATABASE {name} WITH (FORCE)")


def _at(name: str) -> str:
    return server().set(database=name).render_as_string(hide_password=False)


def _rows(statement: str, *values: str) -> list[tuple[object, ...]]:
    address = server().set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        answer = connection.execute(statement, values or None)  # type: ignore[call-overload]
        return answer.fetchall() if answer.description else []
