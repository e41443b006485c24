"""Reading the waves of surveys that are lived here: windows, who is asked, and what is open for somebody."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from programme.accounts.models import Person
from programme.cohorts.models import Cohort, CohortState, Fellow
from programme.core import clock
from programme.core.db import db, table_of
from programme.core.errors import NotFound
from programme.questionnaires.models import QuestionnaireVersion
from programme.questionnaires.rules.definition import Questionnaire
from programme.questionnaires.rules.storing import from_text
from programme.surveys.models import Survey, SurveyInvitation, SurveyMail, Wave, WaveState
from programme.surveys.rules.mailing import Posted, may_nudge


def definition_of(survey: Survey) -> Questionnaire:
    """The questionnaire that a survey asks, as it was when the survey began.

    Raises:
        NotFound: the survey was imported.
    """
    if survey.questionnaire_id is None:
        raise NotFound
    return stored_definition(survey.questionnaire_id)


@lru_cache(maxsize=64)
def stored_definition(questionnaire_id: uuid.UUID) -> Questionnaire:
    """A stored version, kept in the process, because it never changes."""
    return from_text(db.session.execute(_content(), {"questionnaire": questionnaire_id}).scalar_one())


@cache
def _content() -> Select[tuple[str]]:
    return select(QuestionnaireVersion.content).where(QuestionnaireVersion.id == bindparam("questionnaire"))


def installed(*, key: str, version: int) -> QuestionnaireVersion | None:
    """The stored version of a questionnaire; None before a survey first asks it."""
    mine = (QuestionnaireVersion.key == key, QuestionnaireVersion.version == version)
    return db.session.scalar(select(QuestionnaireVersion).where(*mine))


def wave(*, cohort_id: uuid.UUID, survey_id: uuid.UUID, code: str) -> Wave:
    """One wave of a survey that is lived here, with its survey and cohort.

    Raises:
        NotFound: the cohort has no such survey or wave, or it was imported.
    """
    found = db.session.scalar(_wave(), {"cohort": cohort_id, "survey": survey_id, "code": code})
    if found is None:
        raise NotFound
    return found


@cache
def _wave() -> Select[tuple[Wave]]:
    return (
        select(Wave)
        .join(Wave.survey)
        .join(Survey.cohort)
        .where(Wave.code == bindparam("code"), Survey.id == bindparam("survey"))
        .where(Survey.cohort_id == bindparam("cohort"), Survey.questionnaire_id.is_not(None))
        .options(contains_eager(Wave.survey).contains_eager(Survey.cohort))
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """One fellow on a wave's list: whether they answered, and which mails about it were posted."""

    fellow_id: uuid.UUID
    full_name: str
    left_on: date | None
    wants_reminders: bool
    has_answered: bool
    posted: tuple[Posted, ...]

    def can_be_reminded(self, today: date) -> bool:
        """Whether a reminder by hand would reach them: not answered, not left, wants mails, got none in two days."""
        is_waiting = not self.has_answered and (self.left_on is None or self.left_on > today)
        return is_waiting and self.wants_reminders and may_nudge(self.last_posted_on, today)

    @property
    def last_posted_on(self) -> date | None:
        """The day of the last mail about the wave."""
        return max((mail.posted_on for mail in self.posted), default=None)


# Columns of tables, not attributes of models: a row of a wave's list costs a third of what three objects do.
_INVITATIONS, _FELLOWS, _PEOPLE = table_of(SurveyInvitation), table_of(Fellow), table_of(Person)
_MAILS = table_of(SurveyMail)


def asked(*, wave: Wave, fellow_ids: Collection[uuid.UUID] | None = None) -> Sequence[Asked]:
    """Who is asked at a wave that the caller may read, by name; what they answered is not looked at."""
    mails: dict[uuid.UUID, list[Posted]] = {}
    for fellow_id, kind, posted_on in db.session.execute(_posted(), {"wave": wave.id}):
        mails.setdefault(fellow_id, []).append(Posted(kind, posted_on))
    some = fellow_ids is not None
    found = db.session.execute(_asked(some=some), {"wave": wave.id, "fellows": list(fellow_ids or ())})
    return [
        Asked(
            row.fellow_id, row.full_name, row.left_on, row.wants_reminders, row.has_answered,
            tuple(mails.get(row.fellow_id, ())),
        )
        for row in found
    ]  # fmt: skip


@cache
def _posted() -> Select[Any]:
    mails = select(_MAILS.c.fellow_id, _MAILS.c.kind, _MAILS.c.posted_on)
    return mails.where(_MAILS.c.wave_id == bindparam("wave")).order_by(_MAILS.c.kind)


@cache
def _asked(*, some: bool) -> Select[Any]:
    chosen = (
        select(
            _INVITATIONS.c.fellow_id,
            _PEOPLE.c.full_name,
            _FELLOWS.c.left_on,
            _PEOPLE.c.wants_reminders,
            _INVITATIONS.c.has_answered,
        )
        .join_from(_INVITATIONS, _FELLOWS, _FELLOWS.c.id == _INVITATIONS.c.fellow_id)
        .join(_PEOPLE, _PEOPLE.c.id == _FELLOWS.c.person_id)
        .where(_INVITATIONS.c.wave_id == bindparam("wave"))
        .order_by(_PEOPLE.c.name_key, _PEOPLE.c.id)
    )
    return chosen.where(_INVITATIONS.c.fellow_id.in_(bindparam("fellows", expanding=True))) if some else chosen


@dataclass(frozen=True, slots=True)
class Counted:
    """How many are asked at a wave, and how many of them answered."""

    asked: int
    answered: int


def counts(*, wave_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Counted]:
    """By wave, how many are asked and how many answered; what director and coordinator may always see."""
    rows = db.session.execute(_counts(), {"waves": list(wave_ids)})
    return {wave_id: Counted(asked, answered) for wave_id, asked, answered in rows}


@cache
def _counts() -> Select[tuple[uuid.UUID, int, int]]:
    return (
        select(SurveyInvitation.wave_id, func.count(), func.count().filter(SurveyInvitation.has_answered))
        .where(SurveyInvitation.wave_id.in_(bindparam("waves", expanding=True)))
        .group_by(SurveyInvitation.wave_id)
    )


@dataclass(frozen=True, slots=True)
class Running:
    """A wave that is open, or will be within a week, with who is asked and who answered."""

    wave: Wave
    counted: Counted


def running(*, programme_ids: Collection[uuid.UUID]) -> Sequence[Running]:
    """The open waves of these programmes, and those planned to open within a week; who closes first in front."""
    soon = clock.today() + timedelta(days=7)
    rows = db.session.execute(_running(), {"programmes": list(programme_ids), "soon": soon}).tuples()
    return [Running(wave, Counted(asked, answered)) for wave, asked, answered in rows]


@cache
def _running() -> Select[tuple[Wave, int, int]]:
    invited = select(func.count()).where(SurveyInvitation.wave_id == Wave.id)
    answered = invited.where(SurveyInvitation.has_answered)
    coming = and_(Wave.state == WaveState.PLANNED, Wave.opens_on <= bindparam("soon"))
    return (
        select(Wave, invited.scalar_subquery(), answered.scalar_subquery())
        .join(Wave.survey)
        .join(Survey.cohort)
        .where(Cohort.programme_id.in_(bindparam("programmes", expanding=True)))
        .where(Cohort.state != CohortState.ARCHIVED, or_(Wave.state == WaveState.OPEN, coming))
        .options(contains_eager(Wave.survey).contains_eager(Survey.cohort))
        .order_by(Wave.closes_on, Wave.id)
    )


def unanswered(*, person_id: uuid.UUID) -> Sequence[SurveyInvitation]:
    """What is open for a person and not answered yet, the one that closes first in front; nothing once they left."""
    return db.session.scalars(_unanswered_by_one(), {"today": clock.today(), "person": person_id}).all()


@cache
def _unanswered_by_one() -> Select[tuple[SurveyInvitation]]:
    return _unanswered().where(Fellow.person_id == bindparam("person"))


@cache
def _unanswered() -> Select[tuple[SurveyInvitation]]:
    return (
        select(SurveyInvitation)
        .join(SurveyInvitation.wave)
        .join(Wave.survey)
        .join(Survey.cohort)
        .join(SurveyInvitation.fellow)
        .where(_waits_for_answers())
        .options(
            contains_eager(SurveyInvitation.wave).contains_eager(Wave.survey).contains_eager(Survey.cohort),
            contains_eager(SurveyInvitation.fellow),
        )
        .order_by(Wave.closes_on, Wave.id)
    )


def _waits_for_answers() -> ColumnElement[bool]:
    """Whether an invitation can be answered on the day `today` and was not."""
    today = bindparam("today", type_=Date)
    takes_part = (or_(Fellow.left_on.is_(None), Fellow.left_on > today), Cohort.state != CohortState.ARCHIVED)
    is_open = (Wave.state == WaveState.OPEN, Wave.opens_on <= today, Wave.closes_on >= today)
    return and_(SurveyInvitation.has_answered.is_(False), *is_open, *takes_part)


def to_mail() -> Sequence[SurveyInvitation]:
    """Everybody with something open and unanswered who can and wants to be reminded; for the clockwork alone."""
    return db.session.scalars(_to_mail(), {"today": clock.today()}).all()


@cache
def _to_mail() -> Select[tuple[SurveyInvitation]]:
    may = exists().where(Person.id == Fellow.person_id, Person.wants_reminders, Person.salt.is_not(None))
    return _unanswered().where(may).options(joinedload(SurveyInvitation.fellow, Fellow.person))


def posted(*, wave_ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], set[str]]:
    """By wave and fellow, the kinds of mail that were posted."""
    found: dict[tuple[uuid.UUID, uuid.UUID], set[str]] = {}
    for row in db.session.scalars(select(SurveyMail).where(SurveyMail.wave_id.in_(wave_ids))):
        found.setdefault((row.wave_id, row.fellow_id), set()).add(row.kind)
    return found


def mails_to(*, person_id: uuid.UUID, wave_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, date]]:
    """By wave, the kinds of mail that were posted to a person and the day of each."""
    found: dict[uuid.UUID, dict[str, date]] = {}
    for row in db.session.scalars(_mails_to(), {"person": person_id, "waves": list(wave_ids)}):
        found.setdefault(row.wave_id, {})[row.kind] = row.posted_on
    return found


@cache
def _mails_to() -> Select[tuple[SurveyMail]]:
    mine = select(SurveyMail).join(Fellow, Fellow.id == SurveyMail.fellow_id)
    return mine.where(
        Fellow.person_id == bindparam("person"), SurveyMail.wave_id.in_(bindparam("waves", expanding=True))
    )


@dataclass(frozen=True, slots=True)
class Noticed:
    """A wave that a person is to answer, or answered and that has closed."""

    wave_id: uuid.UUID
    title: str
    label: str
    closes_on: date
    is_open: bool


def noticed(*, person_id: uuid.UUID, since: date) -> tuple[Sequence[Noticed], Sequence[Noticed]]:
    """What waits for a person's answers, the one that closes first in front, and what closed since a day.

    Of the latter only what they answered, the newest first.
    """
    asked = {"person": person_id, "today": clock.today(), "since": since}
    found = [Noticed(*row) for row in db.session.execute(_noticed(), asked)]
    found.sort(key=lambda each: (each.closes_on, each.wave_id))
    return [each for each in found if each.is_open], [each for each in reversed(found) if not each.is_open]


@cache
def _noticed() -> Select[tuple[uuid.UUID, str, str, date | None, bool]]:
    is_open = Wave.state == WaveState.OPEN
    has_closed = and_(
        SurveyInvitation.has_answered, Wave.state == WaveState.CLOSED, Wave.closes_on >= bindparam("since", type_=Date)
    )
    chosen = select(Wave.id, Survey.title, Wave.label, Wave.closes_on, is_open).select_from(SurveyInvitation)
    chosen = chosen.join(SurveyInvitation.wave).join(Wave.survey).join(Survey.cohort).join(SurveyInvitation.fellow)
    return chosen.where(Fellow.person_id == bindparam("person"), or_(_waits_for_answers(), has_closed))
