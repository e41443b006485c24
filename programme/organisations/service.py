"""Writes about organisations."""

import uuid
from collections.abc import Sequence

from programme.accounts.service import name_scope, tie_scopes
from programme.accounts.service.scopes import add_organisation_scopes
from programme.accounts.service.turns import reread
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db, serialise
from programme.core.errors import DomainError
from programme.organisations import queries
from programme.organisations.models import Organisation, OrganisationFacts


def take_turn() -> None:
    """Be alone in adding and naming organisations, from here to the end of this transaction."""
    serialise("organisations")


def create(facts: OrganisationFacts, programme_id: uuid.UUID, *, by: uuid.UUID) -> Organisation:
    """A new organisation, tied to a programme.

    Raises:
        DomainError: the programme has one of this name or this ODS code.
    """
    take_turn()
    if queries.by_name(programme_id=programme_id, names=[facts.name]):
        raise DomainError("This programme has an organisation of this name already", "name")
    _refuse_taken_code(facts.ods_code, programme_id, None)
    return create_all([facts], programme_id, by=by)[0]


def create_all(
    wanted: Sequence[OrganisationFacts], programme_id: uuid.UUID, *, by: uuid.UUID, recorded: bool = True
) -> list[Organisation]:
    """New organisations, tied to a programme; in its turn the caller has seen to it that none is there already.

    A caller who makes one audit entry for all that it does says that they need not be `recorded` one by one.
    """
    rows = [
        Organisation(
            id=uuid.uuid4(),
            name=each.name,
            kind=each.kind,
            sector=each.sector,
            scale=each.scale,
            ods_code=each.ods_code,
        )
        for each in wanted
    ]
    add_organisation_scopes({row.id: row.name for row in rows})
    db.session.add_all(rows)
    db.session.flush()
    tie_scopes([row.id for row in rows], programme_id)
    for row in rows if recorded else ():
        audit.record("organisation created", category=Category.SETTINGS, actor_id=by, subject_id=row.id)
    return rows


def edit(row: Organisation, facts: OrganisationFacts, *, by: uuid.UUID) -> None:
    """Change what is known of an organisation.

    Raises:
        DomainError: another one in a programme of its own has this name or this ODS code.
    """
    take_turn()
    reread(Organisation, row.id, "This organisation is no longer here.")
    if facts.name != row.name and queries.has_namesake(organisation_id=row.id, name=facts.name):
        raise DomainError("A programme of this organisation has another one of this name already", "name")
    for programme_id in queries.programmes_of(organisation_id=row.id):
        _refuse_taken_code(facts.ods_code, programme_id, row.id)
    row.name, row.kind, row.sector, row.scale = facts.name, facts.kind, facts.sector, facts.scale
    row.ods_code = facts.ods_code
    name_scope(row.id, facts.name)
    audit.record("organisation changed", category=Category.SETTINGS, actor_id=by, subject_id=row.id)


def _refuse_taken_code(code: str, programme_id: uuid.UUID, own: uuid.UUID | None) -> None:
    for other in queries.of_programme(programme_id=programme_id) if code else ():
        if other.ods_code == code and other.id != own:
            raise DomainError(f"{other.name} has this ODS code already", "ods_code")
