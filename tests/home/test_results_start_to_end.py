from sqlalchemy import select

from programme.access.policy import Role
from programme.cohorts.models import Cohort
from programme.core.audit import queries as audit_queries
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db
from programme.organisations.models import Organisation
from programme.reports.models import VersionState
from programme.surveys.models import Participant, Response
from tests.support.world import World, csv_of

PLACES = ("Riverside Practice", "Hillside Trust", "Brookside Care")
ROWS = [(PLACES[n % 3], (1 + n % 4, 2 + n % 4)) for n in range(30)]


def test_results_come_in_and_a_released_report_goes_out(world: World) -> None:
    programme = world.programme()
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
    cohort = world.cohort(programme)
    survey = world.results(cohort, director, csv_of(ROWS), ("ready",), "02")
    assert len(db.session.scalars(select(Participant.id)).all()) == 30
    assert len(db.session.scalars(select(Response.pseudonym)).all()) == 60
    version = world.release(world.version(survey, director), director)
    assert version.state is VersionState.RELEASED
    place = db.session.scalars(select(Organisation).where(Organisation.name == PLACES[0])).one()
    sponsor = world.client(world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=place.id))
    address = f"/reports/{version.report_id}/versions/{version.number}"
    assert "version 1" in sponsor.get("/").text
    assert sponsor.get(address).status_code == 200
    assert sponsor.get(f"{address}/pdf").data.startswith(b"%PDF-1.7")
    assert sponsor.get(f"{address}/csv").mimetype == "text/csv"
    db.session.rollback()
    written = [row.action for row in audit_queries.entries(categories=set(Category), page=1, size=100)]
    assert sum("download" in action for action in written) == 2
    verdict = audit.verify()
    assert verdict.broken_at is None
    assert verdict.entries == len(written)


def test_a_form_writes_once_and_a_refused_one_writes_nothing(world: World) -> None:
    programme = world.programme()
    client = world.client(world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id))
    entries = audit.verify().entries
    wrong = {"name": "2026 to 2027", "starts_on": ["3", "9", "2027"], "ends_on": ["3", "9", "2026"]}
    refused = client.send(f"/programmes/{programme.id}/cohorts/new", wrong)
    assert "Error: " in refused.text
    assert db.session.scalars(select(Cohort.name)).all() == []
    assert audit.verify().entries == entries
    taken = client.send(f"/programmes/{programme.id}/cohorts/new", wrong | {"ends_on": ["31", "8", "2028"]})
    assert taken.status_code == 302
    db.session.rollback()
    assert db.session.scalars(select(Cohort.name)).all() == ["2026 to 2027"]
    assert audit.verify().entries == entries + 1
    again = client.send(f"/programmes/{programme.id}/cohorts/new", wrong | {"ends_on": ["31", "8", "2028"]})
    assert again.status_code == 200, "a second cohort of that name is refused in words, not with an error page"
    assert "Error: " in again.text
