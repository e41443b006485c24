import uuid
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from programme.core.db import transaction
from programme.core.jobs import queue
from programme.core.mail import outbox, sending
from programme.core.mail.models import MailState
from programme.core.mail.outbox import Claim
from tests.support.clocks import later
from tests.support.installations import MakeApp
from tests.support.mails import invite, recovered, row
from tests.support.processes import running, wait_until
from tests.support.smtp import MailServer
from tests.support.together import at_once


def claim(mail_id: uuid.UUID) -> Claim:
    """Take the mail as a worker does that then dies."""
    with transaction():
        found = outbox.claim(mail_id)
    assert found is not None
    return found


def test_a_mail_whose_worker_died_before_the_text_is_sent_by_the_next(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = invite()
    claim(mail_id)
    assert recovered() == [], "as long as the claim holds it may still be alive"
    later(monkeypatch, minutes=3)
    assert recovered() == [mail_id]
    sending.send(mail_id)
    assert len(server.received) == 1
    assert row(mail_id).state is MailState.SENT


def test_a_mail_whose_worker_died_while_sending_is_unknown_and_left_alone(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = invite()
    dead = claim(mail_id)
    with transaction():
        assert outbox.move(dead, (MailState.CLAIMED,), MailState.SENDING)
    later(monkeypatch, minutes=3)
    assert recovered() == []
    assert row(mail_id).state is MailState.UNKNOWN
    assert row(mail_id).reason == "The connection ended before the mail server confirmed it."
    sending.send(mail_id)
    assert server.received == []


def test_a_mail_that_ends_its_worker_each_time_is_given_up(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = invite()
    for _ in range(outbox.MOST_ATTEMPTS):
        claim(mail_id)
        later(monkeypatch, minutes=3)
        due = recovered()
    assert due == []
    assert row(mail_id).state is MailState.FAILED


def test_a_slow_worker_neither_sends_nor_moves_a_mail_that_another_has_taken_over(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = invite()
    slow = claim(mail_id)
    later(monkeypatch, minutes=3)
    recovered()
    with transaction():
        second = outbox.claim(mail_id)
        assert second is not None
        assert not outbox.move(slow, (MailState.CLAIMED,), MailState.SENDING)
        assert not outbox.postpone(slow, "late")
        assert outbox.move(second, (MailState.CLAIMED,), MailState.SENDING)
        assert not outbox.postpone(slow, "late")
        assert not outbox.move(slow, outbox.IN_HAND, MailState.FAILED)
    assert row(mail_id).state is MailState.SENDING


def test_a_worker_that_lost_its_claim_while_the_server_waited_hands_over_no_text(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = invite()
    taken_over: list[Claim] = []

    def lose_it() -> None:
        with mailing.app_context():
            later(monkeypatch, minutes=3)
            recovered()
            taken_over.append(claim(mail_id))

    server.before_recipient = lose_it
    sending.send(mail_id)
    assert len(taken_over) == 1
    assert server.received == []
    assert row(mail_id).state is MailState.CLAIMED, "the other worker has it still"


def test_a_slow_confirmation_still_counts_when_the_claim_has_lapsed_meanwhile(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = invite()

    def take_long() -> None:
        with mailing.app_context():
            later(monkeypatch, minutes=3)
            recovered()
            assert row(mail_id).state is MailState.UNKNOWN

    server.before_answer = take_long
    sending.send(mail_id)
    assert row(mail_id).state is MailState.SENT


def test_a_mail_that_cannot_be_written_is_put_off_with_a_reason_and_stops_no_other(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = invite(email="ada@example.org"), invite(email="ben@example.org")
    with transaction() as session:
        row(broken).template = "no such kind"
        session.flush()
    for mail_id in (broken, whole):
        sending.send(mail_id)
    assert row(broken).state is MailState.WAITING
    assert row(broken).reason == "Something went wrong on our side before the mail left."
    assert row(broken).due_at > row(broken).created_at
    assert row(whole).state is MailState.SENT


def test_two_worker_processes_find_what_waits_and_send_each_mail_once(
    make_app: MakeApp, environment: dict[str, str], server: MailServer, tmp_path: Path
) -> None:
    settings = {**environment, "SMTP_URL": server.url}
    app = make_app(SMTP_URL=server.url)
    with app.app_context():
        mails = [invite(email=f"ada{number}@example.org") for number in range(8)]
    app.extensions[queue.EXTENSION].huey.flush()  # the queue has forgotten them; the tick finds them in the outbox
    with ExitStack() as workers, app.app_context():
        for name in ("one", "other"):
            log = tmp_path / f"{name}.log"
            workers.enter_context(running("programme.worker", environment=settings, log=log))
        wait_until(lambda: {row(each).state for each in mails} == {MailState.SENT}, 60, "all are sent", 0.2)
    assert sorted(mail.recipients[0] for mail in server.received) == [f"ada{number}@example.org" for number in range(8)]


def test_ticks_of_two_workers_at_once_leave_one_mail_to_send(make_app: MakeApp, server: MailServer) -> None:
    app = make_app(SMTP_URL=server.url)
    with app.app_context():
        mail_id = invite()

    def work() -> None:
        for each in recovered():
            sending.send(each)

    at_once(app, [work] * 3)
    assert len(server.received) == 1
    with app.app_context():
        assert row(mail_id).state is MailState.SENT
