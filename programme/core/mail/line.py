"""Whether the mail server is worth a try: one that hangs must not keep the worker from everything else."""

from threading import Lock
from time import monotonic

PAUSE = 50.0
"""Seconds for which a mail server that could not be reached, or hung, is left alone: the worker looks once a minute."""


class Line:
    """The way to the mail server. While it is down, one mail after each pause tries for all; the others wait untried.

    Safe under many threads. Each process learns for itself.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_down = False
        self._is_trying = False
        self._again_at = 0.0

    def take(self) -> bool:
        """Whether this thread may try a mail now."""
        with self._lock:
            if not self._is_down:
                return True
            now = monotonic()
            if now < self._again_at:
                return False
            self._is_trying, self._again_at = True, now + PAUSE
            return True

    def note(self, *, answered: bool) -> None:
        """The server was tried, and did or did not answer in time."""
        with self._lock:
            self._is_down, self._is_trying = not answered, False
            self._again_at = monotonic() + PAUSE

    def leave(self) -> None:
        """Done with the mail: if nothing came of the try because the mail was not to be sent, the next one tries."""
        with self._lock:
            if self._is_trying:
                self._is_trying, self._again_at = False, 0.0
