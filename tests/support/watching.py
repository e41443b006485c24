"""Whether anything has been stored."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Row, TextClause, create_engine, text

from programme.core.db import db


@dataclass
class Watch:
    """Says whether anybody else has changed the database since it was asked last."""

    connection: Connection
    question: TextClause
    seen: Sequence[Row[Any]] = ()

    def sees_change(self) -> bool:
        """Whether there was a change; the first time there always was."""
        before, self.seen = self.seen, self.connection.execute(self.question).all()
        return self.seen != before


@contextmanager
def watching(app: Flask) -> Iterator[Watch]:
    """SQLite counts changes itself; on PostgreSQL each row knows the transaction that wrote it."""
    engine = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], isolation_level="AUTOCOMMIT")
    rows = "SELECT count(*), max(xmin::text::bigint) FROM"
    questions = {
        "sqlite": "PRAGMA data_version",
        "postgresql": " UNION ALL ".join(f"{rows} {name}" for name in sorted(db.metadata.tables)),
    }
    try:
        with engine.connect() as connection:
            yield Watch(connection, text(questions[engine.dialect.name]))
    finally:
        engine.dispose()
