"""PURE: how a cohort moves from state to state, and when a fellow joins and leaves it."""

from dataclasses import dataclass
from datetime import date

DAYS_TO_ASK = 90


@dataclass(frozen=True, slots=True)
class Move:
    """A step that a cohort may take from where it is."""

    to: str
    button: str
    reason_against: str | None = None


def moves(state: str, starts_on: date, ends_on: date, today: date) -> tuple[Move, ...]:
    """The steps from `state`, the usual one first; a step that dates forbid says why."""
    if state == "planned":
        early = f"It starts on {_words(starts_on)}." if today < starts_on else None
        return (Move("running", "Start cohort", early),)
    if state == "running":
        early = f"It ends on {_words(ends_on)}." if today < ends_on else None
        return (Move("completed", "Complete cohort", early), Move("planned", "Back to planned"))
    if state == "completed":
        return (Move("archived", "Archive cohort"), Move("running", "Reopen cohort"))
    return (Move("completed", "Reopen cohort"),)


def fault_in_change(state: str) -> str | None:
    """Why nothing in a cohort of this state can be changed; None if it can."""
    return (
        "This cohort is archived. Nothing in it can be changed until it is reopened." if state == "archived" else None
    )


def fault_in_dates(starts_on: date, ends_on: date) -> str | None:
    """What is wrong with a cohort's dates; None if nothing is."""
    if ends_on <= starts_on:
        return "The end must be after the start"
    if (ends_on - starts_on).days > 5 * 366:
        return "A cohort runs for five years at most"
    return None


def fault_in_joining(joined_on: date, starts_on: date, ends_on: date) -> str | None:
    """What is wrong with the day on which a fellow joined a cohort of these dates; None if nothing is.

    It may lie up to a year before the cohort's first day, for an induction, and up to its last day.
    """
    if joined_on > ends_on:
        return f"The cohort ends on {_words(ends_on)}. A fellow joins before that"
    if (starts_on - joined_on).days > 366:
        return f"The cohort starts on {_words(starts_on)}. A fellow joins at most a year before that"
    return None


def fault_in_leaving(left_on: date, joined_on: date, today: date) -> str | None:
    """What is wrong with the day on which a fellow left; None if nothing is."""
    if left_on < joined_on:
        return f"This is before the fellow joined, on {_words(joined_on)}"
    return "The date must be today or in the past" if left_on > today else None


def asks_for_own_address(ends_on: date, today: date, *, has_one: bool) -> bool:
    """Whether it is time to ask a fellow for an address of their own: from 90 days before the cohort's last day."""
    return not has_one and (ends_on - today).days <= DAYS_TO_ASK


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
