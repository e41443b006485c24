"""Fellow, director and coordinator answer about the same mentor at the same moment: one answer counts."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from programme.access.policy import Actor, Facts, Role
from programme.accounts.models import GrantProposal, GrantRow, Person
from programme.accounts.queries import relations as queries
from programme.accounts.service import relations
from programme.cohorts.models import Fellow
from programme.cohorts.queries import fellow_facts
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from tests.support.together import meeting, told
from tests.support.world import World

DECIDED = "Somebody has decided on this already."


@dataclass(frozen=True)
class Pair:
    """A fellow to whom a coordinator has proposed a mentor, who mentors another fellow already."""

    app: Flask
    director: Actor
    another: Actor
    coordinator: Actor
    fellow: uuid.UUID
    owner: uuid.UUID
    mary: uuid.UUID
    nora: uuid.UUID

    @property
    def facts(self) -> Facts:
        return fellow_facts(fellow_id=self.fellow)

    def row(self) -> GrantProposal:
        return db.session.scalars(select(GrantProposal).where(GrantProposal.person_id == self.mary)).one()

    def offer(self, actor: Actor) -> None:
        mary = db.session.get_one(Person, self.mary)
        relations.offer(actor, mary, Role.MENTOR, self.fellow, self.facts)

    def agree(self, actor: Actor) -> None:
        relations.agree(actor, self.row(), self.facts)

    def accept(self) -> None:
        relations.accept(self.owner, self.row())

    def decline(self) -> None:
        relations.decline(self.owner, self.row())

    def withdraw(self) -> None:
        relations.withdraw(self.coordinator, self.row(), self.facts)

    def hand_over(self, actor: Actor) -> None:
        queries.supported_by(person_id=self.mary, within=actor.scopes_as(Role.DIRECTOR))  # as the page shows them
        relations.hand_over(actor, db.session.get_one(Person, self.mary), db.session.get_one(Person, self.nora))

    def supported(self) -> list[uuid.UUID]:
        """Whom Mary supports now."""
        db.session.rollback()
        mine = select(GrantRow.scope_id).where(GrantRow.person_id == self.mary, GrantRow.ends_at.is_(None))
        return list(db.session.scalars(mine))

    def offered(self) -> int:
        """To how many fellows Nora is offered."""
        db.session.rollback()
        return len(db.session.scalars(select(GrantProposal.id).where(GrantProposal.person_id == self.nora)).all())

    def count(self, action: str) -> int:
        db.session.rollback()
        return len(db.session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all())

    def told(self, first: Callable[[], None], second: Callable[[], None]) -> str:
        return told(self.app, first, second, gone=DECIDED)


@pytest.fixture
def pair(app: Flask) -> Pair:
    world = World(app)
    programme = world.programme()
    cohort = world.cohort(programme)
    fellow, other = world.fellow(cohort), world.fellow(cohort, "Olu Other")
    team = [
        world.actor(world.person(name, role=role, scope_id=programme.id))
        for name, role in (("Dora", Role.DIRECTOR), ("Dan", Role.DIRECTOR), ("Cora", Role.COORDINATOR))
    ]
    owner = db.session.get_one(Fellow, fellow.id).person_id
    mary, nora = world.mentor(other).id, world.person("Nora New").id
    made = Pair(app, team[0], team[1], team[2], fellow.id, owner, mary, nora)
    with transaction():
        made.offer(made.coordinator)
    return made


def test_of_two_who_name_the_same_mentor_one_does(pair: Pair) -> None:
    with transaction():
        pair.withdraw()
    said = pair.told(lambda: pair.offer(pair.director), lambda: pair.offer(pair.another))
    assert said == "Mary Mentor is named already"


def test_of_two_directors_who_agree_one_does(pair: Pair) -> None:
    said = pair.told(lambda: pair.agree(pair.director), lambda: pair.agree(pair.another))
    assert said == "A director has agreed to this already. The fellow decides next."
    assert pair.row().agreed_by == pair.director.person_id
    assert pair.count("grant agreed") == 1


def test_what_is_taken_back_is_not_agreed_to(pair: Pair) -> None:
    assert pair.told(pair.withdraw, lambda: pair.agree(pair.director)) == DECIDED


@pytest.mark.parametrize("late", [Pair.accept, Pair.decline, Pair.withdraw])
def test_once_the_fellow_has_accepted_no_other_answer_counts(pair: Pair, late: Callable[[Pair], None]) -> None:
    with transaction():
        pair.agree(pair.director)
    assert pair.told(pair.accept, lambda: late(pair)) == DECIDED
    assert len(pair.supported()) == 2
    assert (pair.count("grant accepted"), pair.count("grant declined"), pair.count("grant withdrawn")) == (1, 0, 0)


@pytest.mark.parametrize("late", [Pair.accept, Pair.decline])
def test_what_is_taken_back_is_not_answered(pair: Pair, late: Callable[[Pair], None]) -> None:
    with transaction():
        pair.agree(pair.director)
    assert pair.told(pair.withdraw, lambda: late(pair)) == DECIDED
    assert len(pair.supported()) == 1


def test_a_fellow_who_accepts_at_that_moment_is_handed_over_too(pair: Pair) -> None:
    with transaction():
        pair.agree(pair.director)
    meeting(pair.app, pair.accept, lambda: pair.hand_over(pair.director))
    assert pair.supported() == []
    assert pair.offered() == 2


def test_of_two_who_hand_over_the_same_fellows_one_does(pair: Pair) -> None:
    said = pair.told(lambda: pair.hand_over(pair.director), lambda: pair.hand_over(pair.another))
    assert said == "Mary Mentor supports no fellow here any more."
    assert (pair.offered(), pair.count("grant ended")) == (2, 1)
