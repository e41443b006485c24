"""PURE: which mails about a wave are due, and at what hours they leave."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

INVITATION = "invitation"
REMINDER_DAYS = (7, 14, 21)
MOST_REMINDERS = 5
LONDON = ZoneInfo("Europe/London")
MORNING, EVENING = time(8), time(20)
BETWEEN_NUDGES = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail about a wave that was posted to a fellow."""

    kind: str
    posted_on: date


def kinds_due(opens_on: date, reminder_days: Sequence[int], posted: Collection[str], today: date) -> tuple[str, ...]:
    """The kinds of mail about a wave whose day has come and that were not posted: all of them leave as one mail.

    Somebody who joins late gets the invitation and not the reminders whose days are over as well.
    """
    days = {INVITATION: 0} | {reminder(number): day for number, day in enumerate(sorted(reminder_days), 1)}
    return tuple(kind for kind, day in days.items() if kind not in posted and opens_on + timedelta(days=day) <= today)


def reminder(number: int) -> str:
    """The name of a wave's first, second ... reminder."""
    return f"reminder {number}"


def nudge(day: date) -> str:
    """The name of the reminder that a coordinator sends by hand on a day: one a day at most."""
    return f"nudge {day.isoformat()}"


def is_reminder(posted: Mapping[str, date]) -> bool:
    """Whether the newest mail about a wave reminds, by the day on which each kind was posted.

    Who joined late is noted as invited and reminded on one day: their one mail is an invitation.
    """
    reminded = [day for kind, day in posted.items() if kind != INVITATION]
    return bool(reminded) and (INVITATION not in posted or max(reminded) > posted[INVITATION])


def may_nudge(last_posted: date | None, today: date) -> bool:
    """Whether somebody can be reminded by hand: not within two days of the last mail about the wave."""
    return last_posted is None or today - last_posted >= BETWEEN_NUDGES


def is_quiet(moment: datetime) -> bool:
    """Whether mails that nobody asked for are held back: from 8pm to 8am in London."""
    return not MORNING <= moment.astimezone(LONDON).time() < EVENING


def end_of_quiet(moment: datetime) -> datetime:
    """When the quiet hours that `moment` lies in end: the next 8am in London."""
    local = moment.astimezone(LONDON)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, LONDON)


def fault_in_reminders(days: Sequence[int]) -> str | None:
    """What is wrong with the days of reminders; None if nothing is."""
    if len(days) > MOST_REMINDERS:
        return f"Send {MOST_REMINDERS} reminders at most"
    if any(not 1 <= day <= 180 for day in days):
        return "Each reminder is 1 to 180 days after the first day"
    if len(set(days)) != len(days):
        return "Two reminders cannot leave on the same day"
    return None
