"""Which of two estimates of one change is the finding, and whether the other bears it out.

Pairs leave out who answered once, the model of all waves brings them back in: where the two disagree, who stayed away
may be the reason, and neither is told alone.
"""

from dataclasses import dataclass
from enum import StrEnum

from programme.analysis.values import Interval

DECIMALS = 8
"""Beyond these an estimate or a limit that differs from 0 does so by rounding of the machine."""

OPPOSED = "the two estimates point in opposite directions"
ONE_HOLDS_ZERO = "one interval holds zero and the other does not"
NO_FINDING = "the estimate that answers this question is undefined"
NOTHING_BESIDE = "there is no second estimate with an interval to compare"


class Question(StrEnum):
    """What is asked of a scale."""

    END_OF_YEAR = "end of year against baseline"
    TRAJECTORY = "the way over the waves"
    LASTING = "whether change has lasted"


class Verdict(StrEnum):
    """What a sentence may say: ALONE, the finding without a second opinion; UNCERTAIN, both and that they differ."""

    AGREED = "agreed"
    UNCERTAIN = "uncertain"
    ALONE = "alone"
    UNDEFINED = "undefined"


@dataclass(frozen=True, slots=True)
class Reading:
    """One estimate of a change of n people or rows, in the scale's points, with its 95% interval; None: undefined."""

    n: int
    estimate: float | None
    ci: Interval | None

    @property
    def is_whole(self) -> bool:
        """Whether both estimate and interval are defined."""
        return self.estimate is not None and self.ci is not None


@dataclass(frozen=True, slots=True)
class Finding:
    """The estimate that answers the question, the other beside it, and a verdict; `reason` where it is not AGREED."""

    question: Question
    main: Reading
    beside: Reading
    verdict: Verdict
    reason: str | None = None

    @property
    def paired(self) -> Reading:
        """The reading of the pairs, whichever of the two it is."""
        return self.main if self.question is Question.END_OF_YEAR else self.beside

    @property
    def model(self) -> Reading:
        """The reading of the mixed model, whichever of the two it is."""
        return self.beside if self.question is Question.END_OF_YEAR else self.main


def weigh(question: Question, *, paired: Reading, model: Reading) -> Finding:
    """The finding of two readings of the same change, one of the pairs, one of the mixed model over all waves.

    End of year against baseline is answered by the pairs, trajectory and lasting by the model. UNCERTAIN where the
    estimates have opposite signs, or one interval holds 0 and the other does not (its limits belong to it). An estimate
    of exactly 0 opposes none. Without interval a main reading is UNDEFINED, and one beside it leaves the main ALONE.
    """
    main, beside = (paired, model) if question is Question.END_OF_YEAR else (model, paired)
    if not main.is_whole:
        return Finding(question, main, beside, Verdict.UNDEFINED, NO_FINDING)
    if not beside.is_whole:
        return Finding(question, main, beside, Verdict.ALONE, NOTHING_BESIDE)
    if {_sign(main), _sign(beside)} == {-1, 1}:
        return Finding(question, main, beside, Verdict.UNCERTAIN, OPPOSED)
    if holds_zero(main) != holds_zero(beside):
        return Finding(question, main, beside, Verdict.UNCERTAIN, ONE_HOLDS_ZERO)
    return Finding(question, main, beside, Verdict.AGREED)


def holds_zero(reading: Reading) -> bool | None:
    """Whether the closed interval holds 0; None without an interval."""
    if reading.ci is None:
        return None
    return round(reading.ci.low, DECIMALS) <= 0 <= round(reading.ci.high, DECIMALS)


def _sign(reading: Reading) -> int:
    estimate = round(reading.estimate or 0.0, DECIMALS)
    return (estimate > 0) - (estimate < 0)
