"""Where people are found is written at each commit of what it follows from: grants, proposals, ties and names."""

import uuid
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Delete, Exists, Select, bindparam, delete, event, or_, select, union
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from programme.accounts.models import Containment, GrantProposal, GrantRow, Person, Reach, ScopeTie
from programme.core.db import db, insert_missing, serialise, table_of

Held = type[GrantRow | GrantProposal]

TO_FIND, TIED = "people to find anew", "scopes that more contains now"
BATCH = 500
PEOPLE: BindParameter[Any] = bindparam("people", expanding=True)


def find_at_commit(person_ids: Collection[uuid.UUID]) -> None:
    """Say whose grants or proposals were written by the hundred: of those that a session adds or deletes it knows."""
    db.session.info.setdefault(TO_FIND, set()).update(person_ids)


@event.listens_for(db.session, "after_flush")
def _note(session: Session, context: Any) -> None:
    people, tied = session.info.setdefault(TO_FIND, set()), session.info.setdefault(TIED, set())
    for each in (*session.new, *session.deleted):
        if isinstance(each, (GrantRow, GrantProposal)):
            people.add(each.person_id)
        elif isinstance(each, ScopeTie):
            tied.add(each.scope_id)
    people.update(_renamed(session))


def _renamed(session: Session) -> Iterator[uuid.UUID]:
    for each in session.dirty:
        if isinstance(each, Person) and get_history(each, "name_key").has_changes():
            yield each.id


@event.listens_for(db.session, "before_commit")
def find(session: Session) -> None:
    """Write down anew where those are found whom this transaction concerns, the last thing it does.

    They who do so at once wait for each other here, where they hold every other lock that they need: who comes second
    sees what the first has written, and none waits for what the other has.
    """
    if session.in_nested_transaction():
        return
    session.flush()
    people, tied = session.info.pop(TO_FIND, set()), session.info.pop(TIED, set())
    if people or tied:
        serialise("reaches")
        _find_anew(sorted(people | _people_in(tied)))


def _people_in(scope_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    given = select(GrantRow.person_id).where(GrantRow.scope_id.in_(scope_ids))
    proposed = select(GrantProposal.person_id).where(GrantProposal.scope_id.in_(scope_ids))
    return set(db.session.scalars(given.union(proposed))) if scope_ids else set()


def _find_anew(ids: list[uuid.UUID]) -> None:
    for first in range(0, len(ids), BATCH):
        these = {"people": ids[first : first + BATCH]}
        db.session.execute(_no_longer(), these)
        insert_missing(Reach, _found(), these)


@cache
def _found() -> Select[tuple[uuid.UUID, str, uuid.UUID]]:
    held = union(_held(GrantRow), _held(GrantProposal)).subquery()
    chosen = select(Containment.within_id, Person.name_key, Person.id).distinct()
    chosen = chosen.join(held, held.c.scope_id == Containment.scope_id)
    return chosen.join(Person, Person.id == held.c.person_id).where(Person.id.in_(PEOPLE))


def _held(of: Held) -> Select[tuple[uuid.UUID, uuid.UUID]]:
    return select(of.person_id, of.scope_id).where(of.person_id.in_(PEOPLE))


@cache
def _no_longer() -> Delete:
    name = select(Person.name_key).where(Person.id == Reach.person_id).correlate(Reach).scalar_subquery()
    stale = or_(~_keeps(GrantRow) & ~_keeps(GrantProposal), Reach.name_key != name)
    return delete(table_of(Reach)).where(Reach.person_id.in_(PEOPLE), stale)


def _keeps(of: Held) -> Exists:
    chosen = select(of.id).join(Containment, Containment.scope_id == of.scope_id)
    chosen = chosen.where(of.person_id == Reach.person_id, Containment.within_id == Reach.within_id)
    return chosen.correlate(Reach).exists()
