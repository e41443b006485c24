"""Fixtures of installations: which database, an application on it, and a mail server. The root conftest names them.

Whatever opens a database does so through `database`, so every test that does runs on SQLite and on PostgreSQL.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask

from programme import create_app
from programme.core.security import limiter
from tests.support import databases
from tests.support.databases import Database
from tests.support.pages import CheckingClient
from tests.support.scene import Scene, scene_from
from tests.support.settings import settings_for
from tests.support.smtp import MailServer, mail_server

MakeApp = Callable[..., Flask]


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database that this test runs on: one of `databases.KINDS`."""
    kind: str = request.param
    if kind == databases.POSTGRESQL:
        databases.server()  # or the test is skipped
    return kind


@pytest.fixture(scope="session")
def migrated(database: str, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """A database with every migration applied, to copy."""
    return databases.original(database, tmp_path_factory.mktemp("migrated"))


@pytest.fixture(scope="session")
def scene(migrated: Database, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """One programme's whole life beside another's, to be played on copies."""
    return scene_from(migrated, tmp_path_factory.mktemp("scene"))


@pytest.fixture
def environment(migrated: Database, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of an installation of this test's own, its database migrated and empty."""
    with migrated.copied(tmp_path) as own:
        yield settings_for(tmp_path, **own.settings)


@pytest.fixture
def make_app(environment: dict[str, str]) -> Iterator[MakeApp]:
    """Makes applications on the database of `environment`, with more settings if they are given."""
    with ExitStack() as undo:

        def make(**more: str) -> Flask:
            app = create_app({**environment, **more})
            app.test_client_class = CheckingClient
            undo.callback(databases.disconnect, app)
            return app

        yield make


@contextmanager
def connected(settings: dict[str, str]) -> Iterator[Flask]:
    """An application with these settings, inside its context, whose connections are closed at the end."""
    app = create_app(settings)
    app.test_client_class = CheckingClient
    with app.app_context():
        limiter.reset()
        yield app
    databases.disconnect(app)


@pytest.fixture
def app(make_app: MakeApp) -> Iterator[Flask]:
    """The application, inside its context."""
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
    """The application, sending to `server`."""
    app = make_app(SMTP_URL=server.url)
    with app.app_context():
        yield app


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database."""
    with databases.empty_database() as url:
        yield url
