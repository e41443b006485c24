"""Reading fellows: those of a cohort for its team, and a person's own years."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from programme.access.policy import Facts, Role, ScopeKind
from programme.accounts.models import GrantRow, Person
from programme.accounts.queries import scope_facts
from programme.cohorts.models import Cohort, Fellow
from programme.core import clock
from programme.core.db import db
from programme.core.errors import NotFound


def fellow_facts(*, fellow_id: uuid.UUID) -> Facts:
    """Whose year it is, and the scopes of fellow, cohort and programme.

    Raises:
        NotFound: there is no such fellow.
    """
    owner = db.session.scalar(select(Fellow.person_id).where(Fellow.id == fellow_id))
    if owner is None:
        raise NotFound
    return replace(scope_facts(scope_id=fellow_id, kind=ScopeKind.FELLOW), owner=owner)


def _of_cohort(cohort_id: uuid.UUID) -> Select[tuple[Fellow]]:
    named = select(Fellow).join(Fellow.person).where(Fellow.cohort_id == cohort_id)
    return named.options(contains_eager(Fellow.person), joinedload(Fellow.host))


def fellows_of(*, cohort_id: uuid.UUID) -> Sequence[Fellow]:
    """The fellows of a cohort that the caller may read, by name: also who left, and who was not invited yet."""
    return db.session.scalars(_of_cohort(cohort_id).order_by(func.lower(Person.full_name), Fellow.id)).all()


def taking_part(*, cohort_id: uuid.UUID) -> Sequence[Fellow]:
    """The fellows of a cohort who hold the role there and have not left, by name: those to whom mail may go."""
    today = clock.today()
    here = _of_cohort(cohort_id).where(has_role(), or_(Fellow.left_on.is_(None), Fellow.left_on > today))
    return db.session.scalars(here.order_by(func.lower(Person.full_name), Fellow.id)).all()


def has_role() -> ColumnElement[bool]:
    """The condition that a fellow's person holds the role in the cohort; a director gave it."""
    held = (GrantRow.person_id == Fellow.person_id, GrantRow.scope_id == Fellow.cohort_id)
    return there_is(select(GrantRow.id).where(*held, GrantRow.role == Role.FELLOW))


def there_is(chosen: Select[tuple[uuid.UUID]]) -> ColumnElement[bool]:
    """The condition that one is found, looked up fellow by fellow.

    To answer the same with EXISTS, PostgreSQL reads the whole table, of all cohorts there are.
    """
    return chosen.limit(1).scalar_subquery().is_not(None)


def fellow(*, cohort_id: uuid.UUID, fellow_id: uuid.UUID) -> Fellow:
    """One fellow of a cohort that the caller may read.

    Raises:
        NotFound: the cohort has no such fellow.
    """
    found = db.session.scalar(_of_cohort(cohort_id).where(Fellow.id == fellow_id))
    if found is None:
        raise NotFound
    return found


def _own(person_id: uuid.UUID) -> Select[tuple[Fellow]]:
    mine = select(Fellow).join(Fellow.cohort).where(Fellow.person_id == person_id, has_role())
    return mine.options(
        contains_eager(Fellow.cohort).joinedload(Cohort.programme), joinedload(Fellow.person), joinedload(Fellow.host)
    )


def fellowships_of(*, person_id: uuid.UUID) -> Sequence[Fellow]:
    """A person's own years, the newest first; a year counts once a director has given the role."""
    return db.session.scalars(_own(person_id).order_by(Cohort.starts_on.desc(), Fellow.id)).all()


def current_fellowship(*, person_id: uuid.UUID) -> Fellow | None:
    """The year that a person's own pages are about: the newest one that they did not leave, else the newest."""
    left_last = case((Fellow.left_on.is_(None), 0), else_=1)
    return db.session.scalar(_own(person_id).order_by(left_last, Cohort.starts_on.desc(), Fellow.id).limit(1))


def fellows_by_id(*, fellow_ids: Collection[uuid.UUID]) -> Sequence[Fellow]:
    """Fellows whom the caller supports, by name, with cohort and host."""
    chosen = select(Fellow).join(Fellow.person).where(Fellow.id.in_(fellow_ids))
    chosen = chosen.options(contains_eager(Fellow.person), joinedload(Fellow.host), joinedload(Fellow.cohort))
    return db.session.scalars(chosen.order_by(func.lower(Person.full_name), Fellow.id)).all()
