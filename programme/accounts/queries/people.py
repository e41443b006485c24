"""Reading people, scopes and grants."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from programme.access.policy import Actor, Facts, Grant, Role, ScopeKind
from programme.accounts.models import GrantProposal, GrantRow, Person, Scope, ScopeTie
from programme.core import clock
from programme.core.db import db
from programme.core.errors import NotFound

_ABOVE = union_all(
    select(Scope.id.label("lower"), Scope.parent_id.label("upper")).where(Scope.parent_id.is_not(None)),
    select(ScopeTie.scope_id, ScopeTie.within_id),
).subquery("above")


def in_force() -> tuple[object, ...]:
    """The conditions under which a grant opens something now."""
    moment = clock.now()
    return (GrantRow.starts_at <= moment, or_(GrantRow.ends_at.is_(None), GrantRow.ends_at > moment))


def actor(*, person_id: uuid.UUID) -> Actor:
    """The person with the grants in force at this moment."""
    rows = db.session.execute(
        select(GrantRow.role, GrantRow.scope_id, Scope.kind)
        .join(Scope, Scope.id == GrantRow.scope_id)
        .where(GrantRow.person_id == person_id, *in_force())  # type: ignore[arg-type]
    )
    return Actor(person_id, frozenset(Grant(row.role, row.scope_id, row.kind) for row in rows))


def scope_facts(*, scope_id: uuid.UUID, kind: ScopeKind) -> Facts:
    """The scope with all that contain it.

    Raises:
        NotFound: there is no such scope of that kind.
    """
    start = select(Scope.id).where(Scope.id == scope_id, Scope.kind == kind).cte(recursive=True)
    upwards = select(_ABOVE.c.upper).join(start, start.c.id == _ABOVE.c.lower)
    found = frozenset(db.session.scalars(select(start.union(upwards).c.id)))
    if not found:
        raise NotFound
    return Facts(scopes=found)


def facts_of_any(*, scope_id: uuid.UUID) -> Facts:
    """The facts of a scope of any kind, for somebody whose reach has been checked.

    Raises:
        NotFound: there is no such scope.
    """
    kind = db.session.scalar(select(Scope.kind).where(Scope.id == scope_id))
    if kind is None:
        raise NotFound
    return scope_facts(scope_id=scope_id, kind=kind)


def scopes_within(*, scope_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Scope]:
    """These scopes and all that lie within them, by id."""
    start = select(Scope.id).where(Scope.id.in_(scope_ids)).cte(recursive=True)
    downwards = select(_ABOVE.c.lower).join(start, start.c.id == _ABOVE.c.upper)
    rows = db.session.scalars(select(Scope).where(Scope.id.in_(select(start.union(downwards).c.id))))
    return {row.id: row for row in rows}


def scopes_of_kind(*, kind: ScopeKind) -> dict[uuid.UUID, Scope]:
    """All scopes of one kind, by id; for administrators."""
    return {row.id: row for row in db.session.scalars(select(Scope).where(Scope.kind == kind))}


def person_by_email(*, email: str) -> Person | None:
    """The person with this address; for the door alone, before anybody is signed in."""
    return db.session.scalar(select(Person).where(Person.email == email))


def reachable_people(*, scopes: Collection[uuid.UUID] | None) -> Select[tuple[Person]]:
    """People with a grant, in force, ended or proposed, in one of `scopes`; None means all of the installation."""
    chosen = select(Person)
    if scopes is None:
        return chosen
    held = select(GrantRow.person_id).where(GrantRow.scope_id.in_(list(scopes)))
    proposed = select(GrantProposal.person_id).where(GrantProposal.scope_id.in_(list(scopes)))
    return chosen.where(Person.id.in_(held.union(proposed)))


def count_people(*, scopes: Collection[uuid.UUID] | None, words: str) -> int:
    """How many people of `scopes` match `words`."""
    return db.session.scalar(select(func.count()).select_from(_matching(scopes, words).subquery())) or 0


def people(*, scopes: Collection[uuid.UUID] | None, words: str, page: int, size: int) -> Sequence[Person]:
    """A page of the people of `scopes` who match `words`, by name."""
    chosen = _matching(scopes, words).order_by(func.lower(Person.full_name), Person.id)
    return db.session.scalars(chosen.limit(size).offset((page - 1) * size)).all()


def _matching(scopes: Collection[uuid.UUID] | None, words: str) -> Select[tuple[Person]]:
    chosen = reachable_people(scopes=scopes)
    if words:
        chosen = chosen.where(
            or_(Person.full_name.icontains(words, autoescape=True), Person.email.icontains(words, autoescape=True))
        )
    return chosen


def person(*, person_id: uuid.UUID, scopes: Collection[uuid.UUID] | None) -> Person:
    """The person, if they are among the people of `scopes`.

    Raises:
        NotFound: no such person there.
    """
    found = db.session.scalar(reachable_people(scopes=scopes).where(Person.id == person_id))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """A grant as a page shows it."""

    row: GrantRow
    is_in_force: bool
    giver: str | None


def grants_of(*, person_ids: Collection[uuid.UUID], scopes: Collection[uuid.UUID] | None) -> Sequence[HeldGrant]:
    """The grants of these people that lie in `scopes` (None: all), those in force first, then the newest first."""
    giver = select(Person.id, Person.full_name).subquery()
    chosen = (
        select(GrantRow, giver.c.full_name)
        .outerjoin(giver, giver.c.id == GrantRow.given_by)
        .where(GrantRow.person_id.in_(person_ids))
        .options(selectinload(GrantRow.scope))
    )
    if scopes is not None:
        chosen = chosen.where(GrantRow.scope_id.in_(list(scopes)))
    moment = clock.now()
    rows = db.session.execute(chosen.order_by(GrantRow.starts_at.desc(), GrantRow.id))
    held = [
        HeldGrant(row, row.starts_at <= moment and (row.ends_at is None or row.ends_at > moment), name)
        for row, name in rows
    ]
    return sorted(held, key=lambda each: not each.is_in_force)


def grant(*, grant_id: uuid.UUID, person_id: uuid.UUID) -> GrantRow:
    """One grant of one person.

    Raises:
        NotFound: the person has no such grant.
    """
    found = db.session.scalar(select(GrantRow).where(GrantRow.id == grant_id, GrantRow.person_id == person_id))
    if found is None:
        raise NotFound
    return found


def scope_names(*, scope_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What these scopes are called, by id; the installation itself has no name to show."""
    rows = db.session.execute(
        select(Scope.id, Scope.name).where(Scope.id.in_(scope_ids), Scope.kind != ScopeKind.INSTALLATION)
    )
    return {row.id: row.name for row in rows}


def proposals(*, scopes: Collection[uuid.UUID] | None, person_id: uuid.UUID | None = None) -> Sequence[GrantProposal]:
    """The proposals in `scopes` (None: all) on which a director decides, of one person or everybody, oldest first."""
    chosen = select(GrantProposal).where(GrantProposal.agreed_by.is_(None))
    chosen = chosen.options(
        joinedload(GrantProposal.person), joinedload(GrantProposal.proposer), joinedload(GrantProposal.scope)
    )
    if scopes is not None:
        chosen = chosen.where(GrantProposal.scope_id.in_(list(scopes)))
    if person_id is not None:
        chosen = chosen.where(GrantProposal.person_id == person_id)
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
