import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from programme import create_app
from programme.core.security import limiter
from tests.journeys.running import Installation, run, running
from tests.journeys.site import Site
from tests.journeys.steps import ADMINISTRATOR, PASSWORD
from tests.support.databases import Database, disconnect
from tests.support.pages import CheckingClient
from tests.support.processes import DAY_WORKER, HASTE
from tests.support.settings import settings_for
from tests.support.smtp import mail_server
from tests.support.world import World

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
def installation(migrated: Database, tmp_path: Path) -> Iterator[Installation]:
    """The application on an empty database, with its first administrator and nobody else."""
    words = ("--email", ADMINISTRATOR.email, "--name", ADMINISTRATOR.name, "--password", PASSWORD)
    with migrated.copied(tmp_path) as own:
        settings = settings_for(tmp_path, CANOPY_MODE="demo", **own.settings)
        run(settings, "flask", "--app", "app", "create-admin", *words)
        with running(settings, tmp_path) as installation:
            yield installation


@pytest.fixture(scope="module")
def demonstration(migrated: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The application with the demonstration loaded."""
    instance = tmp_path_factory.mktemp("demonstration")
    with migrated.copied(instance) as own:
        settings = settings_for(instance, CANOPY_MODE="demo", **own.settings)
        run(settings, "programme.demo")
        with running(settings, instance) as installation:
            yield installation


@pytest.fixture(scope="module")
def running_site(browser: Browser, migrated: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application with its worker and a mail server, on a database that is empty at first."""
    instance = tmp_path_factory.mktemp("site")
    with migrated.copied(instance) as own, mail_server() as server:
        settings = settings_for(instance, SMTP_URL=server.url, **own.settings)
        app = create_app(settings)
        app.test_client_class = CheckingClient
        with app.app_context(), running(settings | HASTE, instance, DAY_WORKER) as installation:
            yield Site(World(app), browser, server, installation.address)
        disconnect(app)


@pytest.fixture
def site(running_site: Site, pictures: Path | None) -> Iterator[Site]:
    """The same, with nobody at a browser."""
    limiter.reset()
    running_site.pictures = pictures
    yield running_site
    running_site.close()


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path | None:
    """Where to save each page as a picture: a folder in CANOPY_PICTURES, if that is set."""
    if not (folder := os.environ.get("CANOPY_PICTURES")):
        return None
    path = Path(folder) / re.sub(r"\W+", "-", request.node.name.removeprefix("test_"))[:90]
    path.mkdir(parents=True, exist_ok=True)
    return path
