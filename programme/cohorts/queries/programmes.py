"""Reading programmes and cohorts."""

import uuid
from collections.abc import Sequence

from sqlalchemy import Select, func, not_, select
from sqlalchemy.orm import contains_eager

from programme.access.policy import Actor, Facts, Role, ScopeKind
from programme.accounts.queries import scope_facts
from programme.cohorts.models import Cohort, CohortState, Programme
from programme.core.db import db
from programme.core.errors import NotFound

TEAM = (Role.DIRECTOR, Role.COORDINATOR)


def programme_facts(*, programme_id: uuid.UUID) -> Facts:
    """The programme's scope and what contains it."""
    return scope_facts(scope_id=programme_id, kind=ScopeKind.PROGRAMME)


def cohort_facts(*, cohort_id: uuid.UUID) -> Facts:
    """The cohort's scope and what contains it."""
    return scope_facts(scope_id=cohort_id, kind=ScopeKind.COHORT)


def _programmes(actor: Actor) -> Select[tuple[Programme]]:
    if actor.holds(Role.ADMINISTRATOR):
        return select(Programme)
    return select(Programme).where(Programme.id.in_(actor.scopes_as(*TEAM)))


def programmes(*, actor: Actor) -> Sequence[Programme]:
    """The programmes that the actor may read, by name."""
    return db.session.scalars(_programmes(actor).order_by(func.lower(Programme.name))).all()


def led_programmes(*, actor: Actor) -> Sequence[Programme]:
    """The programmes in whose team the actor is, by name."""
    mine = select(Programme).where(Programme.id.in_(actor.scopes_as(*TEAM)))
    return db.session.scalars(mine.order_by(func.lower(Programme.name))).all()


def programme(*, actor: Actor, programme_id: uuid.UUID) -> Programme:
    """One programme that the actor may read.

    Raises:
        NotFound: no such programme there.
    """
    found = db.session.scalar(_programmes(actor).where(Programme.id == programme_id))
    if found is None:
        raise NotFound
    return found


def _cohorts(actor: Actor) -> Select[tuple[Cohort]]:
    mine = select(Cohort).join(Cohort.programme).options(contains_eager(Cohort.programme))
    return mine.where(Cohort.programme_id.in_(actor.scopes_as(*TEAM)))


def _shown(actor: Actor, archived: bool) -> Select[tuple[Cohort]]:
    put_away = Cohort.state == CohortState.ARCHIVED
    return _cohorts(actor).where(put_away if archived else not_(put_away))


def cohorts(*, actor: Actor, page: int, size: int, archived: bool = False) -> Sequence[Cohort]:
    """A page of the cohorts of the actor's programmes, archived or not: by programme, the latest first."""
    chosen = _shown(actor, archived).order_by(func.lower(Programme.name), Cohort.starts_on.desc(), Cohort.name)
    return db.session.scalars(chosen.limit(size).offset((page - 1) * size)).all()


def count_cohorts(*, actor: Actor, archived: bool = False) -> int:
    """How many cohorts the actor's programmes have that are not archived, or that are."""
    return db.session.scalar(select(func.count()).select_from(_shown(actor, archived).subquery())) or 0


def cohorts_of(*, programme_id: uuid.UUID) -> Sequence[Cohort]:
    """The cohorts of a programme that the caller may read, the latest first."""
    return db.session.scalars(
        select(Cohort).where(Cohort.programme_id == programme_id).order_by(Cohort.starts_on.desc(), Cohort.name)
    ).all()


def cohort(*, actor: Actor, cohort_id: uuid.UUID) -> Cohort:
    """One cohort of the actor's programmes.

    Raises:
        NotFound: no such cohort there.
    """
    found = db.session.scalar(_cohorts(actor).where(Cohort.id == cohort_id))
    if found is None:
        raise NotFound
    return found
