"""Reading what figures are made of, and the figures themselves. Answers are read here for analysis runs alone."""

import json
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, Text, bindparam, cast, func, select

from programme.accounts.models import Person
from programme.cohorts.models import Fellow
from programme.core.crypto import keyring
from programme.core.db import db
from programme.core.errors import NotFound
from programme.organisations.models import Organisation, Sector
from programme.questionnaires.rules.answers import completion_counts
from programme.questionnaires.rules.definition import Questionnaire, at_wave
from programme.surveys.models import Response, Survey, SurveyInvitation, SurveyResult, Wave, WaveState
from programme.surveys.queries.surveys import PURPOSE
from programme.surveys.queries.waves import definition_of
from programme.surveys.rules.living import Living, Opened, Sent, asking_of, eligible, items_of
from programme.surveys.rules.results import Results, Row, ScaleFacts, WaveFacts

TOKEN_PURPOSE = "report rows"  # noqa: S105 - the purpose of a pseudonym, not a secret


def token_of(pseudonym: bytes) -> str:
    """What stands for a pseudonym in rows of results: the answers cannot be found by it."""
    return keyring().pseudonym(TOKEN_PURPOSE, pseudonym)[:16].hex()


@dataclass(frozen=True, slots=True)
class Figures:
    """Stored figures as one text, which is the same for the same figures, and the day they were computed for."""

    computed_on: date
    content: str


def figures(*, survey_id: uuid.UUID) -> Figures | None:
    """The figures of a survey whose cohort the caller may read; None before any were computed.

    What stands behind them is not read.
    """
    row = db.session.execute(_figures(), {"survey": survey_id}).first()
    return None if row is None else Figures(*row)


@cache
def _figures() -> Select[tuple[date, str]]:
    content = cast(SurveyResult.content, Text)
    return select(SurveyResult.computed_on, content).where(SurveyResult.survey_id == bindparam("survey"))


def stored(*, survey_id: uuid.UUID) -> SurveyResult | None:
    """The figures of a survey with what stands behind them, for analysis runs; None before any were computed."""
    return db.session.get(SurveyResult, survey_id)


def people_shown(*, survey_id: uuid.UUID) -> dict[str, int]:
    """By wave, how many people's answers are in the figures shown now; what stands behind these is not read."""
    found = figures(survey_id=survey_id)
    return {} if found is None else {each["code"]: each["people"] for each in json.loads(found.content)["waves"]}


def waves_with_answers(*, survey_id: uuid.UUID) -> dict[str, int]:
    """By code of each open wave, how many have sent their answers; read from the invitations."""
    return dict(db.session.execute(_answered(), {"survey": survey_id}).tuples().all())


@cache
def _answered() -> Select[tuple[str, int]]:
    return (
        select(Wave.code, func.count())
        .join(SurveyInvitation, SurveyInvitation.wave_id == Wave.id)
        .where(Wave.survey_id == bindparam("survey"), Wave.state == WaveState.OPEN, SurveyInvitation.has_answered)
        .group_by(Wave.code)
    )


@dataclass(frozen=True, slots=True)
class _Member:
    """A fellow of the cohort as figures need them; no pseudonym where the link is gone, or was never there."""

    token: str | None
    host: str | None
    host_id: uuid.UUID | None
    sector: str
    profession: str
    joined_on: date
    left_on: date | None

    def is_eligible(self, opened_on: date) -> bool:
        """Whether they had joined and not left or deferred when a wave opened."""
        return self.joined_on <= opened_on and (self.left_on is None or self.left_on > opened_on)


def survey_to_analyse(*, survey_id: uuid.UUID) -> Survey:
    """The survey; for analysis runs alone.

    Raises:
        NotFound: it is gone, or was imported.
    """
    found = db.session.get(Survey, survey_id)
    if found is None or found.questionnaire_id is None:
        raise NotFound
    return found


def lived(*, survey: Survey, with_open: bool) -> tuple[Results, Living]:
    """All that was answered in a survey that is lived here, at closed waves and, if asked for, open ones.

    Every fellow of the cohort has a row, with the host as organisation. Whose salt was erased is linked to nothing:
    their answers stand in a row of nobody. Pseudonyms are computed here from salts; the caller audits the run.
    """
    states = (WaveState.CLOSED, WaveState.OPEN) if with_open else (WaveState.CLOSED,)
    waves = [wave for wave in survey.waves if wave.state in states]
    definition, members = definition_of(survey), _members(survey.cohort_id)
    responses = _responses(waves)
    linked = {member.token for member in members if member.token}
    tokens = sorted({token for sent in responses.values() for token in sent} - linked)
    people = [(member.token or f"nobody {place}", member.host) for place, member in enumerate(members)]
    people += [(token, None) for token in tokens]
    rows = [
        Row(token, host, {code: sent[token][0] for code, sent in responses.items() if token in sent})
        for token, host in people
    ]
    scales = tuple(ScaleFacts(each.key, each.label, each.low, each.high) for each in survey.scales)
    facts = tuple(WaveFacts(wave.code, wave.label) for wave in waves)
    return Results(scales, facts, tuple(sorted(rows, key=lambda row: row.token))), Living(
        asking=asking_of(definition),
        improves={scale.key: scale.improves for scale in definition.scales},
        items=items_of(definition),
        opened=_opened(waves, members),
        sent=tuple(each for wave in waves for each in _sent(wave, definition, members, responses[wave.code])),
        professions=_counted(member.profession for member in members),
        sectors=_counted({member.host_id: member.sector for member in members if member.host_id}.values()),
    )


def _members(cohort_id: uuid.UUID) -> list[_Member]:
    rows = db.session.execute(
        select(
            Person.salt,
            Organisation.name,
            Fellow.host_id,
            Organisation.sector,
            Fellow.profession,
            Fellow.joined_on,
            Fellow.left_on,
        )
        .join(Fellow, Fellow.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Fellow.host_id)
        .where(Fellow.cohort_id == cohort_id)
    )
    ring = keyring()
    return [
        _Member(
            token_of(ring.pseudonym(PURPOSE, salt)) if salt else None,
            host,
            host_id,
            sector or Sector.UNKNOWN,
            profession,
            joined_on,
            left_on,
        )
        for salt, host, host_id, sector, profession, joined_on, left_on in rows
    ]


def _counted(words: Iterable[str]) -> dict[str, int]:
    """How often each occurs, in the order of the alphabet."""
    return dict(sorted(Counter(str(word) for word in words).items()))


Responses = Mapping[str, tuple[Mapping[str, float], Mapping[str, Any]]]
"""Scores and answers by token."""


def _responses(waves: Sequence[Wave]) -> dict[str, dict[str, tuple[Mapping[str, float], Mapping[str, Any]]]]:
    """Scores and answers by wave code and token."""
    codes = {wave.id: wave.code for wave in waves}
    found: dict[str, dict[str, tuple[Mapping[str, float], Mapping[str, Any]]]] = {wave.code: {} for wave in waves}
    chosen = select(Response.wave_id, Response.pseudonym, Response.scores, Response.answers)
    for wave_id, pseudonym, scores, answers in db.session.execute(chosen.where(Response.wave_id.in_(codes))):
        found[codes[wave_id]][token_of(bytes(pseudonym))] = (scores, answers or {})
    return found


def _opened(waves: Sequence[Wave], members: Sequence[_Member]) -> tuple[Opened, ...]:
    invited = _invited([wave.id for wave in waves])
    return tuple(
        Opened(
            code=wave.code,
            opens_on=opened_on(wave).isoformat(),
            closes_on=(wave.closes_on or date.min).isoformat(),
            is_open=wave.state is WaveState.OPEN,
            eligible=sum(member.is_eligible(opened_on(wave)) for member in members),
            invited=invited.get(wave.id, 0),
        )
        for wave in waves
    )


def opened_on(wave: Wave) -> date:
    """The day on which a wave that is lived here opens."""
    return wave.opens_on or date.min


def _invited(wave_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    counted = select(SurveyInvitation.wave_id, func.count()).where(SurveyInvitation.wave_id.in_(wave_ids))
    return dict(db.session.execute(counted.group_by(SurveyInvitation.wave_id)).tuples().all())


def _sent(wave: Wave, definition: Questionnaire, members: Sequence[_Member], responses: Responses) -> Sequence[Sent]:
    """What was sent at one wave, in the order of tokens."""
    asked, day = at_wave(definition, wave.code), opened_on(wave)
    counted = {member.token for member in members if member.is_eligible(day)}
    linked = {member.token for member in members}
    without_link = sum(member.token is None and member.is_eligible(day) for member in members)
    found, of_nobody = list[Sent](), list[Sent]()
    for token, (_, answers) in sorted(responses.items()):
        values = {key: value for key, value in answers.items() if isinstance(value, int)}
        each = Sent(token, wave.code, *completion_counts(asked, answers), token in counted, values)
        (found if token in linked else of_nobody).append(each)
    return sorted([*found, *eligible(of_nobody, without_link)], key=lambda each: each.token)
