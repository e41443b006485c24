import uuid

import pytest
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts import queries, service
from programme.accounts.mail import INVITATION
from programme.accounts.models import GrantProposal, GrantRow, Person
from programme.cohorts.models import Programme
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from programme.core.mail.models import OutboxMail
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


def found(kind: type, **wanted: object) -> list[object]:
    db.session.rollback()
    return list(db.session.scalars(select(kind).filter_by(**wanted)))


def propose_pia(world: World, coordinator: Person, own: Programme) -> Person:
    typed = {"full_name": "Pia Proposed", "email": "pia@example.org", "role": "sponsor", "scope": str(own.id)}
    answer = world.client(coordinator).send("/people/propose", typed)
    assert answer.status_code == 302
    db.session.rollback()
    pia = queries.person_by_email(email="pia@example.org")
    assert pia is not None
    return pia


def test_a_proposed_role_opens_nothing_and_no_mail_leaves_before_a_director_gives_it(
    world: World, own: Programme, coordinator: Person, director: Person
) -> None:
    pia = propose_pia(world, coordinator, own)
    assert found(GrantRow, person_id=pia.id) == []
    assert found(OutboxMail, subject_id=pia.id) == []
    page = world.client(director).get("/").text
    assert "Pia Proposed" in page, "the director's home names what waits"
    (proposal,) = found(GrantProposal, person_id=pia.id)
    world.client(director).send(f"/people/{pia.id}/proposals/{proposal.id}/accept")
    (grant,) = found(GrantRow, person_id=pia.id)
    assert (grant.role, grant.scope_id, grant.given_by) == (Role.SPONSOR, own.id, director.id)
    (mail,) = found(OutboxMail, subject_id=pia.id)
    assert mail.template == INVITATION
    assert found(GrantProposal) == []


def test_a_declined_proposal_gives_nothing(world: World, own: Programme, coordinator: Person, director: Person) -> None:
    pia_id = propose_pia(world, coordinator, own).id
    (proposal,) = found(GrantProposal, person_id=pia_id)
    world.client(director).send(f"/people/{pia_id}/proposals/{proposal.id}/decline")
    assert found(GrantProposal) == found(GrantRow, person_id=pia_id) == found(OutboxMail, subject_id=pia_id) == []
    assert queries.person_by_email(email="pia@example.org") is None, "nothing is kept of somebody who was only proposed"


def test_a_coordinator_cannot_decide_on_a_proposal(world: World, own: Programme, coordinator: Person) -> None:
    pia = propose_pia(world, coordinator, own)
    (proposal,) = found(GrantProposal, person_id=pia.id)
    client = world.client(coordinator)
    assert client.send(f"/people/{pia.id}/proposals/{proposal.id}/accept").status_code == 404
    assert "A director decides" in client.get(f"/people/{pia.id}").text


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.ADMINISTRATOR])
def test_nobody_proposes_what_a_director_may_not_give(
    world: World, own: Programme, coordinator: Person, role: Role
) -> None:
    pia = propose_pia(world, coordinator, own)
    facts = queries.facts_of_any(scope_id=own.id)
    with pytest.raises(DomainError, match="cannot propose"), transaction():
        service.propose_grant(world.actor(coordinator), pia, role, own.id, facts)


def test_nobody_proposes_for_themselves(world: World, own: Programme, coordinator: Person) -> None:
    facts = queries.facts_of_any(scope_id=own.id)
    with pytest.raises(DomainError, match="cannot propose"), transaction():
        service.propose_grant(world.actor(coordinator), coordinator, Role.SPONSOR, own.id, facts)
    assert world.client(coordinator).get(f"/people/{coordinator.id}/proposals/new").status_code == 404


def test_a_role_is_proposed_once_and_not_when_it_is_held(world: World, own: Programme, coordinator: Person) -> None:
    pia = propose_pia(world, coordinator, own)
    answer = world.client(coordinator).send(
        f"/people/{pia.id}/proposals/new", {"role": "sponsor", "scope": str(own.id)}
    )
    assert "proposed already" in answer.text
    sam = world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=own.id)
    answer = world.client(coordinator).send(
        f"/people/{sam.id}/proposals/new", {"role": "sponsor", "scope": str(own.id)}
    )
    assert "holds this role here already" in answer.text


def test_a_coordinator_of_another_programme_sees_no_proposal(world: World, own: Programme, coordinator: Person) -> None:
    pia = propose_pia(world, coordinator, own)
    far = world.programme("Another")
    other = world.person("Odd Other", role=Role.COORDINATOR, scope_id=far.id)
    assert world.client(other).get(f"/people/{pia.id}").status_code == 404
    scope = {"role": "sponsor", "scope": str(uuid.uuid4())}
    assert world.client(other).send(f"/people/{pia.id}/proposals/new", scope).status_code == 404


def test_somebody_proposed_gets_no_link_by_asking_for_a_new_password(
    world: World, own: Programme, coordinator: Person
) -> None:
    pia = propose_pia(world, coordinator, own)
    world.client().send("/forgotten-password", {"email": pia.email})
    (mail,) = found(OutboxMail, subject_id=pia.id)
    composer = world.app.extensions["canopy.mail"].composers[mail.template]
    with pytest.raises(Exception, match="has not given"):
        composer(pia.id, pia.email)
