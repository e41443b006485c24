"""Writes about people: invitations, names, addresses and passwords."""

import uuid
from collections.abc import Callable, Mapping

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import insert, update

from programme.access.policy import Actor, Role
from programme.accounts import queries, rules
from programme.accounts.mail import ADDRESS, INVITATION, RESET
from programme.accounts.models import INSTALLATION, Person, PersonState, Scope
from programme.accounts.service.grants import add_grant
from programme.accounts.service.turns import hold, reread, take_turn
from programme.core import clock, links
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.crypto import new_salt
from programme.core.db import db
from programme.core.errors import DomainError
from programme.core.mail import outbox

hasher = PasswordHasher()
NOBODY = hasher.hash(uuid.uuid4().hex)
UNKNOWN_ADDRESS = "unknown address"
BATCH = 500
TAKEN = "Somebody with this email address is here already"
GONE = "This person is no longer here."
WRONG_CURRENT = "This is not your current password"
USED = "This link has been used or replaced a moment ago."
REACTIONS: dict[str, Callable[[uuid.UUID], None]] = {}
"""What features above do when somebody has another address, by the feature's name. The application fills it in."""
WRONG = "Check your email address and password. One of them does not match."


def signed_in_person(email: str, password: str) -> Person | None:
    """The person whom address and password prove; None otherwise, after the same work for a known address or not."""
    person = queries.person_by_email(email=rules.tidy_email(email))
    stored = person.password_hash if person and person.password_hash else NOBODY
    try:
        hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return None
    return None if person is None or person.password_hash is None else person


def note_sign_in(person: Person, password: str, epoch: int) -> None:
    """Remember when the person was last here, and keep the proven password as safely as is usual now.

    Raises:
        DomainError: since the password was proved in this `epoch`, it was changed or every session was ended.
    """
    if hold(Person, person.id, WRONG).epoch != epoch:
        raise DomainError(WRONG, "email")
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
    take_turn()
    if queries.person_by_email(email=email):
        raise DomainError(TAKEN, "email")
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
    take_turn()
    hold(Person, person.id, GONE)
    if email == person.email:
        return
    if queries.person_by_email(email=email):
        raise DomainError(TAKEN, "email")
    person.email = email
    leave_address(person)
    audit.record("address corrected", category=Category.PEOPLE, actor_id=by, subject_id=person.id)
    if person.state is PersonState.INVITED:
        outbox.post(INVITATION, recipient=email, subject_id=person.id)


def leave_address(person: Person) -> None:
    """Close every link that went to the address that was the person's until now, whatever it is for."""
    _close_links(person)
    for react in REACTIONS.values():
        react(person.id)


def rename(person: Person, full_name: str, *, by: uuid.UUID) -> None:
    """Change the name that others see, also on the years that are theirs.

    Raises:
        DomainError: the person is no longer here.
    """
    take_turn()
    reread(Person, person.id, GONE)
    if full_name != person.full_name:
        person.full_name = full_name
        db.session.execute(update(Scope).where(Scope.person_id == person.id).values(name=full_name))
        audit.record("name changed", category=Category.PEOPLE, actor_id=by, subject_id=person.id)


def resend_invitation(person: Person, *, by: uuid.UUID) -> None:
    """Send the invitation again with a fresh link; the earlier ones are closed.

    Raises:
        DomainError: the person has set a password already.
    """
    hold(Person, person.id, GONE)
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
    hold(Person, person.id, GONE)
    person.password_hash = hasher.hash(password)
    person.state = PersonState.ACTIVE
    person.epoch += 1
    _close_links(person)
    audit.record("password set", category=Category.PEOPLE, actor_id=person.id, subject_id=person.id)


def set_password_by_link(person: Person, purpose: str, token: str, password: str) -> None:
    """Set a password by a link for `purpose`, which works once.

    Raises:
        DomainError: the password will not do, or the link has been used or closed.
    """
    hold(Person, person.id, GONE)
    if links.subject_of(purpose, token) != person.id:
        raise DomainError(f"{USED} If you set a password with it, sign in; if not, ask for a new link.", "password")
    set_password(person, password)


def change_password(person: Person, current: str, password: str) -> None:
    """Change a password by who knows the one before; every session and every open link of the person ends.

    Raises:
        DomainError: the current password is another one, or the new one will not do.
    """
    hold(Person, person.id, GONE)
    if not check_password(person, current):
        raise DomainError(WRONG_CURRENT, "current")
    set_password(person, password)


def check_password(person: Person, password: str) -> bool:
    """Whether this is the person's password."""
    try:
        return hasher.verify(person.password_hash or NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False


def propose_person(actor: Actor, *, email: str, full_name: str) -> Person:
    """Somebody new for whom a role is proposed; no mail leaves before a director gives it.

    Raises:
        DomainError: somebody has this address already.
    """
    return _add_person(email, full_name, actor.person_id, action="person proposed", send=False)


def add_people(names: Mapping[str, str]) -> dict[str, uuid.UUID]:
    """Many new people at once, by tidy address; no mail leaves. The caller has seen to it that none is here already.

    It writes no audit entry: the caller makes one for all of them.
    """
    moment = clock.now()
    rows = [
        {"id": uuid.uuid4(), "email": email, "full_name": name, "invited_at": moment, "salt": new_salt()}
        | {"state": PersonState.INVITED, "epoch": 0, "has_personal_email": False, "wants_reminders": True}
        for email, name in names.items()
    ]
    for first in range(0, len(rows), BATCH):
        db.session.execute(insert(Person), rows[first : first + BATCH])
    return {str(row["email"]): uuid.UUID(str(row["id"])) for row in rows}


def person_for(email: str, full_name: str, *, by: uuid.UUID) -> Person:
    """Who has this address; a new person, to whom no mail leaves yet, if nobody has."""
    take_turn()
    known = queries.person_by_email(email=rules.tidy_email(email))
    return known or _add_person(email, full_name, by, action="person added", send=False)


def create_administrator(email: str, full_name: str, password: str) -> Person:
    """The first administrator, made at the command line with a password.

    Raises:
        DomainError: the address is taken or the password will not do.
    """
    take_turn()
    if queries.person_by_email(email=rules.tidy_email(email)):
        raise DomainError(TAKEN, "email")
    person = Person(
        email=rules.tidy_email(email), full_name=full_name, invited_at=clock.now(), salt=new_salt(), epoch=0
    )
    db.session.add(person)
    db.session.flush()
    set_password(person, password)
    add_grant(person, Role.ADMINISTRATOR, INSTALLATION, ends_at=None, by=None)
    return person


def _close_links(person: Person) -> None:
    """Close what was mailed so far; an address that was not confirmed is to be given again."""
    person.pending_email = None
    links.revoke(INVITATION, person.id)
    links.revoke(RESET, person.id)
    links.revoke(ADDRESS, person.id)


def end_sessions(person_id: uuid.UUID) -> None:
    """End every session of the person."""
    db.session.execute(update(Person).where(Person.id == person_id).values(epoch=Person.epoch + 1))
