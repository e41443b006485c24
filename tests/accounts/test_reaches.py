"""Where everybody is found is written down, and is what grants, proposals, parents and ties say."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts import queries, service
from programme.accounts.models import INSTALLATION, GrantProposal, GrantRow, Person
from programme.accounts.service import reaches, relations
from programme.cohorts.models import Cohort
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.errors import NotFound
from tests.support.reaching import Found, followed, written
from tests.support.world import World


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """At the end of each test both routes lead to the same."""
    yield World(app)
    db.session.rollback()
    assert written() == followed()


@pytest.fixture
def cohort(world: World) -> Cohort:
    return world.cohort(world.programme())


def found(*within: uuid.UUID, words: str = "") -> list[str]:
    return [each.full_name for each in queries.listed_people(within=within, words=words, page=1, size=25)[0]]


def propose(person: Person, scope_id: uuid.UUID, role: Role = Role.COORDINATOR) -> uuid.UUID:
    with transaction() as session:
        row = GrantProposal(person_id=person.id, role=role, scope_id=scope_id, proposed_at=clock.now())
        session.add(row)
    return row.id


def where(person: Person) -> set[uuid.UUID]:
    return {within_id for within_id, _, person_id in written() if person_id == person.id}


def test_somebody_is_found_where_they_have_a_role_and_in_all_that_contains_it(world: World, cohort: Cohort) -> None:
    fellow = world.fellow(cohort, "Ada Osei")
    mentor = world.person("Mary Mentor", role=Role.MENTOR, scope_id=fellow.id)
    above = {cohort.id, cohort.programme_id, INSTALLATION}
    assert where(mentor) == {fellow.id} | above
    assert where(fellow.person) == above
    assert found(fellow.id) == ["Mary Mentor"]
    assert found(cohort.programme_id) == ["Ada Osei", "Mary Mentor"]
    assert found(world.programme("Another").id) == []


def test_who_is_found_in_two_programmes_is_listed_once(world: World, cohort: Cohort) -> None:
    other = world.programme("Another")
    person = world.person("Bea Both", role=Role.COORDINATOR, scope_id=cohort.programme_id)
    propose(person, other.id)
    world.person("Ada Osei", role=Role.COORDINATOR, scope_id=other.id)
    both = (cohort.programme_id, other.id)
    assert found(*both) == ["Ada Osei", "Bea Both"]
    assert queries.listed_people(within=both, words="", page=2, size=1)[1] == 2
    assert found(*both, words="bea") == ["Bea Both"]


def test_a_role_that_ended_leaves_somebody_found_and_a_proposal_put_away_does_not(world: World, cohort: Cohort) -> None:
    place = cohort.programme_id
    person, director = world.person("Ada Osei"), world.person("Dora Director", role=Role.DIRECTOR, scope_id=place)
    proposal_id = propose(person, place)
    assert found(place) == ["Ada Osei", "Dora Director"]
    with transaction() as session:
        actor = queries.actor(person_id=director.id)
        row = session.get_one(GrantProposal, proposal_id)
        service.decline_proposal(actor, row, queries.facts_of_any(scope_id=place))
    assert found(place) == ["Dora Director"]
    with pytest.raises(NotFound):
        queries.person(person_id=person.id, within=[place])
    with transaction() as session:
        (held,) = queries.grants_of(person_ids=[director.id], within=None)
        held.row.ends_at = clock.now()
    assert found(place) == ["Dora Director"]
    assert queries.person(person_id=director.id, within=[place]).id == director.id


def test_of_two_reasons_to_be_found_one_is_enough(world: World, cohort: Cohort) -> None:
    place = cohort.programme_id
    person = world.person("Ada Osei", role=Role.COORDINATOR, scope_id=place)
    proposals = [propose(person, place, Role.DIRECTOR), propose(person, cohort.id, Role.FELLOW)]
    for proposal_id in proposals:
        with transaction() as session:
            session.delete(session.get_one(GrantProposal, proposal_id))
        assert found(place) == ["Ada Osei"]
    assert where(person) == {place, INSTALLATION}


def test_a_role_given_while_a_proposal_is_put_away_leaves_somebody_found(
    app: Flask, world: World, cohort: Cohort
) -> None:
    place = cohort.programme_id
    person = world.person("Ada Osei")
    key, proposal_id = person.id, propose(person, place)

    def put_away() -> None:
        with app.app_context(), transaction() as session:
            session.delete(session.get_one(GrantProposal, proposal_id))

    with ThreadPoolExecutor(1) as other:
        with transaction() as session:
            session.add(GrantRow(person_id=key, role=Role.COORDINATOR, scope_id=place, starts_at=clock.now()))
            reaches.find(db.session())  # as at the commit, of which the rest takes long
            putting_away = other.submit(put_away)
            wait([putting_away], timeout=0.5)
        putting_away.result(timeout=10)
    assert found(place) == ["Ada Osei"]


def test_a_new_name_is_found_at_its_place(world: World, cohort: Cohort) -> None:
    for name in ("Ada Osei", "Ben Young"):
        world.person(name, role=Role.COORDINATOR, scope_id=cohort.programme_id)
    with transaction() as session:
        session.scalars(select(Person).where(Person.full_name == "Ada Osei")).one().full_name = "Dr Zoe Osei"
    assert found(cohort.programme_id) == ["Ben Young", "Dr Zoe Osei"]


def test_sponsors_of_a_place_are_found_in_each_programme_that_it_is_tied_to(world: World, cohort: Cohort) -> None:
    place, other = world.organisation(world.programme("First")), world.programme("Second")
    sponsor = world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=place.id)
    assert found(other.id) == []
    with transaction():
        service.tie_scopes([place.id], other.id)
    assert found(other.id) == ["Sam Sponsor"]
    assert {place.id, other.id} < where(sponsor)


def test_many_at_once_are_found_as_each_alone_would_be(
    world: World, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaches, "BATCH", 2)
    years = [world.fellow(cohort, name).id for name in ("Ada", "Ben", "Cy")]
    mentors = [world.person(name).id for name in ("Mary", "Nia", "Omar")]
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=cohort.programme_id)
    named = dict(zip(years, mentors, strict=True))
    with transaction():
        relations.offer_all(named, Role.MENTOR, by=director.id, agreed=False)
    assert found(*years) == ["Mary", "Nia", "Omar"]


def test_what_is_rolled_back_leaves_nobody_found(world: World, cohort: Cohort) -> None:
    person, place = world.person("Ada Osei"), cohort.programme_id
    with suppress(ZeroDivisionError), transaction() as session:
        session.add(GrantProposal(person_id=person.id, role=Role.DIRECTOR, scope_id=place, proposed_at=clock.now()))
        session.flush()
        raise ZeroDivisionError
    world.person("Bea Later", role=Role.COORDINATOR, scope_id=place)
    assert found(place) == ["Bea Later"]


def test_a_savepoint_that_is_undone_takes_nothing_else_with_it(world: World, cohort: Cohort) -> None:
    person, place = world.person("Ada Osei"), cohort.programme_id
    with transaction() as session:
        session.add(GrantRow(person_id=person.id, role=Role.COORDINATOR, scope_id=place, starts_at=clock.now()))
        with suppress(ZeroDivisionError), session.begin_nested():
            with session.begin_nested():
                session.flush()
            raise ZeroDivisionError
    assert found(place) == ["Ada Osei"]


def test_an_installation_of_before_knows_after_the_upgrade_where_everybody_is_found(
    world: World, cohort: Cohort
) -> None:
    world.person("Mary Mentor", role=Role.MENTOR, scope_id=world.fellow(cohort, "Ada Osei").id)
    place = cohort.programme_id
    propose(world.person("Bea Proposed"), place)
    before: Found = written()
    db.session.remove()
    downgrade(revision="0005")
    upgrade()
    assert written() == before
    assert found(place) == ["Ada Osei", "Bea Proposed", "Mary Mentor"]
