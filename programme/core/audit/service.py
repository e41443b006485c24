"""Writing to the audit trail, and proving that nobody wrote over it."""

import uuid
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from programme.core import clock
from programme.core.audit import rules
from programme.core.audit.models import AuditEntry, Category
from programme.core.db import db, serialise, table_of

ROWS_AT_ONCE = 1000
# What reading an entry raises whose moment, category or details were overwritten with something else.
UNREADABLE = (ValueError, LookupError)

# Made once, and without objects: every write appends an entry.
_ENTRIES = table_of(AuditEntry)
_LAST = select(_ENTRIES.c.number, _ENTRIES.c.digest).order_by(_ENTRIES.c.number.desc()).limit(1)
_NEW = insert(_ENTRIES)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found: how many entries hold, the last digest, the first entry that does not."""

    entries: int
    head: str
    broken_at: int | None


def record(
    action: str,
    *,
    category: Category,
    actor_id: uuid.UUID | None,
    subject_id: uuid.UUID | None = None,
    **details: str | int | bool | None,
) -> None:
    """Append an entry in the current transaction; entries are made one at a time, so the chain never forks.

    What was changed before is written first, so that nobody who holds this lock waits there for one who waits for it.
    """
    db.session.flush()
    serialise("audit")
    last = db.session.execute(_LAST).first()
    number, previous = (last.number + 1, last.digest) if last else (1, rules.FIRST)
    entry = rules.Entry(number, clock.now(), actor_id, action, category.value, subject_id, details)
    row = {
        "number": number,
        "at": entry.at,
        "actor_id": actor_id,
        "action": action,
        "category": category,
        "subject_id": subject_id,
        "details": dict(details),
        "previous": previous,
        "digest": rules.digest(entry, previous),
    }
    db.session.execute(_NEW, row)


def verify() -> Verdict:
    """Walk the whole chain in order; stops at the first entry that is missing, changed or out of place."""
    try:
        return _walk(ROWS_AT_ONCE)
    except UNREADABLE:
        return _walk(1)


def _walk(rows_at_once: int) -> Verdict:
    previous, count = rules.FIRST, 0
    chosen = select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=rows_at_once)
    with closing(db.session.scalars(chosen)) as rows:
        try:
            for row in rows:
                entry = _entry(row)
                whole = row.number == count + 1 and row.previous == previous
                if not whole or row.digest != rules.digest(entry, previous):
                    return Verdict(count, previous, row.number)
                previous, count = row.digest, count + 1
        except UNREADABLE:
            if rows_at_once > 1:
                raise
            return Verdict(count, previous, count + 1)
    return Verdict(count, previous, None)


def holds(digest: str) -> bool:
    """Whether an entry with this digest is in the trail."""
    return db.session.scalar(select(AuditEntry.number).where(AuditEntry.digest == digest)) is not None


def _entry(row: AuditEntry) -> rules.Entry:
    details: dict[str, Any] = row.details
    return rules.Entry(row.number, row.at, row.actor_id, row.action, row.category.value, row.subject_id, details)
