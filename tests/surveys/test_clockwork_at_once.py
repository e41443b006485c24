"""Two workers, or two people, at the same work at the same time: the second finds it done."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme.cohorts.models import Cohort
from programme.core.db import Base, db
from programme.core.mail.models import OutboxMail
from programme.surveys.models import SurveyInvitation, SurveyMail, Wave
from programme.surveys.rules import mailing as rules
from programme.surveys.service import clockwork, mailing
from tests.support import living
from tests.support.together import meeting
from tests.support.world import World

FELLOWS = 3


@pytest.fixture
def cohort(world: World, monkeypatch: pytest.MonkeyPatch) -> Cohort:
    """A cohort of three by day, with an open wave."""
    monkeypatch.setattr(rules, "is_quiet", lambda moment: False)
    found = living.cohort_now(world.programme())
    for number in range(FELLOWS):
        world.fellow(found, f"Fellow{number} Name")
    living.asked(found)
    return found


def count(model: type[Base]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_of_two_workers_one_invites_who_has_joined(app: Flask, world: World, cohort: Cohort) -> None:
    world.fellow(cohort, "Late Name")
    meeting(app, clockwork.keep_time, clockwork.keep_time)
    assert count(SurveyInvitation) == FELLOWS + 1


def test_of_two_workers_one_posts_what_is_due(app: Flask, cohort: Cohort) -> None:
    meeting(app, mailing.post_due, mailing.post_due)
    assert (count(OutboxMail), count(SurveyMail)) == (FELLOWS, FELLOWS)


def test_of_two_coordinators_who_remind_one_does(app: Flask, cohort: Cohort) -> None:
    fellows = list(db.session.scalars(select(SurveyInvitation.fellow_id)))

    def nudge() -> int:
        return mailing.nudge(living.SOMEBODY, db.session.scalars(select(Wave)).one(), fellows)

    assert meeting(app, nudge, nudge) == 0
    assert count(OutboxMail) == FELLOWS
