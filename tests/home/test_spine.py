from pathlib import Path

from programme.access.policy import Role
from tests.support.world import World

REAL = Path(__file__).parents[1] / "data" / "longitudinal-outcomes-495-persons-3-waves.csv"


def test_a_director_finds_what_waits_and_a_sponsor_what_was_released(world: World) -> None:
    programme = world.programme()
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
    cohort = world.cohort(programme)
    content = REAL.read_bytes().replace(b'"battalion","company"', b'"place","x"')
    survey = world.results(cohort, director, content, ("jobsat", "commit", "ready"))
    version = world.version(survey, director)
    assert f"version {version.number}" in world.client(director).get("/").text
    world.release(version, director)
    sponsor = world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=programme.id)
    page = world.client(sponsor).get("/")
    assert f"version {version.number}" in page.text
    pdf = world.client(sponsor).get(f"/reports/{version.report_id}/versions/{version.number}/pdf")
    assert pdf.data.startswith(b"%PDF-1.7")
