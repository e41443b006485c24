"""Writes about scopes: the rows that grants point at."""

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import insert, select, update

from programme.access.policy import ScopeKind
from programme.accounts.models import Scope, ScopeTie
from programme.core.db import db

BATCH = 500


def add_scope(scope_id: uuid.UUID, kind: ScopeKind, name: str, parent_id: uuid.UUID | None) -> None:
    """Give a record its row among the scopes, so that grants can point at it."""
    db.session.add(Scope(id=scope_id, kind=kind, name=name, parent_id=parent_id))
    db.session.flush()


def add_fellow_scopes(people: Mapping[uuid.UUID, tuple[uuid.UUID, str]], cohort_id: uuid.UUID) -> None:
    """Give fellows their rows among the scopes: by the fellow's id, the person's id and full name."""
    rows = [
        {"id": key, "kind": ScopeKind.FELLOW, "name": name, "parent_id": cohort_id, "person_id": person_id}
        for key, (person_id, name) in people.items()
    ]
    for first in range(0, len(rows), BATCH):
        db.session.execute(insert(Scope), rows[first : first + BATCH])


def add_organisation_scopes(names: Mapping[uuid.UUID, str]) -> None:
    """Give organisations their rows among the scopes: names by id."""
    rows = [{"id": key, "kind": ScopeKind.ORGANISATION, "name": name} for key, name in names.items()]
    for first in range(0, len(rows), BATCH):
        db.session.execute(insert(Scope), rows[first : first + BATCH])


def name_scope(scope_id: uuid.UUID, name: str) -> None:
    """Keep the scope's name in step with its record's."""
    db.session.execute(update(Scope).where(Scope.id == scope_id).values(name=name))


def tie_scopes(scope_ids: Collection[uuid.UUID], within_id: uuid.UUID) -> None:
    """Let scopes that stand on their own also lie within another; those that do already stay."""
    tied = select(ScopeTie.scope_id).where(ScopeTie.within_id == within_id, ScopeTie.scope_id.in_(scope_ids))
    new = set(scope_ids) - set(db.session.scalars(tied))
    db.session.add_all(ScopeTie(scope_id=each, within_id=within_id) for each in sorted(new))
    db.session.flush()
