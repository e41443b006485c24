"""Two who decide on somebody's role at the same moment: one does, and the other learns that it is done."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme.access.policy import Actor, Facts, Role
from programme.accounts import queries, service
from programme.accounts.mail import INVITATION
from programme.accounts.models import GrantProposal, GrantRow, Person
from programme.core import clock
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.core.mail.models import OutboxMail
from tests.support.together import meeting, told
from tests.support.world import World

DECIDED = "Somebody has decided on this already."


@dataclass(frozen=True)
class Town:
    """A programme with two directors and a coordinator, who has proposed somebody new as its sponsor."""

    app: Flask
    programme: uuid.UUID
    another: uuid.UUID
    directors: tuple[Actor, Actor]
    coordinator: Actor
    pia: uuid.UUID

    @property
    def facts(self) -> Facts:
        return Facts(scopes=frozenset({self.programme, self.another}))

    def propose(self, scope_id: uuid.UUID | None = None) -> None:
        person = db.session.get_one(Person, self.pia)
        service.propose_grant(self.coordinator, person, Role.SPONSOR, scope_id or self.programme, self.facts)

    def give(self, actor: Actor, *, lasts: timedelta | None = None) -> None:
        person, until = db.session.get_one(Person, self.pia), clock.now() + lasts if lasts else None
        service.give_grant(actor, person, Role.SPONSOR, self.programme, self.facts, ends_at=until)

    def accept(self, actor: Actor, scope_id: uuid.UUID | None = None) -> None:
        service.accept_proposal(actor, self.proposal(scope_id), self.facts)

    def decline(self, actor: Actor) -> None:
        service.decline_proposal(actor, self.proposal(), self.facts)

    def end(self, actor: Actor) -> None:
        row = db.session.scalars(select(GrantRow).where(GrantRow.person_id == self.pia)).one()
        service.end_grant(actor, row, self.facts)

    def proposal(self, scope_id: uuid.UUID | None = None) -> GrantProposal:
        mine = (GrantProposal.person_id == self.pia, GrantProposal.scope_id == (scope_id or self.programme))
        return db.session.scalars(select(GrantProposal).where(*mine)).one()

    def grants(self) -> list[GrantRow]:
        db.session.rollback()
        return list(db.session.scalars(select(GrantRow).where(GrantRow.person_id == self.pia)))

    def actions(self) -> list[str]:
        db.session.rollback()
        mine = select(AuditEntry.action).where(AuditEntry.subject_id == self.pia)
        return [each for each in db.session.scalars(mine.order_by(AuditEntry.number)) if each.startswith("grant")]

    def told(self, first: Callable[[], None], second: Callable[[], None]) -> str:
        """What the second is told, who has begun before the first is committed."""
        return told(self.app, first, second, gone=DECIDED)


@pytest.fixture
def town(app: Flask) -> Town:
    world = World(app)
    scopes = world.programme().id, world.programme("Another").id
    roles = (Role.DIRECTOR, Role.DIRECTOR, Role.COORDINATOR)
    team = [world.person(f"{role} {number}") for number, role in enumerate(roles)]
    with transaction():
        for person, role in zip(team, roles, strict=True):
            for scope_id in scopes:
                world._grant(db.session.merge(person), role, scope_id)
    actors = [world.actor(person) for person in team]
    with transaction():
        pia = service.propose_person(actors[2], email="pia@example.org", full_name="Pia Proposed").id
        made = Town(app, *scopes, (actors[0], actors[1]), actors[2], pia)
        made.propose()
    return made


def test_of_two_who_give_a_proposed_role_one_does(town: Town) -> None:
    first, second = town.directors
    said = town.told(lambda: town.accept(first), lambda: town.accept(second))
    assert said == DECIDED
    assert [row.given_by for row in town.grants()] == [first.person_id]
    assert town.actions() == ["grant proposed", "grant given"]


def test_a_role_that_was_just_given_is_not_declined(town: Town) -> None:
    first, second = town.directors
    said = town.told(lambda: town.accept(first), lambda: town.decline(second))
    assert said == DECIDED
    assert len(town.grants()) == 1
    assert town.actions() == ["grant proposed", "grant given"]


def test_a_role_that_was_just_declined_is_not_given(town: Town) -> None:
    first, second = town.directors
    said = town.told(lambda: town.decline(first), lambda: town.accept(second))
    assert said == DECIDED
    assert town.grants() == []
    assert queries.person_by_email(email="pia@example.org") is None


def test_nobody_is_given_a_role_who_is_put_away_at_that_moment(town: Town) -> None:
    first, second = town.directors
    said = town.told(lambda: town.decline(first), lambda: town.give(second))
    assert said == DECIDED or said.startswith("Pia Proposed is no longer here")


def test_of_two_who_give_the_same_role_until_a_day_one_does(town: Town) -> None:
    first, second = town.directors
    week, month = timedelta(days=7), timedelta(days=30)
    said = town.told(lambda: town.give(first, lasts=week), lambda: town.give(second, lasts=month))
    assert said == "Pia Proposed holds this role here already"
    assert len(town.grants()) == 1


def test_of_two_who_propose_the_same_role_one_does(town: Town) -> None:
    def propose() -> None:
        town.propose(town.another)

    assert town.told(propose, propose) == "This role is proposed already. A director decides."
    assert town.actions() == ["grant proposed"] * 2


def test_of_two_who_end_a_role_one_does(town: Town) -> None:
    first, second = town.directors
    with transaction():
        town.accept(first)
    said = town.told(lambda: town.end(first), lambda: town.end(second))
    assert said == "This role has ended already."
    assert [row.ended_by for row in town.grants()] == [first.person_id]
    assert town.actions().count("grant ended") == 1


def test_somebody_new_who_is_given_two_roles_at_once_gets_one_invitation(town: Town) -> None:
    first, second = town.directors
    with transaction():
        town.propose(town.another)
    meeting(town.app, lambda: town.accept(first), lambda: town.accept(second, town.another))
    assert len(town.grants()) == 2
    sent = select(func.count()).select_from(OutboxMail).where(OutboxMail.template == INVITATION)
    assert db.session.scalar(sent.where(OutboxMail.subject_id == town.pia)) == 1


@pytest.mark.only_on("postgresql", "on SQLite the second begins later, and its page is no longer there")
def test_a_page_that_declines_too_late_says_so(town: Town) -> None:
    first, second = town.directors
    late = World(town.app).client(db.session.get_one(Person, second.person_id))
    address = f"/people/{town.pia}/proposals/{town.proposal().id}/decline"
    answer = meeting(town.app, lambda: town.accept(first), lambda: late.send(address))
    assert answer.status_code == 302
    assert "Somebody has decided on this already" in late.get(answer.location).text
    assert town.actions() == ["grant proposed", "grant given"]
