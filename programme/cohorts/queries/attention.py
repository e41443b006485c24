"""What a team's running and planned cohorts lack: counts of fellows, one row a cohort."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from programme.access.policy import Actor, Role
from programme.accounts.models import GrantRow, Person
from programme.accounts.queries import LED, led
from programme.cohorts.models import Cohort, CohortState, Fellow
from programme.cohorts.queries.fellows import has_role, there_is
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
    """The actor's planned and running cohorts with what their fellows lack, the one that starts first in front.

    A cohort without fellows lacks nobody yet and is left out.
    """
    moment = clock.now()
    asked = {**led(actor), "moment": moment, "long_ago": moment - PATIENCE}
    return [Lacking(*row) for row in db.session.execute(_lacking(), asked).tuples()]


@cache
def _lacking() -> Select[tuple[Cohort, int, int, int, int, int]]:
    proposed = and_(Fellow.left_on.is_(None), is_proposed(), ~has_role())
    lacks = (needs(Need.HOST), needs(Need.MENTOR), _is_slow(), proposed)
    counts = (func.count().filter(each) for each in lacks)
    chosen = select(Cohort, func.count(), *counts).select_from(Fellow).join(Fellow.cohort).join(Fellow.person)
    asked = (Cohort.programme_id.in_(LED), Cohort.state.in_((CohortState.PLANNED, CohortState.RUNNING)))
    return chosen.where(*asked).group_by(Cohort.id).order_by(Cohort.starts_on, Cohort.id)


def _is_slow() -> ColumnElement[bool]:
    """The condition that a fellow was given the role a week ago or longer and has not signed in."""
    given = (GrantRow.person_id == Fellow.person_id, GrantRow.scope_id == Fellow.cohort_id)
    long_ago = GrantRow.starts_at <= bindparam("long_ago")
    invited = select(GrantRow.id).where(*given, GrantRow.role == Role.FELLOW, long_ago)
    return and_(Fellow.left_on.is_(None), Person.signed_in_at.is_(None), there_is(invited))
