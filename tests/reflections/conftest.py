import pytest

from tests.reflections.writing import Desk
from tests.support.world import World


@pytest.fixture
def desk(world: World) -> Desk:
    """A fellow at their reflections, with a colleague in the same cohort."""
    return Desk.of(world)
