"""Surveys with their waves, who took part, and what was answered; kept apart as the privacy table says."""

import uuid
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from programme.cohorts.models import Cohort, CohortUpload, Fellow
from programme.core.crypto import EncryptedBytes, EncryptedText
from programme.core.db import UNORDERED, Model, WithId, state_type
from programme.organisations.models import Organisation
from programme.questionnaires.models import QuestionnaireVersion


class Survey(WithId, Model):
    """One questionnaire asked of one cohort, in one or more waves: lived here, or imported from elsewhere.

    `reminder_days` are the days after a wave's opening at which who has not answered is reminded.
    """

    __tablename__ = "surveys"
    __table_args__ = (
        UniqueConstraint("cohort_id", "title"),
        CheckConstraint("questionnaire_id IS NULL OR imported_on IS NULL", name="asked_or_imported"),
    )

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id", ondelete="RESTRICT"))
    title: Mapped[str] = mapped_column(String(200))
    imported_on: Mapped[date | None]
    imported_rows: Mapped[int | None]
    questionnaire_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("questionnaire_versions.id", ondelete="RESTRICT"), index=True
    )
    reminder_days: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")

    cohort: Mapped[Cohort] = relationship()
    questionnaire: Mapped[QuestionnaireVersion | None] = relationship()
    scales: Mapped[list["SurveyScale"]] = relationship(order_by="SurveyScale.position")
    waves: Mapped[list["Wave"]] = relationship(order_by="Wave.position", back_populates="survey")


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


class WaveState(StrEnum):
    """planned → open → closed; dates open and close a wave, and closed is for good."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class Wave(WithId, Model):
    """One time at which a survey is asked: from the first day through the last. An imported one has no days."""

    __tablename__ = "waves"
    __table_args__ = (
        UniqueConstraint("survey_id", "code"),
        CheckConstraint("closes_on >= opens_on", name="closes_after_opening"),
        CheckConstraint("(opens_on IS NULL) = (closes_on IS NULL)", name="whole_window"),
        Index(None, "state", "opens_on"),
    )

    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(3))
    label: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    state: Mapped[WaveState] = mapped_column(
        state_type(WaveState, "state"), default=WaveState.CLOSED, server_default=WaveState.CLOSED.value
    )

    survey: Mapped[Survey] = relationship(back_populates="waves")


class SurveyInvitation(WithId, Model):
    """Who is asked at a wave, and whether they answered; nothing finer."""

    __tablename__ = "survey_invitations"
    __table_args__ = (UniqueConstraint("wave_id", "fellow_id"), UNORDERED)

    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"))
    fellow_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fellows.id", ondelete="CASCADE"), index=True)
    has_answered: Mapped[bool] = mapped_column(default=False)

    wave: Mapped[Wave] = relationship()
    fellow: Mapped[Fellow] = relationship()


class SurveyMail(Model):
    """That a mail of one kind was posted to a fellow about a wave, so that it is posted once. It goes at the close."""

    __tablename__ = "survey_mails"
    __table_args__ = UNORDERED

    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True)
    fellow_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("fellows.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    posted_on: Mapped[date]


class Draft(Model):
    """Answers that were not sent yet, under a pseudonym of their own purpose. It goes when they are sent."""

    __tablename__ = "drafts"
    __table_args__ = UNORDERED

    wave_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("waves.id", ondelete="CASCADE"), primary_key=True)
    pseudonym: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    content: Mapped[str] = mapped_column(EncryptedText)


class SurveyResult(Model):
    """The figures of a survey as its page shows them, after disclosure, with the day they were computed for.

    `basis` is the sets of answers behind them, so that the next figures cannot be compared with these to find a few.
    """

    __tablename__ = "survey_results"

    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"), primary_key=True)
    computed_on: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    basis: Mapped[bytes] = mapped_column(EncryptedBytes)


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
    questionnaire_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("questionnaire_versions.id", ondelete="RESTRICT")
    )
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    texts: Mapped[str | None] = mapped_column(EncryptedText)


class ImportState(StrEnum):
    """uploaded → mapped → importing → imported; a fault in the file leaves it mapped."""

    UPLOADED = "uploaded"
    MAPPED = "mapped"
    IMPORTING = "importing"
    IMPORTED = "imported"


class ResultsImport(CohortUpload, Model):
    """A file of earlier results on its way in, with what its columns hold as far as that was said."""

    __tablename__ = "results_imports"

    state: Mapped[ImportState] = mapped_column(state_type(ImportState, "state"), default=ImportState.UPLOADED)
    mapping: Mapped[str | None] = mapped_column(EncryptedText)
    survey_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("surveys.id", ondelete="SET NULL"))
