"""Two web processes and two workers at one database and one Redis: nothing is lost, and nothing is done twice."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select, update

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.cohorts.models import Cohort
from programme.core.audit import service as audit
from programme.core.audit.models import AuditEntry
from programme.core.db import Model, db, transaction
from programme.core.jobs import queue, service
from programme.core.jobs.models import Job, JobState
from programme.core.mail import outbox
from programme.core.mail.models import MailState, OutboxMail
from programme.surveys.mail import SURVEY
from programme.surveys.models import Draft, Response, Survey, SurveyMail
from programme.surveys.service import results
from tests.bench import crowd
from tests.bench.clients import CLIENTS, Browser, Connection
from tests.bench.crowd import Answerer
from tests.support.machines import Machine, Machines, machines, strike_the_minute
from tests.support.mails import invite
from tests.support.processes import DAY_WORKER, wait_until
from tests.support.redis import RedisServer
from tests.support.smtp import MailServer
from tests.support.world import World, csv_of

SECTION = "systems-and-change"
ITEMS = ("systems-1", "systems-2", "change-1", "change-2")
FELLOWS, INVITED, IMPORTS, AGAIN = 12, 12, 4, 4
RESULTS = csv_of([("Hill", [1 + number % 4, 2 + number % 4]) for number in range(12)])
FAILURES = ("Traceback", "tick failed", "task failed", "job failed", "mail could not be sent", '"status": 500')
Answers = Mapping[str, int]


def answer(fellow: Answerer, webs: Sequence[Machine]) -> Answers:
    """Save each answer twice over, by turns at both webs, then send at both at once; what was acknowledged."""
    acknowledged = {}
    browser = Browser.on(webs[0].port, f"{fellow.path}/{SECTION}")
    with Connection(webs[0].port) as one, Connection(webs[1].port) as other:
        for turn in range(2 * len(ITEMS)):
            key, value = ITEMS[turn % len(ITEMS)], turn % 5 + 1
            typed = {"name": f"item-{key}", "value": value, "sequence": 1001 + turn}
            (one, other)[turn % 2].ask(browser.post(f"{fellow.path}/save", typed, 200))
            acknowledged[key] = value
        together = Barrier(2)

        def send(connection: Connection) -> None:
            together.wait(timeout=20)
            connection.ask(browser.post(f"{fellow.path}/send", {}, 302))

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(send, (one, other)))
    return acknowledged


def ask_many_times(ids: Iterable[uuid.UUID], task: str) -> None:
    """Put each in the queue again and again, as impatient ticks of many workers would."""
    for subject_id in [each for each in ids for _ in range(AGAIN)]:
        queue.push(task, subject_id)


def upload(world: World, cohorts: Sequence[Cohort], director: Person) -> list[uuid.UUID]:
    """An import for each cohort; the jobs."""
    for cohort in cohorts:
        world.upload(cohort, director, RESULTS, ("ready",), "02")
    return list(db.session.scalars(select(Job.id)))


def count(kind: type[Model], *where: object) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind).where(*where)) or 0  # type: ignore[arg-type]


def is_quiet() -> bool:
    """Whether nothing is left to do."""
    jobs = count(Job, Job.state.in_((JobState.WAITING, JobState.RUNNING)))
    mails = count(OutboxMail, OutboxMail.state.in_((MailState.WAITING, *outbox.IN_HAND)))
    return jobs == mails == 0 and queue.queue().huey.pending_count() == 0


def entries(action: str) -> int:
    return count(AuditEntry, AuditEntry.action == action)


def test_two_webs_and_two_workers_lose_nothing_and_double_nothing(
    app: Flask, settings: dict[str, str], redis: RedisServer, server: MailServer, tmp_path: Path
) -> None:
    world, asked = World(app), crowd.ask()
    answerers = crowd.join(asked, CLIENTS)
    with transaction() as session:
        session.execute(update(Person).values(wants_reminders=False))  # who answers meanwhile or is mailed before
    programme = world.programme("Imported")
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
    cohorts = [world.cohort(programme, f"Year {number}") for number in range(IMPORTS)]
    with machines(settings, tmp_path, webs=2, workers=2, worker_module=DAY_WORKER) as installation:
        wait_until(
            lambda: redis.waiting_clients() == 4, 90, "two workers wait for something to do, with two threads each"
        )
        with ThreadPoolExecutor(CLIENTS) as clients:
            answering = [clients.submit(answer, each, installation.webs) for each in answerers]
            cohort = db.session.get_one(Cohort, asked.cohort_id)
            fellows = [world.fellow(cohort, f"Fellow{number} Asked").person.email for number in range(FELLOWS)]
            strike_the_minute(4)
            jobs = upload(world, cohorts, director)
            ask_many_times(jobs, service.TASK)
            invited = [invite(f"Guest{number} Invited", f"guest{number}@example.org") for number in range(INVITED)]
            ask_many_times(invited, outbox.TASK)
            strike_the_minute(4)
            acknowledged = [each.result(timeout=60) for each in answering]
        wait_until(is_quiet, 60, "all that was asked for is done")
        strike_the_minute(4)
        ask_many_times([*jobs, *db.session.scalars(select(Job.id))], service.TASK)
        ask_many_times([*invited, *db.session.scalars(select(OutboxMail.id))], outbox.TASK)
        wait_until(lambda: is_quiet() and entries("survey figures computed") > 0, 60, "and all that was asked again")
        both_worked(installation)
    answers_are_stored_once(answerers, acknowledged)
    mails_arrived_once(server, {*fellows, *(f"guest{number}@example.org" for number in range(INVITED))})
    jobs_were_done_once()
    assert count(SurveyMail) == count(OutboxMail, OutboxMail.template == SURVEY) == FELLOWS
    assert audit.verify().broken_at is None


def both_worked(installation: Machines) -> None:
    """Both workers had mails, and nothing failed anywhere."""
    for machine in (*installation.webs, *installation.workers):
        said = installation.said(machine)
        assert not [words for words in FAILURES if words in said], said[-3000:]
    assert all('"outcome": "sent"' in installation.said(worker) for worker in installation.workers)


def answers_are_stored_once(answerers: Sequence[Answerer], acknowledged: Sequence[Answers]) -> None:
    db.session.rollback()
    rows = db.session.scalars(select(Response).where(Response.pseudonym.in_([each.answers for each in answerers])))
    stored = [(bytes(row.pseudonym), dict(row.answers)) for row in rows]
    expected = [(each.answers, given) for each, given in zip(answerers, acknowledged, strict=True)]
    assert sorted(stored, key=lambda pair: pair[0]) == sorted(expected, key=lambda pair: pair[0])
    assert count(Draft) == 0


def mails_arrived_once(server: MailServer, addresses: set[str]) -> None:
    arrived = Counter((mail.message["Message-ID"], *mail.recipients) for mail in server.received)
    assert set(arrived.values()) == {1}
    assert sorted(address for _, address in arrived) == sorted(addresses)
    rows = db.session.scalars(select(OutboxMail)).all()
    assert {(row.state, row.attempts) for row in rows} == {(MailState.SENT, 1)}
    assert len(rows) == len(server.received)


def jobs_were_done_once() -> None:
    rows = db.session.scalars(select(Job)).all()
    assert {(row.state, row.attempts, row.reason) for row in rows} == {(JobState.DONE, 1, None)}
    assert count(Survey, Survey.questionnaire_id.is_(None)) == entries("results imported") == IMPORTS
    assert count(Job, Job.name == results.JOB) == entries("survey figures computed") == 1
