"""A version made again from its stored snapshot gives the same bytes, in this process and in another."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from programme.accounts.models import Person
from programme.core import clock
from programme.core.db import db
from programme.reports.jobs import endorsements, print_version
from programme.reports.models import ReportFile, ReportSnapshot, ReportVersion
from programme.reports.rules.evaluation import evaluate
from programme.reports.rules.snapshot import from_bytes
from programme.surveys.models import Survey
from tests.support.world import World

ROOT = Path(__file__).parents[2]
AGAIN = """
import hashlib, json, sys
from programme import create_app
from programme.core.db import db
from programme.reports.jobs import endorsements, print_version
from programme.reports.models import ReportSnapshot, ReportVersion
from programme.reports.rules.evaluation import evaluate
from programme.reports.rules.snapshot import from_bytes

with create_app().app_context():
    version = db.session.query(ReportVersion).one()
    snapshot = from_bytes(db.session.get_one(ReportSnapshot, version.id).content)
    made = print_version(snapshot, evaluate(snapshot), endorsements(version))
    parts = (made.pdf, made.html.encode(), made.csv.encode())
    sys.stdout.write(json.dumps([hashlib.sha256(part).hexdigest() for part in parts]))
"""


@pytest.fixture
def released(world: World, survey: Survey, director: Person) -> ReportVersion:
    return world.release(world.version(survey, director), director)


def digests(file: ReportFile) -> list[str]:
    return [hashlib.sha256(part).hexdigest() for part in (file.pdf, file.html.encode(), file.csv.encode())]


def test_made_again_from_its_snapshot_a_version_is_the_same_to_the_byte(released: ReportVersion) -> None:
    db.session.expire_all()
    stored = db.session.get_one(ReportFile, released.id)
    snapshot = from_bytes(db.session.get_one(ReportSnapshot, released.id).content)
    again = print_version(snapshot, evaluate(snapshot), endorsements(released))
    assert digests(again) == digests(stored)
    assert released.pdf_digest == digests(stored)[0]


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_another_process_with_another_order_of_hashes_gives_the_same_bytes(
    released: ReportVersion, environment: dict[str, str], seed: str
) -> None:
    stored = digests(db.session.get_one(ReportFile, released.id))
    db.session.rollback()
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", AGAIN],
        cwd=ROOT,
        env={**os.environ, **environment, "PYTHONHASHSEED": seed, "TZ": "Pacific/Auckland", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == stored


def test_the_day_on_which_it_is_made_again_stands_nowhere(
    released: ReportVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.now().replace(year=2041)
    monkeypatch.setattr(clock, "now", lambda: moment)
    snapshot = from_bytes(db.session.get_one(ReportSnapshot, released.id).content)
    again = print_version(snapshot, evaluate(snapshot), endorsements(released))
    assert digests(again) == digests(db.session.get_one(ReportFile, released.id))
    assert "2041" not in again.html
