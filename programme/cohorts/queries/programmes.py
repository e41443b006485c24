"""Reading programmes and cohorts."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, func, not_, select
from sqlalchemy.orm import contains_eager

from programme.access.policy import Actor, Facts, Role, ScopeKind
from programme.accounts.models import GrantRow, Person
from programme.accounts.queries import LED, MOMENT, TEAM, in_force_at, led, scope_facts
from programme.cohorts.models import Cohort, CohortState, Programme
from programme.core import clock
from programme.core.db import db, one_page, page_of
from programme.core.errors import NotFound


def programme_facts(*, programme_id: uuid.UUID) -> Facts:
    """The programme's scope and what contains it."""
    return scope_facts(scope_id=programme_id, kind=ScopeKind.PROGRAMME)


def cohort_facts(*, cohort_id: uuid.UUID) -> Facts:
    """The cohort's scope and what contains it."""
    return scope_facts(scope_id=cohort_id, kind=ScopeKind.COHORT)


@cache
def _programmes(everywhere: bool) -> Select[tuple[Programme]]:
    chosen = select(Programme) if everywhere else select(Programme).where(Programme.id.in_(LED))
    return chosen.order_by(func.lower(Programme.name))


def programmes(*, actor: Actor) -> Sequence[Programme]:
    """The programmes that the actor may read, by name."""
    return db.session.scalars(_programmes(actor.holds(Role.ADMINISTRATOR)), led(actor)).all()


def led_programmes(*, actor: Actor) -> Sequence[Programme]:
    """The programmes in whose team the actor is, by name."""
    return db.session.scalars(_programmes(everywhere=False), led(actor)).all()


@cache
def _programme(everywhere: bool) -> Select[tuple[Programme]]:
    return _programmes(everywhere).where(Programme.id == bindparam("programme"))


def programme(*, actor: Actor, programme_id: uuid.UUID) -> Programme:
    """One programme that the actor may read.

    Raises:
        NotFound: no such programme there.
    """
    chosen = _programme(actor.holds(Role.ADMINISTRATOR))
    found = db.session.scalar(chosen, {"programme": programme_id, **led(actor)})
    if found is None:
        raise NotFound
    return found


@cache
def _team() -> Select[tuple[Role, str]]:
    chosen = select(GrantRow.role, Person.full_name).join(Person, Person.id == GrantRow.person_id)
    held = (GrantRow.scope_id == bindparam("programme"), GrantRow.role.in_(TEAM), *in_force_at(MOMENT))
    return chosen.where(*held).order_by(Person.name_key, Person.id)


def team_of(*, programme_id: uuid.UUID) -> dict[Role, list[str]]:
    """The full names of a programme's directors and of its coordinators now, by name."""
    found: dict[Role, list[str]] = {role: [] for role in TEAM}
    for role, name in db.session.execute(_team(), {"programme": programme_id, "moment": clock.now()}).tuples():
        found[role].append(name)
    return found


@cache
def _cohorts() -> Select[tuple[Cohort]]:
    mine = select(Cohort).join(Cohort.programme).options(contains_eager(Cohort.programme))
    return mine.where(Cohort.programme_id.in_(LED))


@cache
def _page(archived: bool) -> Select[tuple[Cohort]]:
    put_away = Cohort.state == CohortState.ARCHIVED
    chosen = _cohorts().where(put_away if archived else not_(put_away))
    chosen = chosen.order_by(func.lower(Programme.name), Cohort.starts_on.desc(), Cohort.name)
    return one_page(chosen)


def cohorts(*, actor: Actor, page: int, size: int, archived: bool = False) -> Sequence[Cohort]:
    """A page of the cohorts of the actor's programmes, archived or not: by programme, the latest first."""
    return db.session.scalars(_page(archived), {**page_of(page, size), **led(actor)}).all()


@dataclass(frozen=True, slots=True)
class CohortCounts:
    """How many cohorts are archived, and how many are not."""

    archived: int
    others: int


@cache
def _counts() -> Select[tuple[bool, int]]:
    put_away = (Cohort.state == CohortState.ARCHIVED).label("put_away")
    return select(put_away, func.count()).where(Cohort.programme_id.in_(LED)).group_by("put_away")


def count_cohorts(*, actor: Actor) -> CohortCounts:
    """How many cohorts the actor's programmes have."""
    found = dict(db.session.execute(_counts(), led(actor)).tuples().all())
    return CohortCounts(archived=found.get(True, 0), others=found.get(False, 0))


@cache
def _cohorts_of() -> Select[tuple[Cohort]]:
    theirs = select(Cohort).where(Cohort.programme_id == bindparam("programme"))
    return theirs.order_by(Cohort.starts_on.desc(), Cohort.name)


def cohorts_of(*, programme_id: uuid.UUID) -> Sequence[Cohort]:
    """The cohorts of a programme that the caller may read, the latest first."""
    return db.session.scalars(_cohorts_of(), {"programme": programme_id}).all()


@cache
def _cohort() -> Select[tuple[Cohort]]:
    return _cohorts().where(Cohort.id == bindparam("cohort"))


def cohort(*, actor: Actor, cohort_id: uuid.UUID) -> Cohort:
    """One cohort of the actor's programmes.

    Raises:
        NotFound: no such cohort there.
    """
    found = db.session.scalar(_cohort(), {"cohort": cohort_id, **led(actor)})
    if found is None:
        raise NotFound
    return found
