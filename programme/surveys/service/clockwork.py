"""What dates do to waves: the worker asks once a minute, and asking twice changes nothing."""

import uuid

from sqlalchemy import delete, exists, or_, select, update

from programme.cohorts.models import Cohort, CohortState, Fellow
from programme.cohorts.queries.fellows import has_role
from programme.core import clock, links
from programme.core.db import db, serialise
from programme.surveys.mail import SURVEY
from programme.surveys.models import Draft, Survey, SurveyInvitation, SurveyMail, Wave, WaveState
from programme.surveys.service import mailing, results, storage


def keep_time() -> None:
    """Open and close what is due, invite who has joined since, ask for figures; in the current transaction.

    Figures are asked for here and not when answers come: the row of a job would keep the moment of an answer.
    """
    serialise(storage.WAVES)
    today = clock.today()
    asked = select(Survey.id).join(Survey.cohort).where(Cohort.state != CohortState.ARCHIVED)
    lived = Wave.survey_id.in_(asked.where(Survey.questionnaire_id.is_not(None)))
    due = update(Wave).where(Wave.state == WaveState.PLANNED, Wave.opens_on <= today, lived)
    db.session.execute(due.values(state=WaveState.OPEN))
    _invite_who_is_new()
    over = select(Wave).where(Wave.state == WaveState.OPEN, Wave.closes_on < today)
    for wave in db.session.scalars(over).all():
        close(wave)
    for survey_id in db.session.scalars(select(Wave.survey_id).where(Wave.state == WaveState.OPEN).distinct()).all():
        results.answered(survey_id)


def close(wave: Wave) -> None:
    """Close a wave for good: answers in an order that tells nothing, no draft, no link, no list of mails left.

    It waits for who posts mails at this moment: what they noted goes with the rest.
    """
    serialise(mailing.LOCK)
    wave.state = WaveState.CLOSED
    db.session.flush()
    db.session.execute(delete(Draft).where(Draft.wave_id == wave.id))
    db.session.execute(delete(SurveyMail).where(SurveyMail.wave_id == wave.id))
    links.revoke_all(SURVEY, select(SurveyInvitation.id).where(SurveyInvitation.wave_id == wave.id))
    storage.rest_wave(wave.id)
    results.renew(wave.survey_id)


def _invite_who_is_new() -> None:
    """An invitation for every fellow of an open wave's cohort who takes part, was given the role, and has none yet."""
    today = clock.today()
    has_one = exists().where(SurveyInvitation.wave_id == Wave.id, SurveyInvitation.fellow_id == Fellow.id)
    missing = (
        select(Wave.id, Fellow.id)
        .join(Survey, Survey.id == Wave.survey_id)
        .join(Fellow, Fellow.cohort_id == Survey.cohort_id)
        .where(Wave.state == WaveState.OPEN, Wave.closes_on >= today, ~has_one)
        .where(has_role(), Fellow.joined_on <= today, or_(Fellow.left_on.is_(None), Fellow.left_on > today))
    )
    db.session.add_all(
        SurveyInvitation(id=uuid.uuid4(), wave_id=wave_id, fellow_id=fellow_id, has_answered=False)
        for wave_id, fellow_id in db.session.execute(missing).all()
    )
    db.session.flush()
