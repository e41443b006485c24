"""Writes about scopes: the rows that grants point at, and what contains what."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update

from programme.access.policy import ScopeKind
from programme.accounts.models import Containment, Scope, ScopeTie
from programme.core.db import db, serialise, table_of

BATCH = 500


def add_scope(scope_id: uuid.UUID, kind: ScopeKind, name: str, parent_id: uuid.UUID | None) -> None:
    """Give a record its row among the scopes, so that grants can point at it."""
    db.session.add(Scope(id=scope_id, kind=kind, name=name, parent_id=parent_id))
    db.session.flush()
    _contain({scope_id: parent_id})


def add_fellow_scopes(people: Mapping[uuid.UUID, tuple[uuid.UUID, str]], cohort_id: uuid.UUID) -> None:
    """Give fellows their rows among the scopes: by the fellow's id, the person's id and full name."""
    add_scopes(
        [
            {"id": key, "kind": ScopeKind.FELLOW, "name": name, "parent_id": cohort_id, "person_id": person_id}
            for key, (person_id, name) in people.items()
        ]
    )


def add_organisation_scopes(names: Mapping[uuid.UUID, str]) -> None:
    """Give organisations their rows among the scopes: names by id."""
    add_scopes([{"id": key, "kind": ScopeKind.ORGANISATION, "name": name} for key, name in names.items()])


def add_scopes(rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert scopes that all have the same columns and whose parents are there, and what contains them."""
    for first in range(0, len(rows), BATCH):
        db.session.execute(insert(Scope), rows[first : first + BATCH])
    _contain({row["id"]: row.get("parent_id") for row in rows})


def _contain(parents: Mapping[uuid.UUID, uuid.UUID | None]) -> None:
    """Write down what contains these new scopes, given with their parents: themselves, and all that contains those."""
    known = select(Containment).where(Containment.scope_id.in_({each for each in parents.values() if each}))
    above: dict[uuid.UUID | None, list[uuid.UUID]] = {}
    for row in db.session.scalars(known):
        above.setdefault(row.scope_id, []).append(row.within_id)
    rows = [
        {"scope_id": key, "within_id": within_id}
        for key, parent_id in parents.items()
        for within_id in (key, *above.get(parent_id, ()))
    ]
    for first in range(0, len(rows), BATCH):
        db.session.execute(insert(table_of(Containment)), rows[first : first + BATCH])


def name_scope(scope_id: uuid.UUID, name: str) -> None:
    """Keep the scope's name in step with its record's."""
    db.session.execute(update(Scope).where(Scope.id == scope_id).values(name=name))


def tie_scopes(scope_ids: Collection[uuid.UUID], within_id: uuid.UUID) -> None:
    """Let scopes that stand on their own also lie within another; those that do already stay."""
    serialise("ties")
    tied = select(ScopeTie.scope_id).where(ScopeTie.within_id == within_id, ScopeTie.scope_id.in_(scope_ids))
    new = sorted(set(scope_ids) - set(db.session.scalars(tied)))
    db.session.add_all(ScopeTie(scope_id=each, within_id=within_id) for each in new)
    db.session.flush()
    _contain_tied(new, within_id)


def _contain_tied(scope_ids: Sequence[uuid.UUID], within_id: uuid.UUID) -> None:
    """Write down that all that contains `within_id` contains these scopes too, now that they are tied to it."""
    above = select(Containment.within_id).where(Containment.scope_id == within_id)
    known = select(Containment.scope_id, Containment.within_id).where(Containment.scope_id.in_(scope_ids))
    there = set(db.session.execute(known).tuples())
    rows = [(scope_id, each) for each in db.session.scalars(above) for scope_id in scope_ids]
    missing = [{"scope_id": scope_id, "within_id": each} for scope_id, each in rows if (scope_id, each) not in there]
    if missing:
        db.session.execute(insert(Containment), missing)
