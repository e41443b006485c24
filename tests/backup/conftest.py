"""One backup of a whole programme's life, which many tests read."""

import pytest

from tests.backup.copies import Life, life_of
from tests.support.scene import Scene


@pytest.fixture(scope="session")
def life(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The scene, with a row in every table, and its backup."""
    return life_of(scene, tmp_path_factory.mktemp("life"))
