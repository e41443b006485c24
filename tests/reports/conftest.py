"""A programme with results, and the people who make and receive its reports."""

import pytest

from programme.accounts.models import Person
from programme.cohorts.models import Cohort
from programme.surveys.models import Survey
from tests.support.director import cohort, director, programme
from tests.support.world import World, csv_of

ANSWERS = [(place, [1 + (number + shift) % 4, 2 + number % 4]) for place, shift in (("Hill", 0), ("Lake", 1))
           for number in range(12)]  # fmt: skip


@pytest.fixture
def survey(world: World, cohort: Cohort, director: Person) -> Survey:
    return world.results(cohort, director, csv_of(ANSWERS), ("ready",), "02")


__all__ = ["cohort", "director", "programme"]
