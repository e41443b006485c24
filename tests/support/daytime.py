"""The real worker by day: `python -m tests.support.daytime`, with HOURS_LATER in the environment.

At night in London nobody is written to about a survey, and tests run at any hour.
"""

import os
from datetime import datetime, timedelta
from importlib import import_module

from programme.core import clock

WORKER = "tests.support.daytime"
SETTING = "HOURS_LATER"
MORNING, NOON, EVENING = 9, 12, 18
real_now = clock.now


def until_day() -> dict[str, str]:
    """The setting for all workers of a test: how many hours later it is day; none by day."""
    hour = clock.now().astimezone(clock.LONDON).hour
    return {SETTING: "0" if MORNING <= hour < EVENING else str((NOON - hour) % 24)}


def later() -> datetime:
    """This moment, so many hours later."""
    return real_now() + timedelta(hours=int(os.environ[SETTING]))


if __name__ in ("__main__", "__mp_main__"):
    clock.now = later  # here and in the processes of jobs, which load this module by another name
if __name__ == "__main__":
    import_module("programme.worker").main()  # only here: it is heavy, and reads the settings at once
