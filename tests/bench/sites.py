"""Installations that `flask seed-scale` has made: a small and a large one, on each of the two databases."""

import os
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select, text

from programme import create_app
from programme.accounts.models import Person
from programme.accounts.queries import actor
from programme.cohorts.models import Cohort
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.jobs import child
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.reports import service as reports
from programme.reports.models import Report, ReportRelease, ReportVersion, VersionState
from programme.scale.growing import grow
from programme.scale.sizes import Sizes
from programme.surveys.models import Survey
from programme.surveys.service import results
from programme.worker import JOBS
from tests.bench.visits import Scene, Visit, cookie_of, scene, visits
from tests.support.databases import disconnect, empty_database
from tests.support.postgres import throwaway_cluster

SMALL = Sizes(programmes=1, cohorts=1, fellows=30)
LARGE = Sizes(programmes=5, cohorts=100, fellows=5000, responses=25_000, reflections=50_000)
DATABASES = ("SQLite", "PostgreSQL")
LEASE = timedelta(minutes=10)


@dataclass
class Site:
    """One installation: its settings, the seconds that it took to fill, and who opens what there."""

    database: str
    is_large: bool
    settings: Mapping[str, str]
    app: Flask
    seconds: float = 0.0
    visits: dict[str, Visit] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


@contextmanager
def sites(folder: Path) -> Iterator[list[Site]]:
    """All four, filled, with figures and a report in the cohort that is visited."""
    with ExitStack() as undo:
        os.environ["TEST_POSTGRES_URL"] = undo.enter_context(throwaway_cluster())
        found = list[Site]()
        for database in DATABASES:
            for is_large in (False, True):
                found.append(_site(undo, folder, database, is_large=is_large))
        yield found


def _site(undo: ExitStack, folder: Path, database: str, *, is_large: bool) -> Site:
    instance = folder / f"{database}-{is_large}"
    instance.mkdir()
    settings = {"CANOPY_MODE": "production", "BASE_URL": "http://127.0.0.1", "CANOPY_INSTANCE": str(instance)}
    if database == "PostgreSQL":
        settings["DATABASE_URL"] = undo.enter_context(empty_database())
    app = create_app({**os.environ, **settings})
    undo.callback(disconnect, app)
    site = Site(database, is_large, settings, app)
    with app.app_context():
        upgrade()
        started = time.perf_counter()
        grow(LARGE if is_large else SMALL, app.config["QUESTIONNAIRES"], lambda done, of: None)
        site.seconds = time.perf_counter() - started
        _make_ready(site)
    return site


def _make_ready(site: Site) -> None:
    visited = scene()
    _do(results.JOB, visited.survey.id)
    _do(reports.JOB, _ask_for_report(visited))
    if site.is_large:
        _release_elsewhere(visited)
    db.session.remove()
    settle()
    visited = scene()
    site.visits = {each.name: each for each in visits(visited)}
    site.cookies = {role: cookie_of(site.app, person_id) for role, person_id in visited.people.items()}
    db.session.remove()


def settle() -> None:
    """Do what PostgreSQL does by itself within minutes where autovacuum is on, and SQLite never."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _ask_for_report(visited: Scene) -> uuid.UUID:
    with transaction() as session:
        survey, director_id = session.get_one(Survey, visited.survey.id), visited.people["director"]
        name = session.get_one(Person, director_id).full_name
        return reports.ask_for_version(actor(person_id=director_id), survey, name, for_publication=False).id


def _do(name: str, subject_id: uuid.UUID) -> None:
    waiting = jobs.latest(name, subject_id)
    assert waiting is not None
    running = jobs.claim(waiting.id, LEASE)
    assert running is not None
    child.run_here(running, JOBS)
    db.session.expire_all()
    done = jobs.latest(name, subject_id)
    assert done is not None
    assert done.state is JobState.DONE, done.reason


def _release_elsewhere(visited: Scene) -> None:
    """Every cohort of the other programmes has a report that was released to those who pay for it."""
    others = select(Survey).join(Survey.cohort).where(Cohort.programme_id != visited.cohort.programme_id)
    with transaction() as session:
        for survey in session.scalars(others).all():
            report = Report(id=uuid.uuid4(), cohort_id=survey.cohort_id, survey_id=survey.id, title=survey.title)
            version = ReportVersion(
                id=uuid.uuid4(),
                number=1,
                state=VersionState.RELEASED,
                made_on=clock.today(),
                made_by_name="Somebody",
                released_by_name="Somebody else",
                released_at=clock.now(),
            )
            report.versions = [version]
            session.add(report)
            session.flush()
            session.add(ReportRelease(version_id=version.id, scope_id=survey.cohort.programme_id))
