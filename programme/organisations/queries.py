"""Reading organisations."""

import uuid
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from programme.access.policy import Actor, Facts, Role, ScopeKind
from programme.accounts.models import Scope, ScopeTie
from programme.accounts.queries import LED, TEAM, led, scope_facts
from programme.core.db import containing, db, one_page, page_of
from programme.core.errors import NotFound
from programme.organisations.models import Organisation, OrganisationKind
from programme.organisations.rules import tidy_ods_code

READERS = (*TEAM, Role.SPONSOR)


def facts(*, organisation_id: uuid.UUID) -> Facts:
    """The organisation with the programmes that it is tied to."""
    return scope_facts(scope_id=organisation_id, kind=ScopeKind.ORGANISATION)


def _reach(actor: Actor) -> dict[str, Any]:
    return {"mine": list(actor.scopes_as(*READERS)), **led(actor)}


def _reachable(chosen: Select[Any]) -> Select[Any]:
    tied = select(ScopeTie.scope_id).where(ScopeTie.within_id.in_(LED))
    return chosen.where(Organisation.id.in_(bindparam("mine", expanding=True)) | Organisation.id.in_(tied))


def _matching(chosen: Select[Any], searched: bool, of_kind: bool) -> Select[Any]:
    chosen = _reachable(chosen)
    if searched:
        by_code = Organisation.ods_code == bindparam("code")
        chosen = chosen.where(Organisation.name.ilike(bindparam("words"), escape="/") | by_code)
    return chosen.where(Organisation.kind == bindparam("kind")) if of_kind else chosen


def _asked(actor: Actor, words: str, kind: OrganisationKind | None) -> dict[str, Any]:
    return {"words": containing(words), "code": tidy_ods_code(words), "kind": kind, **_reach(actor)}


@cache
def _page(searched: bool, of_kind: bool) -> Select[tuple[Organisation]]:
    chosen = _matching(select(Organisation), searched, of_kind).order_by(func.lower(Organisation.name), Organisation.id)
    return one_page(chosen)


def organisations(
    *, actor: Actor, words: str, kind: OrganisationKind | None, page: int, size: int
) -> Sequence[Organisation]:
    """A page of the organisations that the actor may reach, by name."""
    asked = {**page_of(page, size), **_asked(actor, words, kind)}
    return db.session.scalars(_page(bool(words), kind is not None), asked).all()


@cache
def _count(searched: bool, of_kind: bool) -> Select[tuple[int]]:
    return _matching(select(func.count()).select_from(Organisation), searched, of_kind)


def count(*, actor: Actor, words: str, kind: OrganisationKind | None) -> int:
    """How many organisations of the actor's match."""
    return db.session.scalar(_count(bool(words), kind is not None), _asked(actor, words, kind)) or 0


@cache
def _organisation() -> Select[tuple[Organisation]]:
    return _reachable(select(Organisation)).where(Organisation.id == bindparam("organisation"))


def organisation(*, actor: Actor, organisation_id: uuid.UUID) -> Organisation:
    """One organisation, if the actor may reach it.

    Raises:
        NotFound: no such organisation there.
    """
    found = db.session.scalar(_organisation(), {"organisation": organisation_id, **_reach(actor)})
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


@cache
def _of_programme() -> Select[tuple[Organisation]]:
    tied = select(ScopeTie.scope_id).where(ScopeTie.within_id == bindparam("programme"))
    chosen = select(Organisation).where(Organisation.id.in_(tied))
    return chosen.order_by(func.lower(Organisation.name), Organisation.id)


def of_programme(*, programme_id: uuid.UUID) -> Sequence[Organisation]:
    """The organisations tied to a programme that the caller may read, by name."""
    return db.session.scalars(_of_programme(), {"programme": programme_id}).all()


def programmes_of(*, organisation_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The programmes that an organisation is tied to."""
    return db.session.scalars(select(ScopeTie.within_id).where(ScopeTie.scope_id == organisation_id)).all()


@cache
def _programme_names() -> Select[tuple[uuid.UUID, str]]:
    chosen = select(ScopeTie.scope_id, Scope.name).join(Scope, Scope.id == ScopeTie.within_id)
    tied = (ScopeTie.scope_id.in_(bindparam("organisations", expanding=True)), ScopeTie.within_id.in_(LED))
    return chosen.where(*tied).order_by(func.lower(Scope.name), Scope.id)


def programme_names(*, actor: Actor, organisation_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """By organisation, the names of the actor's programmes that it is tied to."""
    asked = {"organisations": list(organisation_ids), **led(actor)}
    found: dict[uuid.UUID, list[str]] = {}
    for organisation_id, name in db.session.execute(_programme_names(), asked).tuples():
        found.setdefault(organisation_id, []).append(name)
    return found
