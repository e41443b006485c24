"""Two who bring in the same results at the same time: the second is told that they are there."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme.access.policy import Role
from programme.cohorts.models import Cohort
from programme.core.db import db
from programme.core.errors import DomainError
from programme.organisations import service as organisations
from programme.organisations.models import Organisation, OrganisationFacts
from programme.surveys.models import ResultsImport, Survey
from programme.surveys.service import imports
from programme.surveys.service.bringing_in import bring_in
from tests.support.together import meeting
from tests.support.world import World, csv_of


def test_the_same_answers_at_once_come_in_once(app: Flask, world: World) -> None:
    programme = world.programme()
    cohort = world.cohort(programme)
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
    content = csv_of([("Hill", [1, 2]), ("Lake", [3, None]), ("Hill", [5, 4])])
    first, second = (world.upload(cohort, director, content, ["ready"], "02") for _ in range(2))
    runs = {each: imports.check(db.session.get_one(ResultsImport, each)) for each in (first, second)}

    def come_in(import_id: uuid.UUID) -> None:
        row = db.session.get_one(ResultsImport, import_id)
        mapping = imports.mapping_of(row)
        assert mapping is not None
        bring_in(row, db.session.get_one(Cohort, row.cohort_id), runs[import_id], mapping)

    with pytest.raises(DomainError, match="Most of these answers are in the survey"):
        meeting(app, lambda: come_in(first), lambda: come_in(second))
    assert db.session.scalar(select(func.count()).select_from(Survey)) == 1


def test_a_place_that_somebody_adds_while_results_come_in_is_there_once(app: Flask, world: World) -> None:
    programme = world.programme()
    cohort, programme_id = world.cohort(programme), programme.id
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme_id)
    row_id = world.upload(cohort, director, csv_of([("Hill", [1, 2]), ("Lake", [3, None])]), ["ready"], "02")
    run, by = imports.check(db.session.get_one(ResultsImport, row_id)), director.id

    def come_in() -> None:
        row = db.session.get_one(ResultsImport, row_id)
        mapping = imports.mapping_of(row)
        assert mapping is not None
        bring_in(row, db.session.get_one(Cohort, row.cohort_id), run, mapping)

    meeting(app, lambda: organisations.create(OrganisationFacts("Hill"), programme_id, by=by), come_in)
    assert sorted(db.session.scalars(select(Organisation.name))) == ["Hill", "Lake"]
