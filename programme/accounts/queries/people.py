"""Reading people and grants."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from programme.access.policy import Actor, Grant, Role, ScopeKind
from programme.accounts.models import GrantProposal, GrantRow, Person, Scope
from programme.accounts.queries.scopes import all_within, those_within
from programme.core import clock
from programme.core.db import db, table_of
from programme.core.errors import NotFound


def in_force() -> tuple[object, ...]:
    """The conditions under which a grant opens something now."""
    moment = clock.now()
    return (GrantRow.starts_at <= moment, or_(GrantRow.ends_at.is_(None), GrantRow.ends_at > moment))


# Asked in every request of who is signed in: made once, it is compiled once.
_GRANTS, _SCOPES = table_of(GrantRow), table_of(Scope)
_HELD = (
    select(_GRANTS.c.role, _GRANTS.c.scope_id, _SCOPES.c.kind)
    .join_from(_GRANTS, _SCOPES, _SCOPES.c.id == _GRANTS.c.scope_id)
    .where(_GRANTS.c.person_id == bindparam("person"), _GRANTS.c.starts_at <= bindparam("moment"))
    .where(or_(_GRANTS.c.ends_at.is_(None), _GRANTS.c.ends_at > bindparam("moment")))
)


def actor(*, person_id: uuid.UUID) -> Actor:
    """The person with the grants in force at this moment."""
    rows = db.session.execute(_HELD, {"person": person_id, "moment": clock.now()})
    return Actor(person_id, frozenset(Grant(row.role, row.scope_id, row.kind) for row in rows))


def person_by_email(*, email: str) -> Person | None:
    """The person with this address; for the door alone, before anybody is signed in."""
    return db.session.scalar(select(Person).where(Person.email == email))


def reachable_people(*, within: Collection[uuid.UUID] | None) -> Select[tuple[Person]]:
    """People with a grant, in force, ended or proposed, in one of `within` or in what lies there; None means all."""
    chosen = select(Person)
    return chosen if within is None else chosen.where(Person.id.in_(_reached(within)))


def _reached(within: Collection[uuid.UUID]) -> CompoundSelect[tuple[uuid.UUID]]:
    scopes = all_within(within).cte()
    held = select(GrantRow.person_id).join(scopes, scopes.c.id == GrantRow.scope_id)
    return held.union(select(GrantProposal.person_id).where(GrantProposal.scope_id.in_(select(scopes.c.id))))


def count_people(*, within: Collection[uuid.UUID] | None, words: str) -> int:
    """How many people within `within` (None: all) match `words`."""
    ids = _matching(within, words).with_only_columns(Person.id)
    counted = ids.subquery() if within is None or words else _reached(within).subquery()
    return db.session.scalar(select(func.count()).select_from(counted)) or 0


def people(*, within: Collection[uuid.UUID] | None, words: str, page: int, size: int) -> Sequence[Person]:
    """A page of the people within `within` (None: all) who match `words`, by name."""
    chosen = _matching(within, words).order_by(func.lower(Person.full_name), Person.id)
    return db.session.scalars(chosen.limit(size).offset((page - 1) * size)).all()


def _matching(within: Collection[uuid.UUID] | None, words: str) -> Select[tuple[Person]]:
    chosen = reachable_people(within=within)
    if words:
        chosen = chosen.where(
            or_(Person.full_name.icontains(words, autoescape=True), Person.email.icontains(words, autoescape=True))
        )
    return chosen


def person(*, person_id: uuid.UUID, within: Collection[uuid.UUID] | None) -> Person:
    """The person, if they have a grant or are proposed for one within `within` (None: anywhere).

    Raises:
        NotFound: no such person there.
    """
    chosen = select(Person).where(Person.id == person_id)
    if within is not None:
        held = select(GrantRow.scope_id).where(GrantRow.person_id == person_id)
        proposed = select(GrantProposal.scope_id).where(GrantProposal.person_id == person_id)
        theirs = select(held.union(proposed).subquery().c.scope_id)
        chosen = chosen.where(those_within(theirs, within).exists())
    found = db.session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A grant as a page shows it."""

    row: GrantRow
    is_in_force: bool
    giver: str | None


def grants_of(*, person_ids: Collection[uuid.UUID], within: Collection[uuid.UUID] | None) -> Sequence[HeldGrant]:
    """The grants of these people that lie within `within` (None: all), those in force first, then the newest first."""
    giver = select(Person.id, Person.full_name).subquery()
    chosen = (
        select(GrantRow, giver.c.full_name)
        .outerjoin(giver, giver.c.id == GrantRow.given_by)
        .where(GrantRow.person_id.in_(person_ids))
        .options(selectinload(GrantRow.scope))
    )
    if within is not None:
        theirs = select(GrantRow.scope_id).where(GrantRow.person_id.in_(person_ids))
        chosen = chosen.where(GrantRow.scope_id.in_(those_within(theirs, within)))
    moment = clock.now()
    rows = db.session.execute(chosen.order_by(GrantRow.starts_at.desc(), GrantRow.id))
    held = [
        HeldGrant(row, row.starts_at <= moment and (row.ends_at is None or row.ends_at > moment), name)
        for row, name in rows
    ]
    return sorted(held, key=lambda each: not each.is_in_force)


def roles_now(
    *, person_ids: Collection[uuid.UUID], within: Collection[uuid.UUID] | None
) -> Sequence[tuple[uuid.UUID, Role, ScopeKind, str]]:
    """Of these people, each role in force within `within` (None: all) with kind and name of where, the newest first."""
    chosen = (
        select(GrantRow.person_id, GrantRow.role, Scope.kind, Scope.name)
        .join(Scope, Scope.id == GrantRow.scope_id)
        .where(GrantRow.person_id.in_(person_ids), *in_force())  # type: ignore[arg-type]
    )
    if within is not None:
        theirs = select(GrantRow.scope_id).where(GrantRow.person_id.in_(person_ids))
        chosen = chosen.where(GrantRow.scope_id.in_(those_within(theirs, within)))
    return db.session.execute(chosen.order_by(GrantRow.starts_at.desc(), GrantRow.id)).tuples().all()


def grant(*, grant_id: uuid.UUID, person_id: uuid.UUID) -> GrantRow:
    """One grant of one person.

    Raises:
        NotFound: the person has no such grant.
    """
    found = db.session.scalar(select(GrantRow).where(GrantRow.id == grant_id, GrantRow.person_id == person_id))
    if found is None:
        raise NotFound
    return found


def proposals(*, within: Collection[uuid.UUID] | None, person_id: uuid.UUID | None = None) -> Sequence[GrantProposal]:
    """The proposals within `within` (None: all) on which a director decides, of one person or all, oldest first."""
    conditions: list[ColumnElement[bool]] = [GrantProposal.agreed_by.is_(None)]
    if person_id is not None:
        conditions.append(GrantProposal.person_id == person_id)
    chosen = select(GrantProposal).where(*conditions)
    if within is not None:
        here = those_within(select(GrantProposal.scope_id).where(*conditions), within)
        chosen = chosen.where(GrantProposal.scope_id.in_(here))
    chosen = chosen.options(
        joinedload(GrantProposal.person), joinedload(GrantProposal.proposer), joinedload(GrantProposal.scope)
    )
    return db.session.scalars(chosen.order_by(GrantProposal.proposed_at).limit(100)).all()


def proposal(*, proposal_id: uuid.UUID, person_id: uuid.UUID) -> GrantProposal:
    """One proposal for one person.

    Raises:
        NotFound: there is no such proposal for the person.
    """
    mine = (GrantProposal.id == proposal_id, GrantProposal.person_id == person_id)
    found = db.session.scalar(select(GrantProposal).where(*mine))
    if found is None:
        raise NotFound
    return found


def names(*, person_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Full names by id, for the people who did something that a page names."""
    rows = db.session.execute(select(Person.id, Person.full_name).where(Person.id.in_(person_ids)))
    return {row.id: row.full_name for row in rows}


def holders(*, role: Role, scopes: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """By scope, the full names of those who hold `role` there now."""
    rows = db.session.execute(
        select(GrantRow.scope_id, Person.full_name)
        .join(Person, Person.id == GrantRow.person_id)
        .where(GrantRow.role == role, GrantRow.scope_id.in_(scopes), *in_force())  # type: ignore[arg-type]
        .order_by(Person.full_name)
    )
    found: dict[uuid.UUID, list[str]] = {}
    for scope_id, name in rows:
        found.setdefault(scope_id, []).append(name)
    return found


def grants_in(*, scopes: Collection[uuid.UUID], roles: Collection[Role]) -> Sequence[HeldGrant]:
    """The grants of `roles` in force in one of `scopes`, with person and scope, the oldest first."""
    giver = select(Person.id, Person.full_name).subquery()
    chosen = (
        select(GrantRow, giver.c.full_name)
        .outerjoin(giver, giver.c.id == GrantRow.given_by)
        .where(GrantRow.scope_id.in_(list(scopes)), GrantRow.role.in_(list(roles)), *in_force())  # type: ignore[arg-type]
        .options(joinedload(GrantRow.person), joinedload(GrantRow.scope))
        .order_by(GrantRow.starts_at, GrantRow.id)
    )
    return [HeldGrant(row, True, name) for row, name in db.session.execute(chosen)]
