"""Questionnaires as they were asked: a version that somebody answered never changes."""

from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from programme.core.db import Model, WithId


class QuestionnaireVersion(WithId, Model):
    """One version of a questionnaire, whole, in its canonical form; `digest` is that form's SHA-256."""

    __tablename__ = "questionnaire_versions"
    __table_args__ = (UniqueConstraint("key", "version"), CheckConstraint("version >= 1", name="version_counts"))

    key: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
