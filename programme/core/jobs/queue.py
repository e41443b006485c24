"""The queue: Huey on a SQLite file, or on Redis by REDIS_URL. It carries a task's name and an id, nothing else.

What it carries is signed: whoever can write to it otherwise could make the worker do anything.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer

from programme.core import redis_server
from programme.core.logs import report_problem
from programme.core.redis_server import Away, Reach
from programme.core.settings import Settings

EXTENSION = "canopy.queue"
NAME = "canopy"
WAIT = 1  # second that a worker waits at Redis for a task before it asks anew
PATIENCE = WAIT + 1.0  # seconds, longer than Redis is told to wait: what it hands over later would be lost


def _not_here(*_: object) -> None:
    raise RuntimeError("This process puts tasks in the queue; it does not do them.")


@dataclass
class Queue:
    """The application's end of the queue. A worker gives it `run` and `tick`; a web process only pushes."""

    huey: Huey
    run: Callable[[str, uuid.UUID], None] = _not_here
    tick: Callable[[], None] = _not_here
    reach: Reach = field(default_factory=lambda: Reach("queue"))


def init_app(app: Flask, settings: Settings) -> None:
    """Give `app` its queue, with the one task there is and the tick that comes at start and once a minute."""
    huey = _huey(settings)
    queue = Queue(huey)
    app.extensions[EXTENSION] = queue

    def run_job(name: str, subject: str) -> None:
        queue.reach.answered()
        with app.app_context():
            try:
                queue.run(name, uuid.UUID(subject))
            except Exception as problem:
                report_problem("task failed", problem, task=name, subject=subject)

    def first_tick() -> None:
        with app.app_context():
            queue.tick()

    def every_minute() -> None:
        queue.reach.answered()
        first_tick()

    app.extensions["canopy.run_job"] = huey.task(name="run_job")(run_job)
    huey.periodic_task(crontab(minute="*"), name="tick")(every_minute)
    huey.on_startup(name="first tick")(first_tick)


def _huey(settings: Settings) -> Huey:
    common = {"results": False, "serializer": SignedSerializer(settings.secret_key, salt="canopy queue")}
    if settings.redis_url:
        connections = redis_server.pool(settings.redis_url, PATIENCE)
        return RedisHuey(NAME, connection_pool=connections, read_timeout=WAIT, **common)
    return SqliteHuey(NAME, filename=str(settings.instance / "queue.db"), fsync=True, **common)


def queue() -> Queue:
    """The current application's end of the queue."""
    found: Queue = current_app.extensions[EXTENSION]
    return found


def push(name: str, subject_id: uuid.UUID) -> None:
    """Ask for a task now. If the queue cannot be reached, the next tick asks again, so nothing is lost."""
    put = current_app.extensions["canopy.run_job"]
    try:
        queue().reach.ask(lambda: put(name, str(subject_id)))
    except Away:
        return


def is_answering() -> bool:
    """Whether the queue can be reached."""
    try:
        queue().reach.ask(queue().huey.pending_count)
    except Away:
        return False
    return True
