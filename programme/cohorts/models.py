"""Programmes, their cohorts, and the fellows of a cohort."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from programme.accounts.models import Person
from programme.core.crypto import EncryptedText, sealed, unsealing
from programme.core.db import Model, WithId, state_type
from programme.core.tables.packing import packed, unpacking
from programme.organisations.models import Organisation


class Programme(WithId, Model):
    """A leadership programme that runs cohort after cohort."""

    __tablename__ = "programmes"

    name: Mapped[str] = mapped_column(String(200), unique=True)
    purpose: Mapped[str] = mapped_column(Text, default="")


class CohortState(StrEnum):
    """planned → running → completed → archived; a cohort moved by mistake can go one step back."""

    PLANNED = "planned"
    RUNNING = "running"
    COMPLETED = "completed"
    ARCHIVED = "archived"


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


class Profession(StrEnum):
    """The profession that a fellow comes from, as reports count it."""

    MEDICINE = "medicine"
    NURSING = "nursing"
    MIDWIFERY = "midwifery"
    PHARMACY = "pharmacy"
    DENTISTRY = "dentistry"
    ALLIED = "allied health"
    PSYCHOLOGY = "psychology"
    SCIENCE = "healthcare science"
    PARAMEDICINE = "paramedicine"
    PUBLIC_HEALTH = "public health"
    SOCIAL_CARE = "social care"
    MANAGEMENT = "management"
    OTHER = "other"
    UNKNOWN = "unknown"


class Leaving(StrEnum):
    """How a fellow left a cohort before its end."""

    WITHDRAWN = "withdrawn"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class FellowFacts:
    """What is known of a fellow's year; no day of joining means the cohort's first."""

    profession: Profession = Profession.UNKNOWN
    career_stage: str = ""
    employer: str = ""
    host_id: uuid.UUID | None = None
    joined_on: date | None = None


class Fellow(WithId, Model):
    """One person's year in one cohort. It owns a scope inside the cohort's, so that a mentor's grant can point at it.

    Who deferred and comes back has another one in the later cohort, and the same pseudonyms.
    """

    __tablename__ = "fellows"
    __table_args__ = (
        UniqueConstraint("cohort_id", "person_id"),
        CheckConstraint("(left_on IS NULL) = (leaving IS NULL)", name="left_somehow"),
        CheckConstraint("left_on IS NULL OR left_on >= joined_on", name="left_after_joining"),
    )

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id", ondelete="RESTRICT"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id", ondelete="RESTRICT"), index=True)
    profession: Mapped[Profession] = mapped_column(state_type(Profession, "profession"), default=Profession.UNKNOWN)
    career_stage: Mapped[str] = mapped_column(String(100), default="")
    employer: Mapped[str] = mapped_column(String(200), default="")
    host_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id", ondelete="RESTRICT"), index=True)
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    leaving: Mapped[Leaving | None] = mapped_column(state_type(Leaving, "leaving"))
    leaving_reason: Mapped[str | None] = mapped_column(EncryptedText)

    cohort: Mapped[Cohort] = relationship()
    person: Mapped[Person] = relationship()
    host: Mapped[Organisation | None] = relationship()


class CohortUpload(WithId):
    """A file about a cohort on its way in. Only the uploader sees it; its content goes at import or after 24 hours."""

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id", ondelete="CASCADE"), index=True)
    uploader_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
    filename: Mapped[str] = mapped_column(EncryptedText)
    sealed: Mapped[bytes | None] = mapped_column("content", LargeBinary, deferred=True)

    @property
    def content(self) -> bytes | None:
        """The file as it was sent; None once it is gone."""
        return None if self.sealed is None else self.open().read()

    @content.setter
    def content(self, content: bytes | None) -> None:
        self.sealed = None if content is None else sealed(packed(content))

    def open(self) -> IO[bytes]:
        """The file as it was sent, from its beginning, to be read piece by piece.

        Raises:
            ValueError: it is gone.
        """
        if self.sealed is None:
            raise ValueError("The file is gone.")
        return unpacking(unsealing(self.sealed))


class RosterState(StrEnum):
    """uploaded → importing → imported."""

    UPLOADED = "uploaded"
    IMPORTING = "importing"
    IMPORTED = "imported"


class RosterImport(CohortUpload, Model):
    """A roster on its way in; `outcome` says in words what came of it."""

    __tablename__ = "roster_imports"

    state: Mapped[RosterState] = mapped_column(state_type(RosterState, "state"), default=RosterState.UPLOADED)
    outcome: Mapped[str | None] = mapped_column(String(200))
