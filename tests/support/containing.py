"""What contains what, followed from parent to parent and over ties: a second route to what is written down."""

import uuid

from sqlalchemy import select

from programme.accounts.models import Containment, Scope, ScopeTie
from programme.core.db import db

Pairs = set[tuple[uuid.UUID, uuid.UUID]]


def written() -> Pairs:
    """Scope and what contains it, as access reads it."""
    return set(db.session.execute(select(Containment.scope_id, Containment.within_id)).tuples())


def followed() -> Pairs:
    """Scope and what contains it, as its parents and ties say."""
    parents = dict(db.session.execute(select(Scope.id, Scope.parent_id)).tuples().all())
    ties = db.session.execute(select(ScopeTie.scope_id, ScopeTie.within_id)).tuples()
    starts = [(scope_id, scope_id) for scope_id in parents] + list(ties)
    found = Pairs()
    for scope_id, above in starts:
        at: uuid.UUID | None = above
        while at is not None:
            found.add((scope_id, at))
            at = parents[at]
    return found
