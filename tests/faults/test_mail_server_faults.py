"""A mail server that is down, refuses, is silent or drops the line, while eight people answer: nobody waits for it."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from programme.core import clock
from programme.core.db import db, transaction
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.core.mail.models import MailState, OutboxMail
from programme.surveys.service import results
from tests.support import stubborn
from tests.support.machines import machines
from tests.support.mails import invite, row
from tests.support.processes import DAY_WORKER, HASTE, wait_until
from tests.support.smtp import MailServer, free_port, mail_server
from tests.support.world import World

REFUSED, GREY, DROPPED, SILENT = (f"{name}@example.org" for name in ("refused", "grey", "dropped", "silent"))
FINE = tuple(f"fine{number}@example.org" for number in range(6))
SECONDS_OF_SILENCE = 3  # that the hasty worker puts up with
WORDS = {
    REFUSED: (MailState.FAILED, "The mail server refused the mail (550)."),
    GREY: (MailState.WAITING, "The mail server said to try later (451)."),
    DROPPED: (MailState.UNKNOWN, "The connection ended before the mail server confirmed it."),
    SILENT: (MailState.WAITING, "The mail server did not answer in time."),
}


def by_now(happens: Callable[[], object], what: str) -> None:
    """It happens within a minute; the database is not asked more often than need be."""
    wait_until(happens, 60, what, pause=0.2)


def misbehave(server: MailServer) -> None:
    server.replies.update({REFUSED: "550 no such person", GREY: "451 greylisted"})
    server.drops_after_text.add(DROPPED)
    server.silent_on_recipient.add(SILENT)


@pytest.mark.only_on("sqlite", "the mail server fails in the same way on either, and takes its time")
def test_answering_and_other_mails_go_on_whatever_the_mail_server_does(
    world: World, environment: dict[str, str], tmp_path: Path
) -> None:
    crowd, port = stubborn.gather(), free_port()
    settings = environment | {"SMTP_URL": f"smtp://127.0.0.1:{port}"}
    mails = {email: invite(email=email) for email in (SILENT, REFUSED, GREY, DROPPED, *FINE)}
    with machines(settings | HASTE, tmp_path, webs=1, workers=1, worker_module=DAY_WORKER) as found:
        by_now(lambda: any(row(each).reason for each in mails.values()), "the server is tried in vain")
        with crowd.answering(found.webs[0].port):
            assert {(row(each).state, row(each).attempts) for each in mails.values()} <= {
                (MailState.WAITING, 0),
                (MailState.CLAIMED, 1),
            }, "that a server is down uses up no try"
            with mail_server(port) as server:
                misbehave(server)
                by_now(lambda: all(row(mails[each]).state is MailState.SENT for each in FINE), "mails leave")
                by_now(lambda: all(is_as_said(email, mails[email]) for email in WORDS), "each fate is known")
                by_now(lambda: figures_are_there(crowd.asked.survey_id), "a job is done meanwhile")
                crowd.goes_on(50)
                received = [each.recipients[0] for each in server.received]
                assert sorted(received) == sorted([DROPPED, *FINE]), "each once, and the dropped one not again"
                page = world.client(world.administrator()).get("/admin/outbox").text
                assert all(reason in page for _, reason in WORDS.values())
                the_silent_one_arrives(server, mails[SILENT])
    assert crowd.told == []
    assert stubborn.has_all_once(crowd)
    quick = sorted(crowd.seconds)[: int(0.99 * len(crowd.seconds))]
    assert quick[-1] < SECONDS_OF_SILENCE, "no page waits for the mail server"


def is_as_said(email: str, mail_id: uuid.UUID) -> bool:
    mail = row(mail_id)
    return (mail.state, mail.reason) == WORDS[email]


def figures_are_there(survey_id: uuid.UUID) -> bool:
    db.session.rollback()
    job = jobs.latest(results.JOB, survey_id)
    return job is not None and job.state is JobState.DONE


def make_due(mail_id: uuid.UUID) -> None:
    with transaction() as session:
        session.execute(update(OutboxMail).where(OutboxMail.id == mail_id).values(due_at=clock.now()))


def the_silent_one_arrives(server: MailServer, mail_id: uuid.UUID) -> None:
    """Once the server speaks again, and the mail's time has come."""
    server.silent_on_recipient.clear()
    make_due(mail_id)
    by_now(lambda: row(mail_id).state is MailState.SENT, "it arrives")
    assert sum(each.recipients == [SILENT] for each in server.received) == 1
