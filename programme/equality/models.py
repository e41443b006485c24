"""Answers to equality monitoring, kept apart from people and from everything else they answer."""

import uuid

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from programme.core.crypto import EncryptedText
from programme.core.db import UNORDERED, Model


class EqualityAnswer(Model):
    """What one pseudonym of a cohort said: no person, no time, and a pseudonym that is used for nothing else."""

    __tablename__ = "equality_answers"
    __table_args__ = UNORDERED

    cohort_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cohorts.id", ondelete="CASCADE"), primary_key=True)
    pseudonym: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    answers: Mapped[str] = mapped_column(EncryptedText)
