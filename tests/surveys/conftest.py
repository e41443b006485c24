"""A cohort to import into, and its director at the import's first page."""

import pytest

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Programme
from tests.support.importing import Walk
from tests.support.installations import either_app, either_settings, mailing, make_app, postgres_url, server
from tests.support.world import World


@pytest.fixture
def programme(world: World) -> Programme:
    return world.programme()


@pytest.fixture
def cohort(world: World, programme: Programme) -> Cohort:
    return world.cohort(programme)


@pytest.fixture
def director(world: World, programme: Programme) -> Person:
    return world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)


@pytest.fixture
def walk(world: World, cohort: Cohort, director: Person) -> Walk:
    return Walk.of(world, cohort, director)


__all__ = ["either_app", "either_settings", "mailing", "make_app", "postgres_url", "server"]
