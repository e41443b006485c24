"""The audit trail's table. Triggers in the migration refuse every change and deletion."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from programme.core.db import Model, state_type


class Category(StrEnum):
    """What an entry is about: it decides who may read it."""

    SETTINGS = "settings"
    PEOPLE = "people"
    CONTENT = "content"


class AuditEntry(Model):
    """One thing that somebody did. It holds ids and plain facts, never a name, an address or a text."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "category", "number"), Index(None, "subject_id"))

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]
    action: Mapped[str] = mapped_column(String(60))
    category: Mapped[Category] = mapped_column(state_type(Category, "category"))
    subject_id: Mapped[uuid.UUID | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
