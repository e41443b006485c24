"""Reading scopes: what contains a scope, and what lies within one.

Parents are followed as far as they go, up or down; a tie is followed from the scope that is tied, which has no parent
and nothing within. Upwards costs as much as what is asked about, downwards as much as all that lies within.
"""

import uuid
from collections.abc import Collection

from sqlalchemy import CTE, Select, bindparam, select, union_all

from programme.access.policy import Facts, ScopeKind
from programme.accounts.models import Scope, ScopeTie
from programme.core.db import db
from programme.core.errors import NotFound

Ids = Select[tuple[uuid.UUID]]


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
    kind = db.session.scalar(select(Scope.kind).where(Scope.id == scope_id))
    if kind is None:
        raise NotFound
    return scope_facts(scope_id=scope_id, kind=kind)


def is_within(*, scope_id: uuid.UUID, within: Collection[uuid.UUID]) -> bool:
    """Whether the scope is one of `within` or lies in one of them."""
    return db.session.scalar(those_within(select(Scope.id).where(Scope.id == scope_id), within)) is not None


def those_within(lower: Ids, within: Collection[uuid.UUID]) -> Ids:
    """Those of the scopes `lower` that are one of `within` or lie in one of them; found upwards, for few of them."""
    above = _above(lower)
    return select(above.c.lower).where(above.c.id.in_(list(within)))


def all_within(within: Collection[uuid.UUID]) -> Ids:
    """These scopes and all that lie within them; found downwards."""
    inner = select(Scope.id).where(Scope.id.in_(list(within))).cte(recursive=True)
    inner = inner.union_all(select(Scope.id).join(inner, inner.c.id == Scope.parent_id))
    tied = select(ScopeTie.scope_id).where(ScopeTie.within_id.in_(select(inner.c.id)))
    return select(union_all(select(inner.c.id), tied).subquery().c.id)


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
    rows = db.session.execute(
        select(Scope.id, Scope.name).where(Scope.id.in_(scope_ids), Scope.kind != ScopeKind.INSTALLATION)
    )
    return {row.id: row.name for row in rows}


def _above(lower: Ids) -> CTE:
    """Pairs of a scope (`lower`) and one that contains it (`id`), each of `lower` with itself too; above all is None.

    A parent is looked up row by row: joined to them, PostgreSQL reads all scopes at each step.
    """
    asked = lower.subquery()
    (key,) = asked.c
    tied = select(ScopeTie.scope_id, ScopeTie.within_id).where(ScopeTie.scope_id.in_(select(key)))
    first = union_all(select(key.label("lower"), key.label("id")), tied).subquery()
    above = select(first.c.lower, first.c.id).cte(recursive=True)
    parent = select(Scope.parent_id).where(Scope.id == above.c.id).scalar_subquery()
    return above.union(select(above.c.lower, parent).where(above.c.id.is_not(None)))


# Asked wherever a page is about one record: made once, it is compiled once.
_CONTAINING = select(
    _above(select(Scope.id).where(Scope.id == bindparam("scope"), Scope.kind == bindparam("kind"))).c.id
)
