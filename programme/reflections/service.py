"""Writes about reflections. Nothing of what was written leaves for the audit trail or the logs."""

import uuid
from datetime import date

from programme.cohorts import queries as cohorts
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db, serialise
from programme.core.errors import DomainError, NotFound
from programme.core.identifiers import Finding
from programme.frameworks.prompts import ReflectionModel
from programme.reflections import queries
from programme.reflections.models import Reflection
from programme.reflections.rules import NOTHING_WRITTEN, Content, content_of, is_newer, likely_identifiers


def start(person_id: uuid.UUID, model: ReflectionModel) -> Reflection:
    """An empty draft in the person's current fellowship; one that was started and never written in is used again.

    Raises:
        NotFound: the person never was a fellow.
    """
    fellow = cohorts.current_fellowship(person_id=person_id)
    if fellow is None:
        raise NotFound
    serialise(f"reflections of {fellow.id}")
    row = queries.blank_draft(person_id=person_id, fellow_id=fellow.id)
    if row is None:
        row = Reflection(id=uuid.uuid4(), fellow_id=fellow.id, is_draft=True, sequence=0)
        db.session.add(row)
    row.content, row.happened_on, row.changed_at = Content(model).stored(), clock.today(), clock.now()
    return row


def autosave(row: Reflection, content: Content, happened_on: date | None, sequence: int) -> bool:
    """Store what a page sent by itself, and say so, unless something newer is stored.

    Without a real date the old one stays.
    """
    if not is_newer(sequence, row.sequence):
        return False
    _store(row, content, happened_on or row.happened_on, sequence)
    return True


def keep(row: Reflection, content: Content, happened_on: date, sequence: int) -> None:
    """Store what was sent by a button. It overrules every autosave that the same page may still have on its way."""
    _store(row, content, happened_on, max(sequence, row.sequence) + 1)


def _store(row: Reflection, content: Content, happened_on: date, sequence: int) -> None:
    row.content, row.happened_on, row.sequence = content.stored(), happened_on, sequence
    row.changed_at = clock.now()


def finish(row: Reflection) -> None:
    """A draft becomes a saved reflection.

    Raises:
        DomainError: nothing has been written.
    """
    if not content_of(row.content).has_text:
        raise DomainError(NOTHING_WRITTEN)
    row.is_draft = False


def point_out(row: Reflection) -> tuple[Finding, ...]:
    """The likely identifiers in the reflection as it is stored: what warns before it is saved."""
    names = queries.names_of_others(fellow_id=row.fellow_id)
    return likely_identifiers(content_of(row.content), names=names, today=clock.today())


def delete(row: Reflection, *, by: uuid.UUID) -> None:
    """Delete a reflection for good. The audit trail keeps its id and nothing of it."""
    audit.record("reflection deleted", category=Category.CONTENT, actor_id=by, subject_id=row.id)
    db.session.delete(row)
