"""The mails that accounts send."""

import uuid
from datetime import timedelta

from flask import current_app, render_template
from sqlalchemy import select
from sqlalchemy.orm import aliased

from programme.access.policy import Role
from programme.accounts.models import GrantProposal, GrantRow, Person, PersonState, Scope
from programme.core import clock, links
from programme.core.db import db
from programme.core.mail.sending import Message, NotNeeded, parted

INVITATION = "invitation"
RESET = "reset"
ADDRESS = "address"
INVITATION_LIFE = timedelta(days=14)
RESET_LIFE = timedelta(hours=2)
ADDRESS_LIFE = timedelta(days=7)


def invitation(person_id: uuid.UUID, recipient: str) -> Message:
    """An invitation to set a password; not sent to who has done so."""
    person = _person(person_id, recipient)
    if person.state is not PersonState.INVITED:
        raise NotNeeded("The invitation has been accepted already.")
    if _is_only_proposed(person_id):
        raise NotNeeded("A director has not given the proposed role yet.")
    text = render_template(
        "accounts/mail/invitation.txt",
        person=person,
        years=_years(person_id),
        link=_link(person, INVITATION, INVITATION_LIFE),
        until=clock.now() + INVITATION_LIFE,
    )
    return parted(text)


def _years(person_id: uuid.UUID) -> list[str]:
    """Programme and cohort of each year as a fellow that they were given, the newest first."""
    programme = aliased(Scope)
    chosen = select(Scope.name, programme.name).join(GrantRow, GrantRow.scope_id == Scope.id)
    chosen = chosen.join(programme, programme.id == Scope.parent_id)
    chosen = chosen.where(GrantRow.person_id == person_id, GrantRow.role == Role.FELLOW)
    rows = db.session.execute(chosen.order_by(GrantRow.starts_at.desc(), GrantRow.id))
    return [f"{name}, {cohort}" for cohort, name in rows]


def _is_only_proposed(person_id: uuid.UUID) -> bool:
    """Whether a role is only proposed for them, or a year as a fellow only written down."""
    proposed = db.session.scalar(select(GrantProposal.id).where(GrantProposal.person_id == person_id).limit(1))
    fellow = db.session.scalar(select(Scope.id).where(Scope.person_id == person_id).limit(1))
    given = db.session.scalar(select(GrantRow.id).where(GrantRow.person_id == person_id).limit(1))
    return given is None and (proposed is not None or fellow is not None)


def reset(person_id: uuid.UUID, recipient: str) -> Message:
    """A link to set a new password."""
    person, until = _person(person_id, recipient), clock.now() + RESET_LIFE
    link = _link(person, RESET, RESET_LIFE)
    return parted(render_template("accounts/mail/reset.txt", person=person, link=link, until=until))


def confirmation(person_id: uuid.UUID, recipient: str) -> Message:
    """A link that proves that an address is the person's own; not sent to one that somebody has."""
    person = _held(person_id)
    if person is None or person.pending_email != recipient:
        raise NotNeeded("The address is no longer wanted.")
    holder = db.session.scalar(select(Person.id).where(Person.email == recipient))
    if holder not in (None, person_id):
        raise NotNeeded("Somebody else has this address.")
    link, until = _link(person, ADDRESS, ADDRESS_LIFE), clock.now() + ADDRESS_LIFE
    return parted(render_template("accounts/mail/address.txt", person=person, link=link, until=until))


def _person(person_id: uuid.UUID, recipient: str) -> Person:
    """The person, if `recipient` is still their address: a link must never go to one that was corrected."""
    person = _held(person_id)
    if person is None:
        raise NotNeeded("The person is no longer here.")
    if person.email != recipient:
        raise NotNeeded("The address has been corrected since.")
    return person


def _held(person_id: uuid.UUID) -> Person | None:
    """The person, whose address nobody changes before their link is stored: who closes their links then sees it."""
    return db.session.get(Person, person_id, with_for_update={"read": True})


def _link(person: Person, purpose: str, life: timedelta) -> str:
    base: str = current_app.config["BASE_URL"]
    return f"{base}/{purpose}/{links.issue(purpose, person.id, life)}"
