"""A cohort to import into, and its director at the import's first page."""

import pytest

from programme.accounts.models import Person
from programme.cohorts.models import Cohort
from tests.support.director import cohort, director, programme
from tests.support.importing import Walk
from tests.support.world import World


@pytest.fixture
def walk(world: World, cohort: Cohort, director: Person) -> Walk:
    return Walk.of(world, cohort, director)


__all__ = ["cohort", "director", "programme"]
