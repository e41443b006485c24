"""Reading who supports a fellow, did so, or is proposed to."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Select, String, bindparam, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from programme.access.policy import RELATIONS, Role
from programme.accounts.models import GrantProposal, GrantRow, Person
from programme.accounts.queries import MOMENT, in_force_at
from programme.core import clock
from programme.core.db import db

Ids = Collection[uuid.UUID] | Select[tuple[uuid.UUID]]


@dataclass(frozen=True, slots=True)
class Supporter:
    """Somebody who supports a fellow, did so, or is proposed to; `id` is that of the grant or of the proposal.

    `moment` is when it began or was proposed. `giver` agreed to it; only a proposal says who made it.
    """

    id: uuid.UUID
    is_proposal: bool
    moment: datetime
    until: datetime | None
    person_id: uuid.UUID
    full_name: str
    email: str
    role: Role
    giver: str | None
    is_agreed: bool
    proposer: str | None

    @property
    def since(self) -> datetime | None:
        """Since when they support the fellow; a proposal has no start."""
        return None if self.is_proposal else self.moment


@dataclass(frozen=True, slots=True)
class Started:
    """Somebody who has begun to support a fellow."""

    full_name: str
    role: Role
    since: datetime


def started(*, fellow_id: uuid.UUID, since: datetime) -> Sequence[Started]:
    """Who began to support a fellow after `since` and does so now, by the moment from which they do."""
    asked = {"fellow": fellow_id, "since": since, "moment": clock.now()}
    return [Started(*row) for row in db.session.execute(_started(), asked)]


@cache
def _started() -> Select[tuple[str, Role, datetime]]:
    chosen = select(Person.full_name, GrantRow.role, GrantRow.starts_at).join(Person, Person.id == GrantRow.person_id)
    since: BindParameter[datetime] = bindparam("since", type_=GrantRow.starts_at.type)
    chosen = chosen.where(GrantRow.scope_id == bindparam("fellow"), GrantRow.role.in_(RELATIONS))
    return chosen.where(GrantRow.starts_at > since, *in_force_at(MOMENT)).order_by(GrantRow.starts_at, GrantRow.id)


def mentors_of(*, fellow_ids: Ids) -> dict[uuid.UUID, list[Supporter]]:
    """By fellow, the mentors in force and proposed; the one in force first."""
    found = supporters(fellow_ids=fellow_ids)
    return {key: [each for each in those if each.role is Role.MENTOR] for key, those in found.items()}


def supporters(*, fellow_ids: Ids, ended: bool = False) -> dict[uuid.UUID, list[Supporter]]:
    """By fellow, who supports them and who is proposed to; with `ended` also who did."""
    asked: dict[str, Any] = {"moment": clock.now()}
    if isinstance(fellow_ids, Select):
        chosen = _supporting(fellow_ids, ended)
    else:
        chosen, asked["fellows"] = _supporting_these(ended), list(fellow_ids)
    found: dict[uuid.UUID, list[Supporter]] = {}
    for fellow_id, *each in db.session.execute(chosen, asked):
        found.setdefault(fellow_id, []).append(Supporter(*each))
    return found


@cache
def _supporting_these(ended: bool) -> CompoundSelect[Any]:
    return _supporting(bindparam("fellows", expanding=True), ended)


def _supporting(fellows: Any, ended: bool) -> CompoundSelect[Any]:
    """Relations and then proposals, each by the moment from which they are."""
    chosen = union_all(_given(fellows, ended), _offered(fellows))
    return chosen.order_by("is_proposal", "moment", "key")


def _given(fellows: Any, ended: bool) -> Select[Any]:
    giver = aliased(Person)
    chosen = select(
        GrantRow.scope_id,
        GrantRow.id.label("key"),
        literal(False).label("is_proposal"),
        GrantRow.starts_at.label("moment"),
        GrantRow.ends_at,
        Person.id.label("person_id"),
        Person.full_name,
        Person.email,
        GrantRow.role,
        giver.full_name.label("giver"),
        literal(True).label("is_agreed"),
        literal(None, String).label("proposer"),
    )
    chosen = chosen.join(GrantRow.person).outerjoin(giver, giver.id == GrantRow.given_by)
    chosen = chosen.where(GrantRow.scope_id.in_(fellows), GrantRow.role.in_(RELATIONS))
    return chosen if ended else chosen.where(or_(GrantRow.ends_at.is_(None), GrantRow.ends_at > MOMENT))


def _offered(fellows: Any) -> Select[Any]:
    giver, proposer = aliased(Person), aliased(Person)
    chosen = select(
        GrantProposal.scope_id,
        GrantProposal.id,
        literal(True),
        GrantProposal.proposed_at,
        null(),
        Person.id,
        Person.full_name,
        Person.email,
        GrantProposal.role,
        giver.full_name,
        GrantProposal.agreed_by.is_not(None),
        proposer.full_name,
    )
    chosen = chosen.join(GrantProposal.person).outerjoin(giver, giver.id == GrantProposal.agreed_by)
    chosen = chosen.outerjoin(proposer, proposer.id == GrantProposal.proposed_by)
    return chosen.where(GrantProposal.scope_id.in_(fellows), GrantProposal.role.in_(RELATIONS))
