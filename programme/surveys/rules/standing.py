"""PURE: whether somebody can answer a wave now, and in words why not."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from programme.core.clock import date_words


class Standing(StrEnum):
    """Where one person stands with one wave."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    LEFT = "left"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What decides on a standing: the wave's state and days, the fellow's last day, and whether the cohort is at rest.

    `state` is the wave's own: "planned", "open" or "closed".
    """

    state: str
    opens_on: date | None
    closes_on: date | None
    left_on: date | None
    has_answered: bool
    is_archived: bool


def standing(wanted: Wanted, today: date) -> Standing:
    """Where somebody stands today. The days decide even if the wave's state has not followed them yet.

    Who has answered has answered, whatever came later; who has left is asked nothing from their last day on.
    """
    if wanted.has_answered:
        return Standing.ANSWERED
    if wanted.left_on is not None and wanted.left_on <= today:
        return Standing.LEFT
    if wanted.state == "closed" or wanted.is_archived or (wanted.closes_on is not None and wanted.closes_on < today):
        return Standing.CLOSED
    if wanted.state == "planned":
        return Standing.PLANNED
    return Standing.OPEN


def refusal(standing: Standing, opens_on: date | None, closes_on: date | None, today: date) -> str:
    """Why a wave cannot be answered, in a few words; nothing for one that can."""
    match standing:
        case Standing.ANSWERED:
            return "You have sent your answers already"
        case Standing.LEFT:
            return "You are no longer asked to answer"
        case Standing.PLANNED:
            return f"This survey opens on {date_words(opens_on)}"
        case Standing.CLOSED if closes_on is not None and closes_on < today:
            return f"This survey closed on {date_words(closes_on)}"
        case Standing.CLOSED:
            return "This survey has closed"
        case _:
            return ""
