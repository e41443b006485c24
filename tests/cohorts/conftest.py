"""One programme with a cohort, its director and its coordinator."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Fellow
from programme.core.db import db
from tests.support.pages import CheckingClient
from tests.support.world import World


@dataclass
class Year:
    """A cohort and who runs it; `at` is where its fellows are listed."""

    world: World
    cohort: Cohort
    director: Person
    coordinator: Person

    @property
    def at(self) -> str:
        return f"/cohorts/{self.cohort_id}/fellows"

    @property
    def cohort_id(self) -> UUID:
        return self.ids["cohort"]

    def __post_init__(self) -> None:
        self.ids = {"cohort": self.cohort.id, "director": self.director.id, "coordinator": self.coordinator.id}

    def directing(self) -> CheckingClient:
        return self.world.client(self.director)

    def coordinating(self) -> CheckingClient:
        return self.world.client(self.coordinator)

    def fellows(self) -> dict[str, Fellow]:
        """The cohort's fellows by name, as the database has them now."""
        db.session.rollback()
        db.session.expire_all()
        rows = db.session.scalars(select(Fellow).where(Fellow.cohort_id == self.cohort_id))
        return {row.person.full_name: row for row in rows}


@pytest.fixture
def year(world: World) -> Year:
    programme = world.programme("Fellowship")
    cohort = world.cohort(programme, "2026 to 2027")
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
    coordinator = world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=programme.id)
    return Year(world, cohort, director, coordinator)
