import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import settings_for
from tests.journeys.running import Installation, run, running
from tests.journeys.steps import ADMINISTRATOR, PASSWORD

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it."""
    chromium = shutil.which("chromium")
    assert chromium, "The journeys need Chromium, which is not installed: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def installation(migrated: Path, tmp_path: Path) -> Iterator[Installation]:
    """The application on an empty database, with its first administrator and nobody else."""
    shutil.copy(migrated, tmp_path / "canopy.db")
    settings = settings_for(tmp_path, CANOPY_MODE="demo")
    words = ("--email", ADMINISTRATOR.email, "--name", ADMINISTRATOR.name, "--password", PASSWORD)
    run(settings, "flask", "--app", "app", "create-admin", *words)
    with running(settings, tmp_path) as installation:
        yield installation


@pytest.fixture(scope="module")
def demonstration(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The application with the demonstration loaded."""
    instance = tmp_path_factory.mktemp("demonstration")
    shutil.copy(migrated, instance / "canopy.db")
    settings = settings_for(instance, CANOPY_MODE="demo")
    run(settings, "programme.demo")
    with running(settings, instance) as installation:
        yield installation


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Where to save each page as a picture: a folder in CANOPY_PICTURES, if that is set."""
    if not (folder := os.environ.get("CANOPY_PICTURES")):
        return None
    path = Path(folder) / re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))[:90]
    path.mkdir(parents=True, exist_ok=True)
    return path
