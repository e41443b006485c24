from sqlalchemy import select

from programme.access.policy import Role
from programme.core.db import db
from programme.reports import service
from programme.reports.models import ReportVersion
from tests.support.world import World, csv_of

ROWS = [("Place", (2 + number % 3, 3 + number % 2)) for number in range(12)]


def test_who_waited_for_a_draft_is_told_once_and_a_script_that_only_looks_takes_nothing_away(world: World) -> None:
    programme = world.programme()
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
    cohort = world.cohort(programme)
    survey = world.results(cohort, director, csv_of(ROWS), ("ready",), "02")
    client = world.client(director)
    page = client.send(f"/cohorts/{cohort.id}/reports/new", {"survey": str(survey.id)}).location
    assert "Waiting to start" in client.get(page).text
    db.session.rollback()
    version = db.session.scalars(select(ReportVersion)).one()
    world.do(service.JOB, version.id)
    client.get(page, headers={"X-Requested-With": "fetch"})
    assert "The draft is made" in client.get(page).text
    assert "The draft is made" not in client.get(page).text
