"""Reading one's own answers to equality monitoring. Nobody else's are read here."""

import json
import uuid

from programme.core.crypto import keyring
from programme.core.db import db
from programme.equality.models import EqualityAnswer

PURPOSE = "equality monitoring"


def pseudonym_of(salt: bytes) -> bytes:
    """The pseudonym under which somebody's answers lie; nothing else they answer has the same."""
    return keyring().pseudonym(PURPOSE, salt)


def own_answers(*, cohort_id: uuid.UUID, salt: bytes) -> dict[str, str]:
    """What somebody said about themselves in a cohort, by question; empty if nothing."""
    row = db.session.get(EqualityAnswer, (cohort_id, pseudonym_of(salt)))
    found: dict[str, str] = json.loads(row.answers) if row else {}
    return found
