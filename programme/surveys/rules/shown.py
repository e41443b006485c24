"""PURE: what a survey's page shows, after disclosure: sentences, rows of tables, and numbers for pictures.

It is stored as JSON and read by the page, which computes nothing. Numbers have two decimals, as they are printed.
"""

from dataclasses import dataclass

from programme.analysis.participation import Share
from programme.analysis.values import Interval

OF_PAIRS = "both waves"
"""The note of a mean that is of the people with a score at both waves compared, since that of all is hidden."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its interval and the n people it rests on."""

    n: int
    mean: float | None
    ci: Interval | None


@dataclass(frozen=True, slots=True)
class ShownMean:
    """A scale at one wave. Where `estimate` is None, `note` says why in a word or two."""

    code: str
    label: str
    n: int | None
    estimate: Estimate | None
    note: str
    row: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownChange:
    """The size of a scale's change, g with its limits. Where `g` is None, `note` says why."""

    n: int | None
    g: float | None
    ci: Interval | None
    note: str
    row: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownScale:
    """A scale: what is said of it, its means by wave, and its change if there is a wave to compare with."""

    label: str
    low: float
    high: float
    falls_when_better: bool
    answer: str
    waves: tuple[ShownMean, ...]
    change: ShownChange | None


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item at one wave: how often each option was chosen, the lowest first; where that is None, `note` says why."""

    text: str
    is_reversed: bool
    n: int | None
    counts: tuple[int, ...] | None
    note: str


@dataclass(frozen=True, slots=True)
class ShownSection:
    """Up to eight items of a section with the same options, given by value and words, the lowest first."""

    title: str
    options: tuple[tuple[int, str], ...]
    items: tuple[ShownItem, ...]


@dataclass(frozen=True, slots=True)
class ShownWave:
    """A wave with figures: how many answered of those eligible, and its items.

    `people` is how many have sent their answers that the figures rest on, as of the ISO day `as_of`.
    """

    code: str
    label: str
    is_open: bool
    as_of: str
    people: int
    answered: Share | None
    retained: Share | None
    note: str
    answer: str
    row: tuple[str, ...]
    sections: tuple[ShownSection, ...]


@dataclass(frozen=True, slots=True)
class ShownShare:
    """How many agreed with one item at one wave, in a sentence."""

    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page shows of a survey. `between` names the waves compared, nothing where there is no second."""

    threshold: int
    between: str
    change: str
    waves: tuple[ShownWave, ...]
    scales: tuple[ShownScale, ...]
    shares: tuple[ShownShare, ...]
    hidden: tuple[str, ...]


EMPTY = Shown(5, "", "", (), (), (), ())
