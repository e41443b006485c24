"""An application that is about to meet a fault, and a browser for what a person sees meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.journeys.conftest import browser
from tests.support.disks import Disk, small_disk
from tests.support.installations import connected

__all__ = ["browser"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk of this test's own that is soon full."""
    with small_disk(tmp_path / "disk") as found:
        yield found


@pytest.fixture
def settings(environment: dict[str, str]) -> dict[str, str]:
    """Those of an installation on each database; a module whose fault is that of one database has its own."""
    return environment


@pytest.fixture
def app(settings: dict[str, str]) -> Iterator[Flask]:
    """The application with these settings, inside its context."""
    with connected(settings) as app:
        yield app
