"""Reading reflections: always those of one person; of a cohort nothing but a number."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from programme.access.policy import Facts
from programme.accounts.models import Person
from programme.cohorts.models import Fellow
from programme.core.db import db
from programme.core.errors import NotFound
from programme.reflections.models import Reflection
from programme.reflections.rules import Content, Wanted, content_of, matches, told_count


@dataclass(frozen=True, slots=True)
class Written:
    """A reflection with what it holds."""

    row: Reflection
    content: Content


def facts(*, reflection_id: uuid.UUID) -> Facts:
    """Whose reflection it is. No scope reaches it.

    Raises:
        NotFound: there is no such reflection.
    """
    owner = db.session.scalar(
        select(Fellow.person_id)
        .join(Reflection, Reflection.fellow_id == Fellow.id)
        .where(Reflection.id == reflection_id)
    )
    if owner is None:
        raise NotFound
    return Facts(owner=owner)


def _own(person_id: uuid.UUID) -> Select[tuple[Reflection]]:
    mine = select(Fellow.id).where(Fellow.person_id == person_id)
    return select(Reflection).where(Reflection.fellow_id.in_(mine))


def reflection(*, person_id: uuid.UUID, reflection_id: uuid.UUID) -> Written:
    """One reflection of the person's own.

    Raises:
        NotFound: they have no such reflection.
    """
    found = db.session.scalar(_own(person_id).where(Reflection.id == reflection_id))
    if found is None:
        raise NotFound
    return Written(found, content_of(found.content))


def reflection_to_change(*, person_id: uuid.UUID, reflection_id: uuid.UUID) -> Written:
    """As `reflection`, held against other writers to the end of the transaction.

    Raises:
        NotFound: they have no such reflection.
    """
    chosen = _own(person_id).where(Reflection.id == reflection_id).with_for_update(of=Reflection)
    found = db.session.scalar(chosen.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return Written(found, content_of(found.content))


def _in_order(person_id: uuid.UUID) -> Select[tuple[Reflection]]:
    return _own(person_id).order_by(Reflection.happened_on.desc(), Reflection.changed_at.desc(), Reflection.id)


def count(*, person_id: uuid.UUID) -> int:
    """How many reflections the person has, drafts included."""
    return db.session.scalar(select(func.count()).select_from(_own(person_id).subquery())) or 0


def reflections(*, person_id: uuid.UUID, page: int, size: int) -> Sequence[Written]:
    """A page of the person's reflections, the newest first."""
    rows = db.session.scalars(_in_order(person_id).limit(size).offset((page - 1) * size))
    return [Written(row, content_of(row.content)) for row in rows]


def drafts(*, person_id: uuid.UUID, most: int) -> Sequence[Written]:
    """The drafts that the person wrote in last, the newest first."""
    begun = _own(person_id).where(Reflection.is_draft, Reflection.sequence > 0)
    rows = db.session.scalars(begun.order_by(Reflection.changed_at.desc(), Reflection.id).limit(most))
    return [Written(row, content_of(row.content)) for row in rows]


def matching(*, person_id: uuid.UUID, wanted: Wanted) -> Sequence[Written]:
    """All of the person's reflections that hold what is wanted, the newest first.

    They are read one by one, as no index may know their words.
    """
    rows = db.session.scalars(_in_order(person_id))
    found = (Written(row, content_of(row.content)) for row in rows)
    return [each for each in found if matches(each.content, wanted)]


def blank_draft(*, person_id: uuid.UUID, fellow_id: uuid.UUID) -> Reflection | None:
    """A draft that the person started in this fellowship and never wrote in."""
    rows = db.session.scalars(
        _own(person_id).where(Reflection.is_draft, Reflection.fellow_id == fellow_id, Reflection.sequence == 0)
    )
    return next((row for row in rows if content_of(row.content).is_blank), None)


def names_of_others(*, fellow_id: uuid.UUID) -> Sequence[str]:
    """The full names of the other fellows of a fellow's cohort, to look for in their text."""
    cohort_id = select(Fellow.cohort_id).where(Fellow.id == fellow_id).scalar_subquery()
    return db.session.scalars(
        select(Person.full_name)
        .join(Fellow, Fellow.person_id == Person.id)
        .where(Fellow.cohort_id == cohort_id, Fellow.id != fellow_id)
    ).all()


def count_of_cohort(*, cohort_id: uuid.UUID) -> int | None:
    """How many saved reflections a cohort has; None if fewer than 5 of its fellows have saved one. For a director."""
    entries, writers = db.session.execute(
        select(func.count(Reflection.id), func.count(Reflection.fellow_id.distinct()))
        .join(Fellow, Fellow.id == Reflection.fellow_id)
        .where(Fellow.cohort_id == cohort_id, Reflection.is_draft.is_(False))
    ).one()
    return told_count(entries, writers)
