"""What a team's running and planned cohorts lack: counts of fellows, one row a cohort."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import contains_eager

from programme.access.policy import Actor, Role
from programme.accounts.models import GrantRow, Person
from programme.cohorts.models import Cohort, CohortState, Fellow
from programme.cohorts.queries.fellows import has_role, there_is
from programme.cohorts.queries.programmes import TEAM
from programme.cohorts.queries.roster import is_proposed, needs
from programme.cohorts.rules.standing import Need
from programme.core import clock
from programme.core.db import db

PATIENCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many fellows of a cohort lack something, and how many wait for a director to give them the role."""

    cohort: Cohort
    fellows: int
    without_host: int
    without_mentor: int
    not_signed_in: int
    proposed: int


def lacking(*, actor: Actor) -> Sequence[Lacking]:
    """The actor's planned and running cohorts with what their fellows lack, the one that starts first in front."""
    mine = select(Cohort.id).where(
        Cohort.state.in_((CohortState.PLANNED, CohortState.RUNNING)), Cohort.programme_id.in_(actor.scopes_as(*TEAM))
    )
    counted = (
        select(
            Fellow.cohort_id.label("cohort_id"),
            func.count().label("fellows"),
            _count(needs(Need.HOST)).label("host"),
            _count(needs(Need.MENTOR)).label("mentor"),
            _count(_is_slow()).label("slow"),
            _count(and_(Fellow.left_on.is_(None), is_proposed(), ~has_role())).label("proposed"),
        )
        .join(Person, Person.id == Fellow.person_id)
        .where(Fellow.cohort_id.in_(mine))
    )
    each = counted.group_by(Fellow.cohort_id).subquery()
    columns = [each.c.fellows, each.c.host, each.c.mentor, each.c.slow]
    chosen = (
        select(Cohort, *columns, each.c.proposed)
        .join(Cohort.programme)
        .join(each, each.c.cohort_id == Cohort.id)
        .options(contains_eager(Cohort.programme))
        .order_by(Cohort.starts_on, Cohort.id)
    )
    return [Lacking(*row) for row in db.session.execute(chosen)]


def _is_slow() -> ColumnElement[bool]:
    """The condition that a fellow was given the role a week ago or longer and has not signed in."""
    given = (GrantRow.person_id == Fellow.person_id, GrantRow.scope_id == Fellow.cohort_id)
    long_ago = GrantRow.starts_at <= clock.now() - PATIENCE
    invited = select(GrantRow.id).where(*given, GrantRow.role == Role.FELLOW, long_ago)
    return and_(needs(Need.SIGN_IN), there_is(invited))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
