"""Where people are found is right, and nobody is refused, when two change what it follows from at the same time."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme.access.policy import Role
from programme.accounts import service
from programme.accounts.models import Person, ScopeTie
from programme.accounts.service import relations
from programme.accounts.service.grants import add_grant
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db
from tests.support.reaching import followed, written
from tests.support.together import Pause, meeting, meeting_midway
from tests.support.world import World


@dataclass(frozen=True, slots=True)
class Town:
    """A programme, another, an organisation of the first, a fellow's year in it, and two people."""

    programme: uuid.UUID
    another: uuid.UUID
    place: uuid.UUID
    year: uuid.UUID
    ada: uuid.UUID
    ben: uuid.UUID


@pytest.fixture
def town(app: Flask) -> Town:
    world = World(app)
    programme = world.programme()
    place, year = world.organisation(programme).id, world.fellow(world.cohort(programme), "Femi Fellow").id
    ids = [programme.id, world.programme("Another").id, place, year]
    return Town(*ids, *(world.person(name).id for name in ("Ada Osei", "Ben Osei")))


def gives(town: Town, person_id: uuid.UUID, scope_id: uuid.UUID | None = None) -> None:
    person = db.session.get_one(Person, person_id)
    add_grant(person, Role.SPONSOR, scope_id or town.programme, ends_at=None, by=None)


def sets_a_password(town: Town) -> None:
    service.set_password(db.session.get_one(Person, town.ada), "four other random words")


def renames(town: Town) -> None:
    service.rename(db.session.get_one(Person, town.ada), "Zoe Osei", by=uuid.uuid4())


def brings_in_a_roster(town: Town) -> None:
    relations.offer_all({town.year: town.ada}, Role.MENTOR, by=town.ben, agreed=False)
    audit.record("roster imported", category=Category.PEOPLE, actor_id=town.ben, subject_id=town.programme)


def gives_one(town: Town, pause: Pause) -> None:
    gives(town, town.ada)
    pause()


def gives_two(town: Town, pause: Pause) -> None:
    gives(town, town.ben)
    pause()
    gives(town, town.ada)


def ties(town: Town, pause: Pause) -> None:
    service.tie_scopes([town.place], town.another)
    pause()


def gives_in_the_place(town: Town) -> None:
    gives(town, town.ada, town.place)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (gives_one, sets_a_password),
        (gives_one, renames),
        (gives_one, brings_in_a_roster),
        (gives_two, sets_a_password),
        (gives_two, renames),
        (gives_two, brings_in_a_roster),
        (ties, gives_in_the_place),
    ],
)
def test_both_are_done_and_both_routes_lead_to_the_same(
    app: Flask, town: Town, first: Callable[[Town, Pause], None], second: Callable[[Town], None]
) -> None:
    def begins(pause: Pause) -> None:
        first(town, pause)

    meeting_midway(app, begins, partial(second, town))
    assert written() == followed()


def test_of_two_who_tie_a_place_one_does(app: Flask, town: Town) -> None:
    def tie() -> None:
        service.tie_scopes([town.place], town.another)

    meeting(app, tie, tie)
    tied = select(func.count()).select_from(ScopeTie)
    assert db.session.scalar(tied.where(ScopeTie.scope_id == town.place, ScopeTie.within_id == town.another)) == 1
    assert written() == followed()
