"""A mail server of the tests' own on loopback, which takes mails or misbehaves as it is told."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 taken"


@dataclass
class Received:
    """A mail as it came over the wire."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, read."""
        return cast(EmailMessage, message_from_bytes(self.raw, policy=default))

    @property
    def text(self) -> str:
        """What the mail says."""
        return str(self.message.get_content()).replace("\r\n", "\n")


@dataclass
class MailServer:
    """What came, and what the server says next: `on_recipient`, `after_text`; a `drops` ends the connection there.

    By address: `replies` to naming it, and to whom it is `silent_on_recipient` or `silent_after_text` as long as the
    address stands there, or `drops_after_text`. To all others it goes on as said.
    """

    port: int
    received: list[Received] = field(default_factory=list)
    on_recipient: str = TAKEN
    after_text: str = TAKEN
    drops: str = "never"
    before_recipient: Callable[[], None] = lambda: None
    before_answer: Callable[[], None] = lambda: None
    replies: dict[str, str] = field(default_factory=dict)
    silent_on_recipient: set[str] = field(default_factory=set)
    silent_after_text: set[str] = field(default_factory=set)
    drops_after_text: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        """The setting SMTP_URL for this server."""
        return f"smtp://127.0.0.1:{self.port}"

    def says(self, **words: str) -> None:
        """Change what the server says or does."""
        for name, value in words.items():
            setattr(self, name, value)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """A recipient was named."""
        self.before_recipient()
        while address in self.silent_on_recipient:
            await asyncio.sleep(0.02)
        if self.drops == "on recipient":
            cast(Any, server.transport).abort()
        reply = self.replies.get(address, self.on_recipient)
        if reply == TAKEN:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """The whole text was handed over."""
        self.before_answer()
        if self.after_text == TAKEN:
            raw = cast(bytes, envelope.original_content)
            self.received.append(Received(str(envelope.mail_from), list(envelope.rcpt_tos), raw))
        while self.silent_after_text.intersection(envelope.rcpt_tos):
            await asyncio.sleep(0.02)
        if self.drops == "after text" or self.drops_after_text.intersection(envelope.rcpt_tos):
            cast(Any, server.transport).abort()
        return self.after_text


@contextmanager
def mail_server(port: int | None = None) -> Iterator[MailServer]:
    """A server on a free port, or on this one, in a thread of its own."""
    server = MailServer(port or free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
