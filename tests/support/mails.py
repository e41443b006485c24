"""Mails to send in tests, and what became of them."""

import uuid

from programme.accounts import service as accounts
from programme.core.db import db, transaction
from programme.core.mail import outbox
from programme.core.mail.models import OutboxMail


def invite(name: str = "Ada Osei", email: str = "ada@example.org") -> uuid.UUID:
    """Invite somebody; the id of the mail."""
    with transaction():
        person_id = accounts.invite(email=email, full_name=name, by=None).id
    return mail_to(person_id).id


def mail_to(person_id: uuid.UUID) -> OutboxMail:
    """The newest invitation of the person."""
    found = outbox.latest("invitation", person_id)
    assert found is not None
    return found


def row(mail_id: uuid.UUID) -> OutboxMail:
    """The mail as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(OutboxMail, mail_id)


def recovered() -> list[uuid.UUID]:
    """What the worker's tick finds due."""
    with transaction():
        return outbox.recover()
