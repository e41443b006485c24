"""Links sent by mail: random, for one purpose, expiring, revocable. The database keeps their hash alone."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Index, Select, String, select, update
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
    db.session.add(Link(digest=digest_of(token), purpose=purpose, subject_id=subject_id, expires_at=expires_at))
    db.session.flush()
    return token


def subject_of(purpose: str, token: str) -> uuid.UUID | None:
    """Whom the token stands for, if it is known, meant for `purpose`, neither expired nor revoked."""
    return db.session.scalar(
        select(Link.subject_id).where(
            Link.digest == digest_of(token),
            Link.purpose == purpose,
            Link.revoked_at.is_(None),
            Link.expires_at > clock.now(),
        )
    )


def revoke(purpose: str, subject_id: uuid.UUID) -> None:
    """Close every open link of `purpose` to `subject_id`."""
    _close(purpose, Link.subject_id == subject_id)


def revoke_all(purpose: str, subject_ids: Select[tuple[uuid.UUID]]) -> None:
    """Close every open link of `purpose` to one of these subjects."""
    _close(purpose, Link.subject_id.in_(subject_ids))


def _close(purpose: str, which: ColumnElement[bool]) -> None:
    still_open = (Link.purpose == purpose, which, Link.revoked_at.is_(None))
    db.session.execute(update(Link).where(*still_open).values(revoked_at=clock.now()))


def digest_of(token: str) -> str:
    """What the database keeps of a token: SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()
