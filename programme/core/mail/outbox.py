"""Putting mails in the outbox, and moving them along. Sending itself is in sending.py."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select, update

from programme.core import clock
from programme.core.db import after_commit, db
from programme.core.errors import DomainError
from programme.core.jobs import queue
from programme.core.mail.models import MailState, OutboxMail

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 8
TASK = "mail"
ENDED_BADLY = (MailState.FAILED, MailState.UNKNOWN)


def post(template: str, *, recipient: str, subject_id: uuid.UUID) -> OutboxMail:
    """Put a mail in the outbox; it leaves only if this transaction is committed."""
    moment = clock.now()
    mail = OutboxMail(
        recipient=recipient, template=template, subject_id=subject_id, created_at=moment, due_at=moment, attempts=0
    )
    mail.state = MailState.WAITING
    db.session.add(mail)
    db.session.flush()
    mail_id = mail.id
    after_commit(lambda: queue.push(TASK, mail_id))
    return mail


def resend(mail_id: uuid.UUID) -> None:
    """Send a mail once more that failed or whose fate is unknown; its Message-ID stays the same.

    Raises:
        DomainError: the mail is on its way or has arrived.
    """
    mine = (OutboxMail.id == mail_id, OutboxMail.state.in_(ENDED_BADLY))
    again = {"state": MailState.WAITING, "attempts": 0, "due_at": clock.now(), "reason": None}
    if not db.session.execute(update(OutboxMail).where(*mine).values(again).returning(OutboxMail.id)).first():
        raise DomainError("This mail is on its way or has been sent already.")
    after_commit(lambda: queue.push(TASK, mail_id))


def claim(mail_id: uuid.UUID) -> OutboxMail | None:
    """Take the mail for sending, if it waits and is due; a second worker gets nothing."""
    moment = clock.now()
    mine = (OutboxMail.id == mail_id, OutboxMail.state == MailState.WAITING, OutboxMail.due_at <= moment)
    values = {"state": MailState.CLAIMED, "lease_until": moment + LEASE, "attempts": OutboxMail.attempts + 1}
    return db.session.scalar(update(OutboxMail).where(*mine).values(values).returning(OutboxMail))


def move(mail_id: uuid.UUID, before: MailState, after: MailState, reason: str | None = None) -> bool:
    """Move the mail from state `before` to `after`; False if it was not there."""
    mine = (OutboxMail.id == mail_id, OutboxMail.state == before)
    moved = db.session.execute(
        update(OutboxMail).where(*mine).values(state=after, reason=reason).returning(OutboxMail.id)
    )
    return moved.first() is not None


def postpone(mail_id: uuid.UUID, attempts: int, reason: str) -> None:
    """Try a claimed mail again later, each time twice as late; give up after `MOST_ATTEMPTS`."""
    state = MailState.FAILED if attempts >= MOST_ATTEMPTS else MailState.WAITING
    later = clock.now() + timedelta(minutes=2 ** (attempts - 1))
    mine = (OutboxMail.id == mail_id, OutboxMail.state.in_((MailState.CLAIMED, MailState.SENDING)))
    values = {"state": state, "due_at": later, "reason": reason}
    db.session.execute(update(OutboxMail).where(*mine).values(values))


def recover() -> list[uuid.UUID]:
    """Mails that a dead worker left: a lapsed claim waits again, a lapsed sending is unknown. All that is due."""
    moment = clock.now()
    lapsed = OutboxMail.lease_until < moment
    unknown = "The connection ended before the mail server confirmed it."
    for before, after, reason in (
        (MailState.CLAIMED, MailState.WAITING, None),
        (MailState.SENDING, MailState.UNKNOWN, unknown),
    ):
        left = update(OutboxMail).where(OutboxMail.state == before, lapsed)
        db.session.execute(left.values(state=after, reason=reason))
    due = select(OutboxMail.id).where(OutboxMail.state == MailState.WAITING, OutboxMail.due_at <= moment)
    return list(db.session.scalars(due.limit(500)))


def mails(*, state: MailState | None, page: int, size: int) -> Sequence[OutboxMail]:
    """A page of the outbox for administrators, the newest first."""
    chosen = _in_state(select(OutboxMail), state)
    newest = chosen.order_by(OutboxMail.created_at.desc(), OutboxMail.id)
    return db.session.scalars(newest.limit(size).offset((page - 1) * size)).all()


def count(*, state: MailState | None) -> int:
    """How many mails there are in `state`; all of them for None."""
    return db.session.scalar(_in_state(select(func.count()).select_from(OutboxMail), state)) or 0


def _in_state(chosen: Select[Any], state: MailState | None) -> Select[Any]:
    return chosen if state is None else chosen.where(OutboxMail.state == state)


def latest(template: str, subject_id: uuid.UUID) -> OutboxMail | None:
    """The newest mail of this kind about this subject."""
    mine = (OutboxMail.template == template, OutboxMail.subject_id == subject_id)
    return db.session.scalar(select(OutboxMail).where(*mine).order_by(OutboxMail.created_at.desc()).limit(1))
