import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from programme.access.policy import Role
from programme.accounts import queries, service
from programme.accounts.models import INSTALLATION, GrantRow, Person
from programme.cohorts.models import Programme
from programme.core import clock
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from tests.support.world import World


@pytest.fixture
def own(world: World) -> Programme:
    return world.programme("Fellowship")


@pytest.fixture
def director(world: World, own: Programme) -> Person:
    return world.person("Dora Director", role=Role.DIRECTOR, scope_id=own.id)


@pytest.fixture
def coordinator(world: World, own: Programme) -> Person:
    return world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=own.id)


def grants(person_id: uuid.UUID) -> list[GrantRow]:
    db.session.rollback()
    return list(db.session.scalars(select(GrantRow).where(GrantRow.person_id == person_id)))


def test_a_director_gives_a_role_and_it_opens_its_pages(world: World, own: Programme, director: Person) -> None:
    place = world.organisation(own, "Riverside Practice")
    sam = world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=own.id)
    client, his = world.client(director), world.client(sam)
    assert his.get(f"/organisations/{place.id}").status_code == 404
    answer = client.send(f"/people/{sam.id}/grants/new", {"role": "sponsor", "scope": str(place.id)})
    page = client.get(answer.location).text
    assert "Sam Sponsor has the role" in page
    assert "Riverside Practice (organisation)" in page
    assert "Dora Director" in page, "and who gave it"
    assert his.get(f"/organisations/{place.id}").status_code == 200
    assert "Riverside Practice (organisation)" in his.get("/account").text, "a person sees every role that reaches them"
    db.session.rollback()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "grant given")).all()[-1]
    assert (entry.actor_id, entry.subject_id, entry.details["role"]) == (director.id, sam.id, "sponsor")


def test_a_role_is_ended_after_a_question_and_opens_nothing_any_more(
    world: World, director: Person, coordinator: Person
) -> None:
    (row,) = grants(coordinator.id)
    address = f"/people/{coordinator.id}/grants/{row.id}/end"
    client, hers = world.client(director), world.client(coordinator)
    assert "End this role" in client.get(f"/people/{coordinator.id}").text
    assert "Cora Coordinator" in client.get(address).text
    assert hers.get("/cohorts").status_code == 200, "the question alone ends nothing"
    answer = client.send(address, follow_redirects=True)
    assert "The role has ended" in answer.text
    assert hers.get("/cohorts").status_code == 403
    (row,) = grants(coordinator.id)
    assert row.ends_at is not None
    assert row.ends_at <= clock.now()
    assert row.ended_by == director.id
    assert "has ended already" in client.send(address, follow_redirects=True).text
    assert grants(coordinator.id)[0].ends_at == row.ends_at


def test_an_ended_role_can_be_given_again_and_one_in_force_cannot(
    world: World, own: Programme, director: Person, coordinator: Person
) -> None:
    client, address = world.client(director), f"/people/{coordinator.id}/grants/new"
    form = {"role": "coordinator", "scope": str(own.id)}
    assert "Cora Coordinator holds this role here already" in client.send(address, form).text
    (row,) = grants(coordinator.id)
    client.send(f"/people/{coordinator.id}/grants/{row.id}/end")
    assert client.send(address, form).status_code == 302
    assert len(grants(coordinator.id)) == 2


def test_a_role_with_a_last_day_holds_to_the_end_of_that_day_in_london(
    world: World, own: Programme, director: Person
) -> None:
    sam = world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=own.id)
    client, address = world.client(director), f"/people/{sam.id}/grants/new"
    form = {"role": "coordinator", "scope": str(own.id), "ends_on": ["31", "7", "2099"]}
    assert client.send(address, form).status_code == 302
    ends_at = next(row.ends_at for row in grants(sam.id) if row.role is Role.COORDINATOR)
    assert ends_at is not None
    assert ends_at.replace(microsecond=0) == datetime(2099, 7, 31, 22, 59, 59, tzinfo=UTC)
    assert "31 July 2099" in client.get(f"/people/{sam.id}").text


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (["31", "2", "2099"], "Enter a real date"),
        (["x", "2", "2099"], "Enter a real date"),
        (["1", "1", "2020"], "The end must be in the future"),
    ],
)
def test_a_last_day_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    world: World, own: Programme, director: Person, coordinator: Person, day: list[str], message: str
) -> None:
    form = {"role": "sponsor", "scope": str(own.id), "ends_on": day}
    page = world.client(director).send(f"/people/{coordinator.id}/grants/new", form).text
    assert message in page
    assert f'value="{day[0]}"' in page
    assert len(grants(coordinator.id)) == 1


def test_a_role_whose_last_day_is_over_opens_nothing_and_can_be_given_again(
    world: World, own: Programme, director: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=own.id)
    tomorrow = clock.now() + timedelta(days=1)
    facts = queries.facts_of_any(scope_id=own.id)
    with transaction():
        service.give_grant(world.actor(director), sam, Role.COORDINATOR, own.id, facts, ends_at=tomorrow)
    assert world.actor(sam).holds(Role.COORDINATOR)
    monkeypatch.setattr(clock, "now", lambda: tomorrow + timedelta(seconds=1))
    assert not world.actor(sam).holds(Role.COORDINATOR)
    with transaction():
        service.give_grant(world.actor(director), sam, Role.COORDINATOR, own.id, facts)
    assert world.actor(sam).holds(Role.COORDINATOR)


def test_nobody_gives_a_role_to_themselves_on_a_page(world: World, own: Programme, director: Person) -> None:
    administrator = world.administrator()
    for person, role, scope in ((director, "coordinator", own.id), (administrator, "director", own.id)):
        client, address = world.client(person), f"/people/{person.id}/grants/new"
        assert client.get(address).status_code == 404
        assert client.send(address, {"role": role, "scope": str(scope)}).status_code == 404
        assert "Give a role" not in client.get(f"/people/{person.id}").text
        assert len(grants(person.id)) == 1


def test_nobody_gives_a_role_to_themselves_through_the_service(world: World, own: Programme, director: Person) -> None:
    facts = queries.facts_of_any(scope_id=own.id)
    with pytest.raises(DomainError, match="You cannot give a role to yourself"), transaction():
        service.give_grant(world.actor(director), director, Role.COORDINATOR, own.id, facts)


def test_nobody_gives_a_role_to_themselves_in_the_database(world: World, own: Programme) -> None:
    person = world.person()
    with pytest.raises(IntegrityError, match="not_to_oneself"), transaction() as session:
        session.add(GrantRow(person_id=person.id, role=Role.DIRECTOR, scope_id=own.id, starts_at=clock.now(),
                             given_by=person.id))  # fmt: skip


def test_the_database_holds_no_role_twice_at_once_and_none_that_ends_before_it_starts(
    world: World, own: Programme
) -> None:
    person = world.person("Ada Osei", role=Role.DIRECTOR, scope_id=own.id)
    same = {"person_id": person.id, "role": Role.DIRECTOR, "scope_id": own.id}
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(GrantRow(starts_at=clock.now(), **same))
    with pytest.raises(IntegrityError, match="ends_after_start"), transaction() as session:
        session.add(GrantRow(starts_at=clock.now(), ends_at=clock.now() - timedelta(days=1), **same))


def test_a_director_ends_neither_their_own_role_nor_another_directors(
    world: World, own: Programme, director: Person
) -> None:
    other = world.person("Dan Director", role=Role.DIRECTOR, scope_id=own.id)
    client = world.client(director)
    for person in (director, other):
        (row,) = grants(person.id)
        assert client.send(f"/people/{person.id}/grants/{row.id}/end").status_code == 404
        assert "End this role" not in client.get(f"/people/{person.id}").text
        assert grants(person.id)[0].ends_at is None


def test_a_director_reaches_no_person_scope_or_role_of_another_programme(
    world: World, own: Programme, director: Person
) -> None:
    far = world.programme("Another programme")
    stranger = world.person("Ada Osei", role=Role.COORDINATOR, scope_id=far.id)
    shared = world.person("Sue Shared", role=Role.SPONSOR, scope_id=own.id)
    with transaction() as session:
        session.add(GrantRow(person_id=shared.id, role=Role.COORDINATOR, scope_id=far.id, starts_at=clock.now()))
    (hers,) = grants(stranger.id)
    elsewhere = next(row for row in grants(shared.id) if row.scope_id == far.id)
    client = world.client(director)
    assert client.get(f"/people/{stranger.id}").status_code == 404
    assert client.send(f"/people/{stranger.id}/grants/{hers.id}/end").status_code == 404
    assert client.send(f"/people/{shared.id}/grants/{elsewhere.id}/end").status_code == 404
    assert client.send(f"/people/{shared.id}/grants/{hers.id}/end").status_code == 404
    page = client.send(f"/people/{shared.id}/grants/new", {"role": "coordinator", "scope": str(far.id)})
    assert page.status_code == 200, "the scope is none of those offered"
    assert "Another programme" not in page.text
    assert {row.ends_at for row in (*grants(stranger.id), *grants(shared.id))} == {None}


def test_an_organisation_tied_to_two_programmes_is_in_the_reach_of_both_directors(
    world: World, own: Programme, director: Person
) -> None:
    far = world.programme("Another programme")
    place = world.organisation(own)
    with transaction():
        service.tie_scopes([place.id], far.id)
    sam = world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=place.id)
    rival = world.person("Dan Director", role=Role.DIRECTOR, scope_id=far.id)
    for person in (director, rival):
        assert world.client(person).get(f"/people/{sam.id}").status_code == 200


@pytest.mark.parametrize(
    ("role", "scope"), [("", "own"), ("fellow", "own"), ("sponsor", ""), ("sponsor", "nonsense"), ("director", "own")]
)
def test_a_role_or_scope_that_was_not_offered_is_refused(
    world: World, own: Programme, director: Person, coordinator: Person, role: str, scope: str
) -> None:
    form = {"role": role, "scope": str(own.id) if scope == "own" else scope}
    answer = world.client(director).send(f"/people/{coordinator.id}/grants/new", form)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert len(grants(coordinator.id)) == 1


def test_an_administrator_names_the_director_and_opens_nothing_with_it(world: World, own: Programme) -> None:
    administrator, ada = world.administrator(), world.person("Ada Osei")
    client = world.client(administrator)
    form = {"role": "director", "scope": str(own.id)}
    assert client.send(f"/people/{ada.id}/grants/new", form).status_code == 302
    assert world.client(ada).get(f"/programmes/{own.id}/edit").status_code == 200
    assert client.get(f"/programmes/{own.id}/edit").status_code == 404


def test_a_second_administrator_is_made_by_the_first(world: World) -> None:
    administrator, ada = world.administrator(), world.person("Ada Osei")
    form = {"role": "administrator", "scope": str(INSTALLATION)}
    assert world.client(administrator).send(f"/people/{ada.id}/grants/new", form).status_code == 302
    assert world.client(ada).get("/admin/health").status_code == 200
