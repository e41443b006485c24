from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from programme import create_app
from programme.core.db import db
from programme.core.security import limiter
from programme.reflections import queries
from tests.conftest import settings_for
from tests.reflections.writing import Desk
from tests.support import databases
from tests.support.pages import CheckingClient


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The application on PostgreSQL, inside its context."""
    settings = settings_for(tmp_path)
    with databases.migrated_database(settings) as url:
        app = create_app({**settings, "DATABASE_URL": url})
        app.test_client_class = CheckingClient
        with app.app_context():
            limiter.reset()
            yield app
        databases.disconnect(app)


def test_a_reflection_is_written_found_and_deleted_on_postgresql(desk: Desk) -> None:
    assert db.engine.dialect.name == "postgresql"
    made = desk.starts("kolb")
    assert desk.autosaves(made, 2, part_experience="Zanzibar").json == {"saved": True, "sequence": 2}
    assert desk.autosaves(made, 1, part_experience="Late").json == {"saved": False, "sequence": 2}
    stored = db.session.execute(text("SELECT content FROM reflections")).scalar_one()
    assert b"Zanzibar" not in bytes(stored)
    db.session.rollback()
    assert desk.saves(made, part_experience="Zanzibar").status_code == 302
    assert "1 reflection matches" in desk.client.send("/my/reflections", {"words": "zanzibar"}).text
    assert queries.count_of_cohort(cohort_id=desk.cohort.id) is None
    assert queries.blank_draft(person_id=desk.person.id, fellow_id=desk.fellow.id) is None
    db.session.rollback()
    assert desk.client.send(f"/my/reflections/{made}/delete").status_code == 302
    assert queries.count(person_id=desk.person.id) == 0
    db.session.rollback()
