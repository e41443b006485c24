"""The queue: Huey on a SQLite file, or on Redis by REDIS_URL. It carries a task's name and an id, nothing else."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab

from programme.core.logs import log
from programme.core.settings import Settings

EXTENSION = "canopy.queue"


def _not_here(*_: object) -> None:
    raise RuntimeError("This process puts tasks in the queue; it does not do them.")


@dataclass
class Queue:
    """The application's end of the queue. A worker gives it `run` and `tick`; a web process only pushes."""

    huey: Huey
    run: Callable[[str, uuid.UUID], None] = _not_here
    tick: Callable[[], None] = _not_here


def init_app(app: Flask, settings: Settings) -> None:
    """Give `app` its queue, with the one task there is and the tick that comes at start and once a minute."""
    if settings.redis_url:
        huey = RedisHuey("canopy", url=settings.redis_url, results=False)
    else:
        huey = SqliteHuey("canopy", filename=str(settings.instance / "queue.db"), fsync=True, results=False)
    queue = Queue(huey)
    app.extensions[EXTENSION] = queue

    def run_job(name: str, subject: str) -> None:
        with app.app_context():
            queue.run(name, uuid.UUID(subject))

    def every_minute() -> None:
        with app.app_context():
            queue.tick()

    app.extensions["canopy.run_job"] = huey.task(name="run_job")(run_job)
    huey.periodic_task(crontab(minute="*"), name="tick")(every_minute)
    huey.on_startup(name="first tick")(every_minute)


def queue() -> Queue:
    """The current application's end of the queue."""
    found: Queue = current_app.extensions[EXTENSION]
    return found


def push(name: str, subject_id: uuid.UUID) -> None:
    """Ask for a task now. If the queue cannot be reached, the next tick asks again, so nothing is lost."""
    try:
        current_app.extensions["canopy.run_job"](name, str(subject_id))
    except Exception as problem:
        log.error("queue did not take a task", extra={"task": name, "problem": type(problem).__name__})


def is_answering() -> bool:
    """Whether the queue can be reached."""
    try:
        queue().huey.pending_count()
    except Exception:
        return False
    return True
