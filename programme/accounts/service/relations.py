"""Writes about relations: roles with one fellow, which start when the fellow has accepted them on screen."""

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import insert, select

from programme.access.policy import RELATIONS, Actor, Facts, Role, ScopeKind, may_give, may_propose
from programme.accounts.models import GrantProposal, GrantRow, Person
from programme.accounts.queries.relations import supported_by
from programme.accounts.service.grants import (
    DECIDED,
    add_grant,
    invite_once,
    put_away,
    record_grant,
    refuse_gone,
    refuse_held,
)
from programme.accounts.service.reaches import find_at_commit
from programme.accounts.service.turns import reread, take_turn
from programme.core import clock
from programme.core.db import db
from programme.core.errors import DomainError

BATCH = 500


def offer(actor: Actor, person: Person, role: Role, fellow_id: uuid.UUID, facts: Facts) -> GrantProposal:
    """Name somebody who is to support a fellow. A director's word counts as agreed; a coordinator's waits for one.

    Raises:
        DomainError: the actor may not name them, or they are named already, or are the fellow or the actor.
    """
    if person.id == actor.person_id:
        raise DomainError("You cannot name yourself. Ask somebody else who runs the programme.", "email")
    if person.id == facts.owner:
        raise DomainError("A fellow cannot support themselves. Name somebody else.", "email")
    agrees = may_give(actor, role, ScopeKind.FELLOW, facts, person.id)
    if not agrees and not may_propose(actor, role, ScopeKind.FELLOW, facts, person.id):
        raise DomainError("You cannot name anybody here.")
    take_turn()
    refuse_gone(person)
    refuse_held(person, role, fellow_id)
    same = (GrantProposal.person_id == person.id, GrantProposal.role == role, GrantProposal.scope_id == fellow_id)
    if db.session.scalar(select(GrantProposal.id).where(*same)):
        raise DomainError(f"{person.full_name} is named already", "email")
    row = GrantProposal(
        person_id=person.id, role=role, scope_id=fellow_id, proposed_at=clock.now(), proposed_by=actor.person_id
    )
    row.agreed_by = actor.person_id if agrees else None
    db.session.add(row)
    db.session.flush()
    record_grant("grant proposed", row, actor.person_id)
    return row


def offer_all(named: Mapping[uuid.UUID, uuid.UUID], role: Role, *, by: uuid.UUID, agreed: bool) -> None:
    """Name one person for each of many fellows: by the fellow's id, the person's. The caller has checked each.

    It writes no audit entry: the caller makes one for all of them.
    """
    moment = clock.now()
    rows = [
        {"id": uuid.uuid4(), "person_id": person_id, "role": role, "scope_id": fellow_id, "proposed_at": moment}
        | {"proposed_by": by, "agreed_by": by if agreed else None}
        for fellow_id, person_id in named.items()
    ]
    for first in range(0, len(rows), BATCH):
        db.session.execute(insert(GrantProposal), rows[first : first + BATCH])
    find_at_commit(set(named.values()))


def agree(actor: Actor, row: GrantProposal, facts: Facts) -> None:
    """A director's word on what a coordinator proposed; the fellow decides next.

    Raises:
        DomainError: the actor may not give it, or somebody has decided on it.
    """
    take_turn()
    reread(GrantProposal, row.id, DECIDED)
    _refuse_others(row)
    if not may_give(actor, row.role, ScopeKind.FELLOW, facts, row.person_id):
        raise DomainError("You cannot decide on this.")
    if row.agreed_by is not None:
        raise DomainError("A director has agreed to this already. The fellow decides next.")
    row.agreed_by = actor.person_id
    record_grant("grant agreed", row, actor.person_id)


def accept(fellow_person_id: uuid.UUID, row: GrantProposal) -> GrantRow:
    """The fellow's own word: the relation starts, given by the director who agreed. Somebody new is invited now.

    Raises:
        DomainError: it is not about this fellow, no director has agreed yet, or it has been decided on.
    """
    take_turn()
    reread(GrantProposal, row.id, DECIDED)
    _refuse_unready(fellow_person_id, row)
    given = add_grant(row.person, row.role, row.scope_id, ends_at=row.ends_at, by=row.agreed_by)
    record_grant("grant accepted", row, fellow_person_id)
    invite_once(row.person)
    db.session.delete(row)
    db.session.flush()
    return given


def decline(fellow_person_id: uuid.UUID, row: GrantProposal) -> None:
    """The fellow's own word: nothing starts, and what was proposed goes.

    Raises:
        DomainError: it is not about this fellow, no director has agreed yet, or it has been decided on.
    """
    take_turn()
    reread(GrantProposal, row.id, DECIDED)
    _refuse_unready(fellow_person_id, row)
    put_away(row, "grant declined", fellow_person_id)


def withdraw(actor: Actor, row: GrantProposal, facts: Facts) -> None:
    """Take back what was proposed, before the fellow has answered.

    Raises:
        DomainError: the actor could neither give nor propose it, or it has been decided on.
    """
    take_turn()
    reread(GrantProposal, row.id, DECIDED)
    about = (actor, row.role, ScopeKind.FELLOW, facts, row.person_id)
    if not may_give(*about) and not may_propose(*about):
        raise DomainError("You cannot decide on this.")
    put_away(row, "grant withdrawn", actor.person_id)


def hand_over(actor: Actor, person: Person, to: Person) -> int:
    """End a person's relations in the actor's programmes now and offer each to `to`; each fellow accepts or declines.

    A fellow whom `to` supports or is offered to already is not asked again. Says how many fellows are asked.

    Raises:
        DomainError: the actor would name themselves, or the person who leaves; or nobody is left to hand over.
    """
    take_turn()
    grants, proposals = supported_by(person_id=person.id, within=actor.scopes_as(Role.DIRECTOR))
    _refuse_heir(actor, person, to)
    if not grants and not proposals:
        raise DomainError(f"{person.full_name} supports no fellow here any more.")
    relations: list[GrantRow | GrantProposal] = [*grants, *proposals]
    wanted = {(each.role, each.scope_id) for each in relations if each.scope.person_id != to.id}
    moment = clock.now()
    for grant in grants:
        grant.ends_at, grant.ended_by = max(moment, grant.starts_at), actor.person_id
        record_grant("grant ended", grant, actor.person_id)
    for proposal in proposals:
        record_grant("grant withdrawn", proposal, actor.person_id)
        db.session.delete(proposal)
    db.session.flush()
    new = sorted(wanted - _taken(to.id, {scope_id for _, scope_id in wanted}), key=lambda each: each[1])
    for role, scope_id in new:
        row = GrantProposal(person_id=to.id, role=role, scope_id=scope_id, proposed_at=moment)
        row.proposed_by = row.agreed_by = actor.person_id
        db.session.add(row)
        db.session.flush()
        record_grant("grant proposed", row, actor.person_id)
    return len(new)


def _refuse_heir(actor: Actor, person: Person, to: Person) -> None:
    if to.id == actor.person_id:
        raise DomainError("You cannot name yourself. Ask another director.", "email")
    if to.id == person.id:
        raise DomainError("Choose somebody else than the person who leaves", "email")


def _taken(person_id: uuid.UUID, scope_ids: Collection[uuid.UUID]) -> set[tuple[Role, uuid.UUID]]:
    held = select(GrantRow.role, GrantRow.scope_id).where(GrantRow.person_id == person_id, GrantRow.ends_at.is_(None))
    named = select(GrantProposal.role, GrantProposal.scope_id).where(GrantProposal.person_id == person_id)
    there = [
        *db.session.execute(held.where(GrantRow.scope_id.in_(scope_ids))),
        *db.session.execute(named.where(GrantProposal.scope_id.in_(scope_ids))),
    ]
    return {(row.role, row.scope_id) for row in there}


def _refuse_others(row: GrantProposal) -> None:
    if row.role not in RELATIONS:
        raise DomainError("This role is not a relation with a fellow.")


def _refuse_unready(fellow_person_id: uuid.UUID, row: GrantProposal) -> None:
    _refuse_others(row)
    if row.scope.person_id != fellow_person_id:
        raise DomainError("Only the fellow decides on this.")
    if row.agreed_by is None:
        raise DomainError("A director has not agreed to this yet.")
