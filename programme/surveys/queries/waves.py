"""Reading the waves of surveys that are lived here: windows, who is asked, and what is open for somebody."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from programme.accounts.models import Person
from programme.cohorts.models import Cohort, CohortState, Fellow
from programme.core import clock
from programme.core.db import db
from programme.core.errors import NotFound
from programme.questionnaires.models import QuestionnaireVersion
from programme.questionnaires.rules.definition import Questionnaire
from programme.questionnaires.rules.storing import from_text
from programme.surveys.models import Survey, SurveyInvitation, SurveyMail, Wave, WaveState
from programme.surveys.rules.mailing import may_nudge


def definition_of(survey: Survey) -> Questionnaire:
    """The questionnaire that a survey asks, as it was when the survey began; `survey.questionnaire` is there."""
    if survey.questionnaire is None:
        raise NotFound
    return from_text(survey.questionnaire.content)


def installed(*, key: str, version: int) -> QuestionnaireVersion | None:
    """The stored version of a questionnaire; None before a survey first asks it."""
    mine = (QuestionnaireVersion.key == key, QuestionnaireVersion.version == version)
    return db.session.scalar(select(QuestionnaireVersion).where(*mine))


def wave(*, cohort_id: uuid.UUID, survey_id: uuid.UUID, code: str) -> Wave:
    """One wave of a survey that is lived here, with its survey and cohort.

    Raises:
        NotFound: the cohort has no such survey or wave, or it was imported.
    """
    found = db.session.scalar(
        select(Wave)
        .join(Wave.survey)
        .where(Wave.code == code, Survey.id == survey_id, Survey.cohort_id == cohort_id)
        .where(Survey.questionnaire_id.is_not(None))
        .options(contains_eager(Wave.survey).joinedload(Survey.cohort).joinedload(Cohort.programme))
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """One fellow on a wave's list: whether they answered, and which mails about it were posted."""

    fellow: Fellow
    has_answered: bool
    posted: tuple[SurveyMail, ...]

    def can_be_reminded(self, today: date) -> bool:
        """Whether a reminder by hand would reach them: not answered, not left, wants mails, got none in two days."""
        last, left_on = max((mail.posted_on for mail in self.posted), default=None), self.fellow.left_on
        is_waiting = not self.has_answered and (left_on is None or left_on > today)
        return is_waiting and self.fellow.person.wants_reminders and may_nudge(last, today)


def asked(*, wave: Wave, fellow_ids: Collection[uuid.UUID] | None = None) -> Sequence[Asked]:
    """Who is asked at a wave that the caller may read, by name; what they answered is not looked at."""
    chosen = (
        select(SurveyInvitation)
        .join(SurveyInvitation.fellow)
        .join(Fellow.person)
        .where(SurveyInvitation.wave_id == wave.id)
        .options(contains_eager(SurveyInvitation.fellow).contains_eager(Fellow.person))
        .order_by(func.lower(Person.full_name), Person.id)
    )
    if fellow_ids is not None:
        chosen = chosen.where(SurveyInvitation.fellow_id.in_(fellow_ids))
    mails: dict[uuid.UUID, list[SurveyMail]] = {}
    for mail in db.session.scalars(select(SurveyMail).where(SurveyMail.wave_id == wave.id).order_by(SurveyMail.kind)):
        mails.setdefault(mail.fellow_id, []).append(mail)
    found = db.session.scalars(chosen)
    return [Asked(each.fellow, each.has_answered, tuple(mails.get(each.fellow_id, ()))) for each in found]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many are asked at a wave, and how many of them answered."""

    asked: int
    answered: int


def counts(*, wave_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Counted]:
    """By wave, how many are asked and how many answered; what director and coordinator may always see."""
    rows = db.session.execute(
        select(
            SurveyInvitation.wave_id,
            func.count(),
            func.count().filter(SurveyInvitation.has_answered),
        )
        .where(SurveyInvitation.wave_id.in_(wave_ids))
        .group_by(SurveyInvitation.wave_id)
    )
    return {wave_id: Counted(asked, answered) for wave_id, asked, answered in rows}


def running(*, programme_ids: Collection[uuid.UUID]) -> Sequence[Wave]:
    """The open waves of these programmes, and those planned to open within a week; who closes first in front."""
    soon = clock.today() + timedelta(days=7)
    chosen = (
        select(Wave)
        .join(Wave.survey)
        .join(Survey.cohort)
        .where(Cohort.programme_id.in_(programme_ids), Cohort.state != CohortState.ARCHIVED)
        .where(or_(Wave.state == WaveState.OPEN, and_(Wave.state == WaveState.PLANNED, Wave.opens_on <= soon)))
        .options(contains_eager(Wave.survey).contains_eager(Survey.cohort))
    )
    return db.session.scalars(chosen.order_by(Wave.closes_on, Wave.id)).all()


def unanswered(*, person_id: uuid.UUID) -> Sequence[SurveyInvitation]:
    """What is open for a person and not answered yet, the one that closes first in front; nothing once they left."""
    return db.session.scalars(_unanswered().where(Fellow.person_id == person_id)).all()


def _unanswered() -> Select[tuple[SurveyInvitation]]:
    today = clock.today()
    return (
        select(SurveyInvitation)
        .join(SurveyInvitation.wave)
        .join(Wave.survey)
        .join(Survey.cohort)
        .join(SurveyInvitation.fellow)
        .where(SurveyInvitation.has_answered.is_(False), Wave.state == WaveState.OPEN)
        .where(Wave.opens_on <= today, Wave.closes_on >= today)
        .where(or_(Fellow.left_on.is_(None), Fellow.left_on > today), Cohort.state != CohortState.ARCHIVED)
        .options(
            contains_eager(SurveyInvitation.wave).contains_eager(Wave.survey).contains_eager(Survey.cohort),
            contains_eager(SurveyInvitation.fellow),
        )
        .order_by(Wave.closes_on, Wave.id)
    )


def to_mail() -> Sequence[SurveyInvitation]:
    """Everybody with something open and unanswered who can and wants to be reminded; for the clockwork alone."""
    may = exists().where(Person.id == Fellow.person_id, Person.wants_reminders, Person.salt.is_not(None))
    return db.session.scalars(
        _unanswered().where(may).options(joinedload(SurveyInvitation.fellow, Fellow.person))
    ).all()


def posted(*, wave_ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], set[str]]:
    """By wave and fellow, the kinds of mail that were posted."""
    found: dict[tuple[uuid.UUID, uuid.UUID], set[str]] = {}
    for row in db.session.scalars(select(SurveyMail).where(SurveyMail.wave_id.in_(wave_ids))):
        found.setdefault((row.wave_id, row.fellow_id), set()).add(row.kind)
    return found


def mails_to(*, person_id: uuid.UUID, wave_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, date]]:
    """By wave, the kinds of mail that were posted to a person and the day of each."""
    mine = select(SurveyMail).join(Fellow, Fellow.id == SurveyMail.fellow_id).where(Fellow.person_id == person_id)
    found: dict[uuid.UUID, dict[str, date]] = {}
    for row in db.session.scalars(mine.where(SurveyMail.wave_id.in_(wave_ids))):
        found.setdefault(row.wave_id, {})[row.kind] = row.posted_on
    return found


def closed_lately(*, person_id: uuid.UUID, since: date) -> Sequence[Wave]:
    """The waves that closed since a day and that the person answered, the newest first."""
    chosen = (
        select(Wave)
        .join(Wave.survey)
        .join(SurveyInvitation, SurveyInvitation.wave_id == Wave.id)
        .join(Fellow, Fellow.id == SurveyInvitation.fellow_id)
        .where(Fellow.person_id == person_id, SurveyInvitation.has_answered)
        .where(Wave.state == WaveState.CLOSED, Wave.closes_on >= since)
        .options(contains_eager(Wave.survey))
    )
    return db.session.scalars(chosen.order_by(Wave.closes_on.desc(), Wave.id)).all()
