"""Reading reflections: always those of one person; of a cohort nothing but a number."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, Select, bindparam, func, select

from programme.access.policy import Facts
from programme.accounts.models import Person
from programme.cohorts.models import Fellow
from programme.core.db import db, one_page, page_of
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
    owner = db.session.scalar(_owner(), {"reflection": reflection_id})
    if owner is None:
        raise NotFound
    return Facts(owner=owner)


@cache
def _owner() -> Select[tuple[uuid.UUID]]:
    owners = select(Fellow.person_id).join(Reflection, Reflection.fellow_id == Fellow.id)
    return owners.where(Reflection.id == bindparam("reflection"))


def _own() -> Select[tuple[Reflection]]:
    mine = select(Fellow.id).where(Fellow.person_id == bindparam("person"))
    return select(Reflection).where(Reflection.fellow_id.in_(mine))


def reflection(*, person_id: uuid.UUID, reflection_id: uuid.UUID) -> Written:
    """One reflection of the person's own.

    Raises:
        NotFound: they have no such reflection.
    """
    return _one(person_id, reflection_id, to_change=False)


def reflection_to_change(*, person_id: uuid.UUID, reflection_id: uuid.UUID) -> Written:
    """As `reflection`, held against other writers to the end of the transaction.

    Raises:
        NotFound: they have no such reflection.
    """
    return _one(person_id, reflection_id, to_change=True)


def _one(person_id: uuid.UUID, reflection_id: uuid.UUID, *, to_change: bool) -> Written:
    asked = _reflection(to_change=to_change)
    found = db.session.scalar(asked, {"person": person_id, "reflection": reflection_id})
    if found is None:
        raise NotFound
    return Written(found, content_of(found.content))


@cache
def _reflection(*, to_change: bool) -> Select[tuple[Reflection]]:
    chosen = _own().where(Reflection.id == bindparam("reflection"))
    if not to_change:
        return chosen
    return chosen.with_for_update(of=Reflection).execution_options(populate_existing=True)


def count(*, person_id: uuid.UUID) -> int:
    """How many reflections the person has, drafts included."""
    return db.session.scalar(_count(), {"person": person_id}) or 0


@cache
def _count() -> Select[tuple[int]]:
    return _own().with_only_columns(func.count())


def reflections(*, person_id: uuid.UUID, page: int, size: int) -> Sequence[Written]:
    """A page of the person's reflections, the newest first."""
    rows = db.session.scalars(_page(), {"person": person_id, **page_of(page, size)})
    return [Written(row, content_of(row.content)) for row in rows]


@cache
def _in_order() -> Select[tuple[Reflection]]:
    return _own().order_by(Reflection.happened_on.desc(), Reflection.changed_at.desc(), Reflection.id)


@cache
def _page() -> Select[tuple[Reflection]]:
    return one_page(_in_order())


def drafts(*, person_id: uuid.UUID, most: int) -> Sequence[Written]:
    """The drafts that the person wrote in last, the newest first."""
    rows = db.session.scalars(_drafts(), {"person": person_id, "most": most})
    return [Written(row, content_of(row.content)) for row in rows]


@cache
def _drafts() -> Select[tuple[Reflection]]:
    begun = _own().where(Reflection.is_draft, Reflection.sequence > 0)
    return begun.order_by(Reflection.changed_at.desc(), Reflection.id).limit(bindparam("most", type_=Integer))


def matching(*, person_id: uuid.UUID, wanted: Wanted) -> Sequence[Written]:
    """All of the person's reflections that hold what is wanted, the newest first.

    They are read one by one, as no index may know their words.
    """
    rows = db.session.scalars(_in_order(), {"person": person_id})
    found = (Written(row, content_of(row.content)) for row in rows)
    return [each for each in found if matches(each.content, wanted)]


def blank_draft(*, person_id: uuid.UUID, fellow_id: uuid.UUID) -> Reflection | None:
    """A draft that the person started in this fellowship and never wrote in; nobody writes in it meanwhile.

    As with `reflection_to_change`, that holds to the end of the transaction.
    """
    rows = db.session.scalars(_unwritten(), {"person": person_id, "fellow": fellow_id})
    return next((row for row in rows if content_of(row.content).is_blank), None)


@cache
def _unwritten() -> Select[tuple[Reflection]]:
    mine = (Reflection.fellow_id == bindparam("fellow"), Reflection.sequence == 0)
    return _own().where(Reflection.is_draft, *mine).with_for_update(of=Reflection)


def names_of_others(*, fellow_id: uuid.UUID) -> Sequence[str]:
    """The full names of the other fellows of a fellow's cohort, to look for in their text."""
    return db.session.scalars(_names_of_others(), {"fellow": fellow_id}).all()


@cache
def _names_of_others() -> Select[tuple[str]]:
    cohort_id = select(Fellow.cohort_id).where(Fellow.id == bindparam("fellow")).scalar_subquery()
    return (
        select(Person.full_name)
        .join(Fellow, Fellow.person_id == Person.id)
        .where(Fellow.cohort_id == cohort_id, Fellow.id != bindparam("fellow"))
    )


def count_of_cohort(*, cohort_id: uuid.UUID) -> int | None:
    """How many saved reflections a cohort has; None if fewer than 5 of its fellows have saved one. For a director."""
    return told_count(*db.session.execute(_entries_and_writers(), {"cohort": cohort_id}).one())


@cache
def _entries_and_writers() -> Select[tuple[int, int]]:
    return (
        select(func.count(), func.count(Reflection.fellow_id.distinct()))
        .select_from(Reflection)
        .join(Fellow, Fellow.id == Reflection.fellow_id)
        .where(Fellow.cohort_id == bindparam("cohort"), Reflection.is_draft.is_(False))
    )
