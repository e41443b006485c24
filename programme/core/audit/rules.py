"""PURE: how an entry is bound to the one before it."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """What an audit entry says, without its place in the chain."""

    number: int
    at: datetime
    actor_id: uuid.UUID | None
    action: str
    category: str
    subject_id: uuid.UUID | None
    details: Mapping[str, Any]


def digest(entry: Entry, previous: str) -> str:
    """SHA-256, as 64 hexadecimal digits, over the entry and the digest of the entry before it."""
    said = [
        previous,
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(entry.actor_id or ""),
        entry.action,
        entry.category,
        str(entry.subject_id or ""),
        dict(entry.details),
    ]
    canonical = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
