"""Writes about organisations."""

import uuid
from collections.abc import Sequence

from programme.access.policy import ScopeKind
from programme.accounts.service import add_scope, name_scope, tie_scopes
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db
from programme.core.errors import DomainError
from programme.organisations import queries
from programme.organisations.models import Organisation, OrganisationFacts


def create(facts: OrganisationFacts, programme_id: uuid.UUID, *, by: uuid.UUID) -> Organisation:
    """A new organisation, tied to a programme.

    Raises:
        DomainError: the programme has one of this name.
    """
    if queries.by_name(programme_id=programme_id, names=[facts.name]):
        raise DomainError("This programme has an organisation of this name already", "name")
    return create_all([facts], programme_id, by=by)[0]


def create_all(wanted: Sequence[OrganisationFacts], programme_id: uuid.UUID, *, by: uuid.UUID) -> list[Organisation]:
    """New organisations, tied to a programme; the caller has seen to it that none is there already."""
    rows = [
        Organisation(id=uuid.uuid4(), name=each.name, kind=each.kind, sector=each.sector, scale=each.scale)
        for each in wanted
    ]
    for row in rows:
        add_scope(row.id, ScopeKind.ORGANISATION, row.name, None)
    db.session.add_all(rows)
    db.session.flush()
    tie_scopes([row.id for row in rows], programme_id)
    for row in rows:
        audit.record("organisation created", category=Category.SETTINGS, actor_id=by, subject_id=row.id)
    return rows


def edit(row: Organisation, facts: OrganisationFacts, *, by: uuid.UUID) -> None:
    """Change what is known of an organisation.

    Raises:
        DomainError: another one in a programme of its own has this name.
    """
    if facts.name != row.name and queries.has_namesake(organisation_id=row.id, name=facts.name):
        raise DomainError("A programme of this organisation has another one of this name already", "name")
    row.name, row.kind, row.sector, row.scale = facts.name, facts.kind, facts.sector, facts.scale
    name_scope(row.id, facts.name)
    audit.record("organisation changed", category=Category.SETTINGS, actor_id=by, subject_id=row.id)
