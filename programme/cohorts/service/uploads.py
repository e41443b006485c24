"""Keeping what a cohort's team uploads, encrypted, and deleting it when its time is over."""

import uuid

from sqlalchemy import delete

from programme.access.policy import Actor
from programme.cohorts.models import CohortUpload
from programme.cohorts.queries.uploads import Kept, oldest_kept
from programme.core import clock
from programme.core.db import db
from programme.core.letters import on_one_line


def keep(row: Kept, actor: Actor, cohort_id: uuid.UUID, filename: str, content: bytes) -> Kept:
    """Store a new upload as the actor's own."""
    row.cohort_id, row.uploader_id = cohort_id, actor.person_id
    replace(row, filename, content)
    db.session.add(row)
    db.session.flush()
    return row


def replace(row: CohortUpload, filename: str, content: bytes) -> None:
    """Put another file in the place of what was uploaded; its 24 hours begin anew."""
    row.filename, row.content, row.uploaded_at = on_one_line(filename)[:200] or "file", content, clock.now()


def forget_old(kind: type[CohortUpload]) -> int:
    """Delete every upload of a kind whose 24 hours are over; says how many."""
    over = delete(kind).where(kind.uploaded_at <= oldest_kept())
    return len(db.session.execute(over.returning(kind.id)).all())
