"""The outbox's table: what is to be sent to whom, and what became of it. Never the body, never a link."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from programme.core.db import Model, WithId, state_type


class MailState(StrEnum):
    """Where a mail stands.

    waiting → claimed → sending → sent. A claim that lapses waits again; a sending that lapses is unknown, because the
    other side may have taken it.
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    NOT_NEEDED = "not needed"


class OutboxMail(WithId, Model):
    """One mail to one person."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "state", "due_at"),
        Index(None, "created_at"),
        Index(None, "subject_id", "created_at"),
    )

    recipient: Mapped[str] = mapped_column(String(254))
    template: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID]
    state: Mapped[MailState] = mapped_column(state_type(MailState, "state"), default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(200))
