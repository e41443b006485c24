"""Fellows from a roster to a mentor of their own and a hand-over, with every list on the way."""

import io
from uuid import UUID

from sqlalchemy import select

from programme.accounts.models import GrantProposal, Person
from programme.cohorts.models import Fellow
from programme.cohorts.service import rosters
from programme.core.db import db
from programme.core.jobs.models import JobState
from programme.core.tables.writing import to_csv
from tests.cohorts.conftest import Year

HEADER = ("Full name", "Email", "Host", "Mentor name", "Mentor email")
ROWS = [(f"Fellow {n}", f"f{n}@example.org", f"Place {n % 3}", "Mary Mentor", "mary@example.org") for n in range(7)]


def test_a_roster_comes_in_its_fellows_are_invited_and_one_accepts_a_mentor(year: Year) -> None:
    client = year.directing()
    for outcome in ("7 fellows to add", "7 unchanged"):
        sent = {"file": (io.BytesIO(to_csv(HEADER, ROWS)), "roster.csv")}
        address = client.send(f"{year.at}/import", sent, content_type="multipart/form-data").location
        assert outcome in client.get(address).text
        if "add" in outcome:
            client.send(f"{address}/start")
            db.session.rollback()
            assert year.world.do(rosters.JOB, UUID(address.rpartition("/")[2])).state is JobState.DONE
    ids = [str(row.id) for row in db.session.scalars(select(Fellow))]
    db.session.rollback()
    assert "7 fellows invited" in client.send(f"{year.at}/invite", {"fellows": ids}, follow_redirects=True).text
    for asked in (
        "",
        "?state=invited",
        "?needs=host",
        "?needs=mentor",
        "?needs=sign-in",
        "?words=fellow+3",
        "?state=deferred",
    ):
        assert client.get(f"{year.at}{asked}").status_code == 200, asked
    for last in (f"/{ids[0]}", f"/{ids[0]}/edit", "/proposed", "/export.csv", "/export.xlsx"):
        assert client.get(f"{year.at}{last}").status_code == 200, last
    mentor = db.session.scalars(select(Person).where(Person.email == "mary@example.org")).one().id
    own = year.world.fellow(year.cohort)
    year.directing().send(f"{year.at}/{own.id}/mentors/new", {"full_name": "Mary", "email": "mary@example.org"})
    db.session.rollback()
    row = db.session.scalars(select(GrantProposal).where(GrantProposal.scope_id == own.id)).one().id
    page = year.world.client(own.person).send(f"/my/supporters/{row}/accept", {}, follow_redirects=True).text
    assert "Mary Mentor supports you now" in page
    new = {"full_name": "Max", "email": "max@example.org"}
    page = year.directing().send(f"/people/{mentor}/hand-over", new, follow_redirects=True).text
    assert "8 fellows asked" in page
