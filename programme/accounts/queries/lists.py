"""Reading lists of people: where they are found, by name, a page at a time."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select

from programme.accounts.models import Person, PersonState, Reach
from programme.accounts.queries.scopes import WITHIN
from programme.core.db import containing, db, one_page, page_of
from programme.core.words import sort_key


def reachable_people(*, within: Collection[uuid.UUID]) -> Select[tuple[Person]]:
    """People with a grant, in force, ended or proposed, in one of `within` or in what lies there."""
    return select(Person).where(Person.id.in_(select(Reach.person_id).where(Reach.within_id.in_(within))))


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody as a list shows them."""

    id: uuid.UUID
    full_name: str
    email: str
    state: PersonState
    signed_in_at: datetime | None


def listed_people(
    *, within: Collection[uuid.UUID] | None, words: str, page: int, size: int
) -> tuple[Sequence[ListedPerson], int]:
    """A page of the people within `within` (None: all) who match `words`, by name, and how many match in all.

    A page past the end holds nobody.
    """
    asked: dict[str, object] = {"within": list(within or ()), **page_of(page, size), **meant(words)}
    in_several = within is not None and len(within) != 1
    rows = db.session.execute(_page(within is None, in_several, bool(words)), asked).tuples().all()
    if not rows and page > 1:
        return [], listed_people(within=within, words=words, page=1, size=size)[1]
    return [ListedPerson(*found) for *found, _ in rows], rows[0][-1] if rows else 0


def is_meant() -> ColumnElement[bool]:
    """Whether name or address of a person hold the words of a search; it is executed with what `meant` gives."""
    by_name = Person.name_key.like(bindparam("name"), escape="/")
    return or_(by_name, Person.email.like(bindparam("email"), escape="/"))


def meant(words: str) -> dict[str, object]:
    """The words of a search, for a statement with `is_meant`."""
    return {"name": containing(sort_key(words)), "email": containing(words.lower())}


@cache
def _page(everywhere: bool, in_several: bool, searched: bool) -> Select[tuple[Any, ...]]:
    """A row for each person of the page, with how many match in all at its end."""
    matching = _everybody() if everywhere else _reached(in_several)
    if searched:
        matching = (matching if everywhere else matching.join(Person, Person.id == Reach.person_id)).where(is_meant())
    if searched or in_several:
        found = matching.cte()
        matching = select(found.c.id, found.c.name_key)
    few = one_page(matching.order_by("name_key", "id")).subquery()
    counted = select(func.count()).select_from(matching.subquery())
    chosen = select(Person.id, Person.full_name, Person.email, Person.state, Person.signed_in_at)
    chosen = chosen.add_columns(counted.scalar_subquery()).join(few, few.c.id == Person.id)
    return chosen.order_by(few.c.name_key, few.c.id)


def _everybody() -> Select[tuple[uuid.UUID, str]]:
    return select(Person.id, Person.name_key)


def _reached(in_several: bool) -> Select[tuple[uuid.UUID, str]]:
    """Where there is one scope, the database finds its people in order; in several, somebody may come twice."""
    found = select(Reach.person_id.label("id"), Reach.name_key).where(Reach.within_id.in_(WITHIN))
    return found.distinct() if in_several else found
