"""Writing one's own answers to equality monitoring. The audit trail does not hear of it: it would name who answered."""

import json
import uuid
from collections.abc import Mapping

from sqlalchemy import delete

from programme.core.db import db, rest, serialise
from programme.equality.models import EqualityAnswer
from programme.equality.queries import pseudonym_of
from programme.equality.rules import cleaned


def keep(cohort_id: uuid.UUID, salt: bytes, typed: Mapping[str, str]) -> None:
    """Put these answers in the place of earlier ones; the cohort's then lie in an order that tells nothing."""
    forget(cohort_id, salt)
    if answers := cleaned(typed):
        db.session.add(EqualityAnswer(cohort_id=cohort_id, pseudonym=pseudonym_of(salt), answers=json.dumps(answers)))
    rest(EqualityAnswer, EqualityAnswer.cohort_id == cohort_id)


def forget(cohort_id: uuid.UUID, salt: bytes) -> None:
    """Remove somebody's answers for good."""
    serialise(f"equality {cohort_id}")
    mine = (EqualityAnswer.cohort_id == cohort_id, EqualityAnswer.pseudonym == pseudonym_of(salt))
    db.session.execute(delete(EqualityAnswer).where(*mine))
