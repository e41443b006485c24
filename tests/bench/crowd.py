"""Fellows who answer a survey by link: some write, some send, and others have sent long ago."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from sqlalchemy import delete, func, insert, select, update

from programme.accounts.models import Person
from programme.accounts.service.scopes import add_fellow_scopes
from programme.cohorts import service as cohorts
from programme.cohorts.models import Fellow
from programme.core import clock, links
from programme.core.crypto import keyring, new_salt
from programme.core.db import db, transaction
from programme.core.jobs import service as jobs
from programme.questionnaires.rules import scoring
from programme.questionnaires.rules.answers import Answer
from programme.questionnaires.rules.definition import at_wave
from programme.surveys.jobs import survey_results
from programme.surveys.models import Draft, Response, SurveyInvitation, SurveyResult
from programme.surveys.queries.answering import ANSWERS, DRAFTS, LINK
from programme.surveys.rules import drafts
from programme.surveys.service import results
from tests.support import living

CODE = "T0"
NOT_DUE = 10**6  # more people than answer here: no new figures are due, so every sending has to look


@dataclass(frozen=True, slots=True)
class Answerer:
    """A fellow with the link from their mail, and the pseudonyms of their answers and of their draft."""

    invitation_id: uuid.UUID
    token: str
    answers: bytes
    draft: bytes

    @property
    def path(self) -> str:
        """The address in the mail."""
        return f"/answer/{self.token}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A wave that is open, and its survey, questionnaire and cohort."""

    wave_id: uuid.UUID
    survey_id: uuid.UUID
    questionnaire_id: uuid.UUID
    cohort_id: uuid.UUID


def ask() -> Asked:
    """A cohort with a survey that is open now, and nobody in it yet."""
    with transaction():
        programme = cohorts.create_programme("Fellowship of many", "To answer.", by=None)
    survey = living.asked(living.cohort_now(programme), (CODE,))
    wave = living.wave_of(survey, CODE)
    assert survey.questionnaire_id is not None
    return Asked(wave.id, survey.id, survey.questionnaire_id, survey.cohort_id)


def join(asked: Asked, how_many: int) -> list[Answerer]:
    """New fellows who are asked, each with a link."""
    with transaction():
        return [
            Answerer(
                invitation_id,
                links.issue(LINK, invitation_id, timedelta(days=20)),
                keyring().pseudonym(ANSWERS, salt),
                keyring().pseudonym(DRAFTS, salt),
            )
            for invitation_id, salt in _add(asked, how_many, has_answered=False)
        ]


def have_sent(asked: Asked, how_many: int) -> None:
    """New fellows who have sent their answers."""
    given = living.all_with(3, CODE)
    scores = scoring.score(at_wave(living.outcomes(), CODE), given)
    common = {"wave_id": asked.wave_id, "questionnaire_id": asked.questionnaire_id, "answers": given, "scores": scores}
    with transaction() as session:
        salts = [salt for _, salt in _add(asked, how_many, has_answered=True)]
        rows = [{**common, "pseudonym": keyring().pseudonym(ANSWERS, salt)} for salt in salts]
        session.execute(insert(Response), rows)


def _add(asked: Asked, how_many: int, *, has_answered: bool) -> list[tuple[uuid.UUID, bytes]]:
    """The invitations of new fellows, and their salts."""
    people = [(uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), new_salt()) for _ in range(how_many)]
    names = (f"Fellow Number {number}" for number in count(1))
    session, now, today = db.session, clock.now(), clock.today()
    session.add_all(
        Person(id=person, email=f"{person}@example.org", full_name=name, invited_at=now, epoch=0, salt=salt)
        for (person, _, _, salt), name in zip(people, names, strict=False)
    )
    session.flush()
    add_fellow_scopes({fellow: (person, "Fellow") for person, fellow, _, _ in people}, asked.cohort_id)
    session.add_all(
        Fellow(id=fellow, cohort_id=asked.cohort_id, person_id=person, joined_on=today - timedelta(days=9))
        for person, fellow, _, _ in people
    )
    session.flush()
    session.add_all(
        SurveyInvitation(id=invitation, wave_id=asked.wave_id, fellow_id=fellow, has_answered=has_answered)
        for _, fellow, invitation, _ in people
    )
    session.flush()
    return [(invitation, salt) for _, _, invitation, salt in people]


def compute_figures(asked: Asked) -> None:
    """The survey's figures as the worker computes them, from then on never due: so every sending looks for itself."""
    with transaction():
        results.renew(asked.survey_id)
    waiting = jobs.latest(results.JOB, asked.survey_id)
    assert waiting is not None
    running = jobs.claim(waiting.id, timedelta(minutes=5))
    assert running is not None
    survey_results(running)
    with transaction() as session:
        row = session.get_one(SurveyResult, asked.survey_id)
        waves = [{**each, "people": NOT_DUE} for each in row.content["waves"]]
        row.content = {**row.content, "waves": waves or [{"code": CODE, "people": NOT_DUE}]}


def write_again(asked: Asked, senders: Sequence[Answerer], given: Mapping[str, Answer]) -> int:
    """Give senders their drafts back, as if nothing had been sent; how many had sent exactly these answers."""
    keys = [each.answers for each in senders]
    theirs = (Response.wave_id == asked.wave_id, Response.pseudonym.in_(keys))
    invited = SurveyInvitation.id.in_([each.invitation_id for each in senders])
    content = drafts.to_text(drafts.Draft(given, dict.fromkeys(given, 1000)))
    with transaction() as session:
        stored = sum(answers == given for answers in session.scalars(select(Response.answers).where(*theirs)))
        marked = session.scalar(select(func.count()).where(invited, SurveyInvitation.has_answered))
        assert marked == stored, f"{marked} are marked as having answered, {stored} have"
        session.execute(delete(Response).where(*theirs))
        session.execute(update(SurveyInvitation).where(invited).values(has_answered=False))
        mine = [each.draft for each in senders]
        session.execute(delete(Draft).where(Draft.wave_id == asked.wave_id, Draft.pseudonym.in_(mine)))
        rows = [{"wave_id": asked.wave_id, "pseudonym": each.draft, "content": content} for each in senders]
        session.execute(insert(Draft), rows)
    return stored


def drafts_of(asked: Asked, writers: Sequence[Answerer]) -> dict[bytes, drafts.Draft]:
    """The drafts that are stored, by pseudonym."""
    mine = (Draft.wave_id == asked.wave_id, Draft.pseudonym.in_([each.draft for each in writers]))
    with transaction() as session:
        rows = session.execute(select(Draft.pseudonym, Draft.content).where(*mine)).tuples().all()
    return {bytes(pseudonym): drafts.from_text(content) for pseudonym, content in rows}


def count_answers(asked: Asked) -> int:
    """How many have sent their answers at the wave."""
    with transaction() as session:
        mine = Response.wave_id == asked.wave_id
        return session.scalar(select(func.count()).select_from(Response).where(mine)) or 0
