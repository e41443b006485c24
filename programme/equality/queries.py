"""Reading one's own answers to equality monitoring. Nobody else's are read here."""

import json
import uuid
from functools import cache

from sqlalchemy import Select, bindparam, select

from programme.core.crypto import keyring
from programme.core.db import db
from programme.equality.models import EqualityAnswer

PURPOSE = "equality monitoring"


def pseudonym_of(salt: bytes) -> bytes:
    """The pseudonym under which somebody's answers lie; nothing else they answer has the same."""
    return keyring().pseudonym(PURPOSE, salt)


def own_answers(*, cohort_id: uuid.UUID, salt: bytes) -> dict[str, str]:
    """What somebody said about themselves in a cohort, by question; empty if nothing."""
    said = db.session.scalar(_answers(), {"cohort": cohort_id, "own": pseudonym_of(salt)})
    found: dict[str, str] = json.loads(said) if said else {}
    return found


@cache
def _answers() -> Select[tuple[str]]:
    mine = (EqualityAnswer.cohort_id == bindparam("cohort"), EqualityAnswer.pseudonym == bindparam("own"))
    return select(EqualityAnswer.answers).where(*mine)
