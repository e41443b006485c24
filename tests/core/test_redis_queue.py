"""The queue on a real Redis: it may be stopped, hang, or come back empty, and no job is lost or done twice."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from huey import Huey

from programme.access.policy import Role
from programme.core import redis_server
from programme.core.db import db, transaction
from programme.core.jobs import queue, service
from programme.core.jobs.models import Job, JobState
from programme.surveys.service import imports
from tests.support.installations import connected
from tests.support.machines import machines, strike_the_minute
from tests.support.processes import wait_until
from tests.support.redis import RedisServer
from tests.support.redis import redis_server as a_redis
from tests.support.world import World, csv_of

ANSWERS = [("Hill", [1 + number % 4, 2 + number % 4]) for number in range(12)]
AT_ONCE = 1.5  # seconds: nobody waited for Redis, also on a busy machine
PAUSE = 0.5  # seconds


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with a_redis() as server:
        yield server


@pytest.fixture
def settings(environment: dict[str, str], redis: RedisServer) -> dict[str, str]:
    return environment | {"REDIS_URL": redis.url_of(3), "JOB_LEASE_SECONDS": "2"}


@pytest.fixture(autouse=True)
def short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of this process; the worker has its own."""
    monkeypatch.setattr(redis_server, "PAUSE", PAUSE)


@pytest.fixture
def app(settings: dict[str, str]) -> Iterator[Flask]:
    with connected(settings) as app:
        yield app


def huey() -> Huey:
    return queue.queue().huey


def ask(name: str = "count") -> uuid.UUID:
    with transaction():
        return service.ask_for(name, uuid.uuid4(), asked_by=None).id


def state(job_id: uuid.UUID) -> JobState:
    db.session.rollback()
    return db.session.get_one(Job, job_id).state


def seconds_of(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def test_redis_gets_a_name_and_an_id_in_the_database_that_the_address_names(app: Flask, redis: RedisServer) -> None:
    job_id = ask()
    (waiting,) = huey().pending()
    assert waiting.args == (service.TASK, str(job_id))
    assert queue.is_answering()
    with redis.client(3) as third, redis.client(0) as first:
        assert [key.decode() for key in third.scan_iter()] == ["huey.redis.canopy"]
        assert first.dbsize() == 0


def test_a_wrong_password_is_said_and_stops_no_request(settings: dict[str, str], redis: RedisServer) -> None:
    wrong = settings | {"REDIS_URL": redis.url_of(3).replace(redis.password, "guessed")}
    with connected(wrong) as app:
        job_id = ask()
        assert state(job_id) is JobState.WAITING
        answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.get_json()["queue"]) == (503, False)


def test_what_somebody_else_writes_into_redis_is_not_done(app: Flask, redis: RedisServer) -> None:
    ask()
    with redis.client(3) as client:
        (ours,) = client.lrange("huey.redis.canopy", 0, -1)
        client.delete("huey.redis.canopy")
        client.lpush("huey.redis.canopy", ours.replace(b"job", b"jab"))
    with pytest.raises(ValueError, match="Signature"):
        huey().dequeue()
    assert huey().pending_count() == 0


def test_a_job_that_a_worker_took_from_redis_before_it_died_is_asked_for_again(app: Flask) -> None:
    job_id = ask()
    assert huey().dequeue().args == (service.TASK, str(job_id))
    assert huey().pending_count() == 0, "the worker that took it dies here"
    assert service.recover() == [job_id]
    queue.push(service.TASK, job_id)
    assert [task.args for task in huey().pending()] == [(service.TASK, str(job_id))]


def test_a_job_asked_for_while_redis_is_stopped_waits_in_the_table_and_holds_nobody_up(
    app: Flask, redis: RedisServer
) -> None:
    ask()
    redis.stop()
    jobs: list[uuid.UUID] = []
    assert seconds_of(lambda: jobs.extend(ask() for _ in range(20))) < AT_ONCE
    assert {state(each) for each in jobs} == {JobState.WAITING}
    assert not queue.is_answering()
    redis.start()
    wait_until(queue.is_answering, PAUSE + 2, "the queue is reached again")
    assert huey().pending_count() == 0, "it came back empty"
    assert set(jobs) <= set(service.recover())


def test_a_redis_that_hangs_holds_up_one_request_and_not_all(
    app: Flask, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_server, "PAUSE", 30.0)
    ask()
    redis.hang()
    assert seconds_of(ask) < queue.PATIENCE + AT_ONCE
    assert seconds_of(lambda: [ask() for _ in range(20)]) < AT_ONCE
    assert seconds_of(lambda: app.test_client().get("/healthz")) < AT_ONCE
    redis.wake()


def test_the_health_page_says_that_redis_is_away(app: Flask, redis: RedisServer) -> None:
    world = World(app)
    browser = world.client(world.administrator())
    assert "Does not answer" not in browser.get("/admin/health").text
    redis.stop()
    page = browser.get("/admin/health")
    assert page.status_code == 200
    assert "Does not answer" in page.text
    assert browser.get("/healthz").status_code == 503


def test_a_worker_outlives_the_absence_of_redis_and_does_every_job_once(
    app: Flask, settings: dict[str, str], redis: RedisServer, tmp_path: Path
) -> None:
    world = World(app)
    programme = world.programme()
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
    cohorts = [world.cohort(programme, name) for name in ("First", "Second", "Third")]
    redis.stop()
    jobs = [world.upload(cohorts[0], director, csv_of(ANSWERS), ("ready",), "02")]
    with machines(settings, tmp_path, workers=1) as all_of_it:
        (worker,) = all_of_it.workers
        all_of_it.wait_until_said(worker, "Error reading from queue")
        redis.start()
        wait_until(queue.is_answering, 10, "the web reaches Redis")
        strike_the_minute()
        wait_until(lambda: ended(jobs[0]), 30, "the job of before is done")
        jobs.append(world.upload(cohorts[1], director, csv_of(ANSWERS), ("ready",), "02"))
        wait_until(lambda: ended(jobs[1]), 20, "a job is done at once")
        redis.stop()
        jobs.append(world.upload(cohorts[2], director, csv_of(ANSWERS), ("ready",), "02"))
        redis.start()
        wait_until(queue.is_answering, 10, "the web reaches Redis once more")
        strike_the_minute()
        wait_until(lambda: ended(jobs[2]), 20, "the job that waited in the table is done")
        assert worker.is_alive
        said = all_of_it.said(worker)
    assert [done(each) for each in jobs] == [(JobState.DONE, 1)] * 3
    lines = [json.loads(line) for line in said.splitlines()]
    assert "Traceback" not in said
    assert redis.password not in said
    assert len([line for line in lines if line["levelname"] == "ERROR"]) <= 6, said


def job_of(import_id: uuid.UUID) -> Job:
    db.session.rollback()
    found = service.latest(imports.JOB, import_id)
    assert found is not None
    return found


def ended(import_id: uuid.UUID) -> bool:
    return job_of(import_id).has_ended


def done(import_id: uuid.UUID) -> tuple[JobState, int]:
    job = job_of(import_id)
    return job.state, job.attempts
