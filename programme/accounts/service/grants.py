"""Writes about roles: giving, proposing and ending them."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select

from programme.access.policy import LASTING, RELATIONS, Actor, Facts, Role, may_give, may_propose
from programme.accounts import queries
from programme.accounts.mail import INVITATION
from programme.accounts.models import GrantProposal, GrantRow, Person, PersonState, Scope
from programme.accounts.service.turns import reread, take_turn
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db
from programme.core.errors import DomainError, NotFound
from programme.core.mail import outbox
from programme.core.mail.models import MailState

REASON_NOT_GIVABLE = "You cannot give this role here."
DECIDED = "Somebody has decided on this already."


def give_grant(
    actor: Actor, person: Person, role: Role, scope_id: uuid.UUID, facts: Facts, *, ends_at: datetime | None = None
) -> GrantRow:
    """Give `person` a role in a scope that lies in `facts`.

    Raises:
        DomainError: the actor may not give it, it would be to themselves, or the person holds it already.
    """
    take_turn()
    refuse_gone(person)
    return _give(actor, person, role, scope_id, facts, ends_at)


def _give(
    actor: Actor, person: Person, role: Role, scope_id: uuid.UUID, facts: Facts, ends_at: datetime | None
) -> GrantRow:
    kind = db.session.scalar(select(Scope.kind).where(Scope.id == scope_id))
    if kind is None:
        raise NotFound
    if person.id == actor.person_id:
        raise DomainError("You cannot give a role to yourself. Ask somebody else who may give it.", "role")
    if not may_give(actor, role, kind, facts, person.id):
        raise DomainError(REASON_NOT_GIVABLE, "role")
    if role in RELATIONS:
        raise DomainError("Whom it is about accepts this role on screen. Name the person on the fellow's page.", "role")
    return add_grant(person, role, scope_id, ends_at=ends_at, by=actor.person_id)


def propose_grant(
    actor: Actor, person: Person, role: Role, scope_id: uuid.UUID, facts: Facts, *, ends_at: datetime | None = None
) -> GrantProposal:
    """Propose a role for `person` in a scope that lies in `facts`.

    Raises:
        DomainError: the actor may not propose it, or it is held or proposed already.
    """
    take_turn()
    refuse_gone(person)
    kind = db.session.scalar(select(Scope.kind).where(Scope.id == scope_id))
    if kind is None or not may_propose(actor, role, kind, facts, person.id):
        raise DomainError("You cannot propose this role here.", "role")
    refuse_held(person, role, scope_id)
    mine = (GrantProposal.person_id == person.id, GrantProposal.role == role, GrantProposal.scope_id == scope_id)
    if db.session.scalar(select(GrantProposal.id).where(*mine)):
        raise DomainError("This role is proposed already. A director decides.", "role")
    row = GrantProposal(
        person_id=person.id,
        role=role,
        scope_id=scope_id,
        ends_at=ends_at,
        proposed_at=clock.now(),
        proposed_by=actor.person_id,
    )
    db.session.add(row)
    db.session.flush()
    record_grant("grant proposed", row, actor.person_id)
    return row


def accept_proposal(actor: Actor, row: GrantProposal, facts: Facts) -> GrantRow:
    """Give what was proposed; somebody new is invited now.

    Raises:
        DomainError: the actor may not give it, or somebody has decided on it.
    """
    take_turn()
    reread(GrantProposal, row.id, DECIDED)
    given = _give(actor, row.person, row.role, row.scope_id, facts, row.ends_at)
    invite_once(row.person)
    db.session.delete(row)
    db.session.flush()
    return given


def invite_once(person: Person) -> None:
    """Send an invitation to somebody who has no password; not while one is on its way or has arrived.

    One that was asked for too early, before they held a role, was not sent and does not count.
    """
    if person.state is not PersonState.INVITED:
        return
    mail = outbox.latest(INVITATION, person.id)
    if mail is None or mail.state is MailState.NOT_NEEDED:
        outbox.post(INVITATION, recipient=person.email, subject_id=person.id)


def decline_proposal(actor: Actor, row: GrantProposal, facts: Facts) -> None:
    """Put a proposal away, and with it somebody who is here for that proposal alone.

    Raises:
        DomainError: the actor could not give it either, or somebody has decided on it.
    """
    take_turn()
    reread(GrantProposal, row.id, DECIDED)
    if not may_give(actor, row.role, row.scope.kind, facts, row.person_id):
        raise DomainError("You cannot decide on this role.")
    put_away(row, "grant declined", actor.person_id)


def put_away(row: GrantProposal, action: str, by: uuid.UUID) -> None:
    """Delete a proposal, and with it somebody who is here for that proposal alone."""
    person = row.person
    db.session.delete(row)
    db.session.flush()
    forget_if_nobody(person)
    record_grant(action, row, by)


def forget_if_nobody(person: Person) -> None:
    """Delete somebody who never signed in and has neither a role, nor a proposed one, nor a year as a fellow."""
    if person.state is PersonState.INVITED and not _has_a_role_in_sight(person):
        db.session.delete(person)
        db.session.flush()


def _has_a_role_in_sight(person: Person) -> bool:
    given = select(GrantRow.id).where(GrantRow.person_id == person.id)
    proposed = select(GrantProposal.id).where(GrantProposal.person_id == person.id)
    years = select(Scope.id).where(Scope.person_id == person.id)
    return db.session.scalar(given.union(proposed, years).limit(1)) is not None


def end_grant(actor: Actor, row: GrantRow, facts: Facts) -> None:
    """End a grant now.

    Raises:
        DomainError: the actor may not end it, or it has ended.
    """
    if not may_give(actor, row.role, row.scope.kind, facts, row.person_id):
        raise DomainError("You cannot end this role. Ask somebody else who may give it.")
    if row.role in LASTING:
        raise DomainError("This role never ends: what is theirs stays theirs. Record instead that the fellow left.")
    take_turn()
    reread(GrantRow, row.id, "This role is no longer here.")
    moment = clock.now()
    if row.ends_at is not None and row.ends_at <= moment:
        raise DomainError("This role has ended already.")
    row.ends_at, row.ended_by = max(moment, row.starts_at), actor.person_id
    record_grant("grant ended", row, actor.person_id)


def add_grant(
    person: Person, role: Role, scope_id: uuid.UUID, *, ends_at: datetime | None, by: uuid.UUID | None
) -> GrantRow:
    """Write a grant that starts now; whether `by` may give it has been decided, and it is the caller's turn.

    Raises:
        DomainError: the person holds the role here, or its end is not in the future.
    """
    refuse_held(person, role, scope_id)
    moment = clock.now()
    if ends_at is not None and ends_at <= moment + timedelta(minutes=1):
        raise DomainError("The end must be in the future", "ends_on")
    row = GrantRow(person_id=person.id, role=role, scope_id=scope_id, starts_at=moment, ends_at=ends_at, given_by=by)
    db.session.add(row)
    db.session.flush()
    record_grant("grant given", row, by)
    return row


def refuse_gone(person: Person) -> None:
    """Stop where the person, known for a proposed role alone, has been put away with it.

    Raises:
        DomainError: they have.
    """
    reread(Person, person.id, f"{person.full_name} is no longer here: what was proposed for them has been declined.")


def refuse_held(person: Person, role: Role, scope_id: uuid.UUID) -> None:
    """Stop where the person holds the role already.

    Raises:
        DomainError: they do.
    """
    held = (GrantRow.person_id == person.id, GrantRow.role == role, GrantRow.scope_id == scope_id)
    if db.session.scalar(select(GrantRow.id).where(*held, *queries.in_force())):
        raise DomainError(f"{person.full_name} holds this role here already", "role")


def record_grant(action: str, row: GrantRow | GrantProposal, by: uuid.UUID | None) -> None:
    """An audit entry about a role that somebody has, had, or is proposed for."""
    audit.record(
        action,
        category=Category.PEOPLE,
        actor_id=by,
        subject_id=row.person_id,
        role=row.role.value,
        scope=str(row.scope_id),
    )
