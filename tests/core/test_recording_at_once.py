"""Who records what they have done never keeps the audit trail waiting for somebody who waits for it."""

import uuid

from flask import Flask

from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db, transaction
from programme.core.mail import outbox
from programme.core.mail.models import OutboxMail
from tests.support.together import Pause, meeting_midway


def record(action: str) -> None:
    audit.record(action, category=Category.SETTINGS, actor_id=None)


def test_of_two_who_change_the_same_one_waits_for_the_other_and_both_are_recorded(app: Flask) -> None:
    with transaction():
        mail_id = outbox.post("kind", recipient="ada@example.org", subject_id=uuid.uuid4()).id

    def change(reason: str) -> None:
        db.session.get_one(OutboxMail, mail_id).reason = reason

    def first(pause: Pause) -> None:
        change("first")
        db.session.flush()
        pause()
        record("changed first")

    def second() -> None:
        change("second")
        record("changed second")

    meeting_midway(app, first, second)
    db.session.rollback()
    assert db.session.get_one(OutboxMail, mail_id).reason == "second"
    assert audit.verify().entries == 2
