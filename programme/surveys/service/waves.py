"""Writes about surveys that are lived here: starting one, and moving its waves while they can be moved."""

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from programme.access.policy import Actor
from programme.cohorts.models import Cohort, CohortState
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db, serialise
from programme.core.errors import DomainError
from programme.questionnaires.models import QuestionnaireVersion
from programme.questionnaires.rules import storing
from programme.questionnaires.rules.definition import Questionnaire
from programme.surveys.models import Survey, SurveyScale, Wave, WaveState
from programme.surveys.queries import waves as queries
from programme.surveys.rules.mailing import REMINDER_DAYS, fault_in_reminders
from programme.surveys.rules.windows import Standing, Window, fault_in_window
from programme.surveys.service.imports import NEW, refuse_taken_title
from programme.surveys.service.storage import WAVES


def install(definition: Questionnaire) -> QuestionnaireVersion:
    """The stored version of a questionnaire, made where it is not there yet. What is stored never changes.

    Raises:
        DomainError: the version was changed after it was stored; a change needs a new version number.
    """
    stored = queries.installed(key=definition.key, version=definition.version)
    digest = storing.digest(definition)
    if stored is None:
        stored = QuestionnaireVersion(
            key=definition.key,
            version=definition.version,
            title=definition.title,
            content=storing.to_text(definition),
            digest=digest,
        )
        db.session.add(stored)
        db.session.flush()
    elif stored.digest != digest:
        raise DomainError(
            f"{definition.title}, version {definition.version}, was changed after it was first asked. Give the changed "
            "one a new version number.",
            "questionnaire",
        )
    return stored


def start_survey(
    actor: Actor, cohort: Cohort, definition: Questionnaire, title: str, windows: Sequence[Window]
) -> Survey:
    """Ask a questionnaire of a cohort in these windows. Waves whose window is over already are not asked.

    Raises:
        DomainError: no window is left, the cohort has a survey of this title, or it is archived.
    """
    serialise(NEW)
    _refuse_archived(cohort)
    refuse_taken_title(cohort.id, title)
    coming = [each for each in windows if each.closes_on >= clock.today()]
    if not coming:
        raise DomainError("Choose a wave whose window is not over", "codes")
    row = Survey(id=uuid.uuid4(), cohort_id=cohort.id, title=title, questionnaire_id=install(definition).id)
    row.reminder_days = list(REMINDER_DAYS)
    row.scales = [
        SurveyScale(key=scale.key, label=scale.label, low=scale.low, high=scale.high, position=place)
        for place, scale in enumerate(definition.scales)
    ]
    row.waves = [_planned(each, place) for place, each in enumerate(coming)]
    db.session.add(row)
    db.session.flush()
    _record("survey started", actor, row)
    return row


def _planned(window: Window, place: int) -> Wave:
    wave = Wave(
        code=window.code, label=window.label, position=place, opens_on=window.opens_on, closes_on=window.closes_on
    )
    wave.state = WaveState.PLANNED
    return wave


def move_window(actor: Actor, wave: Wave, opens_on: date, closes_on: date) -> None:
    """Give a wave other days, as long as it has not closed; mails follow the new days.

    Raises:
        DomainError: the days cannot be, or the cohort is archived.
    """
    serialise(WAVES)
    db.session.refresh(wave)
    _refuse_archived(wave.survey.cohort)
    standing = Standing(wave.state.value, wave.opens_on, wave.survey.cohort.starts_on)
    if fault := fault_in_window(opens_on, closes_on, standing, clock.today()):
        raise DomainError(fault, "closes_on")
    wave.opens_on, wave.closes_on = opens_on, closes_on
    _record("wave moved", actor, wave.survey, wave=wave.code, opens=str(opens_on), closes=str(closes_on))


def set_reminders(actor: Actor, survey: Survey, days: Sequence[int]) -> None:
    """Choose the days after a wave's opening on which who has not answered is reminded.

    Raises:
        DomainError: the days cannot be.
    """
    if fault := fault_in_reminders(days):
        raise DomainError(fault, "days")
    survey.reminder_days = sorted(days)
    _record("reminders changed", actor, survey)


def _refuse_archived(cohort: Cohort) -> None:
    """Go on only in a cohort that nobody archives before this transaction ends."""
    state = select(Cohort.state).where(Cohort.id == cohort.id).with_for_update(read=True)
    if db.session.scalar(state) is CohortState.ARCHIVED:
        raise DomainError(f"{cohort.name} is archived. Reopen it first.")


def _record(action: str, actor: Actor, survey: Survey, **details: str) -> None:
    audit.record(action, category=Category.SETTINGS, actor_id=actor.person_id, subject_id=survey.id, **details)
