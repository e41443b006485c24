"""The survey of a cohort: its waves open, people answer, and the waves close."""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence

from flask import current_app
from sqlalchemy import insert, select, update

from programme.cohorts.models import Cohort, Fellow
from programme.core.crypto import keyring
from programme.core.db import db
from programme.demo import cast, invention
from programme.demo.fixtures import Joiner
from programme.demo.years import row_of, rows_of
from programme.questionnaires.queries import library
from programme.questionnaires.rules import answers as answering
from programme.questionnaires.rules.definition import Asked, Questionnaire, at_wave
from programme.questionnaires.rules.scoring import score
from programme.surveys.models import Response, Survey, SurveyInvitation, Wave
from programme.surveys.queries import answering as queries
from programme.surveys.queries.answering import ANSWERS
from programme.surveys.rules.windows import is_eligible, windows
from programme.surveys.service import answering as answering_service
from programme.surveys.service import mailing, results, waves

TITLE = "Leadership Outcomes"
FINISHED_PAGES = 2  # how far somebody is who has only started

Words = Mapping[str, Sequence[str]]


def questionnaire() -> Questionnaire:
    """The questionnaire that comes with Canopy."""
    return next(each for each in library(current_app.config["QUESTIONNAIRES"]) if each.title == TITLE)


def begin(cohort: Cohort) -> Survey:
    """Ask the questionnaire of a cohort, from its first day to a year after its last."""
    planned = windows(cohort.starts_on, cohort.ends_on, invention.WAVES)
    return waves.start_survey(cast.actor(cast.COORDINATOR), cohort, questionnaire(), TITLE, planned)


def wave_of(cohort: Cohort, code: str) -> Wave:
    """A wave of the cohort's survey."""
    mine = select(Wave).join(Wave.survey).where(Survey.cohort_id == cohort.id, Wave.code == code)
    return db.session.scalars(mine.where(Survey.questionnaire_id.is_not(None))).one()


def answer_in_turn(cohort: Cohort, code: str, wanted: int, always: Collection[str], words: Words) -> None:
    """Let so many of those who count at a wave answer it, among them everybody in `always`."""
    wave = wave_of(cohort, code)
    opens_on = wave.opens_on or cohort.starts_on
    here = {row.person.full_name: row for row in rows_of(cohort) if is_eligible(opens_on, row.joined_on, row.left_on)}
    chosen = invention.who_answers(sorted(here), code, wanted, frozenset(always))
    answer(wave, [here[name] for name in sorted(chosen)], words)


def answer(wave: Wave, fellows: Sequence[Fellow], words: Words) -> None:
    """Send these people's answers, all at once and in no order that tells anything."""
    asked = at_wave(questionnaire(), wave.code)
    made = [_response(wave, row, asked, words) for row in fellows]
    secrets.SystemRandom().shuffle(made)
    db.session.execute(insert(Response), made)
    theirs = (SurveyInvitation.wave_id == wave.id, SurveyInvitation.fellow_id.in_([row.id for row in fellows]))
    db.session.execute(update(SurveyInvitation).where(*theirs).values(has_answered=True))
    results.answered(wave.survey_id)


def _response(wave: Wave, row: Fellow, asked: Asked, words: Words) -> dict[str, object]:
    if row.person.salt is None:
        raise cast.NotDemo(f"{row.person.full_name} cannot answer.")
    given = invention.answers(asked, row.person.full_name, words)
    texts = answering.texts(asked, given)
    return {
        "wave_id": wave.id,
        "pseudonym": keyring().pseudonym(ANSWERS, row.person.salt),
        "questionnaire_id": wave.survey.questionnaire_id,
        "answers": dict(answering.choices(asked, given)),
        "scores": score(asked, given),
        "texts": json.dumps(texts) if texts else None,
    }


def start_answering(cohort: Cohort, joiners: Sequence[Joiner]) -> None:
    """These people have answered some pages and not sent anything."""
    wave_id = wave_of(cohort, "T0").id
    for joiner in joiners:
        row = row_of(cohort, joiner.name)
        asking = queries.own(person_id=row.person_id, wave_id=wave_id)
        given = invention.answers(asking.asked, joiner.name, {}, sections=FINISHED_PAGES)
        for section in asking.asked.sections[:FINISHED_PAGES]:
            typed = {answering.field_name(item): str(given[item.key]) for item in section.items if item.key in given}
            answering_service.save_section(asking, section, typed, 0)


def stop_mails(cohort: Cohort, joiners: Sequence[Joiner]) -> None:
    """These people want no more mails about surveys."""
    for joiner in joiners:
        mailing.stop_mails(row_of(cohort, joiner.name).person)


def survey_of(cohort: Cohort) -> Survey:
    """The cohort's survey."""
    mine = (Survey.cohort_id == cohort.id, Survey.questionnaire_id.is_not(None))
    return db.session.scalars(select(Survey).where(*mine)).one()
