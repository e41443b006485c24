"""The life of a job: asked for, claimed under a lease, kept alive, ended once. Safe under many workers."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, func, select, update

from programme.core import clock
from programme.core.db import after_commit, db, transaction
from programme.core.jobs import queue
from programme.core.jobs.models import Job, JobState

TASK = "job"
MOST_ATTEMPTS = 3
INTERRUPTED = "It was interrupted three times and was not tried again."


class LeaseLost(Exception):
    """Another worker holds this job now: what this one computed is thrown away."""


def ask_for(name: str, subject_id: uuid.UUID, *, asked_by: uuid.UUID | None) -> Job:
    """Write a job in the current transaction; it starts once that is committed."""
    job = Job(name=name, subject_id=subject_id, asked_by=asked_by, created_at=clock.now(), state=JobState.WAITING)
    db.session.add(job)
    db.session.flush()
    job_id = job.id
    after_commit(lambda: queue.push(TASK, job_id))
    return job


def latest(name: str, subject_id: uuid.UUID) -> Job | None:
    """The newest job called `name` on this subject."""
    return db.session.scalar(_latest(), {"name": name, "subject": subject_id})


@cache
def _latest() -> Select[tuple[Job]]:
    mine = (Job.name == bindparam("name"), Job.subject_id == bindparam("subject"))
    return select(Job).where(*mine).order_by(Job.created_at.desc()).limit(1)


def has_failed(name: str, subject_id: uuid.UUID) -> bool:
    """Whether the newest job called `name` on this subject was tried and did not go through."""
    job = latest(name, subject_id)
    return job is not None and job.state is JobState.FAILED


def keep_waiting(name: str, subject_id: uuid.UUID) -> bool:
    """Whether a job called `name` waits on this subject; no worker then takes it before this transaction has ended."""
    mine = (Job.name == name, Job.subject_id == subject_id, Job.state == JobState.WAITING)
    return db.session.scalar(select(Job.id).where(*mine).limit(1).with_for_update()) is not None


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job as the worker's child sees it: its subject, and the ways to tell how far it is and to end it."""

    id: uuid.UUID
    name: str
    subject_id: uuid.UUID
    asked_by: uuid.UUID | None
    lease: uuid.UUID

    def tell(self, step: str, done: int, of: int) -> None:
        """Show on the page that `done` of `of` steps are behind, and which comes now."""
        with transaction():
            _hold(self, step=step, steps_done=done, steps_all=of)

    @contextmanager
    def completing(self) -> Iterator[None]:
        """One short transaction for all results; it ends the job, or nothing of it stays.

        Raises:
            LeaseLost: the job went to another worker in the meantime.
        """
        with transaction():
            yield
            _hold(self, state=JobState.DONE, step="Done", steps_done=Job.steps_all, lease_until=None)


def claim(job_id: uuid.UUID, lease_for: timedelta) -> RunningJob | None:
    """Take a waiting job under a lease; a second worker gets nothing."""
    lease, moment = uuid.uuid4(), clock.now()
    values = {
        "state": JobState.RUNNING,
        "lease": lease,
        "lease_until": moment + lease_for,
        "heartbeat_at": moment,
        "attempts": Job.attempts + 1,
        "reason": None,
    }
    with transaction() as session:
        mine = (Job.id == job_id, Job.state == JobState.WAITING)
        job = session.scalar(update(Job).where(*mine).values(values).returning(Job))
        return RunningJob(job.id, job.name, job.subject_id, job.asked_by, lease) if job else None


def beat(job: RunningJob, lease_for: timedelta) -> None:
    """Say that the job is alive and needs its lease for longer."""
    moment = clock.now()
    with transaction():
        _hold(job, heartbeat_at=moment, lease_until=moment + lease_for)


def fail(job: RunningJob, reason: str) -> None:
    """End the job with words for the person who waits."""
    with transaction():
        _hold(job, state=JobState.FAILED, reason=reason[:500], lease_until=None)


def release(job: RunningJob) -> None:
    """Give an interrupted job back: it waits again, or fails after `MOST_ATTEMPTS`."""
    with transaction():
        _hold(job, lease_until=clock.now() - timedelta(seconds=1))
    recover()


def recover() -> list[uuid.UUID]:
    """Take back the jobs of dead workers, and name every job that waits."""
    with transaction() as session:
        lapsed = (Job.state == JobState.RUNNING, Job.lease_until < clock.now())
        spent = update(Job).where(*lapsed, Job.attempts >= MOST_ATTEMPTS)
        session.execute(spent.values(state=JobState.FAILED, reason=INTERRUPTED, lease_until=None))
        session.execute(update(Job).where(*lapsed).values(state=JobState.WAITING, lease=None, lease_until=None))
        return list(session.scalars(select(Job.id).where(Job.state == JobState.WAITING).limit(500)))


def oldest_waiting() -> datetime | None:
    """Since when the job that has waited longest waits; None if none does."""
    return db.session.scalar(_oldest_waiting())


@cache
def _oldest_waiting() -> Select[tuple[datetime]]:
    return select(func.min(Job.created_at)).where(Job.state == JobState.WAITING)


def _hold(job: RunningJob, **values: object) -> None:
    mine = (Job.id == job.id, Job.lease == job.lease, Job.state == JobState.RUNNING)
    if not db.session.execute(update(Job).where(*mine).values(values).returning(Job.id)).first():
        raise LeaseLost
