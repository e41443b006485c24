"""What an error of the database or the disk is called for the person who meets it."""

import errno
import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from programme.core.trouble import BUSY, FULL, UNREACHABLE, UNWRITABLE, Trouble, trouble_in


class FromSqlite(sqlite3.OperationalError):
    """As the library raises it, with SQLite's own number."""

    def __init__(self, code: int) -> None:
        super().__init__("words that nobody is shown")
        self.sqlite_errorcode = code


def wrapped(problem: BaseException) -> OperationalError:
    return OperationalError("SELECT 1", None, problem)


@pytest.mark.parametrize(
    ("problem", "trouble"),
    [
        (FromSqlite(sqlite3.SQLITE_FULL), FULL),
        (FromSqlite(sqlite3.SQLITE_IOERR_WRITE), FULL),
        (FromSqlite(sqlite3.SQLITE_IOERR_READ), UNWRITABLE),
        (FromSqlite(sqlite3.SQLITE_READONLY_DIRECTORY), UNWRITABLE),
        (FromSqlite(sqlite3.SQLITE_BUSY), BUSY),
        (FromSqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), BUSY),
        (FromSqlite(sqlite3.SQLITE_CANTOPEN), UNREACHABLE),
        (FromSqlite(sqlite3.SQLITE_CORRUPT), None),
        (FromSqlite(sqlite3.SQLITE_ERROR), None),
        (psycopg.OperationalError("connection refused"), UNREACHABLE),
        (psycopg.errors.AdminShutdown(), UNREACHABLE),
        (psycopg.errors.CannotConnectNow(), UNREACHABLE),
        (psycopg.errors.DiskFull(), FULL),
        (psycopg.errors.TooManyConnections(), BUSY),
        (psycopg.errors.DeadlockDetected(), BUSY),
        (psycopg.errors.ReadOnlySqlTransaction(), UNWRITABLE),
        (psycopg.errors.UndefinedTable(), None),
    ],
    ids=lambda value: value.short if isinstance(value, Trouble) else str(getattr(value, "sqlite_errorcode", value)),
)
def test_an_error_of_the_database_is_called_by_what_it_means(problem: Exception, trouble: Trouble | None) -> None:
    assert trouble_in(wrapped(problem)) == trouble


def test_a_full_disk_and_a_pool_without_a_free_connection_are_known_too() -> None:
    assert trouble_in(OSError(errno.ENOSPC, "No space left on device")) == FULL
    assert trouble_in(NoConnectionFree()) == BUSY


def test_what_broke_a_rule_or_our_own_code_is_no_trouble_that_passes() -> None:
    for problem in (
        IntegrityError("INSERT", None, psycopg.errors.UniqueViolation()),
        FileNotFoundError(errno.ENOENT, "No such file"),
        ZeroDivisionError(),
        None,
    ):
        assert trouble_in(problem) is None


def test_an_error_in_the_page_that_tells_of_another_is_judged_by_both() -> None:
    with pytest.raises(KeyError) as caught:  # noqa: PT012 - the second error comes of the first
        try:
            raise wrapped(psycopg.OperationalError("server closed the connection"))
        except OperationalError:
            raise KeyError("page") from None
    assert trouble_in(caught.value) == UNREACHABLE
