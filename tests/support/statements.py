"""Counts what a request asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from programme.core.db import db


@dataclass
class Statements:
    """The SQL statements of a stretch of time, in order, and how often something was committed."""

    texts: list[str] = field(default_factory=list)
    commits: int = 0

    @property
    def count(self) -> int:
        """How many statements; where a transaction begins is not one."""
        return len(self.texts)


@contextmanager
def statements() -> Iterator[Statements]:
    """What the current application's database is asked within the block."""
    found, engine = Statements(), db.engine

    def asked(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            found.texts.append(" ".join(statement.split()))

    def committed(connection: Any) -> None:
        found.commits += 1

    event.listen(engine, "before_cursor_execute", asked)
    event.listen(engine, "commit", committed)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", asked)
        event.remove(engine, "commit", committed)
