"""Sending a mail once: claim, write, send, mark. What cannot be known is marked so and not repeated."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from programme.core import clock
from programme.core.db import transaction
from programme.core.line import Line
from programme.core.logs import log, report_problem
from programme.core.mail import outbox
from programme.core.mail.models import MailState
from programme.core.mail.outbox import Claim
from programme.core.mail.smtp import FateUnknown, Hung, NotReached, Refused, Silent, TryLater, ascii_address, deliver
from programme.core.settings import Settings

EXTENSION = "canopy.mail"
WIRE = SMTP.clone(cte_type="7bit")  # not every server takes letters beyond ASCII as they are


@dataclass(frozen=True, slots=True)
class Message:
    """What a mail says, in plain text."""

    subject: str
    body: str


def parted(text: str) -> Message:
    """The mail that a template wrote: its first line is the subject."""
    subject, _, body = text.partition("\n")
    return Message(subject.strip(), body.strip() + "\n")


class NotNeeded(Exception):
    """At the moment of sending there is no reason left to send it."""


class HoldUntil(Exception):
    """This is no hour for this mail: it waits until `moment`, and is written anew then."""

    def __init__(self, moment: datetime) -> None:
        super().__init__("Held back until a fair hour.")
        self.moment = moment


class TakenOver(Exception):
    """This worker was so slow that another one has the mail now."""


# How a mail ends that is not tried again.
ENDS: Mapping[type[Exception], MailState] = {
    NotNeeded: MailState.NOT_NEEDED,
    Refused: MailState.FAILED,
    FateUnknown: MailState.UNKNOWN,
    Hung: MailState.UNKNOWN,
}
PAUSE = 50.0
"""Seconds for which a mail server that could not be reached, or hung, is left alone: the worker looks once a minute."""
NO_ANSWER = (NotReached, Silent, Hung)
PAUSES = (0.5, 1, 2, 4, 8, 16)  # seconds; together much less than a claim holds

# From the subject and the recipient in the outbox to the words; NotNeeded if they no longer belong together, HoldUntil
# if they wait for another hour.
Compose = Callable[[uuid.UUID, str], Message]


@dataclass(frozen=True, slots=True)
class Mailer:
    """How this installation sends, and what each kind of mail says."""

    settings: Settings
    composers: Mapping[str, Compose]
    line: Line = field(default_factory=lambda: Line(PAUSE))


def init_app(app: Flask, settings: Settings, composers: Mapping[str, Compose]) -> None:
    """Give `app` its mailer."""
    app.extensions[EXTENSION] = Mailer(settings, composers)


def shown_mail(instance: Path, mail_id: uuid.UUID) -> Path:
    """Where demo mode, and it alone, writes a mail out."""
    return instance / "mail" / f"{mail_id}.txt"


def send(mail_id: uuid.UUID) -> None:
    """Send the mail if it still waits. Safe to call by several workers at once and again after a crash."""
    mailer: Mailer = current_app.extensions[EXTENSION]
    if mailer.settings.smtp_url is None and not mailer.settings.is_demo:
        return  # it waits until a mail server is set; the health page says so
    if not mailer.line.take():
        return  # it waits: another mail tries for all whether the mail server is back
    try:
        _send(mailer, mail_id)
    finally:
        mailer.line.leave()


def _send(mailer: Mailer, mail_id: uuid.UUID) -> None:
    with transaction():
        claim = outbox.claim(mail_id)
    if claim is None:
        return
    try:
        with transaction():
            message = mailer.composers[claim.template](claim.subject_id, claim.recipient)
        _hand_over(mailer, claim, _envelope(claim, message, mailer.settings))
    except TakenOver:
        return
    except (NotNeeded, Refused, FateUnknown) as outcome:
        _end(claim, ENDS[type(outcome)], str(outcome))
    except HoldUntil as wish:
        _hold(claim, wish.moment, str(wish))
    except NotReached as problem:
        _hold(claim, clock.now() + timedelta(seconds=mailer.line.pause), str(problem))
    except TryLater as problem:
        _put_off(claim, str(problem))
    except Exception as problem:
        report_problem("mail could not be sent", problem, mail=str(mail_id), template=claim.template)
        _put_off(claim, "Something went wrong on our side before the mail left.", only=(MailState.CLAIMED,))
    else:
        _end(claim, MailState.SENT, None)


def _envelope(claim: Claim, message: Message, settings: Settings) -> EmailMessage:
    envelope = EmailMessage(policy=WIRE)
    envelope["From"] = settings.mail_from
    envelope["To"] = ascii_address(claim.recipient)
    envelope["Subject"] = " ".join(message.subject.split())
    envelope["Date"] = format_datetime(clock.now())
    envelope["Message-ID"] = f"<{claim.mail_id}@{urlsplit(settings.base_url).hostname}>"
    envelope["Auto-Submitted"] = "auto-generated"
    envelope.set_content(message.body)
    return envelope


def _hand_over(mailer: Mailer, claim: Claim, envelope: EmailMessage) -> None:
    settings, answered = mailer.settings, True
    if settings.is_demo:
        _write_out(settings, claim.mail_id, envelope)
    if not settings.smtp_url:
        _mark_sending(claim)
        return
    try:
        deliver(settings.smtp_url, envelope, lambda: _mark_sending(claim))
    except NO_ANSWER:
        answered = False
        raise
    finally:
        mailer.line.note(answered=answered)


def _mark_sending(claim: Claim) -> None:
    with transaction():
        if not outbox.move(claim, (MailState.CLAIMED,), MailState.SENDING):
            raise TakenOver


def _end(claim: Claim, after: MailState, reason: str | None) -> None:
    """Store what became of the mail, also if the database is away for a moment: nobody else knows it."""
    for pause in (*PAUSES, None):
        try:
            with transaction():
                # Unknown too: the lease may have lapsed while the server took its time over the answer.
                outbox.move(claim, (*outbox.IN_HAND, MailState.UNKNOWN), after, reason)
            break
        except DBAPIError:
            if pause is None:
                raise
            time.sleep(pause)
    log.info("mail", extra={"mail": str(claim.mail_id), "outcome": after.value})


def _put_off(claim: Claim, reason: str, only: tuple[MailState, ...] = outbox.IN_HAND) -> None:
    with transaction():
        outbox.postpone(claim, reason, only)
    log.info("mail", extra={"mail": str(claim.mail_id), "outcome": "later"})


def _hold(claim: Claim, until: datetime, reason: str) -> None:
    with transaction():
        outbox.hold(claim, until, reason)
    log.info("mail", extra={"mail": str(claim.mail_id), "outcome": "held"})


def _write_out(settings: Settings, mail_id: uuid.UUID, envelope: EmailMessage) -> None:
    path = shown_mail(settings.instance, mail_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Subject: {envelope['Subject']}\n\n{envelope.get_content()}", encoding="utf-8")
