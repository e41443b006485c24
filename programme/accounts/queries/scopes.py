"""Reading scopes: what contains a scope, and what lies within one."""

import uuid
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Exists, Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute

from programme.access.policy import Facts, ScopeKind
from programme.accounts.models import Containment, Scope, ScopeTie
from programme.core.db import db
from programme.core.errors import NotFound

Ids = Select[tuple[uuid.UUID]]
Within = Collection[uuid.UUID] | BindParameter[Any]

# For statements that are made once: the scopes come when it is executed, as {"within": [...]}.
WITHIN: BindParameter[Any] = bindparam("within", expanding=True)


def scope_facts(*, scope_id: uuid.UUID, kind: ScopeKind) -> Facts:
    """The scope with all that contain it.

    Raises:
        NotFound: there is no such scope of that kind.
    """
    found = frozenset(db.session.scalars(_CONTAINING, {"scope": scope_id, "kind": kind}))
    if not found:
        raise NotFound
    return Facts(scopes=found)


def facts_of_any(*, scope_id: uuid.UUID) -> Facts:
    """The facts of a scope of any kind, for somebody whose reach has been checked.

    Raises:
        NotFound: there is no such scope.
    """
    kind = db.session.scalar(_KIND, {"scope": scope_id})
    if kind is None:
        raise NotFound
    return scope_facts(scope_id=scope_id, kind=kind)


def is_within(*, scope_id: uuid.UUID, within: Collection[uuid.UUID]) -> bool:
    """Whether the scope is one of `within` or lies in one of them."""
    return db.session.scalar(_lying_within(), {"scope": scope_id, "within": list(within)}) is not None


@cache
def _lying_within() -> Ids:
    return all_within(WITHIN).where(Containment.scope_id == bindparam("scope"))


def lies_within(scope_id: ColumnElement[uuid.UUID] | InstrumentedAttribute[uuid.UUID], within: Within) -> Exists:
    """Whether the scope that a column names is one of `within` or lies in one of them."""
    return all_within(within).where(Containment.scope_id == scope_id).exists()


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


# Asked wherever a page is about one record: made once, it is compiled once.
_KIND = select(Scope.kind).where(Scope.id == bindparam("scope"))
_CONTAINING = (
    select(Containment.within_id)
    .join(Scope, Scope.id == Containment.scope_id)
    .where(Scope.id == bindparam("scope"), Scope.kind == bindparam("kind"))
)
