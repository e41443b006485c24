"""Who may do what, written by hand from the privacy table; nothing here is read from the policy itself."""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID, uuid4

import pytest

from programme.access.policy import (
    TABLE,
    Actor,
    Facts,
    Grant,
    Permission,
    Role,
    ScopeKind,
    givable,
    may,
    may_give,
    may_propose,
)
from programme.accounts import queries
from programme.accounts.models import INSTALLATION, GrantRow
from programme.core import clock
from programme.core.db import transaction
from tests.support.world import World

PROGRAMME, OTHER_PROGRAMME, COHORT, ORGANISATION, OTHER_ORGANISATION = (uuid4() for _ in range(5))
KINDS = {INSTALLATION: ScopeKind.INSTALLATION, PROGRAMME: ScopeKind.PROGRAMME, OTHER_PROGRAMME: ScopeKind.PROGRAMME,
         ORGANISATION: ScopeKind.ORGANISATION, OTHER_ORGANISATION: ScopeKind.ORGANISATION}  # fmt: skip


def enum_words(value: object) -> str | None:
    """A test's id that is the same in every process: sets have no order."""
    return str(value) if isinstance(value, StrEnum) else None


def holder(*held: tuple[Role, UUID]) -> Actor:
    return Actor(uuid4(), frozenset(Grant(role, scope, KINDS[scope]) for role, scope in held))


ADMINISTRATOR = holder((Role.ADMINISTRATOR, INSTALLATION))
DIRECTOR = holder((Role.DIRECTOR, PROGRAMME))
COORDINATOR = holder((Role.COORDINATOR, PROGRAMME))
SPONSOR = holder((Role.SPONSOR, ORGANISATION))
FUNDER = holder((Role.SPONSOR, PROGRAMME))
NOBODY = holder()
ACTORS = {
    "administrator": ADMINISTRATOR,
    "director": DIRECTOR,
    "coordinator": COORDINATOR,
    "sponsor": SPONSOR,
    "funder": FUNDER,
    "nobody": NOBODY,
}

IN_PROGRAMME = Facts(scopes=frozenset({PROGRAMME, INSTALLATION}))
IN_COHORT = Facts(scopes=frozenset({COHORT, PROGRAMME, INSTALLATION}))
THE_ORGANISATION = Facts(scopes=frozenset({ORGANISATION, PROGRAMME, INSTALLATION}))
RELEASED = Facts(scopes=IN_COHORT.scopes, released_to=frozenset({PROGRAMME, ORGANISATION}))
EVERYBODY = set(ACTORS)
TEAM = {"director", "coordinator"}

# The permission, the record it is asked about, and all who have it.
ROWS: list[tuple[Permission, Facts, set[str]]] = [
    (Permission.SIGNED_IN, Facts(), EVERYBODY),
    (Permission.LIST_PROGRAMMES, Facts(), {"administrator"} | TEAM),
    (Permission.CREATE_PROGRAMME, Facts(), {"administrator"}),
    (Permission.READ_PROGRAMME, IN_PROGRAMME, {"administrator"} | TEAM),
    (Permission.EDIT_PROGRAMME, IN_PROGRAMME, TEAM),
    (Permission.LIST_COHORTS, Facts(), TEAM),
    (Permission.CREATE_COHORT, IN_PROGRAMME, TEAM),
    (Permission.READ_COHORT, IN_COHORT, TEAM),
    (Permission.EDIT_COHORT, IN_COHORT, TEAM),
    (Permission.LIST_ORGANISATIONS, Facts(), TEAM | {"sponsor", "funder"}),
    (Permission.CREATE_ORGANISATION, Facts(), TEAM),
    (Permission.READ_ORGANISATION, THE_ORGANISATION, TEAM | {"sponsor"}),
    (Permission.EDIT_ORGANISATION, THE_ORGANISATION, TEAM),
    (Permission.LIST_PEOPLE, Facts(), {"administrator"} | TEAM),
    (Permission.INVITE_PERSON, Facts(), {"administrator", "director"}),
    (Permission.READ_PERSON, IN_PROGRAMME, {"administrator"} | TEAM),
    (Permission.CORRECT_PERSON, Facts(), {"administrator"}),
    (Permission.GIVE_GRANT, IN_PROGRAMME, {"administrator", "director"}),
    (Permission.PROPOSE_GRANT, Facts(), {"coordinator"}),
    (Permission.IMPORT_RESULTS, IN_COHORT, TEAM),
    (Permission.OWN_IMPORT, IN_COHORT, set()),
    (Permission.READ_SURVEY, IN_COHORT, TEAM),
    (Permission.LIST_REPORTS, Facts(), TEAM | {"sponsor", "funder"}),
    (Permission.DRAFT_REPORT, IN_COHORT, TEAM),
    (Permission.READ_REPORT_DRAFT, RELEASED, TEAM),
    (Permission.REVIEW_REPORT, RELEASED, {"director"}),
    (Permission.RELEASE_REPORT, RELEASED, {"director"}),
    (Permission.READ_RELEASED_REPORT, RELEASED, TEAM | {"sponsor", "funder"}),
    (Permission.READ_RELEASED_REPORT, IN_COHORT, TEAM),
    (Permission.READ_OUTBOX, Facts(), {"administrator"}),
    (Permission.READ_AUDIT, Facts(), {"administrator"}),
    (Permission.READ_HEALTH, Facts(), {"administrator"}),
]

# Permissions on one record: nothing of another programme opens them.
ON_A_RECORD = {
    Permission.EDIT_PROGRAMME, Permission.CREATE_COHORT, Permission.READ_COHORT, Permission.EDIT_COHORT,
    Permission.READ_ORGANISATION, Permission.EDIT_ORGANISATION, Permission.IMPORT_RESULTS, Permission.OWN_IMPORT,
    Permission.READ_SURVEY, Permission.DRAFT_REPORT, Permission.READ_REPORT_DRAFT, Permission.REVIEW_REPORT,
    Permission.RELEASE_REPORT, Permission.READ_RELEASED_REPORT,
}  # fmt: skip


@pytest.mark.parametrize(("permission", "facts", "allowed"), ROWS, ids=enum_words)
def test_each_row_of_the_privacy_table_holds(permission: Permission, facts: Facts, allowed: set[str]) -> None:
    assert {name for name, actor in ACTORS.items() if may(actor, permission, facts)} == allowed


def test_every_permission_is_in_the_table_and_in_the_rows_above() -> None:
    assert set(TABLE) == set(Permission)
    assert {permission for permission, _, _ in ROWS} == set(Permission)


def test_what_the_table_does_not_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TABLE, Permission.SIGNED_IN)  # type: ignore[arg-type]
    assert not may(DIRECTOR, Permission.SIGNED_IN)


@pytest.mark.parametrize("permission", sorted(ON_A_RECORD))
def test_the_team_of_another_programme_opens_no_record_of_this_one(permission: Permission) -> None:
    stranger = holder((Role.DIRECTOR, OTHER_PROGRAMME), (Role.COORDINATOR, OTHER_PROGRAMME),
                      (Role.SPONSOR, OTHER_ORGANISATION), (Role.SPONSOR, OTHER_PROGRAMME))  # fmt: skip
    assert not may(stranger, permission, Facts(stranger.person_id, THE_ORGANISATION.scopes | {COHORT}))
    assert not may(stranger, permission, RELEASED)


@pytest.mark.parametrize("permission", sorted(ON_A_RECORD))
def test_an_administrator_sees_no_content(permission: Permission) -> None:
    assert not may(ADMINISTRATOR, permission, Facts(ADMINISTRATOR.person_id, RELEASED.scopes, RELEASED.released_to))


@pytest.mark.parametrize("name", ["director", "coordinator"])
def test_an_import_is_for_its_uploader_as_long_as_they_are_in_the_team(name: str) -> None:
    uploader = ACTORS[name]
    own = Facts(uploader.person_id, IN_COHORT.scopes)
    assert may(uploader, Permission.OWN_IMPORT, own)
    assert not may(holder((Role.DIRECTOR, PROGRAMME)), Permission.OWN_IMPORT, own)
    assert not may(Actor(uploader.person_id), Permission.OWN_IMPORT, own), "the role has ended"


def test_a_report_opens_to_those_sponsors_alone_to_whom_it_was_released() -> None:
    to_the_funder = Facts(scopes=IN_COHORT.scopes, released_to=frozenset({PROGRAMME}))
    assert may(FUNDER, Permission.READ_RELEASED_REPORT, to_the_funder)
    assert not may(SPONSOR, Permission.READ_RELEASED_REPORT, to_the_funder)


def test_a_role_in_a_released_scope_other_than_sponsor_opens_no_report() -> None:
    released_to = frozenset({OTHER_PROGRAMME})
    director = holder((Role.DIRECTOR, OTHER_PROGRAMME))
    assert not may(director, Permission.READ_RELEASED_REPORT, Facts(scopes=IN_COHORT.scopes, released_to=released_to))


GIVERS = {**ACTORS, "other director": holder((Role.DIRECTOR, OTHER_PROGRAMME))}
# The role, the kind of its scope, where that lies, and all who may give it.
GIVING = [
    (Role.ADMINISTRATOR, ScopeKind.INSTALLATION, Facts(scopes=frozenset({INSTALLATION})), {"administrator"}),
    (Role.DIRECTOR, ScopeKind.PROGRAMME, IN_PROGRAMME, {"administrator"}),
    (Role.COORDINATOR, ScopeKind.PROGRAMME, IN_PROGRAMME, {"director"}),
    (Role.SPONSOR, ScopeKind.PROGRAMME, IN_PROGRAMME, {"director"}),
    (Role.SPONSOR, ScopeKind.ORGANISATION, THE_ORGANISATION, {"director"}),
]


@pytest.mark.parametrize(("role", "kind", "facts", "givers"), GIVING, ids=enum_words)
def test_a_role_is_given_by_those_whom_the_privacy_table_names(
    role: Role, kind: ScopeKind, facts: Facts, givers: set[str]
) -> None:
    assert {name for name, actor in GIVERS.items() if may_give(actor, role, kind, facts, uuid4())} == givers
    assert {name for name, actor in GIVERS.items() if may_give(actor, role, kind, facts, None)} == givers


@pytest.mark.parametrize(("role", "kind", "facts", "givers"), GIVING, ids=enum_words)
def test_a_coordinator_proposes_what_a_director_gives_and_gives_nothing(
    role: Role, kind: ScopeKind, facts: Facts, givers: set[str]
) -> None:
    proposers = {name for name, actor in GIVERS.items() if may_propose(actor, role, kind, facts, uuid4())}
    assert proposers == ({"coordinator"} if "director" in givers else set())
    assert not may_propose(COORDINATOR, role, kind, facts, COORDINATOR.person_id), "never for themselves"
    far = Facts(scopes=facts.scopes - {PROGRAMME} | {OTHER_PROGRAMME})
    assert not may_propose(COORDINATOR, role, kind, far, uuid4())


def test_no_role_is_given_in_a_kind_of_scope_that_the_privacy_table_does_not_name() -> None:
    named = {(role, kind) for role, kind, _, _ in GIVING}
    everywhere = Facts(scopes=frozenset(KINDS) | {COHORT})
    allowed = {
        (role, kind)
        for role in Role
        for kind in ScopeKind
        for actor in GIVERS.values()
        if may_give(actor, role, kind, everywhere, None)
    }
    assert allowed == named


@pytest.mark.parametrize(("role", "kind", "facts", "givers"), GIVING, ids=enum_words)
def test_nobody_gives_a_role_to_themselves(role: Role, kind: ScopeKind, facts: Facts, givers: set[str]) -> None:
    everything = holder(*((each, scope) for each in Role for scope in KINDS))
    assert may_give(everything, role, kind, facts, uuid4())
    assert not may_give(everything, role, kind, facts, everything.person_id)


def test_the_roles_offered_to_a_giver_are_those_that_they_may_give_somewhere() -> None:
    assert givable(DIRECTOR) == (
        (Role.COORDINATOR, ScopeKind.PROGRAMME),
        (Role.SPONSOR, ScopeKind.ORGANISATION),
        (Role.SPONSOR, ScopeKind.PROGRAMME),
    )
    assert set(givable(ADMINISTRATOR)) == {
        (Role.ADMINISTRATOR, ScopeKind.INSTALLATION),
        (Role.DIRECTOR, ScopeKind.PROGRAMME),
    }
    for name in ("coordinator", "sponsor", "funder", "nobody"):
        assert givable(ACTORS[name]) == (), name


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
