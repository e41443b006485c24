import html

import pytest
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import Scope
from programme.cohorts.models import Programme
from programme.core.db import db
from tests.support.world import World


def test_an_administrator_adds_a_programme_that_has_no_director_yet(world: World) -> None:
    client = world.client(world.administrator())
    empty = client.get("/programmes").text
    assert "Each programme will be listed here" in empty
    answer = client.send("/programmes/new", {"name": " Fellowship ", "purpose": "To lead.\nTo learn."})
    page = client.get(answer.location).text
    assert "Fellowship is added" in page
    assert "Name its director next" in page
    assert "None yet" in page
    assert "No director yet" in client.get("/programmes").text
    assert db.session.scalar(select(Programme.purpose)) == "To lead.\nTo learn."


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"name": "", "purpose": "Kept"}, "Enter the programme's name"),
        ({"name": "x" * 201, "purpose": "Kept"}, "Use 200 characters or fewer"),
        ({"name": "Kept", "purpose": "x" * 2001}, "Use 2000 characters or fewer"),
        ({"name": "Taken", "purpose": "Kept"}, "There is a programme of this name already"),
    ],
)
def test_a_programme_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    world: World, form: dict[str, str], message: str
) -> None:
    world.programme("Taken")
    page = html.unescape(world.client(world.administrator()).send("/programmes/new", form).text)
    assert message in page
    assert "Kept" in page
    assert len(db.session.scalars(select(Programme)).all()) == 1


def test_the_team_changes_name_and_purpose_and_the_scope_is_called_the_same(world: World) -> None:
    own, other = world.programme("Fellowship"), world.programme("Taken")
    client = world.client(world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=own.id))
    address = f"/programmes/{own.id}/edit"
    assert 'value="Fellowship"' in client.get(address).text
    assert "There is a programme of this name already" in client.send(address, {"name": other.name}).text
    answer = client.send(address, {"name": "Renamed", "purpose": ""}, follow_redirects=True)
    assert "The changes are saved" in answer.text
    assert "Not written yet" in answer.text
    db.session.rollback()
    assert db.session.scalar(select(Scope.name).where(Scope.id == own.id)) == "Renamed"


def test_a_programme_shows_its_team_and_to_the_team_alone_its_cohorts(world: World) -> None:
    own = world.programme("Fellowship")
    world.cohort(own, "First cohort")
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=own.id)
    world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=own.id)
    shown = {who: world.client(person).get(f"/programmes/{own.id}").text
             for who, person in (("team", director), ("administrator", world.administrator()))}  # fmt: skip
    for page in shown.values():
        assert "Dora Director" in page
        assert "Cora Coordinator" in page
    assert "First cohort" in shown["team"]
    assert "First cohort" not in shown["administrator"], "an administrator sees no content"
