"""What an error of the database or the disk means for the person who meets it: most pass, and none is their fault."""

import errno
import sqlite3
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree


@dataclass(frozen=True, slots=True)
class Trouble:
    """Words for a page (`heading`, `advice`) and for a line below a form (`short`), and when to try again."""

    heading: str
    advice: str
    short: str
    retry_seconds: int


UNREACHABLE = Trouble(
    "The service cannot reach its database",
    "It is our fault, not yours. It usually passes within a minute.",
    "the service cannot reach its database",
    10,
)
FULL = Trouble(
    "There is no room left to save anything",
    "It is our fault, not yours. Whoever runs this service has to make room. You can still read everything.",
    "the service has no room left to save anything",
    60,
)
UNWRITABLE = Trouble(
    "Nothing can be saved at the moment",
    "It is our fault, not yours. Whoever runs this service has to mend it. You can still read.",
    "the service cannot save anything at the moment",
    60,
)
BUSY = Trouble(
    "The service is busy",
    "Others are saving at this moment, and your turn did not come in time.",
    "the service is busy",
    10,
)

SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR_WRITE: FULL,  # a quota says so
    sqlite3.SQLITE_IOERR_SHMSIZE: FULL,
    sqlite3.SQLITE_IOERR: UNWRITABLE,
    sqlite3.SQLITE_READONLY: UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: UNREACHABLE,
}
POSTGRES = {  # the states of SQL, or what they begin with
    "08": UNREACHABLE,  # the connection failed
    "57P": UNREACHABLE,  # the server stops or starts
    "53": BUSY,  # too many connections, no memory
    "53100": FULL,
    "58030": UNWRITABLE,
    "25006": UNWRITABLE,  # the server only reads
    "40": BUSY,  # others changed the same
    "55P03": BUSY,  # a lock was not given in time
}
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def trouble_in(problem: BaseException | None) -> Trouble | None:
    """What is the matter if `problem` says that nothing can be read or stored at the moment; None for any other error.

    An error that came from another, as one in a page that tells of the first, is judged by both.
    """
    while problem is not None:
        if (found := _judged(problem)) is not None:
            return found
        problem = problem.__cause__ or problem.__context__
    return None


def _judged(problem: BaseException) -> Trouble | None:
    if isinstance(problem, NoConnectionFree):
        return BUSY
    if isinstance(problem, OSError):
        return FULL if problem.errno in NO_ROOM else None
    if not isinstance(problem, DBAPIError):
        return None
    code = getattr(problem.orig, "sqlite_errorcode", None)
    if code is not None:
        return SQLITE.get(code) or SQLITE.get(code & 0xFF)
    state = getattr(problem.orig, "sqlstate", None)
    if state is not None:
        return next((POSTGRES[state[:size]] for size in (5, 3, 2) if state[:size] in POSTGRES), None)
    is_lost = problem.connection_invalidated or isinstance(problem, OperationalError)
    return UNREACHABLE if is_lost else None
