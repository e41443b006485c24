"""Reading organisations."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select

from programme.access.policy import Actor, Facts, Role, ScopeKind
from programme.accounts.models import Scope, ScopeTie
from programme.accounts.queries import scope_facts
from programme.core.db import db
from programme.core.errors import NotFound
from programme.organisations.models import Organisation, OrganisationKind
from programme.organisations.rules import tidy_ods_code

READERS = (Role.DIRECTOR, Role.COORDINATOR, Role.SPONSOR)


def facts(*, organisation_id: uuid.UUID) -> Facts:
    """The organisation with the programmes that it is tied to."""
    return scope_facts(scope_id=organisation_id, kind=ScopeKind.ORGANISATION)


def _reachable(actor: Actor) -> Select[tuple[Organisation]]:
    mine = actor.scopes_as(*READERS)
    tied = select(ScopeTie.scope_id).where(ScopeTie.within_id.in_(actor.scopes_as(Role.DIRECTOR, Role.COORDINATOR)))
    return select(Organisation).where(Organisation.id.in_(mine) | Organisation.id.in_(tied))


def _matching(actor: Actor, words: str, kind: OrganisationKind | None) -> Select[tuple[Organisation]]:
    chosen = _reachable(actor)
    if words:
        by_code = Organisation.ods_code == tidy_ods_code(words)
        chosen = chosen.where(Organisation.name.icontains(words, autoescape=True) | by_code)
    return chosen.where(Organisation.kind == kind) if kind else chosen


def organisations(
    *, actor: Actor, words: str, kind: OrganisationKind | None, page: int, size: int
) -> Sequence[Organisation]:
    """A page of the organisations that the actor may reach, by name."""
    chosen = _matching(actor, words, kind).order_by(func.lower(Organisation.name), Organisation.id)
    return db.session.scalars(chosen.limit(size).offset((page - 1) * size)).all()


def count(*, actor: Actor, words: str, kind: OrganisationKind | None) -> int:
    """How many organisations of the actor's match."""
    return db.session.scalar(select(func.count()).select_from(_matching(actor, words, kind).subquery())) or 0


def organisation(*, actor: Actor, organisation_id: uuid.UUID) -> Organisation:
    """One organisation, if the actor may reach it.

    Raises:
        NotFound: no such organisation there.
    """
    found = db.session.scalar(_reachable(actor).where(Organisation.id == organisation_id))
    if found is None:
        raise NotFound
    return found


def has_namesake(*, organisation_id: uuid.UUID, name: str) -> bool:
    """Whether a programme that the organisation is tied to has another one called `name`."""
    programmes = select(ScopeTie.within_id).where(ScopeTie.scope_id == organisation_id)
    others = select(ScopeTie.scope_id).where(ScopeTie.within_id.in_(programmes))
    chosen = select(Organisation.id).where(Organisation.name == name, Organisation.id != organisation_id)
    return db.session.scalar(chosen.where(Organisation.id.in_(others)).limit(1)) is not None


def by_name(*, programme_id: uuid.UUID, names: Collection[str]) -> dict[str, uuid.UUID]:
    """The organisations tied to a programme that carry one of these names."""
    rows = db.session.execute(
        select(Organisation.name, Organisation.id)
        .join(ScopeTie, ScopeTie.scope_id == Organisation.id)
        .where(ScopeTie.within_id == programme_id)
    )
    wanted = set(names)
    return {row.name: row.id for row in rows if row.name in wanted}


def of_programme(*, programme_id: uuid.UUID) -> Sequence[Organisation]:
    """The organisations tied to a programme that the caller may read, by name."""
    tied = select(ScopeTie.scope_id).where(ScopeTie.within_id == programme_id)
    return db.session.scalars(
        select(Organisation).where(Organisation.id.in_(tied)).order_by(func.lower(Organisation.name), Organisation.id)
    ).all()


def programmes_of(*, organisation_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The programmes that an organisation is tied to."""
    return db.session.scalars(select(ScopeTie.within_id).where(ScopeTie.scope_id == organisation_id)).all()


def programme_names(*, actor: Actor, organisation_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """By organisation, the names of the actor's programmes that it is tied to."""
    mine = actor.scopes_as(Role.DIRECTOR, Role.COORDINATOR)
    tied = (ScopeTie.scope_id.in_(organisation_ids), ScopeTie.within_id.in_(mine))
    rows = db.session.execute(
        select(ScopeTie.scope_id, Scope.name)
        .join(Scope, Scope.id == ScopeTie.within_id)
        .where(*tied)
        .order_by(func.lower(Scope.name), Scope.id)
    )
    found: dict[uuid.UUID, list[str]] = {}
    for organisation_id, name in rows:
        found.setdefault(organisation_id, []).append(name)
    return found
