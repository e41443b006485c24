"""A page that only reads can write nothing, and on PostgreSQL asks nothing but its questions."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from programme.core.connections import Use
from programme.core.db import db, expect, long_read, transaction

RENAME = text("UPDATE scopes SET name = 'Renamed'")
NAMES = text("SELECT name FROM scopes")
MOMENT = text("SELECT now()")
POSTGRESQL = pytest.mark.only_on("postgresql", "SQLite is asked in the process itself, and its BEGIN costs nothing")


@pytest.fixture
def reading(app: Flask) -> Iterator[None]:
    """What comes is a page that only reads."""
    expect(Use.PAGE)
    yield
    db.session.rollback()
    expect(Use.WORK)


def test_a_page_that_only_reads_can_write_nothing(reading: None) -> None:
    with pytest.raises(DBAPIError, match=r"read.?only"):
        db.session.execute(RENAME)


def test_who_writes_may_write_on_a_connection_that_a_page_has_used(reading: None) -> None:
    assert db.session.scalars(NAMES).all() != ["Renamed"]
    with transaction() as session:
        session.execute(RENAME)
    assert db.session.scalars(NAMES).all() == ["Renamed"]
    with pytest.raises(DBAPIError, match=r"read.?only"):
        db.session.execute(RENAME)


@POSTGRESQL
def test_questions_of_a_page_wait_for_no_transaction(reading: None) -> None:
    assert db.session.scalar(MOMENT) < db.session.scalar(MOMENT)


@POSTGRESQL
def test_a_long_read_is_one_transaction(reading: None) -> None:
    with long_read() as session:
        assert session.scalar(MOMENT) == session.scalar(MOMENT)


@POSTGRESQL
def test_a_connection_that_the_server_has_ended_is_not_used(reading: None) -> None:
    mine = db.session.scalar(text("SELECT pg_backend_pid()"))
    db.session.rollback()
    _end(db.engine, mine)
    assert db.session.scalar(text("SELECT pg_backend_pid()")) != mine


def _end(engine: Engine, backend: int) -> None:
    """End a server process by its number, and wait until it is gone."""
    other = create_engine(engine.url, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        assert connection.scalar(text("SELECT pg_terminate_backend(:backend, 5000)"), {"backend": backend})
    other.dispose()
