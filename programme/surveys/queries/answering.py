"""Reading for who answers: what they are asked, and what they have answered so far. Others' answers are never read."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select

from programme.accounts.models import Person
from programme.cohorts.models import Cohort, CohortState, Fellow, Programme
from programme.core import clock
from programme.core.crypto import keyring
from programme.core.db import db, table_of
from programme.core.errors import NotFound
from programme.core.links import Link, digest_of
from programme.questionnaires.rules.definition import Asked, at_wave
from programme.surveys.models import Draft, Response, Survey, SurveyInvitation, Wave, WaveState
from programme.surveys.queries.surveys import PURPOSE
from programme.surveys.queries.waves import stored_definition
from programme.surveys.rules import drafts
from programme.surveys.rules.own import OwnScores, OwnWave
from programme.surveys.rules.standing import Standing, Wanted, standing

LINK = "survey"
ANSWERS, DRAFTS = PURPOSE, "survey draft"


@dataclass(frozen=True, slots=True)
class Asking:
    """One wave that one person is asked to answer, and where they stood with it when it was read."""

    invitation_id: uuid.UUID
    wave_id: uuid.UUID
    survey_id: uuid.UUID
    questionnaire_id: uuid.UUID
    person_id: uuid.UUID
    salt: bytes
    title: str
    label: str
    code: str
    programme: str
    cohort: str
    opens_on: date | None
    closes_on: date | None
    standing: Standing
    asked: Asked

    def pseudonym(self, purpose: str) -> bytes:
        """What stands for the person in one purpose, `ANSWERS` or `DRAFTS`."""
        return keyring().pseudonym(purpose, self.salt)


# Columns of tables, not attributes of models: without the ORM these statements cost a third less, and there is one or
# more in every request of who answers.
_LINKS, _INVITATIONS, _DRAFTS = table_of(Link), table_of(SurveyInvitation), table_of(Draft)
_WAVES, _SURVEYS, _COHORTS = table_of(Wave), table_of(Survey), table_of(Cohort)
_PROGRAMMES, _FELLOWS, _PEOPLE = table_of(Programme), table_of(Fellow), table_of(Person)
_RESPONSES = table_of(Response)

# What a standing is decided by, in the order of `_standing`.
_DECIDES = (
    _WAVES.c.state, _WAVES.c.opens_on, _WAVES.c.closes_on, _FELLOWS.c.left_on, _INVITATIONS.c.has_answered,
    _COHORTS.c.state.label("cohort_state"),
)  # fmt: skip


def _standing(row: Row[Any]) -> Standing:
    archived = row.cohort_state is CohortState.ARCHIVED
    wanted = Wanted(row.state.value, row.opens_on, row.closes_on, row.left_on, row.has_answered, archived)
    return standing(wanted, clock.today())


def _asked_of() -> Select[Any]:
    """Invitations to surveys that are lived here, with all that an `Asking` is made of."""
    return (
        select(
            _INVITATIONS.c.id,
            _INVITATIONS.c.wave_id,
            _SURVEYS.c.id.label("survey_id"),
            _SURVEYS.c.questionnaire_id,
            _SURVEYS.c.title,
            _WAVES.c.label,
            _WAVES.c.code,
            _COHORTS.c.name.label("cohort"),
            _PROGRAMMES.c.name.label("programme"),
            _PEOPLE.c.id.label("person_id"),
            _PEOPLE.c.salt,
            *_DECIDES,
        )
        .select_from(_INVITATIONS)
        .join(_WAVES, _WAVES.c.id == _INVITATIONS.c.wave_id)
        .join(_SURVEYS, _SURVEYS.c.id == _WAVES.c.survey_id)
        .join(_FELLOWS, _FELLOWS.c.id == _INVITATIONS.c.fellow_id)
        .join(_PEOPLE, _PEOPLE.c.id == _FELLOWS.c.person_id)
        .join(_COHORTS, _COHORTS.c.id == _SURVEYS.c.cohort_id)
        .join(_PROGRAMMES, _PROGRAMMES.c.id == _COHORTS.c.programme_id)
        .where(_SURVEYS.c.questionnaire_id.is_not(None))
    )


# Made once, they are compiled once. The columns give their parameters their types.
_BY_LINK = (
    _asked_of()
    .add_columns(_LINKS.c.expires_at, _LINKS.c.revoked_at)
    .join(_LINKS, and_(_LINKS.c.purpose == LINK, _LINKS.c.subject_id == _INVITATIONS.c.id))
    .where(_LINKS.c.digest == bindparam("digest"))
)
_OWN = _asked_of().where(_PEOPLE.c.id == bindparam("person"), _WAVES.c.id == bindparam("wave"))
_IS_OWN = and_(_DRAFTS.c.wave_id == bindparam("wave"), _DRAFTS.c.pseudonym == bindparam("own"))
_DRAFT = select(_DRAFTS.c.content).where(_IS_OWN)
_HELD = (
    select(*_DECIDES, _DRAFTS.c.content)
    .select_from(_INVITATIONS)
    .join(_WAVES, _WAVES.c.id == _INVITATIONS.c.wave_id)
    .join(_SURVEYS, _SURVEYS.c.id == _WAVES.c.survey_id)
    .join(_COHORTS, _COHORTS.c.id == _SURVEYS.c.cohort_id)
    .join(_FELLOWS, _FELLOWS.c.id == _INVITATIONS.c.fellow_id)
    .outerjoin(_DRAFTS, _IS_OWN)
    .where(_INVITATIONS.c.id == bindparam("invitation"))
)
_OF_YEARS = (
    select(_WAVES.c.id, _SURVEYS.c.title, _WAVES.c.label, _WAVES.c.code, _COHORTS.c.name, _PEOPLE.c.salt, *_DECIDES)
    .select_from(_FELLOWS)
    .join(_PEOPLE, _PEOPLE.c.id == _FELLOWS.c.person_id)
    .join(_COHORTS, _COHORTS.c.id == _FELLOWS.c.cohort_id)
    .join(_SURVEYS, _SURVEYS.c.cohort_id == _COHORTS.c.id)
    .join(_WAVES, _WAVES.c.survey_id == _SURVEYS.c.id)
    .outerjoin(_INVITATIONS, and_(_INVITATIONS.c.wave_id == _WAVES.c.id, _INVITATIONS.c.fellow_id == _FELLOWS.c.id))
    .where(_FELLOWS.c.person_id == bindparam("person"), _SURVEYS.c.questionnaire_id.is_not(None))
    .order_by(_WAVES.c.opens_on, _SURVEYS.c.title, _WAVES.c.position)
)
_BEGUN = select(_DRAFTS.c.wave_id).where(
    _DRAFTS.c.wave_id.in_(bindparam("waves", expanding=True)), _DRAFTS.c.pseudonym == bindparam("own")
)
_SALT = select(_PEOPLE.c.salt).where(_PEOPLE.c.id == bindparam("person"))
_SCORES = (
    select(
        _SURVEYS.c.id,
        _SURVEYS.c.title,
        _SURVEYS.c.questionnaire_id,
        _COHORTS.c.name,
        _WAVES.c.label,
        _WAVES.c.code,
        _RESPONSES.c.scores,
    )
    .select_from(_FELLOWS)
    .join(_COHORTS, _COHORTS.c.id == _FELLOWS.c.cohort_id)
    .join(_SURVEYS, _SURVEYS.c.cohort_id == _COHORTS.c.id)
    .join(_WAVES, _WAVES.c.survey_id == _SURVEYS.c.id)
    .outerjoin(_RESPONSES, and_(_RESPONSES.c.wave_id == _WAVES.c.id, _RESPONSES.c.pseudonym == bindparam("own")))
    .where(_FELLOWS.c.person_id == bindparam("person"), _SURVEYS.c.questionnaire_id.is_not(None))
    .where(_WAVES.c.state != WaveState.PLANNED)
    .order_by(_COHORTS.c.starts_on, _SURVEYS.c.title, _SURVEYS.c.id, _WAVES.c.position)
)


def by_link(*, token: str) -> Asking:
    """What the link in a mail asks. One that no longer opens anything still tells that the wave is over or answered.

    Raises:
        NotFound: nobody was sent this link, it was replaced, or the person's records were erased.
    """
    row = db.session.execute(_BY_LINK, {"digest": digest_of(token)}).first()
    if row is None:
        raise NotFound
    found = _asking(row)
    is_usable = row.revoked_at is None and row.expires_at > clock.now()
    if not is_usable and found.standing in (Standing.OPEN, Standing.PLANNED):
        raise NotFound
    return found


def own(*, person_id: uuid.UUID, wave_id: uuid.UUID) -> Asking:
    """What a wave asks of a person who is signed in.

    Raises:
        NotFound: the person is not asked at this wave, or their records were erased.
    """
    row = db.session.execute(_OWN, {"person": person_id, "wave": wave_id}).first()
    if row is None:
        raise NotFound
    return _asking(row)


def _asking(row: Row[Any]) -> Asking:
    if row.salt is None:
        raise NotFound
    return Asking(
        invitation_id=row.id,
        wave_id=row.wave_id,
        survey_id=row.survey_id,
        questionnaire_id=row.questionnaire_id,
        person_id=row.person_id,
        salt=row.salt,
        title=row.title,
        label=row.label,
        code=row.code,
        programme=row.programme,
        cohort=row.cohort,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        standing=_standing(row),
        asked=asked_at(row.questionnaire_id, row.code),
    )


@lru_cache(maxsize=256)
def asked_at(questionnaire_id: uuid.UUID, code: str) -> Asked:
    """What a stored version asks at a wave, kept in the process too."""
    return at_wave(stored_definition(questionnaire_id), code)


def draft_of(*, asking: Asking) -> drafts.Draft:
    """What the person has answered so far without sending it."""
    return drafts.from_text(db.session.scalar(_DRAFT, draft_key(asking)))


def draft_key(asking: Asking) -> dict[str, Any]:
    """Under what the person's draft is stored."""
    return {"wave": asking.wave_id, "own": asking.pseudonym(DRAFTS)}


@dataclass(frozen=True, slots=True)
class Held:
    """Where somebody stands, and their draft, read again once nobody else can change either; `is_new`: none yet."""

    standing: Standing
    draft: drafts.Draft
    is_new: bool


def held(*, asking: Asking) -> Held:
    """The person's standing and draft as they are now, in one statement.

    Raises:
        NotFound: they are not asked any more.
    """
    row = db.session.execute(_HELD, {**draft_key(asking), "invitation": asking.invitation_id}).first()
    if row is None:
        raise NotFound
    return Held(_standing(row), drafts.from_text(row.content), row.content is None)


def own_waves(*, person_id: uuid.UUID) -> Sequence[OwnWave]:
    """The waves that a person is, was or will be asked, in the order in which they open."""
    rows = db.session.execute(_OF_YEARS, {"person": person_id}).all()
    shown = [row for row in rows if row.salt and (row.has_answered is not None or row.state is WaveState.PLANNED)]
    if not shown:
        return []
    own = keyring().pseudonym(DRAFTS, shown[0].salt)
    begun = set(db.session.scalars(_BEGUN, {"waves": [row.id for row in shown], "own": own}))
    return [
        OwnWave(
            row.id, row.title, row.name, row.label, row.code, row.opens_on, row.closes_on,
            _standing(row), row.id in begun,
        )
        for row in shown
    ]  # fmt: skip


def own_scores(*, person_id: uuid.UUID) -> Sequence[OwnScores]:
    """A person's own scores in every survey that they answered, wave by wave; the caller audits the run.

    The pseudonym is computed here and looks up nobody else's answers. Nothing is left once the salt is erased.
    """
    salt = db.session.scalar(_SALT, {"person": person_id})
    if salt is None:
        return []
    own = keyring().pseudonym(ANSWERS, salt)
    rows = db.session.execute(_SCORES, {"person": person_id, "own": own}).all()
    answered = {row.id for row in rows if row.scores is not None}
    return [
        OwnScores(row.id, row.title, row.name, row.label, row.code, stored_definition(row.questionnaire_id), row.scores)
        for row in rows
        if row.id in answered
    ]
