"""Things done at the same moment, as by several processes: each in a thread and an application context of its own."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Barrier, Event
from typing import TypeVar

from flask import Flask, has_app_context
from sqlalchemy.exc import NoResultFound

from programme.core.db import db, transaction
from programme.core.errors import DomainError

Done = TypeVar("Done")
Pause = Callable[[], None]
SECONDS_TO_MEET, SECONDS_TO_END = 20, 60
LOOKS_ON = 0.3
"""Seconds in which the second of two has read all that it reads, unless something makes it wait."""


def at_once(app: Flask, acts: Sequence[Callable[[], Done]]) -> list[Done]:
    """What each of `acts` gives. They begin together; what the caller had open in the database is let go before.

    Raises:
        Exception: what one of them raised.
        TimeoutError: one of them has not ended after a minute.
    """
    together = Barrier(len(acts))

    def do(act: Callable[[], Done]) -> Done:
        with app.app_context():
            with db.engine.connect():  # so that nobody is late for having to connect first
                together.wait(timeout=SECONDS_TO_MEET)
            return act()

    with _threads(len(acts)) as pool:
        return [each.result(timeout=SECONDS_TO_END) for each in [pool.submit(do, act) for act in acts]]


def meeting(app: Flask, first: Callable[[], object], second: Callable[[], Done]) -> Done:
    """What `second` gives, which begins when `first` is done and not yet committed; as in `meeting_midway`."""

    def whole(pause: Pause) -> None:
        first()
        pause()

    return meeting_midway(app, whole, second)


def meeting_midway(app: Flask, first: Callable[[Pause], object], second: Callable[[], Done]) -> Done:
    """What `second` gives, which begins when `first` pauses; each is a transaction of its own.

    The first goes on once the second has ended or has had time to read what the first has not yet committed.

    Raises:
        Exception: what one of them raised.
        TimeoutError: one of them has not ended after a minute.
    """
    has_paused, goes_on = Event(), Event()

    def pause() -> None:
        has_paused.set()
        goes_on.wait(SECONDS_TO_MEET)

    def lead() -> None:
        with app.app_context(), transaction():
            first(pause)

    def follow() -> Done:
        with app.app_context(), transaction():
            return second()

    with _threads(2) as pool:
        leading = pool.submit(lead)
        leading.add_done_callback(lambda _: has_paused.set())  # also if it failed before
        assert has_paused.wait(SECONDS_TO_MEET), "the first did not pause"
        following = pool.submit(follow)
        wait([following], timeout=LOOKS_ON)
        goes_on.set()
        leading.result(timeout=SECONDS_TO_END)
        return following.result(timeout=SECONDS_TO_END)


def told(app: Flask, first: Callable[[], object], second: Callable[[], object], gone: str = "") -> str:
    """Why the second of two who meet is refused, in the words that a page shows; empty if it is not.

    On SQLite writers are alone, so the second begins later, and its page may not find any more what is decided on: that
    is said by `gone`.
    """
    try:
        meeting(app, first, second)
    except DomainError as problem:
        return problem.message
    except NoResultFound:
        return gone
    return ""


@contextmanager
def _threads(count: int) -> Iterator[ThreadPoolExecutor]:
    if has_app_context():
        db.session.rollback()
    with ThreadPoolExecutor(count) as pool:
        yield pool
