"""Rate limits that all web processes share, kept in Redis.

Each process also counts for itself. So when Redis does not answer, nobody is locked out and nobody may try without end:
each process goes on from what it has seen.
"""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from limits.storage import RedisStorage

from programme.core import redis_server
from programme.core.rate_memory import RateMemory
from programme.core.redis_server import Away, Reach

OURS = "canopy-"
"""Before REDIS_URL's own scheme, so that the library takes this storage and not its own."""
PATIENCE = 0.5  # seconds
PREFIX = "canopy-rates"

Answer = TypeVar("Answer")


class RateRedis(RateMemory):
    """When each key was counted by any process; for the moving window alone.

    Redis is told of digests only: keys hold addresses and people, and beside them stand moments.
    """

    STORAGE_SCHEME = [f"{OURS}redis", f"{OURS}rediss"]

    def __init__(self, uri: str, wrap_exceptions: bool = False, *, secret: str, **options: str) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        url = uri.removeprefix(OURS)
        self.shared = RedisStorage(url, redis_server.pool(url, PATIENCE), PREFIX)
        self.reach = Reach("rate limits in Redis")
        self.secret = hashlib.sha256(secret.encode()).digest()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` more, unless more than `limit` would then have been counted in the last `expiry` seconds."""
        hidden = self._hidden(key)
        allowed = self._asked(lambda: self.shared.acquire_entry(hidden, limit, expiry, amount))
        return allowed is not False and super().acquire_entry(key, limit, expiry, amount)

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest was counted of the last `expiry` seconds, and how many were."""
        hidden = self._hidden(key)
        found = self._asked(lambda: self.shared.get_moving_window(hidden, limit, expiry))
        return super().get_moving_window(key, limit, expiry) if found is None else found

    def clear(self, key: str) -> None:
        """Forget one key."""
        hidden = self._hidden(key)
        self._asked(lambda: self.shared.clear(hidden))
        super().clear(key)

    def reset(self) -> int | None:
        """Forget all; how many keys there were."""
        forgotten = self._asked(self.shared.reset)
        own = super().reset()
        return own if forgotten is None else forgotten

    def _asked(self, act: Callable[[], Answer]) -> Answer | None:
        """What Redis says; None if it does not answer."""
        try:
            return self.reach.ask(act)
        except Away:
            return None

    def _hidden(self, key: str) -> str:
        return hashlib.blake2b(key.encode(), key=self.secret, digest_size=20).hexdigest()
