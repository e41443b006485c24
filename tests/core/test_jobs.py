"""A job is asked for with its transaction, held by one worker at a time, and ends once, in words."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme.core import clock
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from programme.core.jobs import child, queue, service
from programme.core.jobs.models import Job, JobState
from programme.core.jobs.service import LeaseLost, RunningJob
from tests.support.clocks import later
from tests.support.together import at_once

LEASE = timedelta(minutes=1)


@pytest.fixture
def pushed(app: Flask) -> list[tuple[str, str]]:
    """What reached the queue."""
    found: list[tuple[str, str]] = []
    app.extensions["canopy.run_job"] = lambda *task: found.append(task)
    return found


def ask(name: str = "count") -> uuid.UUID:
    with transaction():
        return service.ask_for(name, uuid.uuid4(), asked_by=None).id


def taken(job_id: uuid.UUID) -> RunningJob:
    found = service.claim(job_id, LEASE)
    assert found is not None
    return found


def row(job_id: uuid.UUID) -> Job:
    db.session.rollback()
    return db.session.get_one(Job, job_id)


def test_a_job_reaches_the_queue_once_its_transaction_is_committed(pushed: list[tuple[str, str]]) -> None:
    with transaction():
        job = service.ask_for("count", uuid.uuid4(), asked_by=None)
        assert pushed == []
        job_id = job.id
    assert pushed == [(service.TASK, str(job_id))]
    assert row(job_id).state is JobState.WAITING


def test_a_job_whose_transaction_fails_never_was(pushed: list[tuple[str, str]]) -> None:
    def fail() -> None:
        with transaction():
            service.ask_for("count", uuid.uuid4(), asked_by=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    ask()
    assert len(pushed) == 1
    assert db.session.scalar(select(func.count()).select_from(Job)) == 1


def test_a_queue_that_is_down_loses_no_job(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ConnectionError("the queue is down")

    app.extensions["canopy.run_job"] = refuse
    job_id = ask()
    assert row(job_id).state is JobState.WAITING
    assert service.recover() == [job_id], "the next tick asks for it again"


def test_the_real_queue_carries_a_name_and_an_id(app: Flask) -> None:
    job_id = ask()
    (waiting,) = queue.queue().huey.pending()
    assert waiting.args == (service.TASK, str(job_id))
    assert queue.is_answering()


def test_of_many_workers_one_gets_the_job(app: Flask, pushed: list[tuple[str, str]]) -> None:
    for job_id in [ask() for _ in range(5)]:
        got = at_once(app, [partial(service.claim, job_id, LEASE)] * 6)
        assert len([one for one in got if one is not None]) == 1
        assert row(job_id).attempts == 1


def test_a_job_that_runs_or_has_ended_is_not_claimed_again(pushed: list[tuple[str, str]]) -> None:
    job = taken(ask())
    assert service.claim(job.id, LEASE) is None
    with job.completing():
        pass
    assert service.claim(job.id, LEASE) is None
    assert service.claim(uuid.uuid4(), LEASE) is None


def test_a_job_tells_its_steps_and_ends_with_all_of_them_done(pushed: list[tuple[str, str]]) -> None:
    job = taken(ask())
    job.tell("Counting", 1, 3)
    told = row(job.id)
    assert (told.step, told.steps_done, told.steps_all, told.has_ended) == ("Counting", 1, 3, False)
    with job.completing():
        pass
    ended = row(job.id)
    assert (ended.state, ended.steps_done, ended.steps_all, ended.has_ended) == (JobState.DONE, 3, 3, True)
    assert ended.lease_until is None


def test_a_heartbeat_keeps_the_lease(pushed: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    job = taken(ask())
    later(monkeypatch, seconds=50)
    service.beat(job, LEASE)
    later(monkeypatch, seconds=50)
    assert service.recover() == []
    assert row(job.id).state is JobState.RUNNING
    later(monkeypatch, seconds=11)
    assert service.recover() == [job.id]


def test_a_job_of_a_dead_worker_waits_again_and_fails_with_a_reason_the_third_time(
    pushed: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = ask()
    for attempt in (1, 2, 3):
        assert taken(job_id).lease == row(job_id).lease
        assert row(job_id).attempts == attempt
        later(monkeypatch, minutes=2)
        assert service.recover() == ([job_id] if attempt < 3 else [])
    assert (row(job_id).state, row(job_id).reason) == (JobState.FAILED, service.INTERRUPTED)
    assert service.claim(job_id, LEASE) is None


def test_a_job_given_back_waits_at_once_and_not_for_ever(pushed: list[tuple[str, str]]) -> None:
    job_id = ask()
    for _ in range(2):
        service.release(taken(job_id))
        assert row(job_id).state is JobState.WAITING
    service.release(taken(job_id))
    assert row(job_id).state is JobState.FAILED


def test_what_a_worker_computed_after_it_lost_its_lease_is_thrown_away(
    pushed: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = ask()
    slow = taken(job_id)
    later(monkeypatch, minutes=2)
    assert service.recover() == [job_id]
    quick = taken(job_id)
    for act in (
        lambda: slow.tell("Counting", 1, 2),
        lambda: service.beat(slow, LEASE),
        lambda: service.fail(slow, "no"),
    ):
        with pytest.raises(LeaseLost):
            act()
    with pytest.raises(LeaseLost), slow.completing():
        db.session.add(Job(name="trace", subject_id=job_id, created_at=clock.now(), state=JobState.WAITING))
    assert db.session.scalars(select(Job).where(Job.name == "trace")).all() == []
    with quick.completing():
        db.session.add(Job(name="trace", subject_id=job_id, created_at=clock.now(), state=JobState.WAITING))
    assert len(db.session.scalars(select(Job).where(Job.name == "trace")).all()) == 1


def test_a_job_that_breaks_while_it_stores_leaves_nothing_and_says_so(pushed: list[tuple[str, str]]) -> None:
    def store_half(job: RunningJob) -> None:
        with job.completing():
            db.session.add(Job(name="trace", subject_id=job.id, created_at=clock.now(), state=JobState.WAITING))
            db.session.flush()
            raise RuntimeError("the name of a person")

    job = taken(ask())
    child.run_here(job, {"count": store_half})
    failed = row(job.id)
    assert failed.state is JobState.FAILED
    assert failed.reason == child.UNEXPECTED + str(job.id)[:8]
    assert db.session.scalars(select(Job).where(Job.name == "trace")).all() == []


@pytest.mark.parametrize(
    ("problem", "reason"),
    [(DomainError("The file has faults."), "The file has faults."), (MemoryError(), child.TOO_LARGE)],
)
def test_a_job_that_cannot_end_says_why(pushed: list[tuple[str, str]], problem: Exception, reason: str) -> None:
    def fail(job: RunningJob) -> None:
        raise problem

    job = taken(ask())
    child.run_here(job, {"count": fail})
    assert (row(job.id).state, row(job.id).reason) == (JobState.FAILED, reason)


def test_a_job_that_lost_its_lease_ends_in_silence(pushed: list[tuple[str, str]]) -> None:
    def lose(job: RunningJob) -> None:
        raise LeaseLost

    job = taken(ask())
    child.run_here(job, {"count": lose})
    assert row(job.id).state is JobState.RUNNING, "it is another worker's now"


def test_a_reason_that_is_too_long_is_cut_and_does_not_break_the_end(pushed: list[tuple[str, str]]) -> None:
    job = taken(ask())
    service.fail(job, "word " * 400)
    assert len(row(job.id).reason or "") == 500


def test_the_job_that_has_waited_longest_is_known(pushed: list[tuple[str, str]]) -> None:
    assert service.oldest_waiting() is None
    first = ask()
    ask()
    assert service.oldest_waiting() == row(first).created_at
    taken(first)
    assert service.oldest_waiting() != row(first).created_at


def test_the_newest_job_of_a_subject_is_the_one_that_counts(
    pushed: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = uuid.uuid4()
    for _ in range(2):
        with transaction():
            newest = service.ask_for("count", subject, asked_by=None).id
        later(monkeypatch, seconds=1)
    found = service.latest("count", subject)
    assert found is not None
    assert found.id == newest
    assert service.latest("another", subject) is None
