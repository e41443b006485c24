"""While a report is made its page shows how far it is, and why it failed if it did."""

from datetime import timedelta

from programme.access.policy import Role
from programme.core.db import db, transaction
from programme.core.jobs import child, service
from programme.reports import service as reports
from tests.support.world import World, csv_of


def test_pages_show_how_far_a_job_is_and_why_it_failed(world: World) -> None:
    programme = world.programme()
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
    survey = world.results(world.cohort(programme), director, csv_of([("Hill", [1, 2])] * 3), ("ready",), "02")
    with transaction():
        version = reports.ask_for_version(world.actor(director), survey, "Dora", for_publication=False)
        version_id, address = version.id, f"/reports/{version.report_id}/versions/{version.number}"
    client = world.client(director)
    page = client.get(address).text
    assert "Waiting to start" in page
    assert "You can leave this page" in page
    waiting = service.latest(reports.JOB, version_id)
    assert waiting is not None
    job = service.claim(waiting.id, timedelta(minutes=1))
    assert job is not None
    job.tell("Computing the figures", 1, 4)
    page = client.get(address).text
    assert "Computing the figures" in page
    assert "1 of 4 steps done" in page
    assert '<progress class="canopy-progress" max="4" value="1"' in page
    service.fail(job, child.TOO_LONG)
    page = client.get(address).text
    assert child.TOO_LONG in page
    assert "Try again" in page
    client.send(f"{address}/again")
    db.session.rollback()
    assert "Waiting to start" in client.get(address).text
    world.do(reports.JOB, version_id)
    assert "Download PDF" in client.get(address).text
