"""Sending a mail once: claim, write, send, mark. What cannot be known is marked so and not repeated."""

import smtplib
import ssl
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

from programme.core import clock
from programme.core.db import transaction
from programme.core.logs import log
from programme.core.mail import outbox
from programme.core.mail.models import MailState, OutboxMail
from programme.core.settings import Settings

EXTENSION = "canopy.mail"
TIMEOUT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Message:
    """What a mail says, in plain text."""

    subject: str
    body: str


class NotNeeded(Exception):
    """At the moment of sending there is no reason left to send it."""


class Refused(Exception):
    """The mail server will never take this mail."""


class TryLater(Exception):
    """The mail server did not take it this time; it is certain that it did not."""


class FateUnknown(Exception):
    """The connection ended after the text was handed over."""


class TakenOver(Exception):
    """This worker was so slow that another one has the mail now."""


Compose = Callable[[uuid.UUID], Message]


@dataclass(frozen=True, slots=True)
class Mailer:
    """How this installation sends, and what each kind of mail says."""

    settings: Settings
    composers: Mapping[str, Compose]


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
    with transaction() as session:
        mail = outbox.claim(mail_id)
        if mail is None:
            return
        try:
            message = mailer.composers[mail.template](mail.subject_id)
        except NotNeeded as reason:
            outbox.move(mail_id, MailState.CLAIMED, MailState.NOT_NEEDED, str(reason)[:200])
            return
        attempts, envelope = mail.attempts, _envelope(mail, message, mailer.settings)
        session.flush()
    _hand_over(mailer.settings, mail_id, attempts, envelope)


def _envelope(mail: OutboxMail, message: Message, settings: Settings) -> EmailMessage:
    envelope = EmailMessage(policy=SMTP)
    envelope["From"] = settings.mail_from
    envelope["To"] = mail.recipient
    envelope["Subject"] = message.subject
    envelope["Date"] = format_datetime(clock.now())
    envelope["Message-ID"] = f"<{mail.id}@{urlsplit(settings.base_url).hostname}>"
    envelope["Auto-Submitted"] = "auto-generated"
    envelope.set_content(message.body)
    return envelope


def _hand_over(settings: Settings, mail_id: uuid.UUID, attempts: int, envelope: EmailMessage) -> None:
    try:
        if settings.is_demo:
            _write_out(settings, mail_id, envelope)
        if settings.smtp_url:
            _deliver(settings, mail_id, envelope)
        else:
            _mark_sending(mail_id)
    except TakenOver:
        return
    except TryLater as problem:
        with transaction():
            outbox.postpone(mail_id, attempts, str(problem)[:200])
    except Refused as problem:
        _end(mail_id, (MailState.CLAIMED, MailState.SENDING), MailState.FAILED, str(problem)[:200])
    except FateUnknown as problem:
        _end(mail_id, (MailState.SENDING,), MailState.UNKNOWN, str(problem)[:200])
    else:
        _end(mail_id, (MailState.SENDING,), MailState.SENT, None)


def _end(mail_id: uuid.UUID, before: tuple[MailState, ...], after: MailState, reason: str | None) -> None:
    with transaction():
        for state in before:
            outbox.move(mail_id, state, after, reason)
    log.info("mail", extra={"mail": str(mail_id), "outcome": after.value})


def _mark_sending(mail_id: uuid.UUID) -> None:
    with transaction():
        if not outbox.move(mail_id, MailState.CLAIMED, MailState.SENDING):
            raise TakenOver


def _write_out(settings: Settings, mail_id: uuid.UUID, envelope: EmailMessage) -> None:
    path = shown_mail(settings.instance, mail_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Subject: {envelope['Subject']}\n\n{envelope.get_content()}", encoding="utf-8")


def _connect(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host, secure = str(parts.hostname), ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    if parts.scheme == "smtp+starttls":
        server.starttls(context=secure)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    server.ehlo_or_helo_if_needed()
    return server


def _deliver(settings: Settings, mail_id: uuid.UUID, envelope: EmailMessage) -> None:
    try:
        server = _connect(str(settings.smtp_url))
    except (OSError, smtplib.SMTPException):
        raise TryLater("The mail server could not be reached.") from None
    try:
        _address(server, parseaddr(settings.mail_from)[1], str(envelope["To"]))
        _mark_sending(mail_id)
        _hand_text(server, envelope)
    finally:
        server.close()


def _address(server: smtplib.SMTP, sender: str, recipient: str) -> None:
    try:
        _accept(server.mail(sender)[0], {250})
        _accept(server.rcpt(recipient)[0], {250, 251})
        _accept(server.docmd("DATA")[0], {354})
    except (OSError, smtplib.SMTPException):
        raise TryLater("The mail server ended the connection.") from None


def _hand_text(server: smtplib.SMTP, envelope: EmailMessage) -> None:
    dotted = b"".join(b"." + line if line.startswith(b".") else line for line in bytes(envelope).splitlines(True))
    try:
        server.send(dotted + b".\r\n")
        code, _ = server.getreply()
    except (OSError, smtplib.SMTPException):
        raise FateUnknown("The connection ended before the mail server confirmed it.") from None
    _accept(code, {250})


def _accept(code: int, good: set[int]) -> None:
    if code in good:
        return
    if 400 <= code < 500:
        raise TryLater(f"The mail server said to try later ({code}).")
    raise Refused(f"The mail server refused the mail ({code}).")
