from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.surveys.rules.windows import Standing, fault_in_window, is_eligible, months_after, windows

START, END = date(2026, 9, 3), date(2027, 8, 31)
DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def test_the_waves_follow_the_cohorts_dates_in_order() -> None:
    found = windows(START, END, ["T3", "T0", "T2", "T1", "T5", "T4"])
    assert [(each.code, each.opens_on) for each in found] == [
        ("T0", date(2026, 9, 3)),
        ("T1", date(2027, 3, 3)),
        ("T2", date(2027, 8, 17)),
        ("T3", date(2028, 8, 31)),
        ("T4", date(2030, 8, 31)),
        ("T5", date(2032, 8, 31)),
    ]


def test_each_wave_can_be_answered_on_28_days() -> None:
    for each in windows(START, END, ["T0", "T1", "T2"]):
        assert (each.closes_on - each.opens_on).days + 1 == 28


def test_a_month_without_that_day_gives_its_last_one() -> None:
    assert months_after(date(2024, 8, 31), 6) == date(2025, 2, 28)
    assert months_after(date(2023, 8, 31), 6) == date(2024, 2, 29)


@given(DAYS, st.integers(0, 120))
def test_months_later_is_that_many_months_later(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_who_had_joined_and_not_left_at_the_opening_counts_in_the_rates() -> None:
    opening = date(2026, 9, 3)
    assert is_eligible(opening, date(2026, 9, 3), None)
    assert is_eligible(opening, date(2026, 9, 1), date(2026, 9, 4))
    assert not is_eligible(opening, date(2026, 9, 4), None), "who joins later is asked, and not in the rates"
    assert not is_eligible(opening, date(2026, 9, 1), date(2026, 9, 3)), "who left by then is not"


TODAY = date(2026, 9, 10)
PLANNED = Standing("planned", date(2026, 9, 20), START)
OPEN = Standing("open", date(2026, 9, 3), START)


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "now", "words"),
    [
        (date(2026, 9, 20), date(2026, 10, 1), Standing("closed", date(2026, 9, 3), START), "has closed"),
        (date(2026, 9, 4), date(2026, 10, 1), OPEN, "first day can no longer be moved"),
        (date(2026, 9, 2), date(2026, 10, 1), PLANNED, "before the cohort starts"),
        (date(2026, 9, 20), date(2026, 9, 19), PLANNED, "must not be before the first"),
        (date(2026, 9, 3), date(2026, 9, 9), OPEN, "today or later"),
        (date(2026, 9, 20), date(2027, 9, 20), PLANNED, "six months"),
    ],
)
def test_a_window_that_cannot_be_is_refused_in_words(
    opens_on: date, closes_on: date, now: Standing, words: str
) -> None:
    assert words in str(fault_in_window(opens_on, closes_on, now, TODAY))


def test_an_open_wave_can_close_earlier_or_later() -> None:
    for closes_on in (TODAY, TODAY + timedelta(days=60)):
        assert fault_in_window(date(2026, 9, 3), closes_on, OPEN, TODAY) is None
