"""Several machines of one installation: a PostgreSQL, a Redis, a mail server, and an application to look into them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import settings_for
from tests.support.databases import migrated_database
from tests.support.installations import connected, server
from tests.support.redis import RedisServer, redis_server
from tests.support.smtp import MailServer

__all__ = ["server"]


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A Redis, empty."""
    with redis_server() as found:
        yield found


@pytest.fixture
def settings(tmp_path: Path, redis: RedisServer, server: MailServer) -> Iterator[dict[str, str]]:
    """What all machines are told."""
    common = settings_for(tmp_path, REDIS_URL=redis.url, SMTP_URL=server.url)
    with migrated_database(common) as url:
        yield {**common, "DATABASE_URL": url}


@pytest.fixture
def app(settings: dict[str, str]) -> Iterator[Flask]:
    """One more application on the same database and queue."""
    with connected(settings) as app:
        yield app
