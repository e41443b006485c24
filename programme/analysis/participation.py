"""Who took part: shares with their counts, never a share alone."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Share:
    """count of total; share from 0 to 1, None where the total is 0."""

    count: int
    total: int
    share: float | None

    @property
    def percent(self) -> int | None:
        """The share as a whole percentage, halves upwards as people round; None where the total is 0."""
        return (200 * self.count + self.total) // (2 * self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class ResponseRates:
    """Response at one wave; n is the number eligible, invited None where it is not known."""

    n: int
    invited: int | None
    complete: int
    partial: int
    rr1: Share
    rr2: Share


class Completion(Enum):
    """How much of what was asked a person answered: from 80% complete, from 50% partial."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    LESS = "less"


def share_of(count: int, total: int) -> Share:
    """The share that count is of total; raises ValueError unless 0 ≤ count ≤ total."""
    if not 0 <= count <= total:
        raise ValueError("a share needs 0 <= count <= total")
    return Share(count, total, count / total if total else None)


def share_with_value(values: Sequence[float | None]) -> Share:
    """Share of a file's rows that hold a value at one wave: all that imported results can say of response."""
    return share_of(sum(value is not None for value in values), len(values))


def retention(baseline: Set[str], later: Set[str]) -> Share:
    """Share of the baseline's answerers who also answered a later wave; both are sets of pseudonyms."""
    return share_of(len(baseline & later), len(baseline))


def completion(answered: int, asked: int) -> Completion:
    """How complete one person's answers are, counted in items; "not able to say" is not an answer.

    Raises ValueError unless 0 ≤ answered ≤ asked and asked ≥ 1.
    """
    if asked < 1 or not 0 <= answered <= asked:
        raise ValueError("completion needs 0 <= answered <= asked and asked >= 1")
    if answered * 100 >= asked * 80:
        return Completion.COMPLETE
    return Completion.PARTIAL if answered * 100 >= asked * 50 else Completion.LESS


def response_rates(items: Sequence[tuple[int, int]], eligible: int, invited: int | None = None) -> ResponseRates:
    """RR1 = complete/eligible; RR2 = (complete + partial)/eligible (AAPOR 2023).

    `items` holds (answered, asked) for each eligible person who began; eligible are the cohort's fellows who had
    joined and not left or deferred when the wave opened. Raises ValueError if more answered than were eligible.
    """
    kinds = [completion(answered, asked) for answered, asked in items]
    complete, partial = kinds.count(Completion.COMPLETE), kinds.count(Completion.PARTIAL)
    return ResponseRates(
        n=eligible,
        invited=invited,
        complete=complete,
        partial=partial,
        rr1=share_of(complete, eligible),
        rr2=share_of(complete + partial, eligible),
    )
