"""The way to the mail server: while it is down one mail after each pause tries for all, and the others wait."""

import pytest
from flask import Flask

from programme.core.line import Line
from programme.core.mail import sending, smtp
from programme.core.mail.models import MailState
from tests.support.installations import MakeApp
from tests.support.mails import invite, row
from tests.support.smtp import MailServer, free_port


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the clock of the line shows."""
    now = [1000.0]
    monkeypatch.setattr("programme.core.line.monotonic", lambda: now[0])
    return now


def test_a_server_that_answers_is_tried_by_all(moment: list[float]) -> None:
    way = Line(sending.PAUSE)
    assert way.take()
    assert way.take()
    way.note(answered=True)
    assert way.take()


def test_after_a_failure_one_mail_after_each_pause_tries_for_all(moment: list[float]) -> None:
    way = Line(sending.PAUSE)
    way.note(answered=False)
    assert not way.take()
    moment[0] += sending.PAUSE
    assert [way.take(), way.take()] == [True, False]
    way.note(answered=False)
    assert not way.take()
    moment[0] += sending.PAUSE
    assert way.take()
    way.note(answered=True)
    assert [way.take(), way.take()] == [True, True]


def test_a_mail_that_was_not_to_be_sent_after_all_leaves_the_try_to_the_next(moment: list[float]) -> None:
    way = Line(sending.PAUSE)
    way.note(answered=False)
    moment[0] += sending.PAUSE
    assert way.take()
    way.leave()
    assert way.take()


def test_while_the_server_is_silent_other_mails_wait_untried(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT_SECONDS", 0.3)
    server.silent_on_recipient.add("ada@example.org")
    first, second = invite(email="ada@example.org"), invite(email="ben@example.org")
    for mail_id in (first, second):
        sending.send(mail_id)
    assert (row(first).state, row(first).attempts) == (MailState.WAITING, 1)
    assert row(first).reason == "The mail server did not answer in time."
    assert (row(second).state, row(second).attempts, row(second).reason) == (MailState.WAITING, 0, None)
    assert server.received == []


def test_a_server_that_is_silent_after_the_text_makes_one_mail_unknown_and_not_all(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT_SECONDS", 0.3)
    server.silent_after_text.update({"ada@example.org", "ben@example.org"})
    mails = [invite(email=f"{name}@example.org") for name in ("ada", "ben")]
    for mail_id in mails:
        sending.send(mail_id)
    assert [row(each).state for each in mails] == [MailState.UNKNOWN, MailState.WAITING]
    server.silent_after_text.clear()


def test_that_the_server_is_down_uses_up_no_try(make_app: MakeApp, moment: list[float]) -> None:
    with make_app(SMTP_URL=f"smtp://127.0.0.1:{free_port()}").app_context():
        mail_id = invite()
        sending.send(mail_id)
        assert (row(mail_id).state, row(mail_id).attempts) == (MailState.WAITING, 0)
        assert row(mail_id).due_at > row(mail_id).created_at
