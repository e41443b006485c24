"""Clients at once: threads that each keep one connection open and send whole requests that were written before.

They do as little as they can, because they share the machine with the server that is measured.
"""

import re
import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

HOST = "127.0.0.1"
CLIENTS = 8
PATIENCE = 60  # seconds, longer than any lock is waited for
FORM = "application/x-www-form-urlencoded"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r]+)", re.IGNORECASE)
CSRF_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Unexpected(Exception):
    """A server answered with another status than was expected."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it goes over the wire, and the status that acknowledges it; `about` is the caller's own."""

    content: bytes
    expected: int
    about: object = None


@dataclass(frozen=True, slots=True)
class Burst:
    """What all clients did together: the requests that were acknowledged, and how many that is a second."""

    acknowledged: tuple[Request, ...]
    a_second: float


class Connection:
    """One connection to a server on this machine, kept open within the block."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        self.socket.close()

    def ask(self, request: Request) -> tuple[bytes, bytes]:
        """The header and the body of the reply.

        Raises:
            Unexpected: its status is not the one that the request expects.
        """
        self.socket.sendall(request.content)
        header, body = self._header()
        found = LENGTH.search(header)
        length = int(found[1]) if found else 0
        while len(body) < length:
            body += self._more()
        status = int(header.split(b" ", 2)[1])
        if status != request.expected:
            raise Unexpected(f"{status}, not {request.expected}, to {request.content[:60]!r}: {body[:500]!r}")
        return header, body

    def _header(self) -> tuple[bytes, bytes]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        header, _, body = received.partition(b"\r\n\r\n")
        return header, body

    def _more(self) -> bytes:
        received = self.socket.recv(65536)
        if not received:
            raise Unexpected("the server closed the connection")
        return received


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser that has opened one page knows: the session's cookie and the token that goes with forms."""

    cookie: str = ""
    token: str = ""

    @classmethod
    def on(cls, port: int, path: str) -> Self:
        """A browser that has opened the page at `path`."""
        with Connection(port) as connection:
            header, body = connection.ask(cls().get(path))
        cookie, token = COOKIE.search(header), CSRF_TOKEN.search(body.decode())
        return cls(cookie[1].decode() if cookie else "", token[1] if token else "")

    def get(self, path: str) -> Request:
        """Ask for a page."""
        return Request(self._head("GET", path) + b"\r\n", 200)

    def post(self, path: str, fields: Mapping[str, object], expected: int, about: object = None) -> Request:
        """Send a form."""
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        typed = f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        return Request(self._head("POST", path) + typed + body, expected, about)

    def _head(self, method: str, path: str) -> bytes:
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        return f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n{cookie}".encode()


def at_once(port: int, turns: Sequence[Iterable[Request]], seconds: float = PATIENCE) -> Burst:
    """Send each client's requests one after another, all clients together, until they are through or time is up.

    Raises:
        Unexpected: a request was not acknowledged.
    """
    together = Barrier(len(turns))

    def client(requests: Iterable[Request]) -> tuple[list[Request], float, float]:
        done = list[Request]()
        with Connection(port) as connection:
            together.wait(timeout=PATIENCE)
            began = time.perf_counter()
            for request in requests:
                connection.ask(request)
                done.append(request)
                if time.perf_counter() - began > seconds:
                    break
        return done, began, time.perf_counter()

    with ThreadPoolExecutor(len(turns)) as pool:
        ended = list(pool.map(client, turns))
    acknowledged = tuple(request for done, _, _ in ended for request in done)
    took = max(end for _, _, end in ended) - min(began for _, began, _ in ended)
    return Burst(acknowledged, len(acknowledged) / took)
