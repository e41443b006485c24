"""Files that a cohort's team uploads: each is its uploader's alone, and for 24 hours at most."""

import uuid
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select

from programme.access.policy import Actor, Facts
from programme.cohorts.models import CohortUpload
from programme.cohorts.queries.programmes import cohort_facts
from programme.core import clock
from programme.core.db import db
from programme.core.errors import NotFound

KEPT_FOR = timedelta(hours=24)
Kept = TypeVar("Kept", bound=CohortUpload)


def oldest_kept() -> datetime:
    """What was uploaded at this moment or before is over."""
    return clock.now() - KEPT_FOR


def upload_facts(*, kind: type[Kept], cohort_id: uuid.UUID, import_id: uuid.UUID) -> Facts:
    """Whose upload it is, and where its cohort lies.

    Raises:
        NotFound: the cohort has no such upload, or its time is over.
    """
    row = _upload(kind, cohort_id, import_id)
    return Facts(owner=row.uploader_id, scopes=cohort_facts(cohort_id=cohort_id).scopes)


def own_upload(*, kind: type[Kept], actor: Actor, cohort_id: uuid.UUID, import_id: uuid.UUID) -> Kept:
    """One upload of the actor's own.

    Raises:
        NotFound: it is not the actor's, or not there.
    """
    row = _upload(kind, cohort_id, import_id)
    if row.uploader_id != actor.person_id:
        raise NotFound
    return row


def _upload(kind: type[Kept], cohort_id: uuid.UUID, import_id: uuid.UUID) -> Kept:
    mine = (kind.id == import_id, kind.cohort_id == cohort_id, kind.uploaded_at > oldest_kept())
    found = db.session.scalar(select(kind).where(*mine))
    if found is None:
        raise NotFound
    return found
