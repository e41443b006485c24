"""An installation that released several versions of a report before reasons were asked for, and the way back."""

import uuid
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from programme.core.db import db, transaction
from programme.reports.models import VersionState
from tests.reports.shelf import Shelf
from tests.support.world import World


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    return Shelf(World(app))


def states() -> list[str]:
    db.session.rollback()
    found = list(db.session.scalars(text("SELECT state FROM report_versions ORDER BY number")))
    db.session.rollback()
    return found


def test_of_several_released_versions_the_newest_stays_and_the_others_say_who_superseded_them(shelf: Shelf) -> None:
    db.session.remove()
    downgrade(revision="0002")
    insert = text(
        "INSERT INTO report_versions (id, report_id, number, state, for_publication, made_on, made_by_name, "
        "released_by_name, released_at) VALUES (:id, :report, :number, :state, false, '2026-01-05', 'Cora', :by, :at)"
    )
    kind = db.session.get_bind().dialect.name
    key = (lambda each: each.hex) if kind == "sqlite" else str
    with transaction() as session:
        for number, state in enumerate(("released", "draft", "released", "released", "draft"), 1):
            values = {"id": key(uuid.uuid4()), "report": key(shelf.report_id), "number": number, "state": state}
            at = datetime(2026, 1, number, tzinfo=UTC) if kind == "postgresql" else f"2026-01-0{number} 09:00:00"
            session.execute(insert, {**values, "by": f"Director {number}", "at": at})
    db.session.remove()
    upgrade()
    assert states() == ["superseded", "draft", "superseded", "released", "draft"]
    first, third = shelf.row(1), shelf.row(3)
    assert (first.superseded_by_name, third.superseded_by_name) == ("Director 3", "Director 4")
    assert first.superseded_reason == third.superseded_reason is not None
    assert first.superseded_at is not None
    assert first.superseded_at.day == 3


def test_on_the_way_back_nobody_is_given_what_was_taken_out_of_download(shelf: Shelf) -> None:
    shelf.version(1, VersionState.RELEASED, ["Hill"])
    shelf.version(2, VersionState.REVIEWED)
    shelf.release(2, ["Lake"], "Wave T2 was counted twice")
    shelf.withdraw(2)
    db.session.remove()
    downgrade(revision="0002")
    assert states() == ["released", "released"]
    reached = db.session.scalars(
        text("SELECT v.number FROM report_releases r JOIN report_versions v ON v.id = r.version_id")
    ).all()
    assert reached == [1]
    db.session.remove()
    upgrade()
    assert states() == ["superseded", "released"]
