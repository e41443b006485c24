import uuid

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import IntegrityError

from programme.access.policy import ScopeKind
from programme.accounts import queries
from programme.accounts.models import INSTALLATION, Containment, Scope
from programme.accounts.service import scopes
from programme.core.db import db, transaction
from programme.core.errors import NotFound
from tests.support.containing import followed, written
from tests.support.world import World


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def fill(world: World) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    """Two programmes with a cohort and a fellow each, and an organisation of both: a year, its cohort, that place."""
    ours, theirs = world.programme(), world.programme("Another programme")
    cohort, other = world.cohort(ours), world.cohort(theirs, "Another cohort")
    year, _ = world.fellow(cohort), world.fellow(other, "Grace Okafor")
    shared = world.organisation(ours)
    with transaction():
        scopes.tie_scopes([shared.id], theirs.id)
    return year.id, cohort.id, shared.id


def test_what_is_written_down_is_what_parents_and_ties_say(world: World) -> None:
    year_id, cohort_id, shared_id = fill(world)
    assert written() == followed()
    assert {
        (year_id, cohort_id),
        (cohort_id, cohort_id),
        (year_id, INSTALLATION),
        (shared_id, INSTALLATION),
    } <= written()
    assert (cohort_id, year_id) not in written()


def test_many_fellows_and_organisations_at_once_lie_where_each_alone_would(world: World) -> None:
    programme = world.programme()
    cohort, person = world.cohort(programme), world.person()
    with transaction():
        scopes.add_fellow_scopes({uuid.uuid4(): (person.id, "Ada Osei") for _ in range(3)}, cohort.id)
        places = {uuid.uuid4(): f"Place {number}" for number in range(3)}
        scopes.add_organisation_scopes(places)
        scopes.tie_scopes(list(places)[:2], programme.id)
        scopes.tie_scopes(list(places), programme.id)
    assert written() == followed()
    assert len([pair for pair in written() if pair[1] == programme.id]) == 1 + 1 + 3 + 3


def test_more_scopes_than_one_statement_takes_all_lie_where_they_should(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scopes, "BATCH", 2)
    cohort, person = world.cohort(world.programme()), world.person()
    with transaction():
        scopes.add_fellow_scopes({uuid.uuid4(): (person.id, "Ada Osei") for _ in range(5)}, cohort.id)
    assert written() == followed()


def test_the_facts_of_a_scope_are_all_that_contains_it_and_a_wrong_kind_is_not_found(world: World) -> None:
    _, cohort_id, shared_id = fill(world)
    above = {within for scope_id, within in followed() if scope_id == shared_id}
    assert queries.scope_facts(scope_id=shared_id, kind=ScopeKind.ORGANISATION).scopes == above
    assert len(above) == 4, "itself, both programmes and the installation"
    assert queries.facts_of_any(scope_id=cohort_id).scopes >= {cohort_id, INSTALLATION}
    with pytest.raises(NotFound):
        queries.scope_facts(scope_id=cohort_id, kind=ScopeKind.ORGANISATION)


def test_a_scope_that_is_deleted_lies_nowhere(world: World) -> None:
    year_id, _, shared_id = fill(world)
    with transaction() as session:
        session.delete(session.get_one(Scope, shared_id))
    assert not [pair for pair in written() if shared_id in pair]
    assert written() == followed()
    assert year_id in {scope_id for scope_id, _ in written()}


def test_nothing_is_contained_in_what_is_no_scope(world: World) -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(Containment(scope_id=uuid.uuid4(), within_id=INSTALLATION))


def test_an_installation_of_before_knows_after_the_upgrade_what_contains_what_and_how_names_sort(world: World) -> None:
    fill(world)
    accented = world.person("Élodie Ångström").id
    before = written()
    db.session.remove()
    downgrade(revision="0004")
    upgrade()
    assert written() == before == followed()
    found, _ = queries.listed_people(within=None, words="elodie angstrom", page=1, size=5)
    assert [each.id for each in found] == [accented]
