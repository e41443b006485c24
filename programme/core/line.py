"""Whether another server is worth a try: one that hangs must not keep those who ask it from everything else."""

from threading import Lock
from time import monotonic


class Line:
    """The way to a server. While it is down, one thread after each `pause` (seconds) tries for all.

    Safe under many threads. Each process learns for itself.
    """

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self._lock = Lock()
        self._is_down = False
        self._is_trying = False
        self._again_at = 0.0

    def take(self) -> bool:
        """Whether this thread may try now."""
        with self._lock:
            if not self._is_down:
                return True
            now = monotonic()
            if now < self._again_at:
                return False
            self._is_trying, self._again_at = True, now + self.pause
            return True

    def note(self, *, answered: bool) -> bool:
        """The server was tried, and did or did not answer in time; whether that is new."""
        with self._lock:
            is_new = self._is_down is answered
            self._is_down, self._is_trying = not answered, False
            self._again_at = monotonic() + self.pause
            return is_new

    def leave(self) -> None:
        """If this thread may have tried and did not, because there was nothing to ask after all, the next one tries."""
        with self._lock:
            if self._is_trying:
                self._is_trying, self._again_at = False, 0.0
