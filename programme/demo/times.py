"""The days of the demonstration, counted from today, and a clock that can stand on each of them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from time import monotonic
from unittest.mock import patch

from programme.core import clock
from programme.surveys.rules.windows import LENGTH, months_after

YEAR = timedelta(days=363)
MORNING, EVENING, MIDNIGHT = 10, 21, 0


@dataclass(frozen=True, slots=True)
class Days:
    """The first and last days of the cohorts, so that they stand today where they should.

    The completed cohort's last wave, a year after its end, has just closed; the running one began ten days ago.
    """

    today: date
    completed: tuple[date, date]
    running: tuple[date, date]

    @classmethod
    def around(cls, today: date) -> "Days":
        """The days for a demonstration that is loaded on `today`."""
        ended = months_after(today - LENGTH - timedelta(days=4), -12)
        began = today - timedelta(days=10)
        return cls(today, (ended - YEAR, ended), (began, began + YEAR))

    @property
    def beginning(self) -> date:
        """The day on which the programme came to Canopy, shortly before the completed cohort began."""
        return self.completed[0] - timedelta(days=35)

    @property
    def earlier(self) -> tuple[date, date]:
        """The year before, of which results were imported."""
        ended = self.beginning - timedelta(days=20)
        return ended - YEAR, ended

    @property
    def planned(self) -> tuple[date, date]:
        """The year after the running one."""
        begins = self.running[1] + timedelta(days=7)
        return begins, begins + YEAR


def year_name(days: tuple[date, date]) -> str:
    """What a cohort of these days is called: "2026 to 2027"."""
    first, last = days[0].year, days[1].year
    return str(first) if first == last else f"{first} to {last}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at an hour of a day in London."""

    day: date
    hour: int
    act: Callable[[], object]


def live_through(events: Iterable[Event]) -> None:
    """Let these happen one after the other, each at its own hour, so that no record is older than one before it."""
    for (day, hour), together in groupby(sorted(events, key=_moment), key=_moment):
        with at(day, hour):
            for each in together:
                each.act()


def _moment(event: Event) -> tuple[date, int]:
    return event.day, event.hour


@contextmanager
def at(day: date, hour: int) -> Iterator[None]:
    """Let everything inside begin at that hour of that day in London, as if the demonstration had been there."""
    moment = datetime.combine(day, time(hour), clock.LONDON).astimezone(UTC)
    started = monotonic()
    with patch.object(clock, "now", lambda: moment + timedelta(seconds=monotonic() - started)):
        yield
