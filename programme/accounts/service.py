"""Writes about people: invitations, passwords, scopes and grants."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update

from programme.access.policy import Actor, Facts, Role, ScopeKind, may_give, may_propose
from programme.accounts import queries, rules
from programme.accounts.mail import INVITATION, RESET
from programme.accounts.models import INSTALLATION, GrantProposal, GrantRow, Person, PersonState, Scope, ScopeTie
from programme.core import clock, links
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.crypto import new_salt
from programme.core.db import db
from programme.core.errors import DomainError, NotFound
from programme.core.mail import outbox

hasher = PasswordHasher()
NOBODY = hasher.hash(uuid.uuid4().hex)
UNKNOWN_ADDRESS = "unknown address"
REASON_NOT_GIVABLE = "You cannot give this role here."


def add_scope(scope_id: uuid.UUID, kind: ScopeKind, name: str, parent_id: uuid.UUID | None) -> None:
    """Give a record its row among the scopes, so that grants can point at it."""
    db.session.add(Scope(id=scope_id, kind=kind, name=name, parent_id=parent_id))
    db.session.flush()


def name_scope(scope_id: uuid.UUID, name: str) -> None:
    """Keep the scope's name in step with its record's."""
    db.session.execute(update(Scope).where(Scope.id == scope_id).values(name=name))


def tie_scopes(scope_ids: Collection[uuid.UUID], within_id: uuid.UUID) -> None:
    """Let scopes that stand on their own also lie within another; those that do already stay."""
    tied = select(ScopeTie.scope_id).where(ScopeTie.within_id == within_id, ScopeTie.scope_id.in_(scope_ids))
    new = set(scope_ids) - set(db.session.scalars(tied))
    db.session.add_all(ScopeTie(scope_id=each, within_id=within_id) for each in sorted(new))
    db.session.flush()


def signed_in_person(email: str, password: str) -> Person | None:
    """The person whom address and password prove; None otherwise, after the same work for a known address or not."""
    person = queries.person_by_email(email=rules.tidy_email(email))
    stored = person.password_hash if person and person.password_hash else NOBODY
    try:
        hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return None
    return None if person is None or person.password_hash is None else person


def note_sign_in(person: Person, password: str) -> None:
    """Remember when the person was last here, and keep the proven password as safely as is usual now."""
    person.signed_in_at = clock.now()
    if person.password_hash and hasher.check_needs_rehash(person.password_hash):
        person.password_hash = hasher.hash(password)
    audit.record("signed in", category=Category.PEOPLE, actor_id=person.id, subject_id=person.id)


def invite(*, email: str, full_name: str, by: uuid.UUID | None) -> Person:
    """A new person with an invitation on its way.

    Raises:
        DomainError: somebody has this address already.
    """
    return _add_person(email, full_name, by, action="person invited", send=True)


def _add_person(email: str, full_name: str, by: uuid.UUID | None, *, action: str, send: bool) -> Person:
    email = rules.tidy_email(email)
    if queries.person_by_email(email=email):
        raise DomainError("Somebody with this email address is here already", "email")
    person = Person(email=email, full_name=full_name, invited_at=clock.now(), salt=new_salt(), epoch=0)
    person.state = PersonState.INVITED
    db.session.add(person)
    db.session.flush()
    if send:
        outbox.post(INVITATION, recipient=email, subject_id=person.id)
    audit.record(action, category=Category.PEOPLE, actor_id=by, subject_id=person.id)
    return person


def correct_address(person: Person, email: str, *, by: uuid.UUID) -> None:
    """Change the address; links that went to the old one are closed, and an open invitation is sent again.

    Raises:
        DomainError: somebody else has this address.
    """
    email = rules.tidy_email(email)
    if email == person.email:
        return
    if queries.person_by_email(email=email):
        raise DomainError("Somebody with this email address is here already", "email")
    person.email = email
    _close_links(person)
    audit.record("address corrected", category=Category.PEOPLE, actor_id=by, subject_id=person.id)
    if person.state is PersonState.INVITED:
        outbox.post(INVITATION, recipient=email, subject_id=person.id)


def rename(person: Person, full_name: str, *, by: uuid.UUID) -> None:
    """Change the name that others see."""
    if full_name != person.full_name:
        person.full_name = full_name
        audit.record("name changed", category=Category.PEOPLE, actor_id=by, subject_id=person.id)


def resend_invitation(person: Person, *, by: uuid.UUID) -> None:
    """Send the invitation again with a fresh link; the earlier ones are closed.

    Raises:
        DomainError: the person has set a password already.
    """
    if person.state is not PersonState.INVITED:
        raise DomainError(f"{person.full_name} has accepted the invitation already.")
    _close_links(person)
    outbox.post(INVITATION, recipient=person.email, subject_id=person.id)
    audit.record("invitation sent again", category=Category.PEOPLE, actor_id=by, subject_id=person.id)


def ask_for_reset(email: str) -> None:
    """Send a link to set a new password, if the address is known; the page says the same either way.

    For an unknown address the same is written, about nobody and without the address, so that the answer takes as long.
    Its mail turns out as not needed when it is about to be sent.
    """
    person = queries.person_by_email(email=rules.tidy_email(email))
    template = INVITATION if person and person.state is PersonState.INVITED else RESET
    subject_id = person.id if person else uuid.uuid4()
    outbox.post(template, recipient=person.email if person else UNKNOWN_ADDRESS, subject_id=subject_id)
    audit.record("password link asked for", category=Category.PEOPLE, actor_id=None, subject_id=subject_id)


def person_for_link(purpose: str, token: str) -> Person | None:
    """Whom a link from a mail stands for; None if it is closed, expired or unknown."""
    subject = links.subject_of(purpose, token)
    return db.session.get(Person, subject) if subject else None


def set_password(person: Person, password: str) -> None:
    """Set a password; every session and every open link of the person ends.

    Raises:
        DomainError: the password will not do.
    """
    personal = (person.full_name, *person.full_name.split(), person.email, person.email.split("@")[0])
    if fault := rules.fault_in_password(password, personal):
        raise DomainError(fault, "password")
    person.password_hash = hasher.hash(password)
    person.state = PersonState.ACTIVE
    person.epoch += 1
    _close_links(person)
    audit.record("password set", category=Category.PEOPLE, actor_id=person.id, subject_id=person.id)


def check_password(person: Person, password: str) -> bool:
    """Whether this is the person's password."""
    try:
        return hasher.verify(person.password_hash or NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False


def give_grant(
    actor: Actor, person: Person, role: Role, scope_id: uuid.UUID, facts: Facts, *, ends_at: datetime | None = None
) -> GrantRow:
    """Give `person` a role in a scope that lies in `facts`.

    Raises:
        DomainError: the actor may not give it, it would be to themselves, or the person holds it already.
    """
    kind = db.session.scalar(select(Scope.kind).where(Scope.id == scope_id))
    if kind is None:
        raise NotFound
    if person.id == actor.person_id:
        raise DomainError("You cannot give a role to yourself. Ask somebody else who may give it.", "role")
    if not may_give(actor, role, kind, facts, person.id):
        raise DomainError(REASON_NOT_GIVABLE, "role")
    return _add_grant(person, role, scope_id, ends_at=ends_at, by=actor.person_id)


def propose_person(actor: Actor, *, email: str, full_name: str) -> Person:
    """Somebody new for whom a role is proposed; no mail leaves before a director gives it.

    Raises:
        DomainError: somebody has this address already.
    """
    return _add_person(email, full_name, actor.person_id, action="person proposed", send=False)


def propose_grant(
    actor: Actor, person: Person, role: Role, scope_id: uuid.UUID, facts: Facts, *, ends_at: datetime | None = None
) -> GrantProposal:
    """Propose a role for `person` in a scope that lies in `facts`.

    Raises:
        DomainError: the actor may not propose it, or it is held or proposed already.
    """
    kind = db.session.scalar(select(Scope.kind).where(Scope.id == scope_id))
    if kind is None or not may_propose(actor, role, kind, facts, person.id):
        raise DomainError("You cannot propose this role here.", "role")
    _refuse_held(person, role, scope_id)
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
    _record_grant("grant proposed", row, actor.person_id)
    return row


def accept_proposal(actor: Actor, row: GrantProposal, facts: Facts) -> GrantRow:
    """Give what was proposed; somebody new is invited now.

    Raises:
        DomainError: the actor may not give it.
    """
    person = row.person
    given = give_grant(actor, person, row.role, row.scope_id, facts, ends_at=row.ends_at)
    if person.state is PersonState.INVITED and outbox.latest(INVITATION, person.id) is None:
        outbox.post(INVITATION, recipient=person.email, subject_id=person.id)
    db.session.delete(row)
    db.session.flush()
    return given


def decline_proposal(actor: Actor, row: GrantProposal, facts: Facts) -> None:
    """Put a proposal away, and with it somebody who is here for that proposal alone.

    Raises:
        DomainError: the actor could not give it either.
    """
    if not may_give(actor, row.role, row.scope.kind, facts, row.person_id):
        raise DomainError("You cannot decide on this role.")
    _record_grant("grant declined", row, actor.person_id)
    person = row.person
    db.session.delete(row)
    db.session.flush()
    if person.state is PersonState.INVITED and not _has_a_role_in_sight(person):
        db.session.delete(person)
        db.session.flush()


def _has_a_role_in_sight(person: Person) -> bool:
    given = select(GrantRow.id).where(GrantRow.person_id == person.id)
    proposed = select(GrantProposal.id).where(GrantProposal.person_id == person.id)
    return db.session.scalar(given.union(proposed).limit(1)) is not None


def end_grant(actor: Actor, row: GrantRow, facts: Facts) -> None:
    """End a grant now.

    Raises:
        DomainError: the actor may not end it, or it has ended.
    """
    if not may_give(actor, row.role, row.scope.kind, facts, row.person_id):
        raise DomainError("You cannot end this role. Ask somebody else who may give it.")
    moment = clock.now()
    if row.ends_at is not None and row.ends_at <= moment:
        raise DomainError("This role has ended already.")
    row.ends_at, row.ended_by = max(moment, row.starts_at), actor.person_id
    _record_grant("grant ended", row, actor.person_id)


def create_administrator(email: str, full_name: str, password: str) -> Person:
    """The first administrator, made at the command line with a password.

    Raises:
        DomainError: the address is taken or the password will not do.
    """
    if queries.person_by_email(email=rules.tidy_email(email)):
        raise DomainError("Somebody with this email address is here already", "email")
    person = Person(
        email=rules.tidy_email(email), full_name=full_name, invited_at=clock.now(), salt=new_salt(), epoch=0
    )
    db.session.add(person)
    db.session.flush()
    set_password(person, password)
    _add_grant(person, Role.ADMINISTRATOR, INSTALLATION, ends_at=None, by=None)
    return person


def _add_grant(
    person: Person, role: Role, scope_id: uuid.UUID, *, ends_at: datetime | None, by: uuid.UUID | None
) -> GrantRow:
    _refuse_held(person, role, scope_id)
    moment = clock.now()
    if ends_at is not None and ends_at <= moment + timedelta(minutes=1):
        raise DomainError("The end must be in the future", "ends_on")
    row = GrantRow(person_id=person.id, role=role, scope_id=scope_id, starts_at=moment, ends_at=ends_at, given_by=by)
    db.session.add(row)
    db.session.flush()
    _record_grant("grant given", row, by)
    return row


def _refuse_held(person: Person, role: Role, scope_id: uuid.UUID) -> None:
    held = (GrantRow.person_id == person.id, GrantRow.role == role, GrantRow.scope_id == scope_id)
    if db.session.scalar(select(GrantRow.id).where(*held, *queries.in_force())):  # type: ignore[arg-type]
        raise DomainError(f"{person.full_name} holds this role here already", "role")


def _record_grant(action: str, row: GrantRow | GrantProposal, by: uuid.UUID | None) -> None:
    audit.record(
        action,
        category=Category.PEOPLE,
        actor_id=by,
        subject_id=row.person_id,
        role=row.role.value,
        scope=str(row.scope_id),
    )


def _close_links(person: Person) -> None:
    links.revoke(INVITATION, person.id)
    links.revoke(RESET, person.id)


def end_sessions(person_id: uuid.UUID) -> None:
    """End every session of the person."""
    db.session.execute(update(Person).where(Person.id == person_id).values(epoch=Person.epoch + 1))
