"""What all tests share: applications on a real database, each in turn, and people who use them."""

import pytest
from argon2 import PasswordHasher
from flask import Flask

from programme.accounts.service import people
from tests.support.databases import KINDS
from tests.support.installations import (
    app,
    database,
    environment,
    mailing,
    make_app,
    migrated,
    postgres_url,
    scene,
    server,
)
from tests.support.kept import keep_compiled
from tests.support.settings import KEYS, settings_for
from tests.support.world import World

__all__ = ["KEYS", "app", "database", "environment", "mailing", "make_app", "migrated",
           "postgres_url", "scene", "server", "settings_for"]  # fmt: skip

# Tests hash hundreds of passwords, so they hash them cheaply; what is used in earnest is itself tested in accounts.
EARNEST_HASHER = people.hasher
people.hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
people.NOBODY = people.hasher.hash("nobody")

keep_compiled()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever opens a database on each kind, unless it says why it is about one of them."""
    if "database" not in metafunc.fixturenames:
        return
    mark = metafunc.definition.get_closest_marker("only_on")
    kinds = KINDS if mark is None else (only_on(*mark.args),)
    metafunc.parametrize("database", kinds, indirect=True, scope="session")


def only_on(kind: str, why: str) -> str:
    """The kind of database that `@pytest.mark.only_on(kind, why)` names."""
    if kind not in KINDS or not why.strip():
        raise pytest.UsageError(f"only_on takes one of {KINDS} and why, not {kind!r} and {why!r}")
    return kind


@pytest.fixture
def world(app: Flask) -> World:
    """Ways to make programmes, people and results."""
    return World(app)
