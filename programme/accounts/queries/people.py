"""Reading people and grants."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from programme.access.policy import Actor, Grant, Role, ScopeKind
from programme.accounts.models import GrantProposal, GrantRow, Person, Reach, Scope
from programme.accounts.queries.scopes import WITHIN, lies_within, names_of_scopes
from programme.core import clock
from programme.core.db import db
from programme.core.errors import NotFound

MOST_PROPOSALS = 100


def in_force() -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a grant opens something now."""
    return in_force_at(clock.now())


def in_force_at(moment: Any) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a grant opens something at `moment`, which may be a `bindparam`."""
    return (GrantRow.starts_at <= moment, or_(GrantRow.ends_at.is_(None), GrantRow.ends_at > moment))


MOMENT = bindparam("moment", type_=GrantRow.starts_at.type)


@cache
def _held() -> Select[tuple[Role, uuid.UUID, ScopeKind]]:
    chosen = select(GrantRow.role, GrantRow.scope_id, Scope.kind).join(Scope, Scope.id == GrantRow.scope_id)
    return chosen.where(GrantRow.person_id == bindparam("person"), *in_force_at(MOMENT))


def actor(*, person_id: uuid.UUID) -> Actor:
    """The person with the grants in force at this moment."""
    rows = db.session.execute(_held(), {"person": person_id, "moment": clock.now()}).tuples()
    return Actor(person_id, frozenset(Grant(*row) for row in rows))


@cache
def _signed_in() -> Select[tuple[Person, Role, uuid.UUID, ScopeKind]]:
    held = GrantRow.person_id == Person.id
    chosen = select(Person, GrantRow.role, GrantRow.scope_id, Scope.kind)
    chosen = chosen.outerjoin(GrantRow, and_(held, *in_force_at(MOMENT)))
    return chosen.outerjoin(Scope, Scope.id == GrantRow.scope_id).where(Person.id == bindparam("person"))


def signed_in(*, person_id: uuid.UUID) -> tuple[Person, Actor] | None:
    """Somebody with the grants in force at this moment, read at once: every request asks for both; None: nobody."""
    rows = db.session.execute(_signed_in(), {"person": person_id, "moment": clock.now()}).tuples().all()
    if not rows:
        return None
    held = frozenset(Grant(role, scope_id, kind) for _, role, scope_id, kind in rows if role)
    return rows[0][0], Actor(person_id, held)


def person_by_email(*, email: str) -> Person | None:
    """The person with this address; for the door alone, before anybody is signed in."""
    return db.session.scalar(select(Person).where(Person.email == email))


def person(*, person_id: uuid.UUID, within: Collection[uuid.UUID] | None) -> Person:
    """The person, if they have a grant or are proposed for one within `within` (None: anywhere).

    Raises:
        NotFound: no such person there.
    """
    found = db.session.scalar(_person(within is None), {"person": person_id, "within": list(within or ())})
    if found is None:
        raise NotFound
    return found


@cache
def _person(everywhere: bool) -> Select[tuple[Person]]:
    asked: BindParameter[uuid.UUID] = bindparam("person")
    chosen = select(Person).where(Person.id == asked)
    if everywhere:
        return chosen
    return chosen.where(select(Reach.person_id).where(Reach.person_id == asked, Reach.within_id.in_(WITHIN)).exists())


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A grant as a page shows it."""

    row: GrantRow
    is_in_force: bool
    giver: str | None


def grants_of(*, person_ids: Collection[uuid.UUID], within: Collection[uuid.UUID] | None) -> Sequence[HeldGrant]:
    """The grants of these people that lie within `within` (None: all), those in force first, then the newest first."""
    asked: dict[str, object] = {"people": list(person_ids), "within": list(within or ())}
    moment = clock.now()
    held = [
        HeldGrant(row, row.starts_at <= moment and (row.ends_at is None or row.ends_at > moment), name)
        for row, name in db.session.execute(_grants_of(within is None), asked)
    ]
    return sorted(held, key=lambda each: not each.is_in_force)


@cache
def _grants_of(everywhere: bool) -> Select[tuple[GrantRow, str]]:
    giver = select(Person.id, Person.full_name).subquery()
    chosen = select(GrantRow, giver.c.full_name).outerjoin(giver, giver.c.id == GrantRow.given_by)
    chosen = chosen.options(contains_eager(GrantRow.scope)).join(GrantRow.scope)
    return _theirs(chosen, everywhere)


def _theirs(chosen: Select[Any], everywhere: bool) -> Select[Any]:
    """Of the grants those of `people`, and unless `everywhere` those within `within`; the newest first."""
    asked = GrantRow.person_id.in_(bindparam("people", expanding=True))
    if not everywhere:
        chosen = chosen.where(lies_within(GrantRow.scope_id, WITHIN))
    return chosen.where(asked).order_by(GrantRow.starts_at.desc(), GrantRow.id)


def roles_now(
    *, person_ids: Collection[uuid.UUID], within: Collection[uuid.UUID] | None
) -> Sequence[tuple[uuid.UUID, Role, ScopeKind, str]]:
    """Of these people, each role in force within `within` (None: all) with kind and name of where, the newest first."""
    asked = {"people": list(person_ids), "within": list(within or ()), "moment": clock.now()}
    return db.session.execute(_roles_now(within is None), asked).tuples().all()


@cache
def _roles_now(everywhere: bool) -> Select[tuple[uuid.UUID, Role, ScopeKind, str]]:
    chosen = select(GrantRow.person_id, GrantRow.role, Scope.kind, Scope.name)
    chosen = chosen.join(Scope, Scope.id == GrantRow.scope_id).where(*in_force_at(MOMENT))
    return _theirs(chosen, everywhere)


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
    asked = {"within": list(within or ()), "person": person_id}
    return db.session.scalars(_proposals(within is None, person_id is None), asked).all()


@cache
def _proposals(everywhere: bool, of_all: bool) -> Select[tuple[GrantProposal]]:
    chosen = select(GrantProposal).where(GrantProposal.agreed_by.is_(None))
    if not of_all:
        chosen = chosen.where(GrantProposal.person_id == bindparam("person"))
    if not everywhere:
        chosen = chosen.where(lies_within(GrantProposal.scope_id, WITHIN))
    # On most days there is none, and then whom and where is not asked for.
    named = (GrantProposal.person, GrantProposal.proposer, GrantProposal.scope)
    chosen = chosen.options(*(selectinload(each) for each in named))
    return chosen.order_by(GrantProposal.proposed_at).limit(MOST_PROPOSALS)


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
    return dict(db.session.execute(_names(), {"ids": list(person_ids)}).tuples().all())


@cache
def _names() -> Select[tuple[uuid.UUID, str]]:
    return select(Person.id, Person.full_name).where(Person.id.in_(bindparam("ids", expanding=True)))


def names_of_any(*, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names by id, of people and of scopes."""
    return dict(db.session.execute(_names_of_any(), {"ids": list(ids)}).tuples().all())


@cache
def _names_of_any() -> CompoundSelect[tuple[uuid.UUID, str]]:
    return _names().union_all(names_of_scopes())


def holders(*, role: Role, scopes: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """By scope, the full names of those who hold `role` there now."""
    rows = db.session.execute(_holders(), {"role": role, "scopes": list(scopes), "moment": clock.now()}).tuples()
    found: dict[uuid.UUID, list[str]] = {}
    for scope_id, name in rows:
        found.setdefault(scope_id, []).append(name)
    return found


@cache
def _holders() -> Select[tuple[uuid.UUID, str]]:
    chosen = select(GrantRow.scope_id, Person.full_name).join(Person, Person.id == GrantRow.person_id)
    held = (GrantRow.role == bindparam("role"), GrantRow.scope_id.in_(bindparam("scopes", expanding=True)))
    return chosen.where(*held, *in_force_at(MOMENT)).order_by(Person.name_key)


def grants_in(*, scopes: Collection[uuid.UUID], roles: Collection[Role]) -> Sequence[HeldGrant]:
    """The grants of `roles` in force in one of `scopes`, with person and scope, the oldest first."""
    asked = {"scopes": list(scopes), "roles": list(roles), "moment": clock.now()}
    return [HeldGrant(row, True, name) for row, name in db.session.execute(_grants_in(), asked)]


@cache
def _grants_in() -> Select[tuple[GrantRow, str]]:
    giver = select(Person.id, Person.full_name).subquery()
    chosen = select(GrantRow, giver.c.full_name).outerjoin(giver, giver.c.id == GrantRow.given_by)
    asked = GrantRow.scope_id.in_(bindparam("scopes", expanding=True))
    chosen = chosen.where(asked, GrantRow.role.in_(bindparam("roles", expanding=True)), *in_force_at(MOMENT))
    chosen = chosen.options(joinedload(GrantRow.person), joinedload(GrantRow.scope))
    return chosen.order_by(GrantRow.starts_at, GrantRow.id)
