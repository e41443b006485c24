"""Writes about addresses: the one of somebody's own, and the one that was mistyped before they came."""

import uuid
from collections.abc import Collection

from sqlalchemy import or_, select

from programme.access.policy import Role
from programme.accounts import queries, rules
from programme.accounts.mail import ADDRESS
from programme.accounts.models import GrantProposal, GrantRow, Person, PersonState, Scope
from programme.accounts.service.people import GONE, WRONG_CURRENT, check_password, correct_address, leave_address
from programme.accounts.service.turns import hold, take_turn
from programme.core import links
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db
from programme.core.errors import DomainError
from programme.core.mail import outbox


def give_personal(person: Person, current: str, email: str) -> None:
    """Ask for an address of one's own by who knows the password as it is now.

    Raises:
        DomainError: the current password is another one, or it is the address that they sign in with.
    """
    hold(Person, person.id, GONE)
    if not check_password(person, current):
        raise DomainError(WRONG_CURRENT, "current")
    ask_for_personal(person, email)


def ask_for_personal(person: Person, email: str) -> None:
    """Send a link to an address that the person says is their own; until it is opened nothing changes.

    The same happens for an address that somebody else has, so that nobody learns who is here: its mail turns out as not
    needed when it is about to be sent.

    Raises:
        DomainError: it is the address that they sign in with.
    """
    email = rules.tidy_email(email)
    hold(Person, person.id, GONE)
    if email == person.email and person.has_personal_email:
        raise DomainError("This is the address that you sign in with already", "email")
    links.revoke(ADDRESS, person.id)
    person.pending_email = email
    outbox.post(ADDRESS, recipient=email, subject_id=person.id)
    audit.record("own address given", category=Category.PEOPLE, actor_id=person.id, subject_id=person.id)


def confirm_personal(person: Person, token: str) -> None:
    """The person has opened the link: the address is the one that they sign in with from now on.

    Raises:
        DomainError: the link is closed, no address waits to be confirmed, or somebody else has it by now.
    """
    take_turn()
    hold(Person, person.id, GONE)
    is_open = links.subject_of(ADDRESS, token) == person.id
    email = person.pending_email
    holder = queries.person_by_email(email=email) if email else None
    if not is_open or email is None or (holder is not None and holder.id != person.id):
        raise DomainError("This address can no longer be confirmed. Enter it again on your profile.")
    is_another = email != person.email
    person.email, person.pending_email, person.has_personal_email = email, None, True
    if is_another:
        leave_address(person)
    links.revoke(ADDRESS, person.id)
    audit.record("own address confirmed", category=Category.PEOPLE, actor_id=person.id, subject_id=person.id)


def correct_newcomer(person: Person, email: str, within: Collection[uuid.UUID], *, by: uuid.UUID) -> None:
    """Correct the address of somebody who has not signed in, whose roles are a fellow's or mentor's within `within`.

    Whoever holds more than that is an administrator's to correct: with their address would go all that they may open.

    Raises:
        DomainError: they have signed in, hold other roles, or somebody else has the address.
    """
    take_turn()
    hold(Person, person.id, GONE)
    if person.state is not PersonState.INVITED:
        raise DomainError(f"{person.full_name} has set a password. An administrator can correct the address.", "email")
    if has_other_roles(person.id, within):
        raise DomainError("This person has other roles too. An administrator can correct the address.", "email")
    correct_address(person, email, by=by)


def has_other_roles(person_id: uuid.UUID, within: Collection[uuid.UUID]) -> bool:
    """Whether the person holds, held or is proposed for more than a fellow's or mentor's role within `within`."""
    few = (Role.FELLOW, Role.MENTOR)
    held, named = GrantRow.person_id == person_id, GrantProposal.person_id == person_id
    years = select(Scope.id).where(Scope.person_id == person_id)
    other = or_(GrantRow.role.not_in(few), ~queries.lies_within(GrantRow.scope_id, within))
    hoped = or_(GrantProposal.role.not_in(few), ~queries.lies_within(GrantProposal.scope_id, within))
    elsewhere = (
        select(GrantRow.id)
        .where(held, other)
        .union(select(GrantProposal.id).where(named, hoped), years.where(~queries.lies_within(Scope.id, within)))
    )
    return db.session.scalar(elsewhere.limit(1)) is not None
