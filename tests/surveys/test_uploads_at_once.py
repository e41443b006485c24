"""One upload in two windows, and results that are removed while somebody works with them."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Programme
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from programme.core.jobs.models import Job
from programme.reports import service as reports
from programme.reports.models import Report
from programme.surveys.models import ImportState, ResultsImport, Survey
from programme.surveys.service import imports
from tests.support.importing import counts
from tests.support.together import meeting, told
from tests.support.world import World, csv_of

CONTENT = csv_of([("Hill", [1, 2]), ("Lake", [3, None]), ("Hill", [5, 4])])
FAULTY = csv_of([("Hill", [1, 2]), ("Lake", [3, 99])])


@pytest.fixture
def director(world: World, programme: Programme) -> Person:
    return world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)


@pytest.fixture
def import_id(world: World, cohort: Cohort, director: Person) -> uuid.UUID:
    """An upload whose columns are known, and that has not begun."""
    found = world.upload(cohort, director, CONTENT, ["ready"], "02")
    with transaction() as session:
        session.get_one(ResultsImport, found).state = ImportState.MAPPED
        session.delete(session.scalars(select(Job)).one())
    return found


@pytest.fixture
def in_window(world: World, director: Person, import_id: uuid.UUID) -> Callable[[str], Callable[[], None]]:
    """What somebody does in a window that was opened before."""
    actor = world.actor(director)
    acts: dict[str, Callable[[ResultsImport], None]] = {
        "starts": lambda row: imports.start(actor, row),
        "replaces the file": lambda row: imports.replace_upload(row, "other.csv", FAULTY),
    }

    def doing(what: str) -> Callable[[], None]:
        return lambda: acts[what](db.session.get_one(ResultsImport, import_id))

    return doing


@pytest.mark.parametrize("what", ["starts", "replaces the file"])
def test_what_has_been_started_in_one_window_is_neither_started_nor_changed_in_another(
    app: Flask, import_id: uuid.UUID, in_window: Callable[[str], Callable[[], None]], what: str
) -> None:
    with pytest.raises(DomainError, match="has begun already"):
        meeting(app, in_window("starts"), in_window(what))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Job)) == 1
    assert db.session.get_one(ResultsImport, import_id).content == CONTENT


def test_a_file_with_faults_that_takes_the_place_of_the_one_being_started_is_not_started(
    app: Flask, import_id: uuid.UUID, in_window: Callable[[str], Callable[[], None]]
) -> None:
    with pytest.raises(DomainError, match="The file has faults"):
        meeting(app, in_window("replaces the file"), in_window("starts"))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0


def test_results_that_two_remove_at_once_are_removed_and_recorded_once(
    app: Flask, world: World, cohort: Cohort, director: Person
) -> None:
    survey_id, actor = world.results(cohort, director, CONTENT, ["ready"], "02").id, world.actor(director)
    seen = db.session.get_one(Survey, survey_id)
    db.session.expunge(seen)

    def remove() -> None:
        imports.remove(actor, db.session.get_one(Survey, survey_id))

    def remove_too() -> None:
        imports.remove(actor, db.session.merge(seen, load=False))

    meeting(app, remove, remove_too)
    assert counts()["Survey"] == 0
    removed = select(AuditEntry).where(AuditEntry.action == "results removed")
    assert len(db.session.scalars(removed).all()) == 1


def test_no_report_is_drafted_of_results_that_are_removed_at_this_moment(
    app: Flask, world: World, cohort: Cohort, director: Person
) -> None:
    survey_id, actor = world.results(cohort, director, CONTENT, ["ready"], "02").id, world.actor(director)
    seen = db.session.get_one(Survey, survey_id)
    db.session.expunge(seen)

    def remove() -> None:
        imports.remove(actor, db.session.get_one(Survey, survey_id))

    def draft() -> None:
        survey = db.session.merge(seen, load=False)  # as it stood on the page
        reports.ask_for_version(actor, survey, "Dora Director", for_publication=False)

    with pytest.raises(DomainError, match="were removed just now"):
        meeting(app, remove, draft)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Report)) == 0


def test_a_file_that_is_deleted_while_another_takes_its_place_is_said_to_be_gone(
    app: Flask, world: World, cohort: Cohort, director: Person
) -> None:
    actor, cohort_id = world.actor(director), cohort.id
    with transaction():
        key = imports.take_upload(actor, cohort_id, "a.csv", CONTENT).id
    seen = db.session.get_one(ResultsImport, key)
    db.session.expunge(seen)

    def forget() -> None:
        db.session.execute(delete(ResultsImport).where(ResultsImport.id == key))

    def replace() -> None:
        imports.replace_upload(db.session.merge(seen, load=False), "b.csv", CONTENT)

    assert told(app, forget, replace) == "The file is no longer here. Upload it again."
