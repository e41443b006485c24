"""Time that passes in tests without anybody waiting for it."""

from datetime import timedelta

import pytest

from programme.core import clock


def later(monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
    """Let so much time pass, in the words of `timedelta`."""
    moment = clock.now() + timedelta(**by)
    monkeypatch.setattr(clock, "now", lambda: moment)
