"""Handing one mail to the mail server, so that it is known at every step whether the server has it."""

import smtplib
import ssl
from collections.abc import Callable, Container
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 20
NOT_CONFIRMED = "The connection ended before the mail server confirmed it."


class Refused(Exception):
    """The mail server will never take this mail."""


class TryLater(Exception):
    """The mail server did not take it this time; it is certain that it did not."""


class NotReached(TryLater):
    """The mail server was not there or did not let us in: it is no fault of this mail."""


class Silent(TryLater):
    """The mail server said nothing in time, before it had the text."""


class FateUnknown(Exception):
    """The connection ended after the text was handed over."""


class Hung(FateUnknown):
    """The mail server said nothing in time after the text was handed over."""


def deliver(url: str, envelope: EmailMessage, before_the_text: Callable[[], None]) -> None:
    """Hand `envelope` to the server at `url`; returns when the server has confirmed that it took it.

    `before_the_text` is called when the server waits for the text; if it raises, the server gets none.

    Raises:
        Refused, TryLater, NotReached, Silent: the server does not have it.
        FateUnknown, Hung: the server may have it.
    """
    server = _connect(url)
    try:
        _address(server, parseaddr(str(envelope["From"]))[1], str(envelope["To"]))
        before_the_text()
        _hand_text(server, envelope)
    finally:
        server.close()


def ascii_address(address: str) -> str:
    """The address as every server takes it, its domain in ASCII.

    Raises:
        Refused: the part before the @ has other letters.
    """
    name, _, domain = address.rpartition("@")
    try:
        return f"{name.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise Refused("The address has letters that mail servers do not take.") from None


def _connect(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host, secure = str(parts.hostname), ssl.create_default_context()
    try:
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=secure)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    except (OSError, smtplib.SMTPException):
        raise NotReached("The mail server could not be reached.") from None
    try:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=secure)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.ehlo_or_helo_if_needed()
    except smtplib.SMTPAuthenticationError as problem:
        server.close()
        raise NotReached(f"The mail server refused our user name or password ({problem.smtp_code}).") from None
    except (OSError, smtplib.SMTPException):
        server.close()
        raise NotReached("The mail server could not be greeted in the way that SMTP_URL asks for.") from None
    return server


def _address(server: smtplib.SMTP, sender: str, recipient: str) -> None:
    try:
        _accept(server.mail(sender)[0], {250})
        _accept(server.rcpt(recipient)[0], {250, 251})
        _accept(server.docmd("DATA")[0], {354})
    except (OSError, smtplib.SMTPException) as problem:
        if _was_silent(problem):
            raise Silent("The mail server did not answer in time.") from None
        raise TryLater("The mail server ended the connection.") from None


def _hand_text(server: smtplib.SMTP, envelope: EmailMessage) -> None:
    dotted = b"".join(b"." + line if line.startswith(b".") else line for line in bytes(envelope).splitlines(True))
    try:
        server.send(dotted + b".\r\n")
        code, _ = server.getreply()
    except (OSError, smtplib.SMTPException) as problem:
        raise (Hung if _was_silent(problem) else FateUnknown)(NOT_CONFIRMED) from None
    if not 200 <= code < 300 and not 400 <= code < 600:
        raise FateUnknown("The mail server answered with something that is no answer.")
    _accept(code, range(200, 300))


def _was_silent(problem: BaseException) -> bool:
    """The library says "disconnected" of a server that was waited for in vain, too."""
    return isinstance(problem, TimeoutError) or isinstance(problem.__context__, TimeoutError)


def _accept(code: int, good: Container[int]) -> None:
    if code in good:
        return
    if 400 <= code < 500:
        raise TryLater(f"The mail server said to try later ({code}).")
    raise Refused(f"The mail server refused the mail ({code}).")
