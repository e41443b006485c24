"""PURE: who may do what. What is not listed here is not permitted.

The source is the project's privacy table; each line below states one row of it for what exists now.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a grant makes of a person within its scope."""

    ADMINISTRATOR = "administrator"
    DIRECTOR = "director"
    COORDINATOR = "coordinator"
    SPONSOR = "sponsor"
    FELLOW = "fellow"
    MENTOR = "mentor"


class ScopeKind(StrEnum):
    """What a grant can reach."""

    INSTALLATION = "installation"
    PROGRAMME = "programme"
    COHORT = "cohort"
    ORGANISATION = "organisation"
    FELLOW = "fellow"


class Permission(StrEnum):
    """One thing that a page lets a person do."""

    SIGNED_IN = "signed in"
    LIST_PROGRAMMES = "list programmes"
    CREATE_PROGRAMME = "create a programme"
    READ_PROGRAMME = "read a programme"
    EDIT_PROGRAMME = "edit a programme"
    LIST_COHORTS = "list cohorts"
    CREATE_COHORT = "create a cohort"
    READ_COHORT = "read a cohort"
    EDIT_COHORT = "edit a cohort"
    LIST_ORGANISATIONS = "list organisations"
    CREATE_ORGANISATION = "create an organisation"
    READ_ORGANISATION = "read an organisation"
    EDIT_ORGANISATION = "edit an organisation"
    LIST_PEOPLE = "list people"
    INVITE_PERSON = "invite a person"
    READ_PERSON = "read a person's grants"
    CORRECT_PERSON = "correct a person's name and address"
    GIVE_GRANT = "give a grant"
    PROPOSE_GRANT = "propose a grant"
    READ_FELLOWS = "read a cohort's fellows"
    EDIT_FELLOWS = "add, change and invite fellows"
    OWN_ROSTER = "see and go on with a roster's import"
    OFFER_RELATION = "name a fellow's mentor"
    HAND_OVER = "hand over who somebody supports"
    OWN_YEAR = "see one's own fellowship"
    ANSWER_RELATION = "accept or decline who supports oneself"
    LIST_QUESTIONNAIRES = "list questionnaires"
    IMPORT_RESULTS = "import earlier results"
    OWN_IMPORT = "see and go on with an import"
    READ_SURVEY = "read what a survey covers and its figures"
    RUN_SURVEY = "start a survey, move its waves and remind"
    READ_SURVEY_STATUS = "read who has answered"
    ANSWER_SURVEY = "answer a survey"
    OWN_REFLECTION = "read and change a reflection"
    COUNT_REFLECTIONS = "see how many reflections a cohort has"
    LIST_REPORTS = "list reports"
    DRAFT_REPORT = "draft a report"
    READ_REPORT_DRAFT = "read a report that is not released"
    REVIEW_REPORT = "review a report"
    RELEASE_REPORT = "release a report"
    READ_RELEASED_REPORT = "read and download a released report"
    READ_OUTBOX = "read the outbox"
    READ_AUDIT = "read the audit trail"
    READ_HEALTH = "read the state of the service"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a scope, in force now."""

    role: Role
    scope_id: uuid.UUID
    scope_kind: ScopeKind


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person with the grants that are in force at this moment."""

    person_id: uuid.UUID
    grants: frozenset[Grant] = frozenset()

    def scopes_as(self, *roles: Role) -> frozenset[uuid.UUID]:
        """The scopes in which the actor holds one of `roles`."""
        return frozenset(grant.scope_id for grant in self.grants if grant.role in roles)

    def holds(self, *roles: Role) -> bool:
        """Whether the actor holds one of `roles` anywhere."""
        return bool(self.scopes_as(*roles))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a decision needs to know about a record: whose it is, where it lies, to whom it was released."""

    owner: uuid.UUID | None = None
    scopes: frozenset[uuid.UUID] = frozenset()
    released_to: frozenset[uuid.UUID] = field(default_factory=frozenset)


NO_FACTS = Facts()
Rule = Callable[[Actor, Facts], bool]


def within(*roles: Role) -> Rule:
    """The actor holds one of `roles` in a scope that contains the record."""
    return lambda actor, facts: bool(actor.scopes_as(*roles) & facts.scopes)


def anywhere(*roles: Role) -> Rule:
    """The actor holds one of `roles` somewhere; what the page lists is narrowed by the query."""
    return lambda actor, facts: actor.holds(*roles)


def sponsored(actor: Actor, facts: Facts) -> bool:
    """The record lies in an organisation that the actor sponsors; who funds a programme sponsors no organisation."""
    return any(
        grant.role is Role.SPONSOR and grant.scope_kind is ScopeKind.ORGANISATION and grant.scope_id in facts.scopes
        for grant in actor.grants
    )


def released(actor: Actor, facts: Facts) -> bool:
    """The record was released to a scope that the actor sponsors."""
    return bool(actor.scopes_as(Role.SPONSOR) & facts.released_to)


def owner(actor: Actor, facts: Facts) -> bool:
    """The record is the actor's own."""
    return facts.owner == actor.person_id


def both(*rules: Rule) -> Rule:
    """Every one of `rules` holds."""
    return lambda actor, facts: all(rule(actor, facts) for rule in rules)


def everyone(actor: Actor, facts: Facts) -> bool:
    """Whoever is signed in."""
    return True


ADMINISTRATOR = anywhere(Role.ADMINISTRATOR)
DIRECTOR = within(Role.DIRECTOR)
TEAM = within(Role.DIRECTOR, Role.COORDINATOR)
A_TEAM = anywhere(Role.DIRECTOR, Role.COORDINATOR)

TABLE: Mapping[Permission, tuple[Rule, ...]] = {
    Permission.SIGNED_IN: (everyone,),
    Permission.LIST_PROGRAMMES: (ADMINISTRATOR, A_TEAM),
    Permission.CREATE_PROGRAMME: (ADMINISTRATOR,),
    Permission.READ_PROGRAMME: (ADMINISTRATOR, TEAM),
    Permission.EDIT_PROGRAMME: (TEAM,),
    Permission.LIST_COHORTS: (A_TEAM,),
    Permission.CREATE_COHORT: (TEAM,),
    Permission.READ_COHORT: (TEAM,),
    Permission.EDIT_COHORT: (TEAM,),
    Permission.LIST_ORGANISATIONS: (anywhere(Role.DIRECTOR, Role.COORDINATOR, Role.SPONSOR),),
    Permission.CREATE_ORGANISATION: (A_TEAM,),
    Permission.READ_ORGANISATION: (TEAM, sponsored),
    Permission.EDIT_ORGANISATION: (TEAM,),
    Permission.LIST_PEOPLE: (ADMINISTRATOR, A_TEAM),
    Permission.INVITE_PERSON: (ADMINISTRATOR, anywhere(Role.DIRECTOR)),
    Permission.READ_PERSON: (ADMINISTRATOR, TEAM),
    Permission.CORRECT_PERSON: (ADMINISTRATOR,),
    Permission.GIVE_GRANT: (ADMINISTRATOR, anywhere(Role.DIRECTOR)),
    Permission.PROPOSE_GRANT: (anywhere(Role.COORDINATOR),),
    Permission.READ_FELLOWS: (TEAM,),
    Permission.EDIT_FELLOWS: (TEAM,),
    Permission.OWN_ROSTER: (both(owner, TEAM),),
    Permission.OFFER_RELATION: (TEAM,),
    Permission.HAND_OVER: (DIRECTOR,),
    Permission.OWN_YEAR: (anywhere(Role.FELLOW),),
    Permission.ANSWER_RELATION: (owner,),
    Permission.LIST_QUESTIONNAIRES: (A_TEAM,),
    Permission.IMPORT_RESULTS: (TEAM,),
    Permission.OWN_IMPORT: (both(owner, TEAM),),
    Permission.READ_SURVEY: (TEAM,),
    Permission.RUN_SURVEY: (TEAM,),
    Permission.READ_SURVEY_STATUS: (TEAM,),
    Permission.ANSWER_SURVEY: (owner,),
    Permission.OWN_REFLECTION: (owner,),
    Permission.COUNT_REFLECTIONS: (DIRECTOR,),
    Permission.LIST_REPORTS: (anywhere(Role.DIRECTOR, Role.COORDINATOR, Role.SPONSOR),),
    Permission.DRAFT_REPORT: (TEAM,),
    Permission.READ_REPORT_DRAFT: (TEAM,),
    Permission.REVIEW_REPORT: (DIRECTOR,),
    Permission.RELEASE_REPORT: (DIRECTOR,),
    Permission.READ_RELEASED_REPORT: (TEAM, released),
    Permission.READ_OUTBOX: (ADMINISTRATOR,),
    Permission.READ_AUDIT: (ADMINISTRATOR,),
    Permission.READ_HEALTH: (ADMINISTRATOR,),
}

# Who may give which role, and in what kind of scope: (giver's role, given role, kind of scope).
GIVING: frozenset[tuple[Role, Role, ScopeKind]] = frozenset(
    {
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, ScopeKind.INSTALLATION),
        (Role.ADMINISTRATOR, Role.DIRECTOR, ScopeKind.PROGRAMME),
        (Role.DIRECTOR, Role.COORDINATOR, ScopeKind.PROGRAMME),
        (Role.DIRECTOR, Role.SPONSOR, ScopeKind.PROGRAMME),
        (Role.DIRECTOR, Role.SPONSOR, ScopeKind.ORGANISATION),
        (Role.DIRECTOR, Role.FELLOW, ScopeKind.COHORT),
        (Role.DIRECTOR, Role.MENTOR, ScopeKind.FELLOW),
    }
)
# A relation starts when the fellow has accepted it on screen; a director's word alone opens nothing.
RELATIONS = frozenset({Role.MENTOR})
# Roles that begin on pages of their own: with a fellow's record, or from it.
BEGIN_ELSEWHERE = RELATIONS | {Role.FELLOW}
# Alumni keep what is theirs, so this role never ends.
LASTING = frozenset({Role.FELLOW})


def may(actor: Actor, permission: Permission, facts: Facts = NO_FACTS) -> bool:
    """Whether `actor` may do `permission` on a record with `facts`; what the table does not list is refused."""
    return any(rule(actor, facts) for rule in TABLE.get(permission, ()))


def may_give(actor: Actor, role: Role, kind: ScopeKind, facts: Facts, receiver: uuid.UUID | None) -> bool:
    """Whether `actor` may give (or end) `role` in a scope of `kind` that lies in `facts`; never to oneself.

    `receiver` is None for somebody who has no account yet.
    """
    if receiver == actor.person_id:
        return False
    return any(
        (giver is Role.ADMINISTRATOR and actor.holds(giver)) or bool(actor.scopes_as(giver) & facts.scopes)
        for giver, given, where in GIVING
        if (given, where) == (role, kind)
    )


def may_propose(actor: Actor, role: Role, kind: ScopeKind, facts: Facts, receiver: uuid.UUID | None) -> bool:
    """Whether `actor` may propose `role` in a scope of `kind` that lies in `facts`.

    A coordinator may propose what a director of the same programme may give, for others than themselves.
    """
    if receiver == actor.person_id or (Role.DIRECTOR, role, kind) not in GIVING:
        return False
    return bool(actor.scopes_as(Role.COORDINATOR) & facts.scopes)


def proposable() -> tuple[tuple[Role, ScopeKind], ...]:
    """The roles, with their kind of scope, that a coordinator may propose, in a fixed order."""
    return tuple(
        sorted(
            (given, where) for giver, given, where in GIVING if giver is Role.DIRECTOR and given not in BEGIN_ELSEWHERE
        )
    )


def givable(actor: Actor) -> tuple[tuple[Role, ScopeKind], ...]:
    """The roles, with their kind of scope, that `actor` may give on a person's page, in a fixed order."""
    mine = {(given, where) for giver, given, where in GIVING if actor.holds(giver) and given not in BEGIN_ELSEWHERE}
    return tuple(sorted(mine))
