"""The pages of an import, walked as a person does."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from programme.accounts.models import Person
from programme.cohorts.models import Cohort
from programme.core.db import db
from programme.organisations.models import Organisation
from programme.surveys.models import Participant, Response, Survey
from programme.surveys.service import imports as service
from tests.support.pages import CheckingClient
from tests.support.world import World

REAL = Path(__file__).parents[1] / "data" / "longitudinal-outcomes-495-persons-3-waves.csv"
REAL_COLUMNS = {
    "title": "Outcomes study",
    "person": "person",
    "organisation": ["battalion", "company"],
    "pattern": "{scale}_t{wave}",
}


@dataclass
class Walk:
    """One person's import into one cohort; `address` is where the import lies once a file was taken."""

    world: World
    cohort_id: UUID
    client: CheckingClient
    address: str = ""

    @classmethod
    def of(cls, world: World, cohort: Cohort, person: Person) -> "Walk":
        """A walk that has not begun."""
        return cls(world, cohort.id, world.client(person))

    @property
    def import_id(self) -> UUID:
        """The import's id, from its address."""
        return UUID(self.address.rpartition("/")[2])

    def upload(self, content: bytes, name: str = "results.csv") -> TestResponse:
        """Step 1; after it `address` is known if the file was taken."""
        answer = self.send(f"/cohorts/{self.cohort_id}/surveys/import", file=(io.BytesIO(content), name))
        if answer.status_code == 302:
            self.address = urlsplit(answer.location).path.removesuffix("/columns")
        return answer

    def replace(self, content: bytes, name: str = "mended.csv") -> TestResponse:
        """A mended file in the place of the first."""
        return self.send(f"{self.address}/file", file=(io.BytesIO(content), name))

    def columns(self, **changed: Any) -> TestResponse:
        """Step 2, as the real file needs it unless changed."""
        return self.send(f"{self.address}/columns", **(REAL_COLUMNS | changed))

    def scales(self, ranges: Sequence[tuple[float, float]], stages: Sequence[str]) -> TestResponse:
        """Step 3: the range of each scale and the stage of each wave, in the file's order."""
        fields: dict[str, Any] = {f"stage_{place}": code for place, code in enumerate(stages)}
        for place, (low, high) in enumerate(ranges):
            fields |= {f"label_{place}": f"Scale {place}", f"low_{place}": low, f"high_{place}": high}
        return self.send(f"{self.address}/scales", **fields)

    def check(self) -> TestResponse:
        """Step 4: the dry run, or how far the import is."""
        return self.client.get(self.address)

    def start(self) -> TestResponse:
        """Step 5: ask for the import."""
        return self.send(f"{self.address}/start")

    def do(self) -> None:
        """What the worker does then."""
        self.world.do(service.JOB, self.import_id)

    def send(self, path: str, **fields: Any) -> TestResponse:
        """Send a form; what the test reads after it is what is there then."""
        answer = self.client.send(path, fields, content_type="multipart/form-data")
        db.session.rollback()
        return answer


def counts() -> dict[str, int]:
    """How many rows there are of everything that an import writes."""
    kinds = (Organisation, Participant, Response, Survey)
    db.session.rollback()
    return {kind.__name__: db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds}
