"""Mails about a wave that closes, or that somebody stops, while they are posted."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme.accounts.models import Person
from programme.accounts.views import people
from programme.core.audit.models import AuditEntry
from programme.core.db import Base, db, transaction
from programme.core.errors import DomainError
from programme.core.mail.models import OutboxMail
from programme.surveys.models import SurveyInvitation, SurveyMail, Wave
from programme.surveys.rules import mailing as rules
from programme.surveys.service import clockwork, mailing
from tests.support import living
from tests.support.answering import Sitting, sitting
from tests.support.together import Pause, meeting, meeting_midway
from tests.support.world import World


@pytest.fixture
def fellow(world: World, monkeypatch: pytest.MonkeyPatch) -> Sitting:
    """Somebody who is asked by day."""
    monkeypatch.setattr(rules, "is_quiet", lambda moment: False)
    return sitting(world)


def close() -> None:
    """Close the one wave there is, as the clock does when its days are over."""
    clockwork.close(db.session.scalars(select(Wave)).one())


def nudge() -> int:
    wave = db.session.scalars(select(Wave)).one()
    return mailing.nudge(living.SOMEBODY, wave, list(db.session.scalars(select(SurveyInvitation.fellow_id))))


def count(model: type[Base]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_who_was_mailed_while_a_wave_closed_stands_in_no_list_afterwards(app: Flask, fellow: Sitting) -> None:
    meeting(app, mailing.post_due, close)
    assert count(SurveyMail) == 0


def test_nobody_is_reminded_of_a_wave_that_closes_at_this_moment(app: Flask, fellow: Sitting) -> None:
    with pytest.raises(DomainError, match="Only an open wave"):
        meeting(app, close, nudge)
    assert (count(OutboxMail), count(SurveyMail)) == (0, 0)


def test_mails_that_are_stopped_in_two_windows_at_once_are_stopped_once(app: Flask, fellow: Sitting) -> None:
    def stop() -> None:
        mailing.stop_mails(db.session.get_one(Person, fellow.person_id))

    meeting(app, stop, stop)
    with transaction():
        assert not db.session.get_one(Person, fellow.person_id).wants_reminders
        stopped = select(AuditEntry).where(AuditEntry.action == "survey mails stopped")
        assert len(db.session.scalars(stopped).all()) == 1


def test_an_administrator_corrects_name_and_address_while_somebody_reminds(
    app: Flask, world: World, fellow: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, rename = world.client(world.administrator()), people.service.rename

    def correct(pause: Pause) -> None:
        def renamed_and_pausing(person: Person, full_name: str, *, by: uuid.UUID) -> None:
            rename(person, full_name, by=by)
            pause()

        monkeypatch.setattr(people.service, "rename", renamed_and_pausing)
        typed = {"full_name": "Zoe Other", "email": "zoe@example.org"}
        assert client.send(f"/people/{fellow.person_id}/correct", typed).status_code == 302

    meeting_midway(app, correct, nudge)
    db.session.rollback()
    assert db.session.get_one(Person, fellow.person_id).email == "zoe@example.org"
