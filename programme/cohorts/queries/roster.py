"""Reading a cohort's fellows for its team: the list with its filters, who supports each, and who waits for what."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, not_, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from programme.access.policy import RELATIONS, Role
from programme.accounts.models import GrantProposal, GrantRow, Person
from programme.accounts.queries import in_force
from programme.cohorts.models import Cohort, Fellow
from programme.cohorts.queries.fellows import has_role, there_is
from programme.cohorts.rules.standing import Need, Standing, standing
from programme.core import clock
from programme.core.db import db, long_read

MOST_TO_INVITE = 200
AT_ONCE = 500
Ids = Collection[uuid.UUID] | Select[tuple[uuid.UUID]]
Chosen = Select[tuple[Fellow, bool, bool, datetime]]


@dataclass(frozen=True, slots=True)
class FellowLine:
    """A fellow as a list shows them; `invited_at` is when a director gave them the role."""

    row: Fellow
    standing: Standing
    invited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Supporter:
    """Somebody who supports a fellow, did so, or is proposed to. A proposal has no start; `giver` agreed to it.

    Only a proposal says who made it and when.
    """

    person: Person
    role: Role
    giver: str | None
    since: datetime | None = None
    until: datetime | None = None
    grant_id: uuid.UUID | None = None
    proposal_id: uuid.UUID | None = None
    is_agreed: bool = False
    proposer: str | None = None
    proposed_at: datetime | None = None


def is_proposed() -> ColumnElement[bool]:
    """The condition that a coordinator has proposed to invite the fellow."""
    named = (GrantProposal.person_id == Fellow.person_id, GrantProposal.scope_id == Fellow.cohort_id)
    return there_is(select(GrantProposal.id).where(*named, GrantProposal.role == Role.FELLOW))


def _has_mentor() -> ColumnElement[bool]:
    held = (GrantRow.scope_id == Fellow.id, GrantRow.role == Role.MENTOR)
    named = (GrantProposal.scope_id == Fellow.id, GrantProposal.role == Role.MENTOR)
    given = select(GrantRow.id).where(*held, *in_force())  # type: ignore[arg-type]
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


def _matching(cohort_id: uuid.UUID, wanted: Filter) -> Chosen:
    chosen = (
        select(Fellow, has_role(), is_proposed(), _invited_at())
        .join(Fellow.person)
        .where(Fellow.cohort_id == cohort_id)
    )
    if wanted.words:
        found = (each.icontains(wanted.words, autoescape=True) for each in (Person.full_name, Person.email))
        chosen = chosen.where(or_(*found))
    if wanted.standing:
        chosen = chosen.where(_stands(wanted.standing))
    return chosen.where(needs(wanted.need)) if wanted.need else chosen


def count(*, cohort_id: uuid.UUID, wanted: Filter) -> int:
    """How many fellows of a cohort match."""
    ids = _matching(cohort_id, wanted).with_only_columns(Fellow.id).subquery()
    return db.session.scalar(select(func.count()).select_from(ids)) or 0


def lines(*, cohort_id: uuid.UUID, wanted: Filter, page: int, size: int) -> list[FellowLine]:
    """A page of the fellows of a cohort that match, by name."""
    ordered = _by_name(_matching(cohort_id, wanted))
    return [_line(*row) for row in db.session.execute(ordered.limit(size).offset((page - 1) * size))]


def _by_name(chosen: Chosen) -> Chosen:
    chosen = chosen.options(contains_eager(Fellow.person), joinedload(Fellow.host))
    return chosen.order_by(func.lower(Person.full_name), Fellow.id)


def _invited_at() -> ScalarSelect[datetime]:
    held = (GrantRow.person_id == Fellow.person_id, GrantRow.scope_id == Fellow.cohort_id)
    return select(func.max(GrantRow.starts_at)).where(*held, GrantRow.role == Role.FELLOW).scalar_subquery()


def _line(row: Fellow, holds: bool, named: bool, invited_at: datetime | None = None) -> FellowLine:
    here = row.person.signed_in_at is not None
    leaving = row.leaving.value if row.leaving else None
    stands = standing(leaving, has_role=holds, is_proposed=named, has_signed_in=here)
    return FellowLine(row, stands, invited_at)


def standing_of(*, row: Fellow) -> Standing:
    """Where one fellow stands."""
    chosen = select(has_role(), is_proposed()).select_from(Fellow).where(Fellow.id == row.id)
    holds, named = db.session.execute(chosen).one()
    return _line(row, holds, named).standing


def waiting_for(*, cohort_id: uuid.UUID, state: Standing) -> Sequence[Fellow]:
    """The first 200 fellows of a cohort who stand at `state`, by name."""
    return [line.row for line in lines(cohort_id=cohort_id, wanted=Filter("", state), page=1, size=MOST_TO_INVITE)]


def all_lines(*, cohort_id: uuid.UUID) -> Iterator[list[FellowLine]]:
    """Every fellow of a cohort, by name and some at a time, for a file; the database is read while they are taken."""
    everybody = _by_name(_matching(cohort_id, Filter())).execution_options(yield_per=AT_ONCE)
    with long_read() as session:
        for some in session.execute(everybody).partitions():
            yield [_line(*row) for row in some]


def mentors_of(*, fellow_ids: Ids) -> dict[uuid.UUID, list[Supporter]]:
    """By fellow, the mentors in force and proposed; the one in force first."""
    found = supporters(fellow_ids=fellow_ids)
    return {key: [each for each in those if each.role is Role.MENTOR] for key, those in found.items()}


def supporters(*, fellow_ids: Ids, ended: bool = False) -> dict[uuid.UUID, list[Supporter]]:
    """By fellow, who supports them and who is proposed to; with `ended` also who did."""
    found: dict[uuid.UUID, list[Supporter]] = {}
    for scope_id, each in (*_given(fellow_ids, ended), *_offered(fellow_ids)):
        found.setdefault(scope_id, []).append(each)
    return found


def _given(fellow_ids: Ids, ended: bool) -> list[tuple[uuid.UUID, Supporter]]:
    giver = aliased(Person)
    chosen = (
        select(GrantRow, giver.full_name)
        .join(GrantRow.person)
        .outerjoin(giver, giver.id == GrantRow.given_by)
        .where(GrantRow.scope_id.in_(fellow_ids), GrantRow.role.in_(RELATIONS))
        .options(contains_eager(GrantRow.person))
        .order_by(GrantRow.starts_at, GrantRow.id)
    )
    moment = clock.now()
    return [
        (row.scope_id, Supporter(row.person, row.role, name, row.starts_at, row.ends_at, grant_id=row.id))
        for row, name in db.session.execute(chosen)
        if ended or row.ends_at is None or row.ends_at > moment
    ]


def _offered(fellow_ids: Ids) -> list[tuple[uuid.UUID, Supporter]]:
    giver, proposer = aliased(Person), aliased(Person)
    chosen = (
        select(GrantProposal, giver.full_name, proposer.full_name)
        .join(GrantProposal.person)
        .outerjoin(giver, giver.id == GrantProposal.agreed_by)
        .outerjoin(proposer, proposer.id == GrantProposal.proposed_by)
        .where(GrantProposal.scope_id.in_(fellow_ids), GrantProposal.role.in_(RELATIONS))
        .options(contains_eager(GrantProposal.person))
        .order_by(GrantProposal.proposed_at, GrantProposal.id)
    )
    return [(row.scope_id, _proposed(row, name, by)) for row, name, by in db.session.execute(chosen)]


def _proposed(row: GrantProposal, giver: str | None, proposer: str | None) -> Supporter:
    return Supporter(
        row.person,
        row.role,
        giver,
        proposal_id=row.id,
        is_agreed=row.agreed_by is not None,
        proposer=proposer,
        proposed_at=row.proposed_at,
    )


def role_given(*, row: Fellow) -> tuple[datetime, str | None] | None:
    """Since when a fellow holds the role in the cohort and who gave it; None if nobody has yet."""
    giver = aliased(Person)
    chosen = (
        select(GrantRow.starts_at, giver.full_name)
        .outerjoin(giver, giver.id == GrantRow.given_by)
        .where(GrantRow.person_id == row.person_id, GrantRow.scope_id == row.cohort_id, GrantRow.role == Role.FELLOW)
    )
    found = db.session.execute(chosen).first()
    return None if found is None else (found.starts_at, found.full_name)


def later_cohorts(*, row: Fellow) -> Sequence[Cohort]:
    """The later cohorts of a fellow's programme, the next one first."""
    later = (Cohort.programme_id == row.cohort.programme_id, Cohort.starts_on > row.cohort.starts_on)
    return db.session.scalars(select(Cohort).where(*later).order_by(Cohort.starts_on, Cohort.name)).all()


def proposals_to_invite(*, cohort_id: uuid.UUID) -> Sequence[GrantProposal]:
    """The fellows of a cohort whom coordinators propose to invite, by name."""
    named = (GrantProposal.scope_id == cohort_id, GrantProposal.role == Role.FELLOW)
    chosen = select(GrantProposal).join(GrantProposal.person).where(*named)
    chosen = chosen.options(contains_eager(GrantProposal.person), joinedload(GrantProposal.proposer))
    return db.session.scalars(chosen.order_by(func.lower(Person.full_name), GrantProposal.id)).all()
