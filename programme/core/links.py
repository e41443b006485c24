"""Links sent by mail: random, for one purpose, expiring, revocable. The database keeps their hash alone."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import Index, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from programme.core import clock
from programme.core.db import Model, db


class Link(Model):
    """A link that was sent; many may stand for one subject."""

    __tablename__ = "links"
    __table_args__ = (Index(None, "purpose", "subject_id"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[uuid.UUID]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


def issue(purpose: str, subject_id: uuid.UUID, lifetime: timedelta) -> str:
    """A new token of 256 random bits for `subject_id`; it is not stored and cannot be had again."""
    token = secrets.token_urlsafe(32)
    expires_at = clock.now() + lifetime
    db.session.add(Link(digest=_digest(token), purpose=purpose, subject_id=subject_id, expires_at=expires_at))
    db.session.flush()
    return token


def subject_of(purpose: str, token: str) -> uuid.UUID | None:
    """Whom the token stands for, if it is known, meant for `purpose`, neither expired nor revoked."""
    return db.session.scalar(
        select(Link.subject_id).where(
            Link.digest == _digest(token),
            Link.purpose == purpose,
            Link.revoked_at.is_(None),
            Link.expires_at > clock.now(),
        )
    )


def revoke(purpose: str, subject_id: uuid.UUID) -> None:
    """Close every open link of `purpose` to `subject_id`."""
    still_open = (Link.purpose == purpose, Link.subject_id == subject_id, Link.revoked_at.is_(None))
    db.session.execute(update(Link).where(*still_open).values(revoked_at=clock.now()))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
