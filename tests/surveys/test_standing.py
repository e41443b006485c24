from dataclasses import replace
from datetime import date, timedelta

import pytest

from programme.surveys.rules.standing import Standing, Wanted, refusal, standing

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
OPEN = Wanted("open", TODAY - 5 * DAY, TODAY + 5 * DAY, None, has_answered=False, is_archived=False)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Standing.OPEN),
        ({"closes_on": TODAY}, Standing.OPEN),
        ({"closes_on": TODAY - DAY}, Standing.CLOSED),
        ({"state": "closed"}, Standing.CLOSED),
        ({"is_archived": True}, Standing.CLOSED),
        ({"state": "planned"}, Standing.PLANNED),
        ({"left_on": TODAY + DAY}, Standing.OPEN),
        ({"left_on": TODAY}, Standing.LEFT),
        ({"left_on": TODAY - DAY, "state": "closed"}, Standing.LEFT),
        ({"left_on": TODAY - DAY, "has_answered": True}, Standing.ANSWERED),
        ({"state": "closed", "has_answered": True}, Standing.ANSWERED),
    ],
)
def test_where_somebody_stands(changed: dict[str, object], expected: Standing) -> None:
    assert standing(replace(OPEN, **changed), TODAY) is expected  # type: ignore[arg-type]


def test_why_not_is_said_with_the_day() -> None:
    yesterday = TODAY - DAY
    assert refusal(Standing.CLOSED, None, yesterday, TODAY) == "This survey closed on 21 November 2026"
    assert refusal(Standing.CLOSED, None, TODAY, TODAY) == "This survey has closed"
    assert refusal(Standing.PLANNED, TODAY + DAY, None, TODAY) == "This survey opens on 23 November 2026"
    assert refusal(Standing.LEFT, None, None, TODAY) == "You are no longer asked to answer"
    assert refusal(Standing.OPEN, None, None, TODAY) == ""
