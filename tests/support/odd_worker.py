"""A small worker for jobs that misbehave: `python -m tests.support.odd_worker JOB_ID...`.

It takes each job in turn as the real worker does, each in a child of its own. The settings come from the environment.
"""

import os
import signal
import sys
import time
import uuid
from datetime import timedelta
from pathlib import Path

from programme import create_app
from programme.core.db import transaction
from programme.core.jobs import child, service
from programme.core.jobs.child import Run
from programme.core.jobs.service import RunningJob
from programme.core.settings import Settings

NOTES = "notes.txt"


def _note(job: RunningJob) -> None:
    """Say in the notes that the job was begun."""
    with (Path(os.environ["CANOPY_INSTANCE"]) / NOTES).open("a") as notes:
        notes.write(f"{job.name} {os.getpid()}\n")


def end_well(job: RunningJob) -> None:
    """Note it, take a moment, and end."""
    _note(job)
    time.sleep(0.3)
    with job.completing():
        pass


def eat(job: RunningJob) -> None:
    """Ask for more memory than there may be."""
    _note(job)
    bytearray(3 * 1024**3)


def sleep(job: RunningJob) -> None:
    """Never end."""
    _note(job)
    time.sleep(600)


def die(job: RunningJob) -> None:
    """End without a word, as a crash does."""
    _note(job)
    os.kill(os.getpid(), signal.SIGKILL)


def outlive(job: RunningJob) -> None:
    """Lose the lease to another worker, then try to store a result all the same."""
    _note(job)
    with transaction():
        service._hold(job, lease=uuid.uuid4())
    time.sleep(5)
    _note(job)


JOBS: dict[str, Run] = {"end well": end_well, "eat": eat, "sleep": sleep, "die": die, "outlive": outlive}

app = child.prepare(create_app, JOBS)
source = child.context("tests.support.odd_worker")


def main(job_ids: list[str]) -> None:
    """Take each job once."""
    with app.app_context():
        settings: Settings = app.extensions["canopy.settings"]
        for job_id in job_ids:
            taken = service.claim(uuid.UUID(job_id), timedelta(seconds=settings.job_lease_seconds))
            if taken is not None:
                child.watch(taken, settings, source)


if __name__ == "__main__":
    main(sys.argv[1:])
