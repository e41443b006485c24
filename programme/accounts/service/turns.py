"""One after the other: who writes waits here for whoever came before, and then sees what they have left.

Locks are taken in one order, so that nobody waits in a circle: a cohort's row, the turn of organisations, the turn of
people, the rows of people and fellows, the lock of surveys' mails, and last of all the audit trail's: after the first
entry in it nothing is written of which another could hold a part.
"""

import uuid
from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import Select, select

from programme.core.db import WithId, db, serialise
from programme.core.errors import DomainError

Row = TypeVar("Row", bound=WithId)


def take_turn() -> None:
    """Be alone in writing about roles, names and addresses, from here to the end of this transaction."""
    serialise("people")


def reread(model: type[Row], key: uuid.UUID, gone: str) -> Row:
    """A record as it stands now that it is this transaction's turn, and not as the page has read it.

    Raises:
        DomainError: it is no longer here, in the words of `gone`.
    """
    return _found(_now(model, [key]), gone)


def hold(model: type[Row], key: uuid.UUID, gone: str) -> Row:
    """A record as it stands now, which nobody else changes before this transaction has ended.

    Raises:
        DomainError: it is no longer here, in the words of `gone`.
    """
    return _found(_now(model, [key]).with_for_update(key_share=True), gone)


def hold_all(model: type[Row], keys: Collection[uuid.UUID]) -> None:
    """Hold many records, in one order, before anything is written of which others wait for the end."""
    db.session.scalars(_now(model, keys).order_by(model.id).with_for_update(key_share=True)).all()


def _now(model: type[Row], keys: Collection[uuid.UUID]) -> Select[tuple[Row]]:
    return select(model).where(model.id.in_(keys)).execution_options(populate_existing=True)


def _found(chosen: Select[tuple[Row]], gone: str) -> Row:
    found = db.session.scalar(chosen)
    if found is None:
        raise DomainError(gone)
    return found
