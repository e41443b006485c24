"""A mail in two hands at the same time: it is put back once, and in a worker's hand it stays."""

import uuid

import pytest
from flask import Flask

from programme.core import clock
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from programme.core.mail import outbox
from programme.core.mail.models import MailState, OutboxMail
from tests.support.mails import row
from tests.support.together import meeting


@pytest.fixture
def unknown(app: Flask) -> uuid.UUID:
    """A mail whose fate is not known, which a worker may still have in hand."""
    with transaction():
        mail = outbox.post("kind", recipient="ada@example.org", subject_id=uuid.uuid4())
        mail.state, mail.attempts = MailState.UNKNOWN, 1
        mail.lease_until = clock.now()
        return mail.id


def test_of_two_administrators_who_send_a_mail_again_one_does(app: Flask, unknown: uuid.UUID) -> None:
    with pytest.raises(DomainError, match="on its way or has been sent already"):
        meeting(app, lambda: outbox.resend(unknown), lambda: outbox.resend(unknown))
    assert row(unknown).state is MailState.WAITING


def test_a_mail_that_turns_out_to_have_arrived_is_not_sent_again_at_this_moment(app: Flask, unknown: uuid.UUID) -> None:
    mail = db.session.get_one(OutboxMail, unknown)
    assert mail.lease_until is not None
    held = outbox.Claim(unknown, mail.recipient, mail.template, mail.subject_id, mail.attempts, mail.lease_until)

    def arrive() -> None:
        assert outbox.move(held, (MailState.UNKNOWN,), MailState.SENT)

    with pytest.raises(DomainError, match="on its way or has been sent already"):
        meeting(app, arrive, lambda: outbox.resend(unknown))
    assert row(unknown).state is MailState.SENT
