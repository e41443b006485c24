"""How the Redis that processes share is asked: with little patience, and after a failure not again at once."""

from collections.abc import Callable
from typing import TypeVar

from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.retry import Retry

from programme.core.line import Line
from programme.core.logs import log

PAUSE = 3.0
"""Seconds for which a server that failed is not asked: one that hangs must not slow every page."""

Answer = TypeVar("Answer")


def pool(url: str, patience: float) -> ConnectionPool:
    """Connections to the Redis at `url` that wait `patience` seconds for each answer; the URL may say otherwise.

    A connection that broke, as they all do when Redis is started again, is made anew once.
    """
    again = Retry(NoBackoff(), 1, supported_errors=(NotConnected,))
    return ConnectionPool.from_url(url, socket_timeout=patience, socket_connect_timeout=patience, retry=again)


class Away(Exception):
    """The server did not answer, or failed so lately that it was not asked."""


class Reach:
    """Asks a server; after a failure nobody asks for `PAUSE` seconds, then one thread tries for all."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._line = Line(PAUSE)

    def ask(self, act: Callable[[], Answer]) -> Answer:
        """What `act` returns.

        Raises:
            Away: it failed, or is not asked for the moment.
        """
        if not self._line.take():
            raise Away
        try:
            answer = act()
        except Exception as problem:
            self._note(problem)
            raise Away from None
        self.answered()
        return answer

    def answered(self) -> None:
        """Note that the server is there after all: something came from it."""
        self._note(None)

    def _note(self, problem: Exception | None) -> None:
        if not self._line.note(answered=problem is None):
            return
        if problem is None:
            log.info(f"{self.what}: reached again")
        else:
            log.error(f"{self.what}: not reached", extra={"problem": type(problem).__name__})
