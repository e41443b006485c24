"""What a bench hands over: measures, each with its bound if it has one."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of one bench: over `n` repetitions, from `low` to `high`; `most` or `least` is its bound, if any."""

    name: str
    value: float
    unit: str
    n: int
    low: float
    high: float
    most: float | None = None
    least: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the figure keeps to its bound."""
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    @property
    def bound(self) -> str:
        """The bound in words; nothing where there is none."""
        if self.most is not None:
            return f"at most {self.most:g}"
        return "" if self.least is None else f"at least {self.least:g}"


def hand_over(measures: Sequence[Measure]) -> None:
    """Write the measures to standard output, where the bench program reads them."""
    json.dump([asdict(each) for each in measures], sys.stdout)


def read(text: str) -> list[Measure]:
    """The measures that `hand_over` wrote."""
    return [Measure(**each) for each in json.loads(text)]


def summary(
    name: str,
    values: Sequence[float],
    unit: str,
    of: Callable[[Sequence[float]], float],
    most: float | None = None,
    least: float | None = None,
) -> Measure:
    """A measure from one value a repetition, `of` them being its figure: their median, or their greatest."""
    return Measure(name, of(values), unit, len(values), min(values), max(values), most, least)
