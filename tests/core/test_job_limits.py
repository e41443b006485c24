"""A job's child: bounded in time and memory, gone when its worker is gone, and never two at once."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from programme.core.db import db, transaction
from programme.core.jobs import child, service
from programme.core.jobs.models import Job, JobState
from tests.support.processes import kill, members, running, wait_until

WORKER = "tests.support.odd_worker"
NOTES = "notes.txt"


@pytest.fixture
def small_limits(environment: dict[str, str]) -> dict[str, str]:
    limits = {"JOB_LEASE_SECONDS": "2", "JOB_LIMIT_SECONDS": "3", "JOB_MEMORY_MEGABYTES": "2048"}
    return environment | limits


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "worker.log"
    yield path
    print(path.read_text() if path.exists() else "")  # noqa: T201 - pytest shows it where a test fails


def ask(name: str) -> str:
    with transaction():
        return str(service.ask_for(name, uuid.uuid4(), asked_by=None).id)


def row(job_id: str) -> Job:
    db.session.rollback()
    return db.session.get_one(Job, uuid.UUID(job_id))


def notes(environment: dict[str, str]) -> list[str]:
    path = Path(environment["CANOPY_INSTANCE"]) / NOTES
    return path.read_text().splitlines() if path.exists() else []


def test_limits_and_crashes_end_a_job_with_words(app: Flask, small_limits: dict[str, str], log: Path) -> None:
    well, eater, sleeper, dead = (ask(name) for name in ("end well", "eat", "sleep", "die"))
    with running(WORKER, well, eater, sleeper, dead, dead, dead, environment=small_limits, log=log) as worker:
        assert worker.wait(timeout=25) == 0
    assert row(well).state is JobState.DONE
    assert (row(eater).state, row(eater).reason) == (JobState.FAILED, child.TOO_LARGE)
    assert (row(sleeper).state, row(sleeper).reason) == (JobState.FAILED, child.TOO_LONG)
    assert (row(dead).state, row(dead).attempts, row(dead).reason) == (JobState.FAILED, 3, service.INTERRUPTED)
    begun = [note.split()[0] for note in notes(small_limits)]
    assert begun == ["end", "eat", "sleep", "die", "die", "die"]
    assert not [note for note in notes(small_limits) if Path(f"/proc/{note.split()[-1]}").exists()]


def test_the_child_of_a_killed_worker_is_gone_and_its_job_waits_again(
    app: Flask, small_limits: dict[str, str], log: Path
) -> None:
    sleeper = ask("sleep")
    with running(WORKER, sleeper, environment=small_limits | {"JOB_LIMIT_SECONDS": "600"}, log=log) as worker:
        wait_until(lambda: notes(small_limits), 15, "the job runs")
        assert len(members(worker.pid)) > 1
        kill(worker.pid)
        wait_until(lambda: not members(worker.pid), 5, "everything that the worker started is gone")
    wait_until(lambda: service.recover() == [uuid.UUID(sleeper)], 5, "the lease lapses")
    assert row(sleeper).state is JobState.WAITING


def test_a_child_whose_lease_is_lost_is_stopped_and_the_job_left_to_the_other_worker(
    app: Flask, small_limits: dict[str, str], log: Path
) -> None:
    lost = ask("outlive")
    with running(WORKER, lost, environment=small_limits, log=log) as worker:
        assert worker.wait(timeout=15) == 0
    assert len(notes(small_limits)) == 1, "it was stopped before its end"
    assert (row(lost).state, row(lost).reason) == (JobState.RUNNING, None)


def test_two_workers_at_once_do_a_job_once(app: Flask, small_limits: dict[str, str], log: Path) -> None:
    job_ids = [ask("end well") for _ in range(4)]
    with ExitStack() as both:
        workers = [
            both.enter_context(running(WORKER, *order, environment=small_limits, log=log))
            for order in (job_ids, job_ids[::-1])
        ]
        assert [worker.wait(timeout=20) for worker in workers] == [0, 0]
    assert len(notes(small_limits)) == 4
    assert {(row(job_id).state, row(job_id).attempts) for job_id in job_ids} == {(JobState.DONE, 1)}
