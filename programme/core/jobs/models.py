"""The jobs' table: background work that people can watch."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from programme.core.db import Model, WithId, state_type


class JobState(StrEnum):
    """waiting → running → done or failed; a running job whose lease lapses waits again."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(WithId, Model):
    """One piece of work on one subject, and how far it is."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "state", "lease_until"), Index(None, "subject_id"))

    name: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID]
    asked_by: Mapped[uuid.UUID | None]
    state: Mapped[JobState] = mapped_column(state_type(JobState, "state"), default=JobState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[uuid.UUID | None]
    lease_until: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    step: Mapped[str] = mapped_column(String(120), default="Waiting to start")
    steps_done: Mapped[int] = mapped_column(default=0)
    steps_all: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str | None] = mapped_column(String(500))

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (JobState.DONE, JobState.FAILED)
