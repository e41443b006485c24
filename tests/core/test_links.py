import base64
import uuid
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from programme.access.policy import Role
from programme.accounts.mail import INVITATION, RESET
from programme.accounts.models import PersonState
from programme.core import clock, links
from programme.core.db import db, transaction
from programme.core.links import Link
from tests.support.clocks import later
from tests.support.world import World

HOUR = timedelta(hours=1)
ADA = uuid.UUID(int=1)


def issue(purpose: str = RESET, subject: uuid.UUID = ADA, lifetime: timedelta = HOUR) -> str:
    with transaction():
        return links.issue(purpose, subject, lifetime)


def state_of_the_database() -> dict[str, list[tuple[object, ...]]]:
    tables = inspect(db.engine).get_table_names()
    db.session.rollback()
    rows = {name: sorted(map(tuple, db.session.execute(text(f'SELECT * FROM "{name}"'))), key=repr) for name in tables}  # noqa: S608 - our own tables
    db.session.rollback()
    return rows


def test_a_link_has_256_random_bits(app: Flask) -> None:
    tokens = [issue() for _ in range(50)]
    raw = {base64.urlsafe_b64decode(token + "=") for token in tokens}
    assert {len(each) for each in raw} == {32}
    assert len(raw) == 50
    for place in range(32):
        assert len({each[place] for each in raw}) > 5, "no byte stands still"


def test_the_database_keeps_a_hash_from_which_the_link_cannot_be_had(app: Flask) -> None:
    token = issue()
    row = db.session.scalars(select(Link)).one()
    assert len(row.digest) == 64
    assert token not in repr(state_of_the_database())
    assert links.subject_of(RESET, row.digest) is None, "the hash itself opens nothing"


def test_a_link_stands_for_its_subject_in_its_own_purpose_alone(app: Flask) -> None:
    token = issue(RESET, ADA)
    assert links.subject_of(RESET, token) == ADA
    assert links.subject_of(INVITATION, token) is None


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "A", str.swapcase, lambda t: "", lambda t: t + " "])
def test_a_link_that_was_altered_opens_nothing(app: Flask, change: object) -> None:
    assert callable(change)
    assert links.subject_of(RESET, change(issue())) is None


def test_a_link_ends_at_its_time_and_not_before(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    token = issue(lifetime=HOUR)
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + HOUR - timedelta(seconds=1))
    assert links.subject_of(RESET, token) == ADA
    monkeypatch.setattr(clock, "now", lambda: start + HOUR)
    assert links.subject_of(RESET, token) is None


def test_revoking_closes_every_link_of_the_purpose_to_the_subject_and_no_other(app: Flask) -> None:
    ben = uuid.UUID(int=2)
    mine, again = issue(RESET, ADA), issue(RESET, ADA)
    others = {issue(INVITATION, ADA): (INVITATION, ADA), issue(RESET, ben): (RESET, ben)}
    with transaction():
        links.revoke(RESET, ADA)
    assert [links.subject_of(RESET, each) for each in (mine, again)] == [None, None]
    assert {token: (purpose, links.subject_of(purpose, token)) for token, (purpose, _) in others.items()} == others


def test_the_moment_of_revoking_stays_the_first(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    issue()
    with transaction():
        links.revoke(RESET, ADA)
    first = db.session.scalars(select(Link.revoked_at)).one()
    later(monkeypatch, minutes=5)
    with transaction():
        links.revoke(RESET, ADA)
    assert db.session.scalars(select(Link.revoked_at)).one() == first


@pytest.mark.parametrize("purpose", [INVITATION, RESET])
def test_opening_the_page_of_a_link_changes_nothing(app: Flask, purpose: str) -> None:
    world = World(app)
    person = world.person(role=Role.ADMINISTRATOR, scope_id=uuid.UUID("00000000-0000-4000-8000-000000000000"))
    with transaction():
        person.state = PersonState.INVITED if purpose == INVITATION else PersonState.ACTIVE
    token = issue(purpose, person.id)
    before = state_of_the_database()
    for _ in range(2):
        assert world.client().get(f"/{purpose}/{token}").status_code == 200
    assert state_of_the_database() == before


@pytest.mark.parametrize("purpose", [INVITATION, RESET])
def test_a_link_works_once(app: Flask, purpose: str) -> None:
    world = World(app)
    person = world.person()
    token = issue(purpose, person.id)
    client = world.client()
    assert client.send(f"/{purpose}/{token}", {"password": "three other words"}).status_code == 302
    assert links.subject_of(purpose, token) is None
    assert world.client().get(f"/{purpose}/{token}").status_code != 200
