"""Values that every result shares."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval on the scale of the figure it belongs to; 95% unless its owner says otherwise."""

    low: float
    high: float
