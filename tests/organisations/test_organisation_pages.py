import html

import pytest
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import Scope
from programme.accounts.service import tie_scopes
from programme.cohorts.models import Programme
from programme.core.db import db, transaction
from programme.organisations.models import Organisation, OrganisationKind, Scale, Sector
from programme.organisations.service import OrganisationFacts, create_all
from tests.support.pages import CheckingClient
from tests.support.world import World

FORM = {"name": "Riverside Practice", "kind": "practice", "sector": "primary", "scale": "community"}


@pytest.fixture
def own(world: World) -> Programme:
    return world.programme("Fellowship")


@pytest.fixture
def client(world: World, own: Programme) -> CheckingClient:
    """A coordinator's browser."""
    return world.client(world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=own.id))


def organisations() -> list[Organisation]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Organisation)))


def many(own: Programme, *facts: OrganisationFacts) -> None:
    own_id = own.id
    with transaction():
        create_all(facts, own_id, by=own_id)


def test_an_organisation_is_added_to_a_programme_of_ones_own(
    world: World, own: Programme, client: CheckingClient
) -> None:
    world.programme("Another programme")
    assert "Another programme" not in client.get("/organisations/new").text
    answer = client.send("/organisations/new", {**FORM, "programme": str(own.id)})
    page = client.get(answer.location).text
    for words in ("Riverside Practice is added", "GP practice", "Primary care", "about 14,000 people", "Fellowship"):
        assert words in page, words
    (row,) = organisations()
    assert (row.kind, row.sector, row.scale) == (OrganisationKind.PRACTICE, Sector.PRIMARY, Scale.COMMUNITY)
    assert "Riverside Practice</a>" in client.get("/organisations").text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": " "}, "Enter the organisation's name"),
        ({"name": "x" * 201}, "Use 200 characters or fewer"),
        ({"kind": ""}, "Choose a kind"),
        ({"kind": "castle"}, "There is a problem"),
        ({"sector": "castle"}, "There is a problem"),
        ({"scale": "castle"}, "There is a problem"),
        ({"programme": "far"}, "There is a problem"),
        ({"name": "Taken"}, "This programme has an organisation of this name already"),
    ],
)
def test_an_organisation_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    world: World, own: Programme, client: CheckingClient, typed: dict[str, str], message: str
) -> None:
    world.organisation(own, "Taken")
    far = str(world.programme("Another programme").id)
    form = {**FORM, "programme": str(own.id), **typed}
    page = html.unescape(
        client.send("/organisations/new", {**form, "programme": form["programme"].replace("far", far)}).text
    )
    assert message in page
    assert not form["name"].strip() or f'value="{form["name"]}"' in page
    assert form["kind"] != "practice" or 'value="practice" checked' in page
    assert [row.name for row in organisations()] == ["Taken"]


def test_an_organisation_is_changed_and_its_scope_is_called_the_same(
    world: World, own: Programme, client: CheckingClient
) -> None:
    row_id = world.organisation(own, "Old name").id
    assert 'value="Old name"' in client.get(f"/organisations/{row_id}/edit").text
    answer = client.send(f"/organisations/{row_id}/edit", FORM, follow_redirects=True)
    assert "The changes are saved" in answer.text
    assert "GP practice" in answer.text
    db.session.rollback()
    assert db.session.scalar(select(Scope.name).where(Scope.id == row_id)) == "Riverside Practice"
    assert client.send(f"/organisations/{row_id}/edit", FORM).status_code == 302, "its own name is not taken"


def test_an_organisation_does_not_take_the_name_of_another_one_in_its_programme(
    world: World, own: Programme, client: CheckingClient
) -> None:
    row_id = world.organisation(own, "Old name").id
    world.organisation(own, "Taken")
    world.organisation(world.programme("Another programme"), "Riverside Practice")
    page = client.send(f"/organisations/{row_id}/edit", {**FORM, "name": "Taken"}).text
    assert "another one of this name already" in page
    assert 'value="Taken"' in page
    assert sorted(row.name for row in organisations()) == ["Old name", "Riverside Practice", "Taken"]
    assert client.send(f"/organisations/{row_id}/edit", FORM).status_code == 302, "one elsewhere does not matter"


def test_the_list_is_searched_by_name_and_filtered_by_kind(
    world: World, own: Programme, client: CheckingClient
) -> None:
    many(
        own,
        OrganisationFacts("Riverside Practice", OrganisationKind.PRACTICE),
        OrganisationFacts("Hillside Practice", OrganisationKind.PRACTICE),
        OrganisationFacts("Riverside Trust", OrganisationKind.TRUST),
        OrganisationFacts("100% Care_Home", OrganisationKind.OTHER),
    )
    for query, found in (
        ({"words": "RIVERSIDE"}, {"Riverside Practice", "Riverside Trust"}),
        ({"kind": "practice"}, {"Riverside Practice", "Hillside Practice"}),
        ({"words": " riverside ", "kind": "trust"}, {"Riverside Trust"}),
        ({"words": "%"}, {"100% Care_Home"}),
        ({"words": "_"}, {"100% Care_Home"}),
        ({"kind": "castle"}, {"Riverside Practice", "Hillside Practice", "Riverside Trust", "100% Care_Home"}),
        ({"words": "x" * 5000}, set()),
    ):
        page = client.get("/organisations", query_string=query).text
        shown = {row.name for row in organisations() if f"{row.name}</a>" in page}
        assert shown == found, query
    page = client.get("/organisations?words=nowhere").text
    assert "None matches" in page
    assert "0 organisations match" in page
    assert 'value="nowhere"' in page


def test_the_list_says_what_will_be_there_and_shows_fifty_a_page_by_name(
    own: Programme, client: CheckingClient
) -> None:
    assert "Host organisations will be listed here" in client.get("/organisations").text
    many(own, *(OrganisationFacts(f"{'pP'[number % 2]}lace {number:02}") for number in range(51)))
    first = client.get("/organisations?words=place").text
    assert "51 organisations match" in first
    assert "Showing 1 to 50 of 51" in first
    places = [first.index(f"lace {number:02}</a>") for number in range(50)]
    assert places == sorted(places), "capitals and small letters alike"
    assert "lace 50</a>" not in first
    assert "words=place" in first.partition('rel="next"')[0].rpartition("<a")[2], "the next page is searched as well"
    second = client.get("/organisations?words=place&page=2").text
    assert "lace 50</a>" in second
    assert "lace 49</a>" not in second


def test_a_sponsor_reads_their_own_organisation_and_may_not_change_it(world: World, own: Programme) -> None:
    place = world.organisation(own, "Riverside Practice")
    client = world.client(world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=place.id))
    page = client.get(f"/organisations/{place.id}").text
    assert "Riverside Practice" in page
    assert "Sam Sponsor" in page
    assert "/edit" not in page
    assert "Add an organisation" not in client.get("/organisations").text


def test_an_organisation_of_two_programmes_is_changed_by_the_team_of_either(world: World, own: Programme) -> None:
    far = world.programme("Another programme")
    place_id = world.organisation(own).id
    with transaction():
        tie_scopes([place_id], far.id)
        tie_scopes([place_id], far.id)
    client = world.client(world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=far.id))
    assert client.send(f"/organisations/{place_id}/edit", FORM).status_code == 302
    assert client.get("/organisations").text.count("Riverside Practice</a>") == 1
