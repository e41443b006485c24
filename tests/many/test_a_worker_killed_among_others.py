"""kill -9 of one of two workers, a job and a mail in its hands: the other does the job, and nobody sends that mail."""

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event

import psycopg
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.engine import make_url

from programme.access.policy import Role
from programme.core import clock
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.core.jobs import service
from programme.core.jobs.models import Job, JobState
from programme.core.mail.models import MailState, OutboxMail
from programme.core.mail.smtp import NOT_CONFIRMED
from programme.surveys.models import Participant, Survey
from programme.surveys.service import imports
from tests.support.machines import machines, minutes_pass_until
from tests.support.mails import invite
from tests.support.processes import DAY_WORKER, wait_until
from tests.support.redis import RedisServer
from tests.support.smtp import MailServer
from tests.support.world import World, csv_of

PEOPLE, INVITED = 12, 6
SHORT_LEASE = {"JOB_LEASE_SECONDS": "5"}  # not so short that a busy machine breaks it
RESULTS = csv_of([("Hill", [1 + number % 4, 2 + number % 4]) for number in range(PEOPLE)])


@contextmanager
def no_new_surveys(settings: dict[str, str]) -> Iterator[None]:
    """Whoever would write a survey waits until the end of the block, in the middle of their transaction."""
    address = make_url(settings["DATABASE_URL"]).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        connection.execute("LOCK TABLE surveys IN SHARE ROW EXCLUSIVE MODE")
        yield


@dataclass(frozen=True)
class Held:
    """A mail server that has taken a text and does not answer until it may go on."""

    has_a_text: Event = field(default_factory=Event)
    goes_on: Event = field(default_factory=Event)

    def hold_back(self) -> None:
        self.has_a_text.set()
        self.goes_on.wait(timeout=60)


@contextmanager
def held(server: MailServer) -> Iterator[Held]:
    found = Held()
    server.before_answer = found.hold_back
    try:
        yield found
    finally:
        found.goes_on.set()


def job_of(import_id: uuid.UUID) -> Job:
    db.session.rollback()
    found = service.latest(imports.JOB, import_id)
    assert found is not None
    return found


def mails() -> list[OutboxMail]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMail)))


def two_minutes_pass() -> uuid.UUID:
    """The claim of the mail that was being sent lapses; which mail that is."""
    (mine,) = [mail.id for mail in mails() if mail.state is MailState.SENDING]
    with transaction() as session:
        lapsed = update(OutboxMail).where(OutboxMail.id == mine)
        session.execute(lapsed.values(lease_until=clock.now() - timedelta(seconds=1)))
    return mine


def test_what_a_killed_worker_held_is_done_once_by_the_other_and_its_mail_is_marked_unknown(
    app: Flask, settings: dict[str, str], redis: RedisServer, server: MailServer, tmp_path: Path
) -> None:
    world = World(app)
    programme = world.programme()
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
    killing = {**settings, **SHORT_LEASE}
    with machines(killing, tmp_path, workers=2, worker_module=DAY_WORKER) as installation, held(server) as mail_server:
        dying, other = installation.workers
        wait_until(
            lambda: redis.waiting_clients() == 4, 90, "two workers wait for something to do, with two threads each"
        )
        other.pause()
        with no_new_surveys(settings):
            import_id = world.upload(world.cohort(programme), director, RESULTS, ("ready",), "02")
            wait_until(lambda: job_of(import_id).steps_done == 1, 30, "the worker writes people and answers")
            invited = [invite(f"Guest{number} Invited", f"guest{number}@example.org") for number in range(INVITED)]
            wait_until(mail_server.has_a_text.is_set, 30, "the mail server has a text and does not answer yet")
            dying.kill()
        unknown = two_minutes_pass()
        mail_server.goes_on.set()
        other.go_on()
        minutes_pass_until(lambda: all_ended(import_id), "the other worker does the rest")
    job, sent = job_of(import_id), [mail for mail in mails() if mail.id != unknown]
    assert (job.state, job.attempts, job.reason) == (JobState.DONE, 2, None)
    assert (count(Survey), count(Participant), imported()) == (1, PEOPLE, 1)
    assert [(mail.state, mail.reason) for mail in mails() if mail.id == unknown] == [(MailState.UNKNOWN, NOT_CONFIRMED)]
    assert {mail.state for mail in sent} == {MailState.SENT}
    assert len(sent) == len(invited) - 1
    arrived = Counter((mail.message["Message-ID"], *mail.recipients) for mail in server.received)
    assert set(arrived.values()) == {1}
    assert len(arrived) == len(invited), "the one of unknown fate came too: it was not sent again"


def all_ended(import_id: uuid.UUID) -> bool:
    """Whether the job and all mails have."""
    in_hand = {MailState.WAITING, MailState.CLAIMED, MailState.SENDING}
    return job_of(import_id).has_ended and not in_hand & {mail.state for mail in mails()}


def count(kind: type[Survey] | type[Participant]) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def imported() -> int:
    made = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "results imported")
    return db.session.scalar(made) or 0
