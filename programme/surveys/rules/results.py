"""PURE: the results of a survey as figures are made of them: scales, waves, and a row a person under a token."""

from collections.abc import Mapping
from dataclasses import dataclass

from programme.analysis.disclosure.rules import THRESHOLD


@dataclass(frozen=True, slots=True)
class ScaleFacts:
    """A scale: its key in the rows, its name, and the range of its scores."""

    key: str
    label: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """A wave: its code (T0 is the baseline) and its name."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person under a token that nothing else uses: organisation, and scores by wave code and scale key."""

    token: str
    organisation: str | None
    scores: Mapping[str, Mapping[str, float]]

    def score(self, code: str, key: str) -> float | None:
        """The person's score on a scale at a wave; None if there is none."""
        return self.scores.get(code, {}).get(key)


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure that was printed before: its key, its variable and the answers it rested on."""

    key: str
    variable: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """All that figures are made from: rows in the order of their tokens, and what readers have seen already."""

    scales: tuple[ScaleFacts, ...]
    waves: tuple[WaveFacts, ...]
    rows: tuple[Row, ...]
    published: tuple[Printed, ...] = ()
    threshold: int = THRESHOLD
