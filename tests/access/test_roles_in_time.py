from datetime import timedelta

import pytest

from programme.access.policy import Facts, Grant, Permission, Role, ScopeKind, may
from programme.accounts import queries
from programme.accounts.models import GrantRow
from programme.core import clock
from programme.core.db import transaction
from tests.support.world import World


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "opens"),
    [
        (timedelta(-2), None, True),
        (timedelta(-2), timedelta(minutes=5), True),
        (timedelta(-2), timedelta(seconds=-1), False),
        (timedelta(minutes=5), None, False),
        (timedelta(minutes=5), timedelta(2), False),
    ],
)
def test_a_role_opens_something_between_its_start_and_its_end_alone(
    world: World, starts_in: timedelta, ends_in: timedelta | None, opens: bool
) -> None:
    programme, person = world.programme(), world.person()
    moment = clock.now()
    with transaction() as session:
        ends_at = None if ends_in is None else moment + ends_in
        session.add(
            GrantRow(
                person_id=person.id,
                role=Role.DIRECTOR,
                scope_id=programme.id,
                starts_at=moment + starts_in,
                ends_at=ends_at,
            )  # fmt: skip
        )
    found = queries.actor(person_id=person.id)
    assert may(found, Permission.EDIT_PROGRAMME, Facts(scopes=frozenset({programme.id}))) is opens


def test_an_ended_role_beside_one_in_force_adds_nothing(world: World) -> None:
    first, second = world.programme("First"), world.programme("Second")
    person = world.person("Ada Osei", role=Role.COORDINATOR, scope_id=first.id)
    with transaction() as session:
        over = clock.now() - timedelta(days=1)
        session.add(GrantRow(person_id=person.id, role=Role.DIRECTOR, scope_id=second.id, starts_at=over, ends_at=over))
    assert queries.actor(person_id=person.id).grants == {Grant(Role.COORDINATOR, first.id, ScopeKind.PROGRAMME)}
