from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.surveys.rules.mailing import (
    end_of_quiet,
    fault_in_reminders,
    is_quiet,
    kinds_due,
    may_nudge,
    nudge,
)

OPENING = date(2026, 9, 3)
DAYS = (7, 14, 21)


def after(days: int) -> date:
    return OPENING + timedelta(days=days)


def test_the_invitation_is_due_on_the_first_day() -> None:
    assert kinds_due(OPENING, DAYS, set(), after(-1)) == ()
    assert kinds_due(OPENING, DAYS, set(), after(0)) == ("invitation",)


def test_a_reminder_is_due_on_its_day_and_once() -> None:
    assert kinds_due(OPENING, DAYS, {"invitation"}, after(6)) == ()
    assert kinds_due(OPENING, DAYS, {"invitation"}, after(7)) == ("reminder 1",)
    assert kinds_due(OPENING, DAYS, {"invitation", "reminder 1"}, after(8)) == ()


def test_who_joins_late_gets_one_mail_for_all_that_is_over() -> None:
    assert kinds_due(OPENING, DAYS, set(), after(15)) == ("invitation", "reminder 1", "reminder 2")


def test_a_window_moved_later_takes_its_reminders_along() -> None:
    moved = OPENING + timedelta(days=10)
    assert kinds_due(moved, DAYS, set(), after(7)) == ()


def test_reminders_come_in_the_order_of_their_days() -> None:
    assert kinds_due(OPENING, (14, 7), {"invitation"}, after(7)) == ("reminder 1",)


@given(st.lists(st.integers(1, 60), unique=True, max_size=5), st.integers(0, 90))
def test_posting_what_is_due_leaves_nothing_due_that_day(days: list[int], elapsed: int) -> None:
    due = kinds_due(OPENING, days, set(), after(elapsed))
    assert kinds_due(OPENING, days, set(due), after(elapsed)) == ()
    assert len(due) == 1 + sum(day <= elapsed for day in days)


def london(hour: int, minute: int = 0, *, summer: bool) -> datetime:
    """A moment by London's clocks, as UTC."""
    month = 7 if summer else 1
    return datetime(2026, month, 15, hour - summer, minute, tzinfo=UTC)


@pytest.mark.parametrize("summer", [True, False])
def test_quiet_hours_are_by_the_clocks_of_london(summer: bool) -> None:
    assert is_quiet(london(7, 59, summer=summer))
    assert not is_quiet(london(8, summer=summer))
    assert not is_quiet(london(19, 59, summer=summer))
    assert is_quiet(london(20, summer=summer))


def test_quiet_hours_end_at_8_also_on_the_day_the_clocks_change() -> None:
    evening_before = datetime(2026, 3, 28, 22, tzinfo=UTC)  # clocks go forward in the night
    assert end_of_quiet(evening_before).astimezone(UTC) == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert end_of_quiet(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)).astimezone(UTC) == datetime(
        2026, 10, 25, 8, tzinfo=UTC
    )


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_after_quiet_hours_mails_may_leave(moment: datetime) -> None:
    if is_quiet(moment):
        end = end_of_quiet(moment)
        assert not is_quiet(end)
        assert timedelta(0) < end - moment <= timedelta(hours=13)


def test_a_nudge_waits_two_days_after_the_last_mail_and_comes_once_a_day() -> None:
    today = date(2026, 9, 10)
    assert may_nudge(None, today)
    assert not may_nudge(today - timedelta(days=1), today)
    assert may_nudge(today - timedelta(days=2), today)
    assert nudge(today) == "nudge 2026-09-10"
    assert len(nudge(today)) <= 20


@pytest.mark.parametrize(
    ("days", "words"), [([1, 2, 3, 4, 5, 6], "at most"), ([0], "1 to 180"), ([7, 7], "same day"), ([181], "1 to 180")]
)
def test_reminders_that_cannot_be_are_refused(days: list[int], words: str) -> None:
    assert words in str(fault_in_reminders(days))
