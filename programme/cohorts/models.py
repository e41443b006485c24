"""Programmes and their cohorts."""

import uuid
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from programme.core.db import Model, WithId, state_type


class Programme(WithId, Model):
    """A leadership programme that runs cohort after cohort."""

    __tablename__ = "programmes"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    purpose: Mapped[str] = mapped_column(Text, default="")


class CohortState(StrEnum):
    """planned → running → completed; a cohort started or completed by mistake can go one step back."""

    PLANNED = "planned"
    RUNNING = "running"
    COMPLETED = "completed"


class Cohort(WithId, Model):
    """One year's fellows of a programme."""

    __tablename__ = "cohorts"
    __table_args__ = (
        UniqueConstraint("programme_id", "name"),
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
    )

    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programmes.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[CohortState] = mapped_column(state_type(CohortState, "state"), default=CohortState.PLANNED)

    programme: Mapped[Programme] = relationship()
