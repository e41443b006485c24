"""kill -9 of the worker in the middle of a mail and of a job, while eight people answer."""

import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from programme.core import clock
from programme.core.db import db, transaction
from programme.core.jobs import service as jobs
from programme.core.jobs.models import Job, JobState
from programme.core.mail.models import MailState, OutboxMail
from programme.surveys.models import SurveyResult
from programme.surveys.service import results
from tests.support import stubborn
from tests.support.machines import Machine, machines
from tests.support.mails import invite, row
from tests.support.processes import wait_until
from tests.support.smtp import MailServer
from tests.support.world import World

HELD = "held@example.org"
SETTLED = (MailState.SENT, MailState.UNKNOWN)


def by_now(happens: Callable[[], object], what: str) -> None:
    """It happens within a minute; the database is not asked more often than need be."""
    wait_until(happens, 60, what, pause=0.2)


def figures(survey_id: uuid.UUID) -> Job:
    db.session.rollback()
    found = jobs.latest(results.JOB, survey_id)
    assert found is not None
    return found


def killed_at_work(worker: Machine, survey_id: uuid.UUID) -> bool:
    """Kill the worker if it is at work on the survey's figures, which it cannot end meanwhile; else ask for them."""
    with transaction():
        job = jobs.latest(results.JOB, survey_id)
        if job is not None and job.state is JobState.RUNNING:
            worker.kill()
            return True
        if job is None or job.has_ended:
            results.renew(survey_id)
    return False


def let_claims_lapse() -> None:
    """As if the time were over for which the dead worker holds them."""
    over = clock.now()
    with transaction() as session:
        session.execute(update(OutboxMail).where(OutboxMail.lease_until > over).values(lease_until=over))
        session.execute(update(Job).where(Job.lease_until > over).values(lease_until=over))


@pytest.mark.only_on("sqlite", "the worker goes by its own claims on either, and is slow to start")
def test_each_mail_is_sent_once_and_the_job_done_once_when_the_worker_is_killed_at_both(
    world: World, environment: dict[str, str], server: MailServer, tmp_path: Path
) -> None:
    crowd = stubborn.gather()
    survey_id = crowd.asked.survey_id
    server.silent_after_text.add(HELD)
    mails = [invite(email=email) for email in (HELD, *(f"ada{number}@example.org" for number in range(6)))]
    with machines(environment | {"SMTP_URL": server.url}, tmp_path, webs=1, workers=1) as found:
        by_now(lambda: row(mails[0]).state is MailState.SENDING, "the text of one mail is handed over")
        with crowd.answering(found.webs[0].port):
            wait_until(lambda: killed_at_work(found.workers[0], survey_id), 60, "the worker is killed at work", 0.05)
            mails += [invite(email=f"ben{number}@example.org") for number in range(6)]
            let_claims_lapse()
            crowd.goes_on(50)
            found.worker()
            by_now(lambda: all(row(each).state in SETTLED for each in mails), "every mail is settled")
            by_now(lambda: figures(survey_id).has_ended, "the job is done")
            said_so_and_sent_again_by_hand(world, server, mails[0])
    assert stubborn.losses(crowd) == []
    assert stubborn.has_all_once(crowd)
    job = figures(survey_id)
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert db.session.scalar(select(func.count()).select_from(SurveyResult)) == 1
    came = Counter(each.recipients[0] for each in server.received)
    assert came.pop(HELD) == 2
    assert set(came.values()) == {1}, "no other came twice"
    sent = {row(each).recipient for each in mails if row(each).state is MailState.SENT}
    assert sent <= came.keys() | {HELD}, "what is said to be sent has come"


def said_so_and_sent_again_by_hand(world: World, server: MailServer, mail_id: uuid.UUID) -> None:
    """An administrator finds the mail whose fate is unknown, and has it sent again as the same one."""
    assert row(mail_id).state is MailState.UNKNOWN
    client = world.client(world.administrator())
    page = client.get("/admin/outbox?state=unknown").text
    assert HELD in page
    assert "The connection ended before the mail server confirmed it." in page
    before = [each for each in server.received if each.recipients == [HELD]]
    assert len(before) == 1, "it was not sent again by itself"
    server.silent_after_text.clear()
    client.send(f"/admin/outbox/{mail_id}/resend")
    by_now(lambda: row(mail_id).state is MailState.SENT, "it is sent again")
    again = server.received[-1]
    assert again.recipients == [HELD]
    assert again.message["Message-ID"] == before[0].message["Message-ID"]
