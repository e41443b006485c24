"""The order in which answers lie: once a wave has closed, and in every backup, it tells nothing."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select

from programme.core.db import db, rest, serialise
from programme.surveys.models import Draft, Response, SurveyInvitation, Wave, WaveState

WAVES = "survey waves"
"""The lock of who opens, closes, moves or stores waves anew, or invites to them; it is taken before `lock_of`."""


def lock_of(wave_id: uuid.UUID) -> str:
    """The name of the lock that everybody who answers the wave shares, and who stores it anew holds alone."""
    return f"answers {wave_id}"


def rest_wave(wave_id: uuid.UUID) -> None:
    """Store a wave's answers and invitations anew, in the order of their keys, in the current transaction.

    It waits for who is inviting or sending at this moment. A draft of a closed wave can no longer be sent: it goes.
    """
    serialise(WAVES)
    serialise(lock_of(wave_id))
    closed = select(Wave.id).where(Wave.id == wave_id, Wave.state == WaveState.CLOSED)
    db.session.execute(delete(Draft).where(Draft.wave_id.in_(closed)))
    for model in (SurveyInvitation, Response):
        rest(model, model.wave_id == wave_id)
    rest(Draft, Draft.wave_id == wave_id)


def waves() -> Sequence[uuid.UUID]:
    """Every wave: before a backup each is stored anew, in a transaction of its own, so that nobody waits for all."""
    return db.session.scalars(select(Wave.id).order_by(Wave.id)).all()
