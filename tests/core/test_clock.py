from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy.exc import StatementError

from programme.core import clock
from programme.core.db import db
from programme.core.links import Link
from tests.support.world import World

LATE_IN_JUNE = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)


def test_now_is_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_summer_time_moves_a_late_moment_to_the_next_day_in_london() -> None:
    assert clock.moment_words(LATE_IN_JUNE) == "1 July 2026, 12:30am"
    assert clock.date_words(LATE_IN_JUNE) == "1 July 2026"
    assert clock.moment_words(LATE_IN_JUNE.replace(month=1)) == "30 January 2026, 11:30pm"


def test_today_is_the_day_in_london(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATE_IN_JUNE)
    assert clock.today() == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("hour", "words"),
    [(0, "12:05am"), (1, "1:05am"), (11, "11:05am"), (12, "12:05pm"), (23, "11:05pm")],
)
def test_times_are_written_on_the_clock_of_twelve_hours(hour: int, words: str) -> None:
    assert clock.time_words(datetime(2026, 1, 9, hour, 5, tzinfo=UTC)) == words


def test_a_plain_date_is_written_as_it_stands_and_none_as_nothing() -> None:
    assert clock.date_words(date(2026, 9, 3)) == "3 September 2026"
    assert clock.date_words(None) == ""
    assert clock.moment_words(None) == ""


def test_a_moment_of_any_zone_comes_back_from_the_database_as_the_same_moment_in_utc(app: Flask) -> None:
    person = World(app).person()
    tokyo = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    person.invited_at = tokyo
    db.session.commit()
    db.session.expire_all()
    assert person.invited_at == tokyo
    assert person.invited_at.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    db.session.add(Link(digest="x" * 64, purpose="p", subject_id=World(app).person().id))
    entry = next(iter(db.session.new))
    entry.expires_at = datetime(2026, 3, 1)  # noqa: DTZ001 - the fault that is refused
    with pytest.raises(StatementError, match="needs a time zone"):
        db.session.flush()
    db.session.rollback()
