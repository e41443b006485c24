from sqlalchemy import select

from programme.cohorts.models import Cohort, CohortState
from programme.core.db import db, transaction
from tests.cohorts.conftest import Year


def state(year: Year) -> CohortState | None:
    db.session.rollback()
    return db.session.scalar(select(Cohort.state).where(Cohort.id == year.cohort_id))


def test_a_completed_cohort_is_archived_and_reopened_step_by_step(year: Year) -> None:
    with transaction() as session:
        session.get_one(Cohort, year.cohort_id).state = CohortState.COMPLETED
    client, address = year.coordinating(), f"/cohorts/{year.cohort_id}"
    assert "Archive cohort" in client.get(address).text
    page = client.send(f"{address}/state", {"to": "archived"}, follow_redirects=True).text
    assert "is archived now" in page
    assert "Nothing in an archived cohort can be changed" in page
    assert "/edit" not in page
    assert "Nothing was changed" in client.send(f"{address}/state", {"to": "running"}, follow_redirects=True).text
    client.send(f"{address}/state", {"to": "completed"})
    assert state(year) is CohortState.COMPLETED


def test_archived_cohorts_stand_in_a_list_of_their_own(year: Year) -> None:
    client = year.coordinating()
    assert "archived cohort" not in client.get("/cohorts").text
    assert "No cohort is archived" in client.get("/cohorts?state=archived").text
    with transaction() as session:
        session.get_one(Cohort, year.cohort_id).state = CohortState.ARCHIVED
    page = client.get("/cohorts").text
    assert "2026 to 2027</a>" not in page
    assert "1 archived cohort</a>" in page
    archived = client.get("/cohorts?state=archived").text
    assert "2026 to 2027</a>" in archived
    assert "Add a cohort" not in archived


def test_the_name_and_dates_of_an_archived_cohort_stay(year: Year) -> None:
    with transaction() as session:
        session.get_one(Cohort, year.cohort_id).state = CohortState.ARCHIVED
    form = {"name": "Changed", "starts_on": ["2", "9", "2024"], "ends_on": ["31", "8", "2025"]}
    assert "This cohort is archived" in year.directing().send(f"/cohorts/{year.cohort_id}/edit", form).text
    db.session.rollback()
    assert db.session.scalar(select(Cohort.name).where(Cohort.id == year.cohort_id)) == "2026 to 2027"
