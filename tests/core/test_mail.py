import uuid
from contextlib import suppress
from functools import partial

import pytest
from flask import Flask

from programme.accounts import service as accounts
from programme.core import clock
from programme.core.db import transaction
from programme.core.errors import DomainError
from programme.core.mail import outbox, sending
from programme.core.mail.models import MailState
from tests.support.clocks import later
from tests.support.installations import MakeApp
from tests.support.mails import invite, mail_to, recovered, row
from tests.support.smtp import MailServer, free_port
from tests.support.together import at_once


def test_a_mail_is_sent_to_its_one_recipient_and_marked(mailing: Flask, server: MailServer) -> None:
    mail_id = invite()
    sending.send(mail_id)
    assert [mail.recipients for mail in server.received] == [["ada@example.org"]]
    assert server.received[0].sender == "no-reply@localhost"
    assert row(mail_id).state is MailState.SENT
    sending.send(mail_id)
    assert len(server.received) == 1, "a mail that was sent is not sent again"


def test_two_workers_at_the_same_moment_send_it_once(mailing: Flask, server: MailServer) -> None:
    mails = [invite(email=f"ada{number}@example.org") for number in range(5)]
    for mail_id in mails:
        at_once(mailing, [partial(sending.send, mail_id)] * 2)
    assert sorted(mail.recipients[0] for mail in server.received) == [f"ada{n}@example.org" for n in range(5)]
    assert {row(mail_id).state for mail_id in mails} == {MailState.SENT}
    assert {row(mail_id).attempts for mail_id in mails} == {1}


def test_a_second_worker_that_comes_while_the_first_is_sending_sends_nothing(
    mailing: Flask, server: MailServer
) -> None:
    mail_id = invite()
    seen: list[MailState] = []

    def second() -> None:
        with mailing.app_context():
            seen.append(row(mail_id).state)
            sending.send(mail_id)

    server.before_answer = second
    sending.send(mail_id)
    assert seen == [MailState.SENDING]
    assert len(server.received) == 1


def test_nothing_leaves_for_what_was_rolled_back(mailing: Flask, server: MailServer) -> None:
    with suppress(ZeroDivisionError), transaction():
        mail_id = mail_to(accounts.invite(email="ada@example.org", full_name="Ada Osei", by=None).id).id
        1 / 0  # noqa: B018 - any error will do
    sending.send(mail_id)
    assert recovered() == []
    assert server.received == []
    assert outbox.count(state=None) == 0


def test_the_queue_hears_of_a_mail_after_the_commit_and_not_before(
    mailing: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[uuid.UUID] = []
    monkeypatch.setattr("programme.core.jobs.queue.push", lambda task, mail_id: asked.append(mail_id))
    with transaction():
        accounts.invite(email="ada@example.org", full_name="Ada Osei", by=None)
        assert asked == []
    assert len(asked) == 1


def test_without_a_mail_server_a_mail_waits_and_is_not_lost(make_app: MakeApp, server: MailServer) -> None:
    with make_app().app_context():
        mail_id = invite()
        sending.send(mail_id)
        assert row(mail_id).state is MailState.WAITING
        assert row(mail_id).attempts == 0
    with make_app(SMTP_URL=server.url).app_context():
        assert recovered() == [mail_id]
        sending.send(mail_id)
        assert row(mail_id).state is MailState.SENT


@pytest.mark.parametrize("at", ["on_recipient", "after_text"])
def test_a_refused_mail_has_failed_and_says_why(mailing: Flask, server: MailServer, at: str) -> None:
    server.says(**{at: "550 no such person"})
    mail_id = invite()
    sending.send(mail_id)
    assert row(mail_id).state is MailState.FAILED
    assert row(mail_id).reason == "The mail server refused the mail (550)."
    assert server.received == []
    assert recovered() == [], "it is not tried again by itself"


@pytest.mark.parametrize("at", ["on_recipient", "after_text"])
def test_a_mail_that_is_to_be_tried_later_waits_twice_as_long_each_time(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    server.says(**{at: "451 greylisted"})
    mail_id = invite()
    delays = []
    for _ in range(outbox.MOST_ATTEMPTS):
        sending.send(mail_id)
        delays.append((row(mail_id).due_at - clock.now()).total_seconds() / 60)
        assert recovered() == [], "before its time nobody tries"
        later(monkeypatch, minutes=delays[-1], seconds=1)
    assert [round(delay) for delay in delays] == [1, 2, 4, 8, 16, 32, 64, 128]
    assert row(mail_id).state is MailState.FAILED, "in the end it is given up"
    assert row(mail_id).reason == "The mail server said to try later (451)."


def test_a_mail_that_was_tried_too_early_is_left_alone(mailing: Flask, server: MailServer) -> None:
    server.says(on_recipient="451 greylisted")
    mail_id = invite()
    sending.send(mail_id)
    server.says(on_recipient="250 taken")
    sending.send(mail_id)
    assert server.received == []
    assert row(mail_id).attempts == 1


def test_a_server_that_is_down_is_tried_again(
    make_app: MakeApp, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with make_app(SMTP_URL=f"smtp://127.0.0.1:{free_port()}").app_context():
        mail_id = invite()
        sending.send(mail_id)
        assert row(mail_id).state is MailState.WAITING
        assert row(mail_id).reason == "The mail server could not be reached."
    later(monkeypatch, minutes=2)
    with make_app(SMTP_URL=server.url).app_context():
        sending.send(mail_id)
        assert row(mail_id).state is MailState.SENT
        assert row(mail_id).reason is None


@pytest.mark.parametrize(
    ("scheme", "reason"),
    [
        ("smtp+starttls://", "The mail server could not be greeted in the way that SMTP_URL asks for."),
        ("smtp://someone:secret@", "The mail server could not be greeted in the way that SMTP_URL asks for."),
        ("smtps://", "The mail server could not be reached."),
    ],
)
def test_a_server_without_what_the_setting_asks_for_gets_nothing(
    make_app: MakeApp, server: MailServer, scheme: str, reason: str
) -> None:
    with make_app(SMTP_URL=server.url.replace("smtp://", scheme)).app_context():
        mail_id = invite()
        sending.send(mail_id)
        assert row(mail_id).state is MailState.WAITING
        assert row(mail_id).reason == reason
    assert server.received == []


def test_a_connection_lost_before_the_text_is_tried_again(mailing: Flask, server: MailServer) -> None:
    server.says(drops="on recipient")
    mail_id = invite()
    sending.send(mail_id)
    assert row(mail_id).state is MailState.WAITING
    assert row(mail_id).reason == "The mail server ended the connection."


def test_a_connection_lost_after_the_text_is_unknown_and_not_sent_again_by_itself(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.says(drops="after text")
    mail_id = invite()
    sending.send(mail_id)
    assert row(mail_id).state is MailState.UNKNOWN
    later(monkeypatch, days=2)
    assert recovered() == []
    sending.send(mail_id)
    assert len(server.received) == 1


def test_sending_again_keeps_the_message_id_and_brings_a_link_of_its_own(mailing: Flask, server: MailServer) -> None:
    server.says(drops="after text")
    mail_id = invite()
    sending.send(mail_id)
    server.says(drops="never")
    with transaction():
        outbox.resend(mail_id)
    sending.send(mail_id)
    first, second = server.received
    assert first.message["Message-ID"] == second.message["Message-ID"] == f"<{mail_id}@127.0.0.1>"
    assert first.text != second.text
    assert row(mail_id).state is MailState.SENT


def test_a_mail_on_its_way_or_sent_cannot_be_sent_again(mailing: Flask, server: MailServer) -> None:
    mail_id = invite()
    with pytest.raises(DomainError), transaction():
        outbox.resend(mail_id)
    sending.send(mail_id)
    with pytest.raises(DomainError), transaction():
        outbox.resend(mail_id)
    assert len(server.received) == 1
