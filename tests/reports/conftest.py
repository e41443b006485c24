"""A programme with results, and the people who make and receive its reports."""

import pytest

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Programme
from programme.surveys.models import Survey
from tests.support.world import World, csv_of

ANSWERS = [(place, [1 + (number + shift) % 4, 2 + number % 4]) for place, shift in (("Hill", 0), ("Lake", 1))
           for number in range(12)]  # fmt: skip


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
def survey(world: World, cohort: Cohort, director: Person) -> Survey:
    return world.results(cohort, director, csv_of(ANSWERS), ("ready",), "02")
