"""Evaluation reports: their versions, what each was made from, what was printed, to whom it was released."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from programme.cohorts.models import Cohort
from programme.core.crypto import EncryptedBytes
from programme.core.db import Model, WithId, state_type
from programme.surveys.models import Survey


class Report(WithId, Model):
    """The evaluation report of a cohort on one survey, through all its versions."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("survey_id"),)

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id", ondelete="RESTRICT"), index=True)
    survey_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("surveys.id", ondelete="RESTRICT"))
    title: Mapped[str] = mapped_column(String(200))

    cohort: Mapped[Cohort] = relationship()
    survey: Mapped[Survey] = relationship()
    versions: Mapped[list["ReportVersion"]] = relationship(
        order_by="ReportVersion.number.desc()", back_populates="report"
    )


class VersionState(StrEnum):
    """making → draft → reviewed → releasing → released → superseded; what readers have stays as it was printed.

    A draft or reviewed version may be sent back. A released or superseded one may be withdrawn: taken out of download.
    """

    MAKING = "making"
    DRAFT = "draft"
    REVIEWED = "reviewed"
    SENT_BACK = "sent back"
    RELEASING = "releasing"
    RELEASED = "released"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


# What sponsors have, or once had, in their hands.
PUBLISHED = (VersionState.RELEASED, VersionState.SUPERSEDED, VersionState.WITHDRAWN)
LONGEST_REASON = 500
ONLY_RELEASED = text("state = 'released'")


def _signed(state: str, step: str) -> CheckConstraint:
    """A version in this state says why, by whom and when."""
    whole = " AND ".join(f"{step}_{part} IS NOT NULL" for part in ("by_name", "at", "reason"))
    return CheckConstraint(f"state <> '{state}' OR ({whole})", name=f"{step}_with_a_reason")


class ReportVersion(WithId, Model):
    """One version: who did what and why, and fingerprints of the data and of the printed file.

    Data, file and fingerprints are frozen once it is released. A report has one released version at a time. A version
    that is about to be superseded holds the reason already; it is superseded once its successor is released.
    """

    __tablename__ = "report_versions"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        CheckConstraint("state <> 'released' OR released_by_name IS NOT NULL", name="released_by_somebody"),
        _signed("superseded", "superseded"),
        _signed("withdrawn", "withdrawn"),
        _signed("sent back", "sent_back"),
        Index(
            "uq_report_versions_released",
            "report_id",
            unique=True,
            sqlite_where=ONLY_RELEASED,
            postgresql_where=ONLY_RELEASED,
        ),
    )

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id", ondelete="RESTRICT"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(state_type(VersionState, "state"), default=VersionState.MAKING)
    for_publication: Mapped[bool] = mapped_column(default=False)
    made_on: Mapped[date]
    made_by_name: Mapped[str] = mapped_column(String(200))
    reviewed_by_name: Mapped[str | None] = mapped_column(String(200))
    reviewed_at: Mapped[datetime | None]
    released_by_name: Mapped[str | None] = mapped_column(String(200))
    released_at: Mapped[datetime | None]
    superseded_by_name: Mapped[str | None] = mapped_column(String(200))
    superseded_at: Mapped[datetime | None]
    superseded_reason: Mapped[str | None] = mapped_column(String(LONGEST_REASON))
    withdrawn_by_name: Mapped[str | None] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(LONGEST_REASON))
    sent_back_by_name: Mapped[str | None] = mapped_column(String(200))
    sent_back_at: Mapped[datetime | None]
    sent_back_reason: Mapped[str | None] = mapped_column(String(LONGEST_REASON))
    data_digest: Mapped[str | None] = mapped_column(String(64))
    pdf_digest: Mapped[str | None] = mapped_column(String(64))
    software: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    report: Mapped[Report] = relationship(back_populates="versions")


class ReportSnapshot(Model):
    """The data that a version was made from, row by row and encrypted, and the sets of people behind its figures."""

    __tablename__ = "report_snapshots"

    version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("report_versions.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(EncryptedBytes)
    printed: Mapped[bytes | None] = mapped_column(EncryptedBytes)


class ReportFile(Model):
    """What a version prints: the document as HTML and as PDF, its figures as CSV."""

    __tablename__ = "report_files"

    version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("report_versions.id", ondelete="CASCADE"), primary_key=True
    )
    html: Mapped[str] = mapped_column(Text)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    csv: Mapped[str] = mapped_column(Text)


class ReportRelease(Model):
    """A version was released to the sponsors of a scope: an organisation's, or a programme's funders."""

    __tablename__ = "report_releases"

    version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("report_versions.id", ondelete="CASCADE"), primary_key=True
    )
    scope_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("scopes.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
