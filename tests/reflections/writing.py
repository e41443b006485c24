"""A fellow who reflects, page by page, and what is stored of it."""

import re
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from werkzeug.test import TestResponse

from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Fellow
from programme.core import clock
from programme.core.db import db, transaction
from programme.reflections import queries
from programme.reflections.models import Reflection
from programme.reflections.queries import Written
from programme.reflections.rules import Content
from tests.support.pages import CheckingClient
from tests.support.world import World

DAY = ["3", "9", "2024"]


@dataclass
class Desk:
    """One fellow with a browser."""

    world: World
    cohort: Cohort
    fellow: Fellow
    person: Person
    client: CheckingClient

    @classmethod
    def of(cls, world: World) -> "Desk":
        """A fellow of a cohort in which Siobhán O'Brien is the other."""
        cohort = world.cohort(world.programme())
        world.fellow(cohort, "Siobhán O'Brien")
        fellow = world.fellow(cohort, "Femi Adeyemi")
        person = fellow.person
        return cls(world, cohort, fellow, person, world.client(person))

    def starts(self, model: str = "free") -> uuid.UUID:
        """Choose how to reflect; the id of the new draft."""
        answer = self.client.send("/my/reflections/new", {"model": model})
        assert answer.status_code == 302, answer.text
        found = re.fullmatch(r"/my/reflections/(.+)/edit", urlsplit(answer.location).path)
        assert found is not None
        return uuid.UUID(found[1])

    def saves(self, reflection_id: uuid.UUID, then: str = "save", **fields: Any) -> TestResponse:
        """Send the form by one of its buttons."""
        sent = {"happened_on": DAY, "then": then, **fields}
        return self.client.send(f"/my/reflections/{reflection_id}/edit", sent)

    def autosaves(self, reflection_id: uuid.UUID, sequence: int, **fields: Any) -> TestResponse:
        """What the page sends by itself."""
        sent = {"happened_on": DAY, "sequence": sequence, **fields}
        return self.client.send(f"/my/reflections/{reflection_id}/autosave", sent)

    def writes(self, text: str, *, is_draft: bool = False, **content: Any) -> uuid.UUID:
        """A reflection that is there already."""
        return write(self.fellow, text, is_draft=is_draft, **content)

    def stored(self, reflection_id: uuid.UUID) -> Written:
        """The reflection as the database has it now."""
        db.session.rollback()
        db.session.expire_all()
        return queries.reflection(person_id=self.person.id, reflection_id=reflection_id)


def write(fellow: Fellow, text: str, *, is_draft: bool = False, **content: Any) -> uuid.UUID:
    """A reflection of this fellow."""
    fellow_id = fellow.id
    with transaction() as session:
        row = Reflection(
            fellow_id=fellow_id,
            happened_on=clock.today(),
            content=Content(parts={"text": text}, **content).stored(),
            is_draft=is_draft,
            changed_at=clock.now(),
        )
        session.add(row)
        session.flush()
        return row.id


def still_there(reflection_id: uuid.UUID) -> bool:
    """Whether the reflection is in the database."""
    db.session.rollback()
    return db.session.scalar(select(Reflection.id).where(Reflection.id == reflection_id)) is not None
