"""A version is frozen: the same data give the same document, today, tomorrow and in another process."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from programme.access.policy import Role
from programme.core.db import db
from programme.core.errors import DomainError
from programme.reports import queries, service
from programme.reports.jobs import endorsements, print_version
from programme.reports.models import ReportFile, ReportVersion
from programme.reports.rules.evaluation import evaluate
from programme.reports.rules.snapshot import from_bytes
from tests.support.world import World, csv_of

ROWS = [(f"Place {number % 2}", (2 + number % 3, 3 + number % 2)) for number in range(24)]
AGAIN = """
import hashlib, os, sys
from programme import create_app
from programme.core.db import db
from programme.reports import queries
from programme.reports.jobs import endorsements, print_version
from programme.reports.models import ReportVersion
from programme.reports.rules.evaluation import evaluate
from programme.reports.rules.snapshot import from_bytes
app = create_app(dict(os.environ))
with app.app_context():
    version = db.session.query(ReportVersion).one()
    snapshot = from_bytes(queries.snapshot(version_id=version.id).content)
    pdf = print_version(snapshot, evaluate(snapshot), endorsements(version)).pdf
sys.stdout.write(hashlib.sha256(pdf).hexdigest())
"""


@pytest.fixture
def released(world: World) -> ReportVersion:
    programme = world.programme()
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
    survey = world.results(world.cohort(programme), director, csv_of(ROWS), ("ready",), "02")
    return world.release(world.version(survey, director), director)


def test_a_version_printed_again_from_its_frozen_data_has_the_same_bytes(app: Flask, released: ReportVersion) -> None:
    kept = queries.snapshot(version_id=released.id)
    assert kept is not None
    snapshot = from_bytes(kept.content)
    assert snapshot.digest == released.data_digest
    again = print_version(snapshot, evaluate(snapshot), endorsements(released))
    stored = queries.printed_file(version=released)
    assert (again.pdf, again.html, again.csv) == (stored.pdf, stored.html, stored.csv)
    assert hashlib.sha256(stored.pdf).hexdigest() == released.pdf_digest
    assert snapshot.digest[:16] in stored.html, "the fingerprint is printed"


def test_another_process_with_another_hash_seed_prints_the_same_bytes(
    environment: dict[str, str], released: ReportVersion
) -> None:
    digest = released.pdf_digest
    db.session.remove()
    root = Path(__file__).parents[2]
    settings = {**os.environ, **environment, "PYTHONHASHSEED": "12345"}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", AGAIN], cwd=root, env=settings, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout == digest


def test_a_released_version_is_never_made_reviewed_or_released_again(world: World, released: ReportVersion) -> None:
    programme_id = released.report.cohort.programme_id
    director = world.actor(world.person("Dan Director", role=Role.DIRECTOR, scope_id=programme_id))
    before = db.session.get_one(ReportFile, released.id).pdf
    for act in (
        lambda: service.try_again(director, released),
        lambda: service.review(director, released, "Dan"),
        lambda: service.release(director, released, "Dan", [programme_id]),
    ):
        with pytest.raises(DomainError):
            act()
        db.session.rollback()
    assert db.session.get_one(ReportFile, released.id).pdf == before
