from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask

from programme import create_app
from programme.scale.growing import grow
from programme.scale.sizes import Sizes
from tests.conftest import settings_for
from tests.support import databases
from tests.support.databases import Database
from tests.support.pages import CheckingClient

SIZES = Sizes(programmes=2, cohorts=6, fellows=120, responses=300, reflections=400)


@pytest.fixture(scope="module")
def scaled(tmp_path_factory: pytest.TempPathFactory, migrated: Database) -> Iterator[Flask]:
    """A small installation of the large kind, read by all tests of a module."""
    instance = tmp_path_factory.mktemp("scaled")
    with ExitStack() as undo:
        own = undo.enter_context(migrated.copied(instance))
        app = create_app(settings_for(instance, **own.settings))
        app.test_client_class = CheckingClient
        undo.callback(databases.disconnect, app)
        with app.app_context():
            grow(SIZES, app.config["QUESTIONNAIRES"], lambda done, of: None)
        yield app
