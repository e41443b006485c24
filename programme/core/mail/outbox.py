"""Putting mails in the outbox, and moving them along. Sending itself is in sending.py."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select, true, update

from programme.core import clock
from programme.core.db import after_commit, db, one_page, page_of
from programme.core.errors import DomainError
from programme.core.jobs import queue
from programme.core.mail.models import MailState, OutboxMail
from programme.core.mail.smtp import NOT_CONFIRMED

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 8
TASK = "mail"
ENDED_BADLY = (MailState.FAILED, MailState.UNKNOWN)
IN_HAND = (MailState.CLAIMED, MailState.SENDING)
States = Collection[MailState]


@dataclass(frozen=True, slots=True)
class Claim:
    """A mail in this worker's hand. `lease_until` is the claim's mark: who claims the mail later has another."""

    mail_id: uuid.UUID
    recipient: str
    template: str
    subject_id: uuid.UUID
    attempts: int
    lease_until: datetime


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


def claim(mail_id: uuid.UUID) -> Claim | None:
    """Take the mail for sending, if it waits and is due; a second worker gets nothing."""
    moment = clock.now()
    mine = (OutboxMail.id == mail_id, OutboxMail.state == MailState.WAITING, OutboxMail.due_at <= moment)
    values = {"state": MailState.CLAIMED, "lease_until": moment + LEASE, "attempts": OutboxMail.attempts + 1}
    mail = db.session.scalar(update(OutboxMail).where(*mine).values(values).returning(OutboxMail))
    if mail is None:
        return None
    return Claim(mail.id, mail.recipient, mail.template, mail.subject_id, mail.attempts, moment + LEASE)


def move(mine: Claim, before: States, after: MailState, reason: str | None = None) -> bool:
    """Move the mail from one of the states `before` to `after`; False if it is elsewhere or another's."""
    return _change(mine, before, {"state": after, "reason": reason})


def postpone(mine: Claim, reason: str, before: States = IN_HAND) -> bool:
    """Try a mail again later that did not leave, each time twice as late; give up after `MOST_ATTEMPTS`."""
    state = MailState.FAILED if mine.attempts >= MOST_ATTEMPTS else MailState.WAITING
    later = clock.now() + timedelta(minutes=2 ** (mine.attempts - 1))
    return _change(mine, before, {"state": state, "due_at": later, "reason": reason})


def hold(mine: Claim, until: datetime, reason: str) -> bool:
    """Let a mail that was not begun wait until a moment; it does not count as a try."""
    waits = {"state": MailState.WAITING, "due_at": until, "attempts": mine.attempts - 1, "reason": reason}
    return _change(mine, (MailState.CLAIMED,), waits)


def _change(mine: Claim, before: States, values: dict[str, Any]) -> bool:
    held = (OutboxMail.id == mine.mail_id, OutboxMail.lease_until == mine.lease_until, OutboxMail.state.in_(before))
    changed = db.session.execute(update(OutboxMail).where(*held).values(values).returning(OutboxMail.id))
    return changed.first() is not None


def recover() -> list[uuid.UUID]:
    """Mails that a dead worker left: a lapsed claim waits again, a lapsed sending is unknown. All that is due."""
    moment = clock.now()
    spent = OutboxMail.attempts >= MOST_ATTEMPTS
    for before, which, after, reason in (
        (MailState.CLAIMED, spent, MailState.FAILED, "The worker ended each time before it could send the mail."),
        (MailState.CLAIMED, true(), MailState.WAITING, None),
        (MailState.SENDING, true(), MailState.UNKNOWN, NOT_CONFIRMED),
    ):
        left = update(OutboxMail).where(OutboxMail.state == before, OutboxMail.lease_until < moment, which)
        db.session.execute(left.values(state=after, reason=reason))
    due = select(OutboxMail.id).where(OutboxMail.state == MailState.WAITING, OutboxMail.due_at <= moment)
    return list(db.session.scalars(due.order_by(OutboxMail.due_at).limit(500)))


def hold_all(reason: str) -> int:
    """Mark every mail that has not left as of unknown fate, so that none leaves by itself; how many there were."""
    not_left = OutboxMail.state.in_((MailState.WAITING, *IN_HAND))
    held = update(OutboxMail).where(not_left).values(state=MailState.UNKNOWN, reason=reason)
    return len(db.session.execute(held.returning(OutboxMail.id)).all())


def mails(*, state: MailState | None, page: int, size: int) -> Sequence[OutboxMail]:
    """A page of the outbox for administrators, the newest first."""
    return db.session.scalars(_mails(state is None), {**page_of(page, size), **_which(state)}).all()


@cache
def _mails(of_all: bool) -> Select[tuple[OutboxMail]]:
    newest = _in_state(select(OutboxMail), of_all).order_by(OutboxMail.created_at.desc(), OutboxMail.id)
    return one_page(newest)


def count(*, state: MailState | None) -> int:
    """How many mails there are in `state`; all of them for None."""
    return db.session.scalar(_count(state is None), _which(state)) or 0


def counts(*, states: States) -> dict[MailState, int]:
    """How many mails there are in each of these states."""
    found = db.session.execute(_counts(), {"states": list(states)}).tuples().all()
    return dict.fromkeys(states, 0) | dict(found)


@cache
def _counts() -> Select[tuple[MailState, int]]:
    mine = OutboxMail.state.in_(bindparam("states", expanding=True))
    return select(OutboxMail.state, func.count()).where(mine).group_by(OutboxMail.state)


@cache
def _count(of_all: bool) -> Select[tuple[int]]:
    return _in_state(select(func.count()).select_from(OutboxMail), of_all)


def _which(state: MailState | None) -> dict[str, MailState]:
    return {} if state is None else {"state": state}


def _in_state(chosen: Select[Any], of_all: bool) -> Select[Any]:
    return chosen if of_all else chosen.where(OutboxMail.state == bindparam("state"))


def latest(template: str, subject_id: uuid.UUID) -> OutboxMail | None:
    """The newest mail of this kind about this subject."""
    return db.session.scalar(_latest(), {"template": template, "subject": subject_id})


@cache
def _latest() -> Select[tuple[OutboxMail]]:
    mine = (OutboxMail.template == bindparam("template"), OutboxMail.subject_id == bindparam("subject"))
    return select(OutboxMail).where(*mine).order_by(OutboxMail.created_at.desc()).limit(1)
