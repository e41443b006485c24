"""Surveys with their waves, who took part, and what was answered; kept apart as the privacy table says."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from programme.cohorts.models import Cohort
from programme.core.crypto import EncryptedBytes, EncryptedText
from programme.core.db import UNORDERED, Model, WithId, state_type
from programme.organisations.models import Organisation


class Survey(WithId, Model):
    """One questionnaire asked of one cohort, in one or more waves."""

    __tablename__ = "surveys"
    __table_args__ = (UniqueConstraint("cohort_id", "title"),)

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id", ondelete="RESTRICT"))
    title: Mapped[str] = mapped_column(String(200))
    imported_on: Mapped[date | None]
    imported_rows: Mapped[int | None]

    cohort: Mapped[Cohort] = relationship()
    scales: Mapped[list["SurveyScale"]] = relationship(order_by="SurveyScale.position")
    waves: Mapped[list["Wave"]] = relationship(order_by="Wave.position")


class SurveyScale(Model):
    """A scale of a survey with the range that its scores can take."""

    __tablename__ = "survey_scales"
    __table_args__ = (CheckConstraint("high > low", name="range"),)

    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    label: Mapped[str] = mapped_column(String(100))
    low: Mapped[float]
    high: Mapped[float]
    position: Mapped[int]


class Wave(WithId, Model):
    """One time at which a survey was asked."""

    __tablename__ = "waves"
    __table_args__ = (UniqueConstraint("survey_id", "code"),)

    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(3))
    label: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]


class Participant(WithId, Model):
    """Somebody who took part under a pseudonym, without an account. Their number in the file is not kept."""

    __tablename__ = "participants"

    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="RESTRICT"), index=True
    )
    salt: Mapped[bytes] = mapped_column(EncryptedBytes)

    organisation: Mapped[Organisation | None] = relationship()


class Response(Model):
    """What one pseudonym answered at one wave: no person, no date, no time, and no order of arrival."""

    __tablename__ = "responses"
    __table_args__ = UNORDERED

    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True)
    pseudonym: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    scores: Mapped[dict[str, Any]] = mapped_column(JSON)


class ImportState(StrEnum):
    """uploaded → mapped → importing → imported; a fault in the file leaves it mapped."""

    UPLOADED = "uploaded"
    MAPPED = "mapped"
    IMPORTING = "importing"
    IMPORTED = "imported"


class ResultsImport(WithId, Model):
    """A file of earlier results on its way in. Only the uploader sees it; it goes at import or after 24 hours."""

    __tablename__ = "results_imports"
    __table_args__ = (Index(None, "uploaded_at"),)

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id", ondelete="CASCADE"))
    uploader_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    uploaded_at: Mapped[datetime]
    state: Mapped[ImportState] = mapped_column(state_type(ImportState, "state"), default=ImportState.UPLOADED)
    filename: Mapped[str] = mapped_column(EncryptedText)
    content: Mapped[bytes | None] = mapped_column(EncryptedBytes)
    mapping: Mapped[str | None] = mapped_column(EncryptedText)
    survey_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("surveys.id", ondelete="SET NULL"))
