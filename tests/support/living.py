"""Surveys that are lived here: a cohort that runs now, a survey of it with open waves, and answers to them."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import select

from programme.access.policy import Actor
from programme.cohorts import service as cohorts
from programme.cohorts.models import Cohort, Fellow, Programme
from programme.core import clock
from programme.core.crypto import keyring
from programme.core.db import db, transaction
from programme.questionnaires.queries import library
from programme.questionnaires.rules import answers as answering
from programme.questionnaires.rules import scoring
from programme.questionnaires.rules.definition import Questionnaire, at_wave
from programme.surveys.models import Response, Survey, SurveyInvitation, Wave
from programme.surveys.queries.surveys import PURPOSE
from programme.surveys.rules.mapping import STAGES
from programme.surveys.rules.windows import Window
from programme.surveys.service import clockwork, waves

FOLDER = Path(__file__).parents[2] / "fixtures" / "questionnaires"
SOMEBODY = Actor(uuid.UUID(int=1, version=4))
OPEN_FOR = timedelta(days=20)


@cache
def outcomes() -> Questionnaire:
    """Leadership Outcomes, the questionnaire that comes with Canopy."""
    return next(each for each in library(FOLDER) if each.key == "leadership-outcomes")


def cohort_now(programme: Programme, name: str = "This year", began: int = 10) -> Cohort:
    """A cohort that began some days ago and goes on for a year."""
    starts_on = clock.today() - timedelta(days=began)
    with transaction():
        return cohorts.create_cohort(programme.id, name, starts_on, starts_on + timedelta(days=364), by=None)


def days_around(today: date, place: int) -> tuple[date, date]:
    """The first wave's days lie around `today`; each later wave follows the one before."""
    opens_on = today - timedelta(days=5) + place * timedelta(days=30)
    return opens_on, opens_on + OPEN_FOR


def asked(cohort: Cohort, codes: Sequence[str] = ("T0",), title: str = "Leadership outcomes") -> Survey:
    """A survey of the cohort; its first wave is open and the fellows of the moment are invited."""
    planned = [Window(code, STAGES[code], *days_around(clock.today(), place)) for place, code in enumerate(codes)]
    with transaction():
        survey = waves.start_survey(SOMEBODY, cohort, outcomes(), title, planned)
        clockwork.keep_time()
    return survey


def wave_of(survey: Survey, code: str) -> Wave:
    """The survey's wave of that code."""
    return db.session.scalars(select(Wave).where(Wave.survey_id == survey.id, Wave.code == code)).one()


def open_now(wave: Wave) -> None:
    """Let a planned wave open today, and invite."""
    wave_id = wave.id
    with transaction() as session:
        row = session.get_one(Wave, wave_id)
        row.opens_on, row.closes_on = clock.today(), clock.today() + OPEN_FOR
        session.flush()
        clockwork.keep_time()


def close_now(wave: Wave) -> None:
    """Let an open wave close as if its last day had been yesterday."""
    wave_id = wave.id
    with transaction() as session:
        row = session.get_one(Wave, wave_id)
        row.opens_on, row.closes_on = clock.today() - OPEN_FOR, clock.today() - timedelta(days=1)
        session.flush()
        clockwork.keep_time()


def all_with(value: int, code: str = "T0") -> dict[str, answering.Answer]:
    """Answers that choose `value` at every item of a wave."""
    return {item.key: value for item in at_wave(outcomes(), code).choice_items}


def answer(wave: Wave, fellow: Fellow, answers: Mapping[str, answering.Answer]) -> bytes:
    """Send a fellow's answers, written straight to the tables; returns the pseudonym."""
    wave_id, fellow_id = wave.id, fellow.id
    with transaction() as session:
        wave = session.get_one(Wave, wave_id)
        pseudonym = pseudonym_of(fellow_id)
        now = at_wave(outcomes(), wave.code)
        texts = answering.texts(now, answers)
        session.add(
            Response(
                wave_id=wave_id,
                pseudonym=pseudonym,
                scores=scoring.score(now, answers),
                questionnaire_id=wave.survey.questionnaire_id,
                answers=dict(answering.choices(now, answers)),
                texts=json.dumps(texts) if texts else None,
            )
        )
        mine = (SurveyInvitation.wave_id == wave_id, SurveyInvitation.fellow_id == fellow_id)
        session.scalars(select(SurveyInvitation).where(*mine)).one().has_answered = True
    return pseudonym


def pseudonym_of(fellow_id: uuid.UUID) -> bytes:
    """What stands for a fellow beside the answers that they have sent."""
    salt = db.session.get_one(Fellow, fellow_id).person.salt
    assert salt is not None
    return keyring().pseudonym(PURPOSE, salt)
