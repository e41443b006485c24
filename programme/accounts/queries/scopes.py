"""Reading scopes: what contains a scope, and what lies within one."""

import uuid
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute

from programme.access.policy import Actor, Facts, Role, ScopeKind
from programme.accounts.models import Containment, Scope, ScopeTie
from programme.core.db import db
from programme.core.errors import NotFound

Ids = Select[tuple[uuid.UUID]]
Within = Collection[uuid.UUID] | BindParameter[Any]

TEAM = (Role.DIRECTOR, Role.COORDINATOR)

# For statements that are made once. They are executed with {"within": [...]}, and with what `led` gives.
WITHIN: BindParameter[Any] = bindparam("within", expanding=True)
LED: BindParameter[Any] = bindparam("led", expanding=True)


def led(actor: Actor) -> dict[str, Any]:
    """The programmes in whose team the actor is, for a statement with `LED`."""
    return {"led": list(actor.scopes_as(*TEAM))}


def scope_facts(*, scope_id: uuid.UUID, kind: ScopeKind) -> Facts:
    """The scope with all that contain it.

    Raises:
        NotFound: there is no such scope of that kind.
    """
    found = frozenset(db.session.scalars(_containing(), {"scope": scope_id, "kind": kind}))
    if not found:
        raise NotFound
    return Facts(scopes=found)


@cache
def _containing() -> Ids:
    of_kind = (Scope.id == bindparam("scope"), Scope.kind == bindparam("kind"))
    return select(Containment.within_id).join(Scope, Scope.id == Containment.scope_id).where(*of_kind)


def facts_of_any(*, scope_id: uuid.UUID) -> Facts:
    """The facts of a scope of any kind, for somebody whose reach has been checked.

    Raises:
        NotFound: there is no such scope.
    """
    kind = db.session.scalar(_kind(), {"scope": scope_id})
    if kind is None:
        raise NotFound
    return scope_facts(scope_id=scope_id, kind=kind)


@cache
def _kind() -> Select[tuple[ScopeKind]]:
    return select(Scope.kind).where(Scope.id == bindparam("scope"))


def is_within(*, scope_id: uuid.UUID, within: Collection[uuid.UUID]) -> bool:
    """Whether the scope is one of `within` or lies in one of them."""
    return db.session.scalar(_lying_within(), {"scope": scope_id, "within": list(within)}) is not None


@cache
def _lying_within() -> Ids:
    return all_within(WITHIN).where(Containment.scope_id == bindparam("scope"))


def lies_within(
    scope_id: ColumnElement[uuid.UUID] | InstrumentedAttribute[uuid.UUID], within: Within
) -> ColumnElement[bool]:
    """Whether the scope that a column names is one of `within` or lies in one of them.

    It is found row by row, for grants that other conditions make few and for proposals, which are few: PostgreSQL would
    turn EXISTS round and begin with all that lies within.
    """
    return all_within(within).where(Containment.scope_id == scope_id).limit(1).scalar_subquery().is_not(None)


def all_within(within: Within) -> Ids:
    """These scopes and all that lie within them; one that lies in several of them comes as often."""
    return select(Containment.scope_id).where(Containment.within_id.in_(_given(within)))


def _given(within: Within) -> Any:
    return within if isinstance(within, BindParameter) else list(within)


def scopes_to_give_in(*, scope_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Scope]:
    """These scopes and those tied to them, by id: where roles are given that do not begin with a fellow's record."""
    tied = select(ScopeTie.scope_id).where(ScopeTie.within_id.in_(scope_ids))
    rows = db.session.scalars(select(Scope).where(Scope.id.in_(scope_ids) | Scope.id.in_(tied)))
    return {row.id: row for row in rows}


def scopes_of_kind(*, kind: ScopeKind) -> dict[uuid.UUID, Scope]:
    """All scopes of one kind, by id; for administrators."""
    return {row.id: row for row in db.session.scalars(select(Scope).where(Scope.kind == kind))}


def scope_names(*, scope_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What these scopes are called, by id; the installation itself has no name to show."""
    return dict(db.session.execute(names_of_scopes(), {"ids": list(scope_ids)}).tuples().all())


@cache
def names_of_scopes() -> Select[tuple[uuid.UUID, str]]:
    """Id and name of the scopes `ids`."""
    asked = Scope.id.in_(bindparam("ids", expanding=True))
    return select(Scope.id, Scope.name).where(asked, Scope.kind != ScopeKind.INSTALLATION)
