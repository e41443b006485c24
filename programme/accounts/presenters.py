"""Words for people, roles and scopes."""

from collections.abc import Collection, Mapping
from uuid import UUID

from programme.access.policy import Role, ScopeKind
from programme.accounts.models import PersonState, Scope
from programme.core.mail.models import MailState, OutboxMail

ROLES = {
    Role.ADMINISTRATOR: "Administrator",
    Role.DIRECTOR: "Director",
    Role.COORDINATOR: "Coordinator",
    Role.SPONSOR: "Sponsor",
    Role.FELLOW: "Fellow",
    Role.MENTOR: "Mentor",
}
ROLE_HINTS = {
    Role.ADMINISTRATOR.value: "Settings and people of this installation. Sees no content.",
    Role.DIRECTOR.value: "Runs the programme. Reviews and releases reports.",
    Role.COORDINATOR.value: "People, cohorts, imports and drafts of reports. Cannot review or release.",
    Role.SPONSOR.value: "Reads and downloads the reports that a director releases to them.",
}
STATES = {PersonState.INVITED: ("Invited", "blue"), PersonState.ACTIVE: ("Active", "green")}
MAIL_STATES = {
    MailState.SENT: "The last mail was sent",
    MailState.WAITING: "The last mail waits to be sent",
    MailState.FAILED: "The last mail could not be sent",
    MailState.UNKNOWN: "Whether the last mail arrived is not known",
    MailState.NOT_NEEDED: "The last mail was not sent",
}
GIVEN_IN = (ScopeKind.INSTALLATION, ScopeKind.PROGRAMME, ScopeKind.ORGANISATION)


def role_choices(roles: Collection[Role]) -> list[tuple[str, str]]:
    """Roles to choose from."""
    return [(role.value, ROLES[role]) for role in Role if role in roles]


def scope_choices(scopes: Mapping[UUID, Scope]) -> list[tuple[str, str]]:
    """Scopes to choose from: the installation, programmes, organisations, each by name."""
    order = {kind: place for place, kind in enumerate(GIVEN_IN)}
    chosen = [scope for scope in scopes.values() if scope.kind in order]
    chosen.sort(key=lambda scope: (order[scope.kind], scope.name.casefold()))
    return [("", "Choose one")] + [(str(scope.id), scope_words(scope)) for scope in chosen]


def scope_words(scope: Scope) -> str:
    """What a scope is called on a page."""
    return place_words(scope.kind, scope.name)


def place_words(kind: ScopeKind, name: str) -> str:
    """What a scope of this kind and name is called on a page."""
    return "The whole installation" if kind is ScopeKind.INSTALLATION else f"{name} ({kind.value})"


def mail_words(mail: OutboxMail) -> str:
    """What became of an invitation's mail, in a sentence."""
    said = MAIL_STATES.get(mail.state, "The last mail is on its way")
    return f"{said}: {mail.reason}" if mail.reason else f"{said}."
