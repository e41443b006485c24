"""The worker that gunicorn runs in the web process: clients who let it wait do so outside its threads, or not for long.

gunicorn's own threaded worker gives a thread to a connection before anything has come over it, and lets it wait in
`recv` and `sendall` for as long as the client likes: as many slow clients as there are threads, and nobody is served.
A server in front that takes whole requests and whole answers, such as nginx, spares Canopy all of this; without one,
these limits hold.
"""

import errno
import select
import socket
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from threading import BoundedSemaphore
from typing import Any

from gunicorn.util import close_graceful  # type: ignore[import-untyped] # gunicorn ships no types
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped] # as above

FIRST_WORD = 10.0  # seconds until the first byte of a connection has come
GRACE = 0.25  # seconds that everybody may let a thread wait, in all, from a request's first byte to its answer's last
LONGEST = 20.0  # seconds that those may who hold one of the few places for slow clients ...
SLOWEST = 16 * 1024  # ... and one second more for so many bytes that went either way
LINGER = 0.25  # seconds for a client to take the last bytes before the connection is closed
MOST_SILENT = 200  # connections over which nothing has come; the one that has said nothing for longest goes first
FREE = 2  # threads of a worker that no slow client takes


class PatientSocket(socket.socket):
    """A client's connection that knows how long it has let a thread wait during the request of the moment."""

    def __init__(self, client: socket.socket, places: BoundedSemaphore) -> None:
        super().__init__(fileno=client.detach())
        self._places = places
        self._is_watched = self._has_place = False
        self._waited, self._moved = 0.0, 0

    def begin(self) -> None:
        """A thread has begun to read a request."""
        self._is_watched, self._waited, self._moved = True, 0.0, 0

    def end(self) -> None:
        """The thread is done with the request, or has given it up."""
        self._is_watched = False
        if self._has_place:
            self._has_place = False
            self._places.release()

    def recv(self, size: int, flags: int = 0) -> bytes:
        """What has come, at most `size` bytes.

        Raises:
            ConnectionResetError: the client let us wait for too long.
        """
        while self._is_watched:
            with suppress(BlockingIOError):
                got = super().recv(size, flags | socket.MSG_DONTWAIT)
                self._moved += len(got)
                return got
            self._wait_for(select.POLLIN)
        return super().recv(size, flags)

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all of `data`.

        Raises:
            ConnectionResetError: the client let us wait for too long.
        """
        left = memoryview(data)
        while self._is_watched and left:
            with suppress(BlockingIOError):
                sent = super().send(left, flags | socket.MSG_DONTWAIT)
                self._moved, left = self._moved + sent, left[sent:]
                continue
            self._wait_for(select.POLLOUT)
        super().sendall(left, flags)

    def settimeout(self, value: float | None) -> None:
        """Set a time limit; while a request is watched the limits here hold instead."""
        if not self._is_watched:
            super().settimeout(value)

    def _wait_for(self, event: int) -> None:
        allowed = LONGEST + self._moved / SLOWEST if self._has_place else GRACE
        poller = select.poll()
        poller.register(self, event)
        began = time.monotonic()
        is_ready = poller.poll(max(0.0, allowed - self._waited) * 1000)
        self._waited += time.monotonic() - began
        if is_ready:
            return
        if self._has_place or not self._places.acquire(blocking=False):
            raise ConnectionResetError(errno.ECONNRESET, "the client was too slow")
        self._has_place = True


class PatientWorker(ThreadWorker):  # type: ignore[misc] # gunicorn ships no types
    """gunicorn's threaded worker, of whose threads slow clients can take all but two, and each only for a while."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slow_places = BoundedSemaphore(max(1, self.cfg.threads - FREE))
        self.cfg.set("sendfile", False)  # it would send past PatientSocket

    def enqueue_req(self, conn: Any) -> None:
        """Give a connection to a thread; a new one only once something has come over it."""
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
            return
        if len(self.pending_conns) >= MOST_SILENT:
            self.pending_conns[0].timeout = 0.0
            self.murder_pending()
        conn.sock = PatientSocket(conn.sock, self.slow_places)
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + FIRST_WORD
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def handle(self, conn: Any) -> Any:
        """Serve one request in a thread of the pool; whether the connection goes on."""
        conn.sock.begin()
        try:
            goes_on = super().handle(conn)
        finally:
            conn.sock.end()
        if not goes_on:
            close_graceful(conn.sock, timeout=LINGER)  # in this thread: the loop that accepts others would wait for it
        return goes_on
