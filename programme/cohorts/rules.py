"""PURE: how a cohort moves from state to state."""

from dataclasses import dataclass
from datetime import date


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
    return (Move("running", "Reopen cohort"),)


def fault_in_dates(starts_on: date, ends_on: date) -> str | None:
    """What is wrong with a cohort's dates; None if nothing is."""
    if ends_on <= starts_on:
        return "The end must be after the start"
    if (ends_on - starts_on).days > 5 * 366:
        return "A cohort runs for five years at most"
    return None


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
