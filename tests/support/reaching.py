"""Where everybody is found, from grants, proposals, parents and ties: a second route to what is written down."""

import uuid

from sqlalchemy import select

from programme.accounts.models import GrantProposal, GrantRow, Person, Reach
from programme.core.db import db
from tests.support import containing

Found = set[tuple[uuid.UUID, str, uuid.UUID]]


def written() -> Found:
    """Where, the key of the name, and who: as lists of people read it."""
    return set(db.session.execute(select(Reach.within_id, Reach.name_key, Reach.person_id)).tuples())


def followed() -> Found:
    """The same, as grants and proposals say."""
    above: dict[uuid.UUID, set[uuid.UUID]] = {}
    for scope_id, within_id in containing.followed():
        above.setdefault(scope_id, set()).add(within_id)
    names = dict(db.session.execute(select(Person.id, Person.name_key)).tuples().all())
    given = db.session.execute(select(GrantRow.scope_id, GrantRow.person_id)).tuples().all()
    proposed = db.session.execute(select(GrantProposal.scope_id, GrantProposal.person_id)).tuples().all()
    return {(place, names[who], who) for scope_id, who in (*given, *proposed) for place in above[scope_id]}
