"""Fixtures for tests on both databases, with a mail server: a conftest names the ones its folder uses."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from programme import create_app
from programme.core.security import limiter
from tests.conftest import settings_for
from tests.support import databases
from tests.support.pages import CheckingClient
from tests.support.smtp import MailServer, mail_server

MakeApp = Callable[..., Flask]


@pytest.fixture(params=["sqlite", "postgresql"])
def either_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of an installation with a migrated database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("environment")
        return
    settings = settings_for(tmp_path)
    with databases.migrated_database(settings) as url:
        yield {**settings, "DATABASE_URL": url}


@pytest.fixture
def make_app(either_settings: dict[str, str]) -> Iterator[MakeApp]:
    """Makes applications on the database of `either_settings`, with more settings if they are given."""
    with ExitStack() as undo:

        def make(**more: str) -> Flask:
            app = create_app({**either_settings, **more})
            app.test_client_class = CheckingClient
            undo.callback(databases.disconnect, app)
            return app

        yield make


@pytest.fixture
def either_app(make_app: MakeApp) -> Iterator[Flask]:
    """The application on each of the two databases, inside its context."""
    app = make_app()
    with app.app_context():
        limiter.reset()
        yield app


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server on loopback."""
    with mail_server() as found:
        yield found


@pytest.fixture
def mailing(make_app: MakeApp, server: MailServer) -> Iterator[Flask]:
    """The application on each of the two databases, sending to `server`."""
    app = make_app(SMTP_URL=server.url)
    with app.app_context():
        yield app


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database."""
    with databases.empty_database() as url:
        yield url
