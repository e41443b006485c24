"""A relation with a fellow starts with the fellow's own word; what it took to write stays with who wrote it."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from programme.access.policy import Actor, Facts, Permission, Role, ScopeKind, may
from programme.accounts import queries, service
from programme.accounts.models import GrantProposal, GrantRow, Person
from programme.accounts.service import relations
from programme.cohorts.models import Cohort, Fellow
from programme.cohorts.queries import cohort_facts, fellow_facts
from programme.cohorts.service import inviting
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from programme.core.mail.models import OutboxMail
from programme.reflections import queries as reflections
from tests.support import living
from tests.support.scene.living_year import write
from tests.support.world import World


class Year:
    """A cohort with its team and one fellow, by their ids."""

    def __init__(self, world: World) -> None:
        programme = world.programme()
        self.world = world
        self.director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
        self.coordinator = world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=programme.id)
        self.cohort = living.cohort_now(programme)
        self.cohort_id = self.cohort.id
        self.fellow = world.fellow(self.cohort)
        self.fellow_id, self.fellow_person = self.fellow.id, self.fellow.person_id

    def actor(self, who: str) -> Actor:
        found: Person = getattr(self, who)
        return self.world.actor(found)

    @property
    def facts(self) -> Facts:
        return fellow_facts(fellow_id=self.fellow_id)

    def offer(self, who: str, mentor: Person) -> uuid.UUID:
        with transaction() as session:
            person = session.get_one(Person, mentor.id)
            return relations.offer(self.actor(who), person, Role.MENTOR, self.fellow_id, self.facts).id

    def mentors(self) -> int:
        db.session.rollback()
        held = select(func.count()).select_from(GrantRow).where(GrantRow.role == Role.MENTOR)
        return db.session.scalar(held) or 0


@pytest.fixture
def year(world: World) -> Year:
    return Year(world)


def proposal(proposal_id: uuid.UUID) -> GrantProposal:
    return db.session.get_one(GrantProposal, proposal_id)


def test_a_relation_starts_with_the_fellows_word_and_no_sooner(year: Year, world: World) -> None:
    mentor = world.person("Mary Mentor")
    mentor_id = mentor.id
    offered = year.offer("coordinator", mentor)
    assert year.mentors() == 0
    with transaction(), pytest.raises(DomainError, match="director has not agreed"):
        relations.accept(year.fellow_person, proposal(offered))
    with transaction(), pytest.raises(DomainError, match="cannot decide"):
        relations.agree(year.actor("coordinator"), proposal(offered), year.facts)
    with transaction():
        relations.agree(year.actor("director"), proposal(offered), year.facts)
    assert year.mentors() == 0
    for stranger in (mentor_id, year.director.id, uuid.uuid4()):
        with transaction(), pytest.raises(DomainError, match="Only the fellow"):
            relations.accept(stranger, proposal(offered))
    with transaction():
        relations.accept(year.fellow_person, proposal(offered))
    assert year.mentors() == 1
    given = db.session.scalars(select(GrantRow).where(GrantRow.role == Role.MENTOR)).one()
    assert (given.person_id, given.given_by) == (mentor_id, year.director.id)


def test_a_director_gives_no_relation_past_the_fellow(year: Year, world: World) -> None:
    mentor = world.person("Mary Mentor")
    director = year.actor("director")
    with transaction() as session, pytest.raises(DomainError, match="accepts this role on screen"):
        service.give_grant(director, session.get_one(Person, mentor.id), Role.MENTOR, year.fellow_id, year.facts)
    offered = year.offer("director", mentor)
    with transaction(), pytest.raises(DomainError, match="accepts this role on screen"):
        service.accept_proposal(director, proposal(offered), year.facts)
    assert year.mentors() == 0


@pytest.mark.parametrize("who", ["director", "coordinator"])
def test_nobody_makes_themselves_a_mentor_or_a_fellow(year: Year, who: str) -> None:
    actor, me = year.actor(who), getattr(year, who)
    with pytest.raises(DomainError, match="name yourself"):
        year.offer(who, me)
    row = year.world.fellow(year.cohort, person=me, invited=False)
    row_id = row.id
    with transaction() as session:
        cohort, own = session.get_one(Cohort, year.cohort_id), session.get_one(Fellow, row_id)
        outcome = inviting.invite(actor, cohort, [own], cohort_facts(cohort_id=year.cohort_id))
    assert (outcome.done, outcome.left_out) == (0, (me.full_name,))
    facts = cohort_facts(cohort_id=year.cohort_id)
    with transaction() as session, pytest.raises(DomainError):
        service.give_grant(actor, session.get_one(Person, me.id), Role.FELLOW, year.cohort_id, facts)
    assert not year.actor(who).holds(Role.FELLOW, Role.MENTOR)


def test_a_fellow_is_not_their_own_mentor(year: Year) -> None:
    with pytest.raises(DomainError, match="cannot support themselves"):
        year.offer("director", db.session.get_one(Person, year.fellow_person))


def test_a_coordinator_only_proposes_fellows_and_nobody_is_mailed_before_a_director_gives(year: Year) -> None:
    row_id = year.world.fellow(year.cohort, "Nia New", invited=False).id
    facts = cohort_facts(cohort_id=year.cohort_id)
    with transaction() as session:
        cohort, row = session.get_one(Cohort, year.cohort_id), session.get_one(Fellow, row_id)
        inviting.invite(year.actor("coordinator"), cohort, [row], facts)
    mails = select(func.count()).select_from(OutboxMail)
    held = select(func.count()).select_from(GrantRow).where(GrantRow.role == Role.FELLOW)
    assert (db.session.scalar(mails), db.session.scalar(held)) == (0, 1), "only the first fellow holds the role"
    proposals = db.session.scalars(select(GrantProposal)).all()
    cohort = db.session.get_one(Cohort, year.cohort_id)
    with pytest.raises(DomainError):
        inviting.give_proposed(year.actor("coordinator"), cohort, proposals, facts)
    with transaction() as session:
        cohort = session.get_one(Cohort, year.cohort_id)
        waiting = session.scalars(select(GrantProposal)).all()
        inviting.give_proposed(year.actor("director"), cohort, waiting, facts)
    assert (db.session.scalar(mails), db.session.scalar(held)) == (1, 2)


def test_a_fellows_role_cannot_be_ended_by_anybody(year: Year) -> None:
    grant_id = db.session.scalars(select(GrantRow.id).where(GrantRow.role == Role.FELLOW)).one()
    for who in ("director", "coordinator"):
        with transaction() as session, pytest.raises(DomainError):
            service.end_grant(year.actor(who), session.get_one(GrantRow, grant_id), year.facts)
    db.session.rollback()
    assert db.session.get_one(GrantRow, grant_id).ends_at is None


def test_an_ended_relation_opens_nothing(year: Year) -> None:
    mentor = year.world.mentor(year.fellow)
    assert year.world.actor(mentor).scopes_as(Role.MENTOR) == {year.fellow_id}
    with transaction() as session:
        row = session.scalars(select(GrantRow).where(GrantRow.role == Role.MENTOR)).one()
        service.end_grant(year.actor("director"), row, year.facts)
    assert year.world.actor(mentor).grants == frozenset()


def test_what_somebody_wrote_stays_readable_to_them_when_every_grant_has_ended(year: Year) -> None:
    made = write(year.fellow_id, "Mine alone")
    over = clock.now() - timedelta(seconds=1)
    with transaction() as session:
        for row in session.scalars(select(GrantRow).where(GrantRow.person_id == year.fellow_person)):
            row.ends_at = over
    actor = queries.actor(person_id=year.fellow_person)
    assert actor.grants == frozenset()
    assert may(actor, Permission.OWN_REFLECTION, reflections.facts(reflection_id=made))
    client = year.world.client(db.session.get_one(Person, year.fellow_person))
    assert "Mine alone" in client.get(f"/my/reflections/{made}").text


def test_every_kind_of_relation_points_at_one_fellow(year: Year) -> None:
    assert year.facts.owner == year.fellow_person
    assert {year.fellow_id, year.cohort_id} < year.facts.scopes
    kinds = {each.scope_kind for each in year.world.actor(year.world.mentor(year.fellow)).grants}
    assert kinds == {ScopeKind.FELLOW}
