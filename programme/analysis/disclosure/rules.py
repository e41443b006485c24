"""The thresholds, and the rules by which a figure is not printed as it is."""

from dataclasses import dataclass
from enum import Enum

THRESHOLD = 5
PUBLICATION_THRESHOLD = 10


class Hidden(Enum):
    """The rule that keeps a figure from being printed as it is."""

    TOO_FEW = "too few"
    NESTED = "nested"
    SMALL_COUNT = "small count"
    FROZEN = "frozen"
    WAITING = "waiting"
    ALL_ALIKE = "all alike"


@dataclass(frozen=True, slots=True)
class Rules:
    """The smallest number of people a figure may rest on; raises ValueError for one below 5."""

    threshold: int = THRESHOLD

    def __post_init__(self) -> None:
        if self.threshold < THRESHOLD:
            raise ValueError(f"the threshold may be raised, never lowered below {THRESHOLD}")
