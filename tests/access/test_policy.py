"""Who may do what, written by hand from the privacy table; nothing here is read from the policy itself."""

from enum import StrEnum
from uuid import UUID, uuid4

import pytest

from programme.access.policy import (
    LASTING,
    RELATIONS,
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
    proposable,
)
from programme.accounts.models import INSTALLATION

PROGRAMME, OTHER_PROGRAMME, COHORT, OTHER_COHORT, ORGANISATION, OTHER_ORGANISATION = (uuid4() for _ in range(6))
YEAR, OTHER_YEAR = uuid4(), uuid4()
KINDS = {INSTALLATION: ScopeKind.INSTALLATION, PROGRAMME: ScopeKind.PROGRAMME, OTHER_PROGRAMME: ScopeKind.PROGRAMME,
         COHORT: ScopeKind.COHORT, OTHER_COHORT: ScopeKind.COHORT, YEAR: ScopeKind.FELLOW, OTHER_YEAR: ScopeKind.FELLOW,
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
FELLOW = holder((Role.FELLOW, COHORT))
OTHER_FELLOW = holder((Role.FELLOW, COHORT))
MENTOR = holder((Role.MENTOR, YEAR))
NOBODY = holder()
ACTORS = {
    "administrator": ADMINISTRATOR,
    "director": DIRECTOR,
    "coordinator": COORDINATOR,
    "sponsor": SPONSOR,
    "funder": FUNDER,
    "fellow": FELLOW,
    "other fellow": OTHER_FELLOW,
    "mentor": MENTOR,
    "nobody": NOBODY,
}

IN_PROGRAMME = Facts(scopes=frozenset({PROGRAMME, INSTALLATION}))
IN_COHORT = Facts(scopes=frozenset({COHORT, PROGRAMME, INSTALLATION}))
THE_YEAR = Facts(FELLOW.person_id, frozenset({YEAR, COHORT, PROGRAMME, INSTALLATION}))
THE_FELLOWS_OWN = Facts(owner=FELLOW.person_id)
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
    (Permission.READ_FELLOWS, IN_COHORT, TEAM),
    (Permission.EDIT_FELLOWS, IN_COHORT, TEAM),
    (Permission.OWN_ROSTER, IN_COHORT, set()),
    (Permission.OFFER_RELATION, THE_YEAR, TEAM),
    (Permission.HAND_OVER, IN_PROGRAMME, {"director"}),
    (Permission.OWN_YEAR, Facts(), {"fellow", "other fellow"}),
    (Permission.ANSWER_RELATION, THE_FELLOWS_OWN, {"fellow"}),
    (Permission.LIST_QUESTIONNAIRES, Facts(), TEAM),
    (Permission.IMPORT_RESULTS, IN_COHORT, TEAM),
    (Permission.OWN_IMPORT, IN_COHORT, set()),
    (Permission.READ_SURVEY, IN_COHORT, TEAM),
    (Permission.RUN_SURVEY, IN_COHORT, TEAM),
    (Permission.READ_SURVEY_STATUS, IN_COHORT, TEAM),
    (Permission.ANSWER_SURVEY, THE_FELLOWS_OWN, {"fellow"}),
    (Permission.ANSWER_SURVEY, THE_YEAR, {"fellow"}),
    (Permission.OWN_REFLECTION, THE_FELLOWS_OWN, {"fellow"}),
    (Permission.OWN_REFLECTION, THE_YEAR, {"fellow"}),
    (Permission.COUNT_REFLECTIONS, IN_COHORT, {"director"}),
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
    Permission.RELEASE_REPORT, Permission.READ_RELEASED_REPORT, Permission.READ_FELLOWS, Permission.EDIT_FELLOWS,
    Permission.OWN_ROSTER, Permission.OFFER_RELATION, Permission.HAND_OVER, Permission.RUN_SURVEY,
    Permission.READ_SURVEY_STATUS, Permission.COUNT_REFLECTIONS,
}  # fmt: skip
# What one person wrote or is asked: whose it is decides, and no role whatever.
PERSONAL = [Permission.ANSWER_RELATION, Permission.ANSWER_SURVEY, Permission.OWN_REFLECTION]


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
                      (Role.SPONSOR, OTHER_ORGANISATION), (Role.SPONSOR, OTHER_PROGRAMME),
                      (Role.FELLOW, OTHER_COHORT), (Role.MENTOR, OTHER_YEAR))  # fmt: skip
    assert not may(stranger, permission, Facts(stranger.person_id, THE_ORGANISATION.scopes | {COHORT, YEAR}))
    assert not may(stranger, permission, RELEASED)


@pytest.mark.parametrize("permission", sorted(ON_A_RECORD))
def test_an_administrator_sees_no_content(permission: Permission) -> None:
    assert not may(ADMINISTRATOR, permission, Facts(ADMINISTRATOR.person_id, RELEASED.scopes, RELEASED.released_to))


@pytest.mark.parametrize("permission", [Permission.OWN_IMPORT, Permission.OWN_ROSTER])
@pytest.mark.parametrize("name", ["director", "coordinator"])
def test_an_import_is_for_its_uploader_as_long_as_they_are_in_the_team(name: str, permission: Permission) -> None:
    uploader = ACTORS[name]
    own = Facts(uploader.person_id, IN_COHORT.scopes)
    assert may(uploader, permission, own)
    assert not may(holder((Role.DIRECTOR, PROGRAMME)), permission, own)
    assert not may(Actor(uploader.person_id), permission, own), "the role has ended"


@pytest.mark.parametrize("permission", PERSONAL)
def test_no_role_at_all_opens_what_is_another_persons_own(permission: Permission) -> None:
    everything = holder(*((role, scope) for role in Role for scope in KINDS))
    theirs = Facts(FELLOW.person_id, frozenset(KINDS), frozenset(KINDS))
    assert not may(everything, permission, theirs)
    assert not may(everything, permission, Facts(None, frozenset(KINDS))), "what is nobody's is not theirs either"


@pytest.mark.parametrize("permission", PERSONAL)
def test_what_a_person_wrote_stays_theirs_when_every_role_of_theirs_has_ended(permission: Permission) -> None:
    assert may(Actor(FELLOW.person_id), permission, THE_YEAR)


def test_an_ended_role_opens_nothing_else() -> None:
    kept = {Permission.SIGNED_IN, *PERSONAL}
    for permission, facts, allowed in ROWS:
        for name in allowed if permission not in kept else ():
            assert not may(Actor(ACTORS[name].person_id), permission, facts), (permission, name)


@pytest.mark.parametrize("permission", sorted(ON_A_RECORD))
def test_a_fellow_and_a_mentor_open_no_page_of_the_team(permission: Permission) -> None:
    for actor in (FELLOW, MENTOR):
        assert not may(actor, permission, Facts(actor.person_id, THE_YEAR.scopes, RELEASED.released_to))


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
    (Role.FELLOW, ScopeKind.COHORT, IN_COHORT, {"director"}),
    (Role.MENTOR, ScopeKind.FELLOW, THE_YEAR, {"director"}),
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
    everywhere = Facts(scopes=frozenset(KINDS))
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
    for name in ("coordinator", "sponsor", "funder", "fellow", "mentor", "nobody"):
        assert givable(ACTORS[name]) == (), name


def test_the_roles_of_fellows_and_of_who_supports_them_are_offered_on_no_persons_page() -> None:
    everything = holder(*((each, scope) for each in Role for scope in KINDS))
    for offered in (givable(everything), proposable()):
        assert offered
        assert not {Role.FELLOW, Role.MENTOR} & {role for role, _ in offered}


def test_a_relation_waits_for_the_fellow_and_a_fellows_role_never_ends() -> None:
    assert {Role.MENTOR} == RELATIONS
    assert {Role.FELLOW} == LASTING
