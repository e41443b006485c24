"""Fixtures of a programme with a cohort and its director; a conftest that wants them imports and lists them."""

import pytest

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Programme
from tests.support.world import World


@pytest.fixture
def programme(world: World) -> Programme:
    """A programme without people."""
    return world.programme()


@pytest.fixture
def cohort(world: World, programme: Programme) -> Cohort:
    """Its cohort, whose dates are over."""
    return world.cohort(programme)


@pytest.fixture
def director(world: World, programme: Programme) -> Person:
    """Its director."""
    return world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
