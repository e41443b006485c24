"""PURE: which number formats stand for dates and times, and what a serial number says in one (ECMA-376-1, 18.8)."""

import math
import re
from datetime import date, timedelta
from enum import Enum

DAY = 86_400
MONTHLESS_LEAP_DAY = 60  # Excel counts 29 February 1900, a day that never was
START_1900 = date(1899, 12, 30)
START_1904 = date(1904, 1, 1)
ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
CALENDAR = re.compile(r"[dmyhs]", re.IGNORECASE)


class Moment(Enum):
    """What a number is by its format."""

    DATE = "a day, with or without a time of day, or a time of day alone"
    ELAPSED = "a length of time"


BUILT_IN = dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), Moment.DATE) | {46: Moment.ELAPSED}


def moment_of(code: str) -> Moment | None:
    """What a format's code makes of a number; None if it stays a number."""
    bare = ASIDE.sub("", code.partition(";")[0])
    if ELAPSED.search(bare):
        return Moment.ELAPSED
    return Moment.DATE if CALENDAR.search(bare) else None


def moment_text(serial: float, moment: Moment, *, from_1904: bool) -> str:
    """A serial number (days since the start of the calendar) as 2026-09-01, 2026-09-01 09:30:00, 09:30:00 or 36:00:00.

    Raises:
        ValueError: there is no such day.
    """
    if not math.isfinite(serial) or serial < 0:
        raise ValueError("no day has this number")
    days, seconds = divmod(round(serial * DAY), DAY)
    if moment is Moment.ELAPSED:
        return _clock(days * DAY + seconds)
    if not days:
        return _clock(seconds)
    day = _day(days, from_1904=from_1904).isoformat()
    return f"{day} {_clock(seconds)}" if seconds else day


def _day(days: int, *, from_1904: bool) -> date:
    if not from_1904 and days == MONTHLESS_LEAP_DAY:
        raise ValueError("29 February 1900 never was")
    start = START_1904 if from_1904 else START_1900
    try:
        return start + timedelta(days=days + (not from_1904 and days < MONTHLESS_LEAP_DAY))
    except OverflowError:
        raise ValueError("the year has more than four digits") from None


def serial_of(day: date) -> int | None:
    """The number of a day in the calendar that starts in 1900; None before 1 March 1900, where spreadsheets differ."""
    days = (day - START_1900).days
    return days if days > MONTHLESS_LEAP_DAY else None


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
