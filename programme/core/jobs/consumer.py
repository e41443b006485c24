"""The worker's side of the queue: tasks are taken until it is told to stop, whether or not the queue can be reached."""

import logging
import time
from collections.abc import Callable, Iterable
from threading import Lock

from programme.core.jobs.queue import Queue
from programme.core.logs import log, report_problem

SAID_AGAIN_AFTER = 60.0  # seconds


class PlainWords(logging.Handler):
    """What the library says of trouble, as lines of our own log: with the kind of a problem, and not its own words.

    While the queue is away it says the same each second; it is written once a minute.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said: dict[str, float] = {}
        self._said_lock = Lock()

    def emit(self, record: logging.LogRecord) -> None:
        """Write it, unless it was written lately."""
        if self._was_said(str(record.msg)):
            return
        problem = record.exc_info[0] if record.exc_info else None
        words = str(record.msg).replace(" %s", "").rstrip(".")
        log.error(f"queue: {words}", extra={"problem": problem.__name__ if problem else None})

    def _was_said(self, words: str) -> bool:
        now = time.monotonic()
        with self._said_lock:
            lately = words in self._said and now - self._said[words] < SAID_AGAIN_AFTER
            if not lately:
                self._said[words] = now
        return lately


def do_all(chores: Iterable[Callable[[], None]]) -> None:
    """Do all that is due; what fails stops none of the rest, and is tried again with the next tick."""
    for chore in chores:
        try:
            chore()
        except Exception as problem:
            report_problem("tick failed", problem, chore=chore.__name__)


def work(queue: Queue, workers: int) -> None:
    """Take tasks with so many threads, and tick once a minute, until a signal ends it."""
    library = logging.getLogger("huey")
    library.handlers, library.propagate = [PlainWords()], False
    consumer = queue.huey.create_consumer(workers=workers, initial_delay=0.1, max_delay=1.0, scheduler_interval=1)
    log.info("worker started")
    consumer.run()
