"""Rate limits kept in the memory of one web process: all there is without Redis, and its own share beside Redis.

The library's own memory starts a thread to forget what is over, up to a hundred times a second while people answer;
here it is forgotten on the way, once a minute.
"""

import time
from bisect import bisect_right
from threading import Lock

from limits.storage import MemoryStorage

SCHEME = "canopy-memory"
FORGET_EVERY = 60  # seconds


class RateMemory(MemoryStorage):
    """When each key was counted, newest last; for the moving window alone."""

    STORAGE_SCHEME = [SCHEME]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: str) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self.lock = Lock()
        self.counted: dict[str, tuple[int, list[float]]] = {}
        self.forget_at = time.time() + FORGET_EVERY

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` more, unless more than `limit` would then have been counted in the last `expiry` seconds."""
        now = time.time()
        with self.lock:
            if now >= self.forget_at:
                self._forget(now)
            moments = self.counted.setdefault(key, (expiry, []))[1]
            del moments[: bisect_right(moments, now - expiry)]
            if len(moments) + amount > limit:
                return False
            moments.extend([now] * amount)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest was counted of the last `expiry` seconds, and how many were."""
        now = time.time()
        with self.lock:
            moments = self.counted.get(key, (expiry, []))[1]
            recent = moments[bisect_right(moments, now - expiry) :]
        return (recent[0] if recent else now), len(recent)

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self.lock:
            self.counted.pop(key, None)

    def reset(self) -> int | None:
        """Forget all; how many keys there were."""
        with self.lock:
            count = len(self.counted)
            self.counted.clear()
        return count

    def _forget(self, now: float) -> None:
        self.forget_at = now + FORGET_EVERY
        over = [key for key, (expiry, moments) in self.counted.items() if not moments or moments[-1] <= now - expiry]
        for key in over:
            del self.counted[key]
