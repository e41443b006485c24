"""kill -9 of the real worker in the middle of a report: the report is made all the same, and exactly once."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Programme
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.core.jobs import service
from programme.core.jobs.models import Job, JobState
from programme.reports import service as reports
from programme.reports.models import ReportFile, ReportSnapshot, ReportVersion, VersionState
from programme.surveys.models import ResultsImport, Survey
from programme.surveys.service import imports as surveys
from tests.support.processes import kill, members, running, wait_until
from tests.support.world import World, csv_of

WORKER = "programme.worker"
ANSWERS = [(place, [1 + (number + shift) % 4, 2 + number % 4]) for place, shift in (("Hill", 0), ("Lake", 1))
           for number in range(12)]  # fmt: skip


@pytest.fixture
def settings(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"JOB_LEASE_SECONDS": "2"}


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "worker.log"
    yield path
    print(path.read_text() if path.exists() else "")  # noqa: T201 - pytest shows it where a test fails


@pytest.fixture
def programme(world: World) -> Programme:
    return world.programme()


@pytest.fixture
def director(world: World, programme: Programme) -> Person:
    return world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)


@pytest.fixture
def cohort(world: World, programme: Programme) -> Cohort:
    return world.cohort(programme)


@pytest.fixture
def survey(world: World, cohort: Cohort, director: Person) -> Survey:
    return world.results(cohort, director, csv_of(ANSWERS), ("ready",), "02")


def job_of(name: str, subject_id: uuid.UUID) -> Job:
    db.session.rollback()
    found = service.latest(name, subject_id)
    assert found is not None
    return found


def count(kind: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def test_a_report_whose_worker_was_killed_is_made_by_the_next_one_and_once(
    world: World, survey: Survey, director: Person, settings: dict[str, str], log: Path
) -> None:
    with transaction():
        version = reports.ask_for_version(world.actor(director), survey, "Dora", for_publication=False)
        version_id = version.id
    with running(WORKER, environment=settings, log=log) as worker:
        wait_until(lambda: job_of(reports.JOB, version_id).steps_done > 0, 60, "the report is being made")
        kill(worker.pid)
        wait_until(lambda: not members(worker.pid), 5, "the worker's child is gone with it")
    left = job_of(reports.JOB, version_id)
    assert (left.state, left.attempts) == (JobState.RUNNING, 1)
    assert (count(ReportFile), count(ReportSnapshot)) == (0, 0)
    wait_until(lambda: lapsed(version_id), 5, "the lease lapses")
    with running(WORKER, environment=settings, log=log) as worker:
        wait_until(lambda: job_of(reports.JOB, version_id).has_ended, 25, "the next worker makes it")
    done = job_of(reports.JOB, version_id)
    assert (done.state, done.attempts, done.reason) == (JobState.DONE, 2, None)
    assert db.session.get_one(ReportVersion, version_id).state is VersionState.DRAFT
    assert (count(ReportVersion), count(ReportFile), count(ReportSnapshot)) == (1, 1, 1)
    made = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "report made")
    assert db.session.scalar(made) == 1
    assert audit.verify().broken_at is None


def lapsed(version_id: uuid.UUID) -> bool:
    until = job_of(reports.JOB, version_id).lease_until
    return until is not None and until < clock.now()


def test_an_import_asked_for_while_the_queue_was_down_is_done_by_the_first_tick(
    app: Flask, world: World, cohort: Cohort, director: Person, settings: dict[str, str], log: Path
) -> None:
    def refuse(*_: object) -> None:
        raise ConnectionError("the queue is down")

    answering = app.extensions["canopy.run_job"]
    app.extensions["canopy.run_job"] = refuse
    import_id = world.upload(cohort, director, csv_of(ANSWERS), ("ready",), "02")
    app.extensions["canopy.run_job"] = answering
    assert job_of(surveys.JOB, import_id).state is JobState.WAITING
    with running(WORKER, environment=settings, log=log):
        wait_until(lambda: job_of(surveys.JOB, import_id).has_ended, 60, "the worker does the import")
    assert job_of(surveys.JOB, import_id).state is JobState.DONE
    assert db.session.get_one(ResultsImport, import_id).survey_id is not None
