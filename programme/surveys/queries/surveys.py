"""Reading surveys, imports and answers."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Select, bindparam, func, select, union_all
from sqlalchemy.orm import joinedload

from programme.access.policy import Actor
from programme.accounts.queries import LED, led
from programme.cohorts.models import Cohort, Fellow
from programme.core.crypto import keyring
from programme.core.db import db
from programme.core.errors import NotFound
from programme.organisations.models import Organisation
from programme.surveys.models import Participant, Response, Survey, Wave

PURPOSE = "survey answers"
AT_ONCE = 500


def surveys_of(*, cohort_id: uuid.UUID) -> Sequence[Survey]:
    """The surveys of a cohort that the caller may read, with waves."""
    return db.session.scalars(_surveys_of(), {"cohort": cohort_id}).unique().all()


@cache
def _surveys_of() -> Select[tuple[Survey]]:
    mine = select(Survey).where(Survey.cohort_id == bindparam("cohort"))
    return mine.order_by(Survey.imported_on.desc(), Survey.title).options(joinedload(Survey.waves))


def survey(*, cohort_id: uuid.UUID, survey_id: uuid.UUID) -> Survey:
    """One survey of a cohort that the caller may read, with waves.

    Raises:
        NotFound: the cohort has no such survey.
    """
    found = db.session.scalars(_survey(), {"cohort": cohort_id, "survey": survey_id}).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


@cache
def _survey() -> Select[tuple[Survey]]:
    mine = select(Survey).where(Survey.id == bindparam("survey"), Survey.cohort_id == bindparam("cohort"))
    return mine.options(joinedload(Survey.waves))


def organisations_of(*, survey_id: uuid.UUID) -> Sequence[Organisation]:
    """The organisations with a participant in the survey, or that host a fellow asked in it, by name."""
    return db.session.scalars(_organisations_of(), {"survey": survey_id}).all()


@cache
def _organisations_of() -> Select[tuple[Organisation]]:
    imported = select(Participant.organisation_id).where(Participant.survey_id == bindparam("survey"))
    hosts = select(Fellow.host_id).join(Survey, Survey.cohort_id == Fellow.cohort_id)
    lived = hosts.where(Survey.id == bindparam("survey"), Survey.questionnaire_id.is_not(None))
    mine = union_all(imported, lived)
    return select(Organisation).where(Organisation.id.in_(mine)).order_by(Organisation.name)


def count_participants(*, survey_id: uuid.UUID) -> int:
    """How many people took part: rows of the file, whether or not they answered."""
    mine = select(func.count()).select_from(Participant).where(Participant.survey_id == survey_id)
    return db.session.scalar(mine) or 0


def cohort_with_programme(*, actor: Actor, cohort_id: uuid.UUID) -> Cohort:
    """The cohort with its programme, if the actor is in its team.

    Raises:
        NotFound: no such cohort there.
    """
    found = db.session.scalar(_cohort(), {"cohort": cohort_id, **led(actor)})
    if found is None:
        raise NotFound
    return found


@cache
def _cohort() -> Select[tuple[Cohort]]:
    reached = Cohort.programme_id.in_(LED)
    return select(Cohort).where(Cohort.id == bindparam("cohort"), reached).options(joinedload(Cohort.programme))


@dataclass(frozen=True, slots=True)
class Answerer:
    """One participant in an analysis: their pseudonym, organisation, and scores by wave code and scale key."""

    pseudonym: bytes
    organisation_id: uuid.UUID | None
    scores: Mapping[str, Mapping[str, float]]


def answerers(*, survey_id: uuid.UUID) -> list[Answerer]:
    """Everybody in the survey with what they answered, in the order of pseudonyms; for analysis runs alone.

    Pseudonyms are computed here from salts; the caller audits the run.
    """
    given: dict[bytes, dict[str, Mapping[str, float]]] = {}
    for code, pseudonym, scores in db.session.execute(
        select(Wave.code, Response.pseudonym, Response.scores)
        .join(Response, Response.wave_id == Wave.id)
        .where(Wave.survey_id == survey_id)
    ):
        given.setdefault(bytes(pseudonym), {})[code] = scores
    people = db.session.execute(
        select(Participant.salt, Participant.organisation_id).where(Participant.survey_id == survey_id)
    )
    ring = keyring()
    found = [
        Answerer(pseudonym, organisation_id, given.get(pseudonym, {}))
        for pseudonym, organisation_id in ((ring.pseudonym(PURPOSE, salt), place) for salt, place in people)
    ]
    return sorted(found, key=lambda each: each.pseudonym)


def answers_by_survey(*, cohort_id: uuid.UUID) -> Iterator[tuple[str, Iterator[Mapping[str, Mapping[str, float]]]]]:
    """What was answered in each survey of a cohort, by title: scores by wave code and scale key, one entry a pseudonym.

    For comparing a file with what is there already; nobody is shown any of it. It is read piece by piece: a survey's
    answers are there until the next survey is asked for.
    """
    answers = (
        select(Survey.title, Wave.code, Response.pseudonym, Response.scores)
        .join(Wave, Wave.survey_id == Survey.id)
        .join(Response, Response.wave_id == Wave.id)
        .where(Survey.cohort_id == cohort_id)
        .order_by(Survey.title, Response.pseudonym)
    )
    with db.session.execute(answers, execution_options={"yield_per": AT_ONCE}) as rows:
        for title, mine in groupby(rows, attrgetter("title")):
            by_pseudonym = groupby(mine, attrgetter("pseudonym"))
            yield title, ({row.code: row.scores for row in one} for _, one in by_pseudonym)
