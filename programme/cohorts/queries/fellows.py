"""Reading fellows: those of a cohort for its team, and a person's own years."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from programme.access.policy import Facts, Role, ScopeKind
from programme.accounts.models import GrantRow, Person
from programme.accounts.queries import scope_facts
from programme.cohorts.models import Cohort, Fellow
from programme.core import clock
from programme.core.db import db
from programme.core.errors import NotFound


@cache
def _owner() -> Select[tuple[uuid.UUID]]:
    return select(Fellow.person_id).where(Fellow.id == bindparam("fellow"))


def fellow_facts(*, fellow_id: uuid.UUID) -> Facts:
    """Whose year it is, and the scopes of fellow, cohort and programme.

    Raises:
        NotFound: there is no such fellow.
    """
    owner = db.session.scalar(_owner(), {"fellow": fellow_id})
    if owner is None:
        raise NotFound
    return replace(scope_facts(scope_id=fellow_id, kind=ScopeKind.FELLOW), owner=owner)


@cache
def _fellows_of() -> Select[tuple[Fellow]]:
    named = select(Fellow).join(Fellow.person).where(Fellow.cohort_id == bindparam("cohort"))
    named = named.options(contains_eager(Fellow.person), joinedload(Fellow.host))
    return named.order_by(Person.name_key, Fellow.id)


def fellows_of(*, cohort_id: uuid.UUID) -> Sequence[Fellow]:
    """The fellows of a cohort that the caller may read, by name: also who left, and who was not invited yet."""
    return db.session.scalars(_fellows_of(), {"cohort": cohort_id}).all()


@cache
def _taking_part() -> Select[tuple[Fellow]]:
    return _fellows_of().where(has_role(), or_(Fellow.left_on.is_(None), Fellow.left_on > bindparam("today")))


def taking_part(*, cohort_id: uuid.UUID) -> Sequence[Fellow]:
    """The fellows of a cohort who hold the role there and have not left, by name: those to whom mail may go."""
    return db.session.scalars(_taking_part(), {"cohort": cohort_id, "today": clock.today()}).all()


def has_role() -> ColumnElement[bool]:
    """The condition that a fellow's person holds the role in the cohort; a director gave it."""
    held = (GrantRow.person_id == Fellow.person_id, GrantRow.scope_id == Fellow.cohort_id)
    return there_is(select(GrantRow.id).where(*held, GrantRow.role == Role.FELLOW))


def there_is(chosen: Select[tuple[uuid.UUID]]) -> ColumnElement[bool]:
    """The condition that one is found, looked up fellow by fellow.

    To answer the same with EXISTS, PostgreSQL reads the whole table, of all cohorts there are.
    """
    return chosen.limit(1).scalar_subquery().is_not(None)


@cache
def _fellow() -> Select[tuple[Fellow]]:
    return _fellows_of().where(Fellow.id == bindparam("fellow"))


def fellow(*, cohort_id: uuid.UUID, fellow_id: uuid.UUID) -> Fellow:
    """One fellow of a cohort that the caller may read.

    Raises:
        NotFound: the cohort has no such fellow.
    """
    found = db.session.scalar(_fellow(), {"cohort": cohort_id, "fellow": fellow_id})
    if found is None:
        raise NotFound
    return found


@cache
def _own() -> Select[tuple[Fellow]]:
    mine = select(Fellow).join(Fellow.cohort).where(Fellow.person_id == bindparam("person"), has_role())
    mine = mine.options(contains_eager(Fellow.cohort).joinedload(Cohort.programme), joinedload(Fellow.host))
    return mine.order_by(Cohort.starts_on.desc(), Fellow.id)


def fellowships_of(*, person_id: uuid.UUID) -> Sequence[Fellow]:
    """A person's own years, the newest first; a year counts once a director has given the role."""
    return db.session.scalars(_own(), {"person": person_id}).all()


def current_of(years: Sequence[Fellow]) -> Fellow | None:
    """Of a person's own years, given as `fellowships_of` does: the newest that they did not leave, else the newest."""
    return min(years, key=lambda year: year.left_on is not None, default=None)


def current_fellowship(*, person_id: uuid.UUID) -> Fellow | None:
    """The year that a person's own pages are about: the newest one that they did not leave, else the newest."""
    return current_of(fellowships_of(person_id=person_id))


@cache
def _supported() -> Select[tuple[Fellow]]:
    chosen = select(Fellow).join(Fellow.person).where(Fellow.id.in_(bindparam("fellows", expanding=True)))
    chosen = chosen.options(contains_eager(Fellow.person), joinedload(Fellow.host), joinedload(Fellow.cohort))
    return chosen.order_by(Person.name_key, Fellow.id)


def fellows_by_id(*, fellow_ids: Collection[uuid.UUID]) -> Sequence[Fellow]:
    """Fellows whom the caller supports, by name, with cohort and host."""
    return db.session.scalars(_supported(), {"fellows": list(fellow_ids)}).all()
