"""Reading relations: roles with one fellow, in force or proposed."""

import uuid
from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from programme.access.policy import RELATIONS
from programme.accounts.models import GrantProposal, GrantRow, Scope
from programme.accounts.queries.people import in_force
from programme.accounts.queries.scopes import lies_within
from programme.core.db import db
from programme.core.errors import NotFound


def proposal(*, fellow_id: uuid.UUID, proposal_id: uuid.UUID) -> GrantProposal:
    """Somebody proposed to support this fellow.

    Raises:
        NotFound: nobody is proposed to them by this id.
    """
    mine = (GrantProposal.id == proposal_id, GrantProposal.scope_id == fellow_id, GrantProposal.role.in_(RELATIONS))
    found = db.session.scalar(select(GrantProposal).where(*mine))
    if found is None:
        raise NotFound
    return found


def relation(*, fellow_id: uuid.UUID, grant_id: uuid.UUID) -> GrantRow:
    """A relation in force with this fellow.

    Raises:
        NotFound: they have none by this id.
    """
    mine = (GrantRow.id == grant_id, GrantRow.scope_id == fellow_id, GrantRow.role.in_(RELATIONS))
    found = db.session.scalar(select(GrantRow).where(*mine, *in_force()))
    if found is None:
        raise NotFound
    return found


def offered_to(*, person_id: uuid.UUID) -> Sequence[GrantProposal]:
    """Who waits for this fellow's answer, over all of their years, the oldest first; a director has agreed to each."""
    return db.session.scalars(_offered(), {"person": person_id}).all()


@cache
def _offered() -> Select[tuple[GrantProposal]]:
    chosen = select(GrantProposal).join(GrantProposal.scope).where(Scope.person_id == bindparam("person"))
    chosen = chosen.where(GrantProposal.agreed_by.is_not(None), GrantProposal.role.in_(RELATIONS))
    chosen = chosen.options(selectinload(GrantProposal.scope), selectinload(GrantProposal.person))
    return chosen.order_by(GrantProposal.proposed_at, GrantProposal.id)


def answerable(*, proposal_id: uuid.UUID) -> GrantProposal:
    """A proposed relation that waits for its fellow's answer.

    Raises:
        NotFound: there is none by this id, or no director has agreed to it yet.
    """
    mine = (GrantProposal.id == proposal_id, GrantProposal.role.in_(RELATIONS), GrantProposal.agreed_by.is_not(None))
    chosen = select(GrantProposal).where(*mine)
    found = db.session.scalar(chosen.options(joinedload(GrantProposal.scope), joinedload(GrantProposal.person)))
    if found is None or found.scope.person_id is None:
        raise NotFound
    return found


def supported_by(
    *, person_id: uuid.UUID, within: Collection[uuid.UUID]
) -> tuple[Sequence[GrantRow], Sequence[GrantProposal]]:
    """The relations of a person with the fellows within `within`: those in force, and those that are proposed."""
    held = select(GrantRow).join(GrantRow.scope).where(GrantRow.person_id == person_id, GrantRow.role.in_(RELATIONS))
    held = held.where(lies_within(GrantRow.scope_id, within), *in_force()).options(contains_eager(GrantRow.scope))
    named = select(GrantProposal).join(GrantProposal.scope).where(GrantProposal.person_id == person_id)
    named = named.where(GrantProposal.role.in_(RELATIONS), lies_within(GrantProposal.scope_id, within))
    named = named.options(contains_eager(GrantProposal.scope))
    return (
        db.session.scalars(held.order_by(Scope.name, GrantRow.id)).all(),
        db.session.scalars(named.order_by(Scope.name, GrantProposal.id)).all(),
    )
