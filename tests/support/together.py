"""Things done at the same moment, as by several processes: each in a thread and an application context of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask, has_app_context

from programme.core.db import db

Done = TypeVar("Done")
SECONDS_TO_MEET, SECONDS_TO_END = 20, 60


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

    if has_app_context():
        db.session.remove()
    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result(timeout=SECONDS_TO_END) for each in [pool.submit(do, act) for act in acts]]
