"""One fellow who is asked, with the link from their mail and a browser."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Fellow
from programme.core import links
from programme.core.db import db, transaction
from programme.questionnaires.rules.answers import Answer
from programme.surveys.models import Draft, Response, Survey, SurveyInvitation, Wave
from programme.surveys.queries import answering as queries
from programme.surveys.rules import drafts
from tests.support import living
from tests.support.pages import CheckingClient
from tests.support.world import World

FIRST = "systems-and-change"
SEQUENCE = re.compile(r'data-sequence="(\d+)"')


@dataclass
class Sitting:
    """A fellow at a wave of a survey: what they do by link, and what the database then holds."""

    world: World
    fellow: Fellow
    wave: Wave

    def __post_init__(self) -> None:
        self.wave_id, self.fellow_id = self.wave.id, self.fellow.id
        self.person_id, self.survey_id = self.fellow.person_id, self.wave.survey_id

    @cached_property
    def client(self) -> CheckingClient:
        """A browser that nobody signed in to."""
        return self.world.client()

    @cached_property
    def token(self) -> str:
        """The token of a link that was mailed to them."""
        return self.new_token()

    @property
    def path(self) -> str:
        """The address in the mail."""
        return f"/answer/{self.token}"

    @property
    def own_path(self) -> str:
        """The same, for who is signed in."""
        return f"/my/surveys/{self.wave_id}"

    def new_token(self, lifetime: timedelta = timedelta(days=20)) -> str:
        """Another link to the same survey."""
        invitation_id = self.invitation().id
        with transaction():
            return links.issue(queries.LINK, invitation_id, lifetime)

    def signed_in(self) -> CheckingClient:
        """A browser in which the fellow is signed in."""
        return self.world.client(db.session.get_one(Person, self.person_id))

    def gives(self, section: str, answers: Mapping[str, Answer], **more: object) -> TestResponse:
        """Fill in one section by hand and press a button."""
        fields = {f"item-{key}": str(value) for key, value in answers.items()}
        return self.client.send(f"{self.path}/{section}", {**fields, "sequence": self.sequence(section), **more})

    def sequence(self, section: str = FIRST) -> str:
        """The number with which the section opens now."""
        found = SEQUENCE.search(self.client.get(f"{self.path}/{section}").text)
        return found[1] if found else ""

    def saves(self, key: str, value: object, sequence: object) -> TestResponse:
        """What the page sends by itself when one answer changes."""
        typed = {"name": f"item-{key}", "value": str(value), "sequence": str(sequence)}
        return self.client.send(f"{self.path}/save", typed)

    def sends(self) -> TestResponse:
        """Press "Send answers"."""
        return self.client.send(f"{self.path}/send")

    def invitation(self) -> SurveyInvitation:
        """Their invitation as it is stored now."""
        db.session.rollback()
        mine = (SurveyInvitation.wave_id == self.wave_id, SurveyInvitation.fellow_id == self.fellow_id)
        return db.session.scalars(select(SurveyInvitation).where(*mine)).one()

    def draft(self) -> drafts.Draft | None:
        """Their draft as it is stored now; None if there is none."""
        db.session.rollback()
        content = db.session.scalar(select(Draft.content).where(Draft.wave_id == self.wave_id))
        return None if content is None else drafts.from_text(content)

    def responses(self) -> list[Response]:
        """All that was sent at this wave."""
        db.session.rollback()
        return list(db.session.scalars(select(Response).where(Response.wave_id == self.wave_id)))


def sitting(world: World, name: str = "Femi Adeyemi", codes: tuple[str, ...] = ("T0",)) -> Sitting:
    """A fellow of a new programme whose survey is open at its first wave."""
    cohort = living.cohort_now(world.programme(f"Fellowship {name}"))
    return also(world, cohort, name, codes)


def also(world: World, cohort: Cohort, name: str, codes: tuple[str, ...] = ("T0",)) -> Sitting:
    """A fellow of this cohort, with its survey, which is made if there is none yet."""
    cohort_id = cohort.id
    fellow = world.fellow(cohort, name)
    survey = db.session.scalar(select(Survey).where(Survey.cohort_id == cohort_id))
    if survey is None:
        survey = living.asked(db.session.get_one(Cohort, cohort_id), codes)
    wave = living.wave_of(survey, codes[0])
    living.open_now(wave)  # invites who is new
    return Sitting(world, db.session.get_one(Fellow, fellow.id), db.session.get_one(Wave, wave.id))


def texts_of(response: Response) -> dict[str, str]:
    """What was written in own words."""
    return dict(json.loads(response.texts)) if response.texts else {}


def count_drafts() -> int:
    """How many drafts there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Draft)) or 0
