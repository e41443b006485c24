"""What all tests share: an application on a real database, and people who use it."""

import base64
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from cryptography.fernet import Fernet
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from programme import create_app
from programme.accounts.service import people
from programme.core.db import db
from programme.core.security import limiter
from tests.support.databases import disconnect
from tests.support.pages import CheckingClient
from tests.support.world import World

# Tests hash hundreds of passwords, so they hash them cheaply; what is used in earnest is itself tested in accounts.
EARNEST_HASHER = people.hasher
people.hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
people.NOBODY = people.hasher.hash("nobody")

KEYS = {
    "SECRET_KEY": "a key for tests, long enough to be taken",
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "PSEUDONYM_KEY": base64.urlsafe_b64encode(os.urandom(32)).decode(),
}


def settings_for(instance: Path, **more: str) -> dict[str, str]:
    """The environment of an application whose files lie in `instance`."""
    return {"CANOPY_MODE": "test", "CANOPY_INSTANCE": str(instance), **KEYS, **more}


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every migration applied, to copy."""
    instance = tmp_path_factory.mktemp("migrated")
    app = create_app(settings_for(instance))
    with app.app_context():
        upgrade()
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    disconnect(app)
    return instance / "canopy.db"


@pytest.fixture
def environment(migrated: Path, tmp_path: Path) -> dict[str, str]:
    """Settings of an installation of this test's own, its database migrated and empty."""
    shutil.copy(migrated, tmp_path / "canopy.db")
    return settings_for(tmp_path)


@pytest.fixture
def app(environment: dict[str, str]) -> Iterator[Flask]:
    """The application, inside its context."""
    app = create_app(environment)
    app.test_client_class = CheckingClient
    with app.app_context():
        limiter.reset()
        yield app
    disconnect(app)


@pytest.fixture
def world(app: Flask) -> World:
    """Ways to make programmes, people and results."""
    return World(app)
