"""On SQLite the threads of a process queue for its one lock; who has their turn gives it back."""

from collections.abc import Iterator
from time import monotonic

import pytest
from flask import Flask
from sqlalchemy import text

from programme.core.connections import BUSY_TIMEOUT_MS, Use
from programme.core.db import db, expect, transaction


@pytest.fixture
def writing(app: Flask) -> Iterator[None]:
    """What comes is expected to write."""
    expect(Use.WRITING)
    yield
    expect(Use.WORK)


def test_who_writes_twice_on_one_connection_keeps_nobody_waiting(writing: None) -> None:
    began = monotonic()
    with db.engine.connect() as connection:
        for _ in range(2):
            connection.execute(text("UPDATE people SET full_name = full_name"))
            connection.commit()
    with transaction() as session:
        session.execute(text("UPDATE people SET full_name = full_name"))
    assert monotonic() - began < BUSY_TIMEOUT_MS / 1000 / 2
