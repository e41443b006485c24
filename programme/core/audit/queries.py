"""Reading the audit trail."""

from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, func, select

from programme.core.audit.models import AuditEntry, Category
from programme.core.db import db, one_page, page_of

_IN_CATEGORIES = AuditEntry.category.in_(bindparam("categories", expanding=True))


def entries(*, categories: Collection[Category], page: int, size: int) -> Sequence[AuditEntry]:
    """A page of the entries in `categories`, the newest first."""
    these = {"categories": list(categories), **page_of(page, size)}
    return db.session.scalars(_entries(), these).all()


@cache
def _entries() -> Select[tuple[AuditEntry]]:
    newest = select(AuditEntry).where(_IN_CATEGORIES).order_by(AuditEntry.number.desc())
    return one_page(newest)


def count(*, categories: Collection[Category]) -> int:
    """How many entries there are in `categories`."""
    return db.session.scalar(_count(), {"categories": list(categories)}) or 0


@cache
def _count() -> Select[tuple[int]]:
    return select(func.count()).where(_IN_CATEGORIES)
