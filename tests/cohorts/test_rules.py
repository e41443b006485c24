from datetime import date

import pytest

from programme.cohorts.rules import fault_in_dates, moves

START, END = date(2026, 9, 3), date(2027, 8, 31)


@pytest.mark.parametrize(
    ("state", "today", "steps"),
    [
        ("planned", date(2026, 9, 2), [("running", "It starts on 3 September 2026.")]),
        ("planned", START, [("running", None)]),
        ("running", date(2027, 8, 30), [("completed", "It ends on 31 August 2027."), ("planned", None)]),
        ("running", END, [("completed", None), ("planned", None)]),
        ("completed", date(2030, 1, 1), [("archived", None), ("running", None)]),
        ("archived", date(2030, 1, 1), [("completed", None)]),
    ],
)
def test_a_cohort_goes_on_when_its_dates_allow_it_and_one_step_back_at_any_time(
    state: str, today: date, steps: list[tuple[str, str | None]]
) -> None:
    assert [(step.to, step.reason_against) for step in moves(state, START, END, today)] == steps


@pytest.mark.parametrize(
    ("ends_on", "fault"),
    [
        (START, "after the start"),
        (date(2026, 9, 2), "after the start"),
        (date(2026, 9, 4), None),
        (date(2031, 9, 1), None),
        (date(2032, 9, 3), "five years"),
    ],
)
def test_a_cohort_ends_after_its_start_and_within_five_years(ends_on: date, fault: str | None) -> None:
    found = fault_in_dates(START, ends_on)
    assert (fault in found) if fault and found else found is fault is None
