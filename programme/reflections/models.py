"""What fellows reflect on: theirs alone until they share it."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from programme.cohorts.models import Fellow
from programme.core.crypto import EncryptedText
from programme.core.db import Model, WithId


class Reflection(WithId, Model):
    """One reflection. Title, text, prompts, principles and emotion words are one encrypted text.

    `sequence` is the number of the newest autosave, so that a late one never overwrites it.
    """

    __tablename__ = "reflections"

    fellow_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("fellows.id", ondelete="CASCADE"), index=True)
    happened_on: Mapped[date]
    content: Mapped[str] = mapped_column(EncryptedText)
    is_draft: Mapped[bool] = mapped_column(default=True)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]

    fellow: Mapped[Fellow] = relationship()
