"""A director, a coordinator and the clock at the same waves at the same time: what holds, holds for all of them."""

import uuid
from datetime import date, timedelta

import pytest
import sqlalchemy
from flask import Flask
from sqlalchemy import Delete, func, select

from programme.cohorts.models import Cohort, CohortState, Programme
from programme.core import clock
from programme.core import db as database
from programme.core.db import Base, db, transaction
from programme.core.errors import DomainError
from programme.questionnaires.models import QuestionnaireVersion
from programme.surveys.models import Draft, Survey, SurveyInvitation, Wave, WaveState
from programme.surveys.rules.windows import Window
from programme.surveys.service import clockwork, storage, waves
from tests.support import living
from tests.support.answering import FIRST, sitting
from tests.support.together import Pause, meeting, meeting_midway
from tests.support.world import World

DAY = timedelta(days=1)


@pytest.fixture
def now(programme: Programme) -> Cohort:
    return living.cohort_now(programme)


def start(cohort_id: uuid.UUID, title: str = "Leadership outcomes") -> None:
    cohort, opens_on = db.session.get_one(Cohort, cohort_id), clock.today()
    window = Window("T0", "Baseline", opens_on, opens_on + 20 * DAY)
    waves.start_survey(living.SOMEBODY, cohort, living.outcomes(), title, [window])


def move(wave_id: uuid.UUID, opens_on: date, closes_on: date) -> None:
    waves.move_window(living.SOMEBODY, db.session.get_one(Wave, wave_id), opens_on, closes_on)


def planned(cohort: Cohort, opens_in: int, closes_in: int, state: WaveState = WaveState.PLANNED) -> uuid.UUID:
    """A wave of a new survey that stands so while the clock has not looked yet."""
    cohort_id = cohort.id
    with transaction():
        start(cohort_id)
        wave = db.session.scalars(select(Wave)).one()
        wave.opens_on, wave.closes_on = clock.today() + opens_in * DAY, clock.today() + closes_in * DAY
        wave.state = state
        return wave.id


def now_of(wave_id: uuid.UUID) -> Wave:
    db.session.rollback()
    return db.session.get_one(Wave, wave_id)


def count(model: type[Base]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_of_two_who_start_a_survey_of_one_name_at_once_the_second_is_told(app: Flask, now: Cohort) -> None:
    cohort_id = now.id
    with pytest.raises(DomainError, match="has a survey of this name already"):
        meeting(app, lambda: start(cohort_id), lambda: start(cohort_id))
    assert count(Survey) == 1


def test_two_cohorts_that_are_the_first_to_ask_a_questionnaire_share_its_version(
    app: Flask, now: Cohort, programme: Programme
) -> None:
    first, second = now.id, living.cohort_now(programme, "Another year").id
    meeting(app, lambda: start(first), lambda: start(second))
    assert (count(Survey), count(QuestionnaireVersion)) == (2, 1)


def test_no_survey_starts_in_a_cohort_that_is_archived_at_this_moment(app: Flask, now: Cohort) -> None:
    cohort_id = now.id

    def archive() -> None:
        db.session.get_one(Cohort, cohort_id).state = CohortState.ARCHIVED
        db.session.flush()

    with pytest.raises(DomainError, match="is archived"):
        meeting(app, archive, lambda: start(cohort_id))
    assert count(Survey) == 0


def test_a_wave_that_the_clock_opens_at_this_moment_keeps_its_first_day(app: Flask, now: Cohort) -> None:
    wave_id, today = planned(now, 0, 20), clock.today()
    with pytest.raises(DomainError, match="This wave is open"):
        meeting(app, clockwork.keep_time, lambda: move(wave_id, today + 7 * DAY, today + 27 * DAY))
    assert (now_of(wave_id).state, now_of(wave_id).opens_on) == (WaveState.OPEN, today)


def test_a_wave_that_the_clock_closes_at_this_moment_is_not_moved(app: Flask, now: Cohort) -> None:
    wave_id, today = planned(now, -9, -1, WaveState.OPEN), clock.today()
    with pytest.raises(DomainError, match="has closed"):
        meeting(app, clockwork.keep_time, lambda: move(wave_id, today - 9 * DAY, today + 9 * DAY))
    assert (now_of(wave_id).state, now_of(wave_id).closes_on) == (WaveState.CLOSED, today - DAY)


def test_a_wave_that_is_given_more_days_just_before_its_close_stays_open_with_its_drafts(world: World) -> None:
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2})
    wave_id, today = fellow.wave_id, clock.today()
    with transaction():
        row = db.session.get_one(Wave, wave_id)
        row.opens_on, row.closes_on = today - 9 * DAY, today - DAY
    meeting(world.app, lambda: move(wave_id, today - 9 * DAY, today + 9 * DAY), clockwork.keep_time)
    assert now_of(wave_id).state is WaveState.OPEN
    assert count(Draft) == 1


def test_who_is_invited_while_a_backup_stores_the_wave_anew_stays_invited(
    world: World, now: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave_id = living.wave_of(living.asked(now), "T0").id
    world.fellow(now, "Late Name")

    def store_anew(pause: Pause) -> None:
        def delete(table: sqlalchemy.Table) -> Delete:
            if table.name == SurveyInvitation.__tablename__:
                pause()
            return sqlalchemy.delete(table)

        monkeypatch.setattr(database, "delete", delete)
        storage.rest_wave(wave_id)

    meeting_midway(world.app, store_anew, clockwork.keep_time)
    assert count(SurveyInvitation) == 1
