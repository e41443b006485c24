"""The mails that accounts send."""

import uuid
from datetime import timedelta

from flask import current_app, render_template
from sqlalchemy import select

from programme.accounts.models import GrantProposal, GrantRow, Person, PersonState, Scope
from programme.core import clock, links
from programme.core.db import db
from programme.core.mail.sending import Message, NotNeeded

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
    return _message("accounts/mail/invitation.txt", person, INVITATION, INVITATION_LIFE)


def _is_only_proposed(person_id: uuid.UUID) -> bool:
    """Whether a role is only proposed for them, or a year as a fellow only written down."""
    proposed = db.session.scalar(select(GrantProposal.id).where(GrantProposal.person_id == person_id).limit(1))
    fellow = db.session.scalar(select(Scope.id).where(Scope.person_id == person_id).limit(1))
    given = db.session.scalar(select(GrantRow.id).where(GrantRow.person_id == person_id).limit(1))
    return given is None and (proposed is not None or fellow is not None)


def reset(person_id: uuid.UUID, recipient: str) -> Message:
    """A link to set a new password."""
    return _message("accounts/mail/reset.txt", _person(person_id, recipient), RESET, RESET_LIFE)


def confirmation(person_id: uuid.UUID, recipient: str) -> Message:
    """A link that proves that an address is the person's own; not sent to one that somebody has."""
    person = db.session.get(Person, person_id)
    if person is None or person.pending_email != recipient:
        raise NotNeeded("The address is no longer wanted.")
    holder = db.session.scalar(select(Person.id).where(Person.email == recipient))
    if holder not in (None, person_id):
        raise NotNeeded("Somebody else has this address.")
    return _message("accounts/mail/address.txt", person, ADDRESS, ADDRESS_LIFE)


def _person(person_id: uuid.UUID, recipient: str) -> Person:
    """The person, if `recipient` is still their address: a link must never go to one that was corrected."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotNeeded("The person is no longer here.")
    if person.email != recipient:
        raise NotNeeded("The address has been corrected since.")
    return person


def _message(template: str, person: Person, purpose: str, life: timedelta) -> Message:
    base: str = current_app.config["BASE_URL"]
    link = f"{base}/{purpose}/{links.issue(purpose, person.id, life)}"
    text = render_template(template, person=person, link=link, until=clock.now() + life)
    subject, _, body = text.partition("\n")
    return Message(subject.strip(), body.strip() + "\n")
