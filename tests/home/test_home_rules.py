from datetime import date, timedelta

import pytest

from programme.home.rules import is_new, is_soon, needs_answers, wants_own_address

TODAY = date(2026, 11, 22)


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("answered", "asked", "closes_in", "needs"),
    [(3, 10, 7, True), (3, 10, 8, False), (8, 10, 1, False), (7, 10, 0, True), (0, 0, 1, False), (0, 5, -1, False)],
)
def test_a_wave_needs_answers_when_it_closes_within_a_week_with_few(
    answered: int, asked: int, closes_in: int, needs: bool
) -> None:
    assert needs_answers(answered, asked, day(closes_in), TODAY) is needs


def test_soon_is_today_to_a_week_ahead() -> None:
    assert [is_soon(day(days), TODAY) for days in (-1, 0, 7, 8)] == [False, True, True, False]


def test_news_are_told_for_a_month() -> None:
    assert [is_new(day(days), TODAY) for days in (-31, -30, 0, 1)] == [False, True, True, False]


def test_fellows_are_asked_for_their_own_address_in_the_last_90_days_until_they_gave_one() -> None:
    assert not wants_own_address(day(91), TODAY, has_one=False)
    assert wants_own_address(day(90), TODAY, has_one=False)
    assert wants_own_address(day(-400), TODAY, has_one=False), "also after the year"
    assert not wants_own_address(day(10), TODAY, has_one=True)
