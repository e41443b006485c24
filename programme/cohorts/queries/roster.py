"""Reading a cohort's fellows for its team: the list with its filters, and who waits for what."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload

from programme.access.policy import Role
from programme.accounts.models import GrantProposal, GrantRow, Person
from programme.accounts.queries import MOMENT, in_force_at, is_meant, meant
from programme.cohorts.models import Cohort, Fellow, Leaving, Profession
from programme.cohorts.queries.fellows import has_role, there_is
from programme.cohorts.rules.standing import Need, Standing, standing
from programme.core import clock
from programme.core.db import db, long_read, one_page, page_of
from programme.core.errors import NotFound
from programme.organisations.models import Organisation

MOST_TO_INVITE = 200
AT_ONCE = 500
Chosen = Select[tuple[Fellow, bool, datetime | None, str | None]]


@dataclass(frozen=True, slots=True)
class FellowLine:
    """A fellow with where they stand; `invited_at` is when a director gave them the role, and `giver` who did."""

    row: Fellow
    standing: Standing
    invited_at: datetime | None = None
    giver: str | None = None


@dataclass(frozen=True, slots=True)
class ListedFellow:
    """A fellow as the list of a cohort shows them; `invited_at` is when a director gave them the role."""

    id: uuid.UUID
    full_name: str
    profession: Profession
    host: str | None
    standing: Standing
    invited_at: datetime | None


def is_proposed() -> ColumnElement[bool]:
    """The condition that a coordinator has proposed to invite the fellow."""
    named = (GrantProposal.person_id == Fellow.person_id, GrantProposal.scope_id == Fellow.cohort_id)
    return there_is(select(GrantProposal.id).where(*named, GrantProposal.role == Role.FELLOW))


def _has_mentor() -> ColumnElement[bool]:
    held = (GrantRow.scope_id == Fellow.id, GrantRow.role == Role.MENTOR)
    named = (GrantProposal.scope_id == Fellow.id, GrantProposal.role == Role.MENTOR)
    given = select(GrantRow.id).where(*held, *in_force_at(MOMENT))
    return or_(there_is(given), there_is(select(GrantProposal.id).where(*named)))


def _stands(wanted: Standing) -> ColumnElement[bool]:
    if wanted in (Standing.WITHDRAWN, Standing.DEFERRED):
        return Fellow.leaving == wanted.value
    signed_in = Person.signed_in_at.is_not(None)
    conditions = {
        Standing.NOT_INVITED: and_(not_(has_role()), not_(is_proposed())),
        Standing.PROPOSED: and_(not_(has_role()), is_proposed()),
        Standing.INVITED: and_(has_role(), not_(signed_in)),
        Standing.HERE: and_(has_role(), signed_in),
    }
    return and_(Fellow.left_on.is_(None), conditions[wanted])


def needs(need: Need) -> ColumnElement[bool]:
    """The condition that a fellow who has not left lacks something."""
    conditions = {
        Need.HOST: Fellow.host_id.is_(None),
        Need.MENTOR: not_(_has_mentor()),
        Need.SIGN_IN: and_(has_role(), Person.signed_in_at.is_(None)),
    }
    return and_(Fellow.left_on.is_(None), conditions[need])


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of fellows is narrowed to."""

    words: str = ""
    standing: Standing | None = None
    need: Need | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """What a statement that was made for this filter is asked with."""
        return {**meant(self.words), "moment": clock.now()}


def _narrowed(chosen: Select[Any], searched: bool, stands: Standing | None, need: Need | None) -> Select[Any]:
    """Of the fellows of a cohort those who match."""
    chosen = chosen.join(Fellow.person).where(Fellow.cohort_id == bindparam("cohort"))
    if searched:
        chosen = chosen.where(is_meant())
    if stands:
        chosen = chosen.where(_stands(stands))
    return chosen.where(needs(need)) if need else chosen


@cache
def _count(searched: bool, stands: Standing | None, need: Need | None) -> Select[tuple[int]]:
    return _narrowed(select(func.count()).select_from(Fellow), searched, stands, need)


def count(*, cohort_id: uuid.UUID, wanted: Filter) -> int:
    """How many fellows of a cohort match."""
    chosen = _count(bool(wanted.words), wanted.standing, wanted.need)
    return db.session.scalar(chosen, {"cohort": cohort_id, **wanted.asked}) or 0


@cache
def _listed(searched: bool, stands: Standing | None, need: Need | None) -> Select[Any]:
    total = _count(searched, stands, need).correlate(None).scalar_subquery()
    person = (Person.full_name, Person.signed_in_at)
    chosen = select(
        Fellow.id, Fellow.profession, Fellow.leaving, *person, Organisation.name, _invited_at(), is_proposed(), total
    )
    chosen = _narrowed(chosen, searched, stands, need).outerjoin(Fellow.host)
    chosen = chosen.order_by(Person.name_key, Fellow.id)
    return one_page(chosen)


def listed(*, cohort_id: uuid.UUID, wanted: Filter, page: int, size: int) -> tuple[list[ListedFellow], int]:
    """A page of the fellows of a cohort that match, by name, and how many match; a page past the end holds nobody."""
    chosen = _listed(bool(wanted.words), wanted.standing, wanted.need)
    asked = {"cohort": cohort_id, **page_of(page, size), **wanted.asked}
    rows = db.session.execute(chosen, asked).tuples().all()
    lines = [
        ListedFellow(key, name, profession, host, _standing(leaving, invited_at, named, signed_in_at), invited_at)
        for key, profession, leaving, name, signed_in_at, host, invited_at, named, _ in rows
    ]
    return lines, rows[0][-1] if rows else count(cohort_id=cohort_id, wanted=wanted)


def _standing(
    leaving: Leaving | None, invited_at: datetime | None, named: bool, signed_in_at: datetime | None
) -> Standing:
    left = leaving.value if leaving else None
    is_here = signed_in_at is not None
    return standing(left, has_role=invited_at is not None, is_proposed=named, has_signed_in=is_here)


def _given_role() -> Select[Any]:
    held = (GrantRow.person_id == Fellow.person_id, GrantRow.scope_id == Fellow.cohort_id)
    return (
        select(GrantRow.starts_at)
        .where(*held, GrantRow.role == Role.FELLOW)
        .order_by(GrantRow.starts_at.desc())
        .limit(1)
    )


def _invited_at() -> ScalarSelect[datetime]:
    return _given_role().scalar_subquery()


def _giver() -> ScalarSelect[str]:
    giver = aliased(Person)
    named = _given_role().outerjoin(giver, giver.id == GrantRow.given_by).with_only_columns(giver.full_name)
    return named.scalar_subquery()


@cache
def _lines(stands: Standing | None) -> Chosen:
    chosen = _narrowed(select(Fellow, is_proposed(), _invited_at(), _giver()), False, stands, None)
    chosen = chosen.options(contains_eager(Fellow.person), joinedload(Fellow.host))
    return chosen.order_by(Person.name_key, Fellow.id)


def _line(row: Fellow, named: bool, invited_at: datetime | None, giver: str | None) -> FellowLine:
    return FellowLine(row, _standing(row.leaving, invited_at, named, row.person.signed_in_at), invited_at, giver)


@cache
def _one() -> Chosen:
    return _lines(None).where(Fellow.id == bindparam("fellow"))


def line(*, cohort_id: uuid.UUID, fellow_id: uuid.UUID) -> FellowLine:
    """One fellow of a cohort that the caller may read.

    Raises:
        NotFound: the cohort has no such fellow.
    """
    found = db.session.execute(_one(), {"cohort": cohort_id, "fellow": fellow_id}).first()
    if found is None:
        raise NotFound
    return _line(*found)


def waiting_for(*, cohort_id: uuid.UUID, state: Standing) -> Sequence[Fellow]:
    """The first 200 fellows of a cohort who stand at `state`, by name."""
    return db.session.scalars(_lines(state).limit(MOST_TO_INVITE), {"cohort": cohort_id}).all()


def all_lines(*, cohort_id: uuid.UUID) -> Iterator[list[FellowLine]]:
    """Every fellow of a cohort, by name and some at a time, for a file; the database is read while they are taken."""
    with long_read() as session:
        everybody = session.execute(_lines(None), {"cohort": cohort_id}, execution_options={"yield_per": AT_ONCE})
        for some in everybody.partitions():
            yield [_line(*row) for row in some]


def later_cohorts(*, row: Fellow) -> Sequence[Cohort]:
    """The later cohorts of a fellow's programme, the next one first."""
    later = (Cohort.programme_id == row.cohort.programme_id, Cohort.starts_on > row.cohort.starts_on)
    return db.session.scalars(select(Cohort).where(*later).order_by(Cohort.starts_on, Cohort.name)).all()


def proposals_to_invite(*, cohort_id: uuid.UUID) -> Sequence[GrantProposal]:
    """The fellows of a cohort whom coordinators propose to invite and who have not left, by name."""
    named = (GrantProposal.scope_id == cohort_id, GrantProposal.role == Role.FELLOW)
    left = exists().where(
        Fellow.cohort_id == cohort_id, Fellow.person_id == GrantProposal.person_id, Fellow.left_on.is_not(None)
    )
    chosen = select(GrantProposal).join(GrantProposal.person).where(*named, ~left)
    chosen = chosen.options(contains_eager(GrantProposal.person), joinedload(GrantProposal.proposer))
    return db.session.scalars(chosen.order_by(Person.name_key, GrantProposal.id)).all()
