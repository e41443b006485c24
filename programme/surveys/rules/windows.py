"""PURE: when each wave of a cohort is asked, by rule from the cohort's dates."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from programme.surveys.rules.mapping import STAGES

LENGTH = timedelta(days=27)  # four weeks, first and last day counted
LONGEST = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Window:
    """One wave and the days on which it can be answered, both ends counted."""

    code: str
    label: str
    opens_on: date
    closes_on: date


def windows(starts_on: date, ends_on: date, codes: Sequence[str]) -> tuple[Window, ...]:
    """The windows of the waves `codes` for a cohort that runs from `starts_on` to `ends_on`, in order.

    T0 opens on the first day (whom it asks has joined by then), T1 six months after it, T2 two weeks before the end;
    T3, T4 and T5 follow one, three and five years after the end. Each is open for four weeks. Raises KeyError for a
    code that is no stage.
    """
    opening = {
        "T0": starts_on,
        "T1": months_after(starts_on, 6),
        "T2": ends_on - timedelta(days=14),
        "T3": months_after(ends_on, 12),
        "T4": months_after(ends_on, 36),
        "T5": months_after(ends_on, 60),
    }
    return tuple(Window(code, STAGES[code], opening[code], opening[code] + LENGTH) for code in sorted(set(codes)))


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a wave stands before it is moved: its state, its first day, and its cohort's first day."""

    state: str
    opens_on: date | None
    starts_on: date


def fault_in_window(opens_on: date, closes_on: date, now: Standing, today: date) -> str | None:
    """What is wrong with a wave's new window; None if nothing is.

    A wave that is open keeps its first day; one that is closed keeps both.
    """
    if now.state == "closed":
        return "This wave has closed. Its answers are counted, so it cannot be moved"
    if now.state == "open" and opens_on != now.opens_on:
        return "This wave is open. Its first day can no longer be moved"
    if opens_on < now.starts_on:
        return "A wave cannot open before the cohort starts: nobody has joined by then"
    if closes_on < opens_on:
        return "The last day must not be before the first"
    if closes_on < today:
        return "The last day must be today or later"
    if closes_on - opens_on > LONGEST:
        return "A wave can be open for six months at most"
    return None


def is_eligible(opens_on: date, joined_on: date, left_on: date | None) -> bool:
    """Whether a fellow counts in a wave's rates: had joined, and not left or deferred, when it opened."""
    return joined_on <= opens_on and (left_on is None or left_on > opens_on)
