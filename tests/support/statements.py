"""Counts what a request asks of the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from programme.core.db import db
from tests.support.pages import CheckingClient

MOST = 15  # statements of a page, however long its lists are


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


def assert_asks_no_more_when_it_grows(client: CheckingClient, path: str, grow: Callable[[int], object]) -> None:
    """Fail unless the page at `path` needs as many statements for 60 rows as for three, and at most `MOST`.

    `grow` adds so many rows to its list.
    """
    counts, lengths = [], []
    grow(1)
    client.get(path)  # what a process reads once is read
    for more in (2, 57):
        grow(more)
        db.session.rollback()
        with statements() as asked:
            answer = client.get(path)
        assert answer.status_code == 200
        counts.append(asked.count)
        lengths.append(len(answer.text))
    assert lengths[1] > lengths[0], "the list did grow"
    assert counts[0] == counts[1] <= MOST, (counts, asked.texts)
