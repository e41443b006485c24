"""Reading the audit trail."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from programme.core.audit.models import AuditEntry, Category
from programme.core.db import db


def entries(*, categories: Collection[Category], page: int, size: int) -> Sequence[AuditEntry]:
    """A page of the entries in `categories`, the newest first."""
    chosen = select(AuditEntry).where(AuditEntry.category.in_(categories))
    return db.session.scalars(chosen.order_by(AuditEntry.number.desc()).limit(size).offset((page - 1) * size)).all()


def count(*, categories: Collection[Category]) -> int:
    """How many entries there are in `categories`."""
    return db.session.scalar(select(func.count()).where(AuditEntry.category.in_(categories))) or 0
