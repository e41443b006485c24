"""Who asks oddly, on a copy of the scene of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fuzzing import Asker
from tests.support.scene import Scene


@pytest.fixture
def asker(scene: Scene, tmp_path: Path) -> Iterator[Asker]:
    """Asks as each of the scene's people."""
    with scene.played(tmp_path) as app:
        yield Asker(app, scene)
