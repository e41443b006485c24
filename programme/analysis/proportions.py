"""Proportions and their differences, with intervals that stay sensible near 0 and 1."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from programme.analysis.values import Interval

Z = NormalDist().inv_cdf(0.975)

NO_ANSWERS = "nobody answered in one of the groups"
NO_PAIRS = "nobody answered at both waves"
NOBODY_CHANGED = "nobody changed between yes and no"


@dataclass(frozen=True, slots=True)
class Difference:
    """Proportion of one group (n people) minus that of a reference (reference_n); `reason` says why it is None."""

    n: int
    reference_n: int
    difference: float | None
    ci: Interval | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """Proportion yes after minus before of the same n people; `reason` says why it is None."""

    n: int
    difference: float | None
    ci: Interval | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ExactTest:
    """A two-sided exact p of n pairs, of which `discordant` differ; `reason` says why p is None."""

    n: int
    discordant: int
    p: float | None
    reason: str | None = None


def wilson(count: int, n: int) -> Interval | None:
    """95% score interval of count/n without continuity correction (Wilson 1927); None where n is 0.

    The low end is exactly 0 at 0/n, the high end exactly 1 at n/n. Raises ValueError unless 0 ≤ count ≤ n.
    """
    if not 0 <= count <= n:
        raise ValueError("a proportion needs 0 <= count <= n")
    if n == 0:
        return None
    share, square = count / n, Z**2
    centre = share + square / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + square / (4 * n**2))
    low = 0.0 if count == 0 else (centre - half) / (1 + square / n)
    high = 1.0 if count == n else (centre + half) / (1 + square / n)
    return Interval(low, high)


def newcombe_difference(count: int, n: int, reference_count: int, reference_n: int) -> Difference:
    """count/n - reference_count/reference_n of two groups, 95% interval by method 10 (Newcombe 1998a).

    Raises ValueError unless each count lies between 0 and its n.
    """
    here, there = wilson(count, n), wilson(reference_count, reference_n)
    if here is None or there is None:
        return Difference(n, reference_n, None, None, NO_ANSWERS)
    p, q = count / n, reference_count / reference_n
    down = math.hypot(p - here.low, there.high - q)
    up = math.hypot(here.high - p, q - there.low)
    return Difference(n, reference_n, p - q, Interval(p - q - down, p - q + up))


def mcnemar_exact(both: int, before_only: int, after_only: int, neither: int) -> ExactTest:
    """Two-sided exact test that as many turn to yes as away from it (McNemar 1947, by the binomial).

    p is None where nobody changed: then there is nothing to test. Raises ValueError for a negative count.
    """
    n = _people(both, before_only, after_only, neither)
    discordant = before_only + after_only
    if discordant == 0:
        return ExactTest(n, 0, None, NOBODY_CHANGED)
    smaller = min(before_only, after_only)
    tail = sum(math.comb(discordant, k) for k in range(smaller + 1))
    return ExactTest(n, discordant, min(1.0, 2 * tail / 2**discordant))


def newcombe_paired(both: int, before_only: int, after_only: int, neither: int) -> PairedDifference:
    """Proportion yes after minus before, 95% interval by method 10 for paired data (Newcombe 1998b).

    Wilson's limits of the two proportions are joined with the correlation φ of the answers, whose numerator
    is reduced by n/2, but not below 0, when it is positive; φ is 0 where an answer has no spread. Raises ValueError
    for a negative count.
    """
    n = _people(both, before_only, after_only, neither)
    yes_before, yes_after = both + before_only, both + after_only
    before, after = wilson(yes_before, n), wilson(yes_after, n)
    if before is None or after is None:
        return PairedDifference(n, None, None, NO_PAIRS)
    phi = _phi(both, before_only, after_only, neither)
    p, q = yes_after / n, yes_before / n
    down = _joined(p - after.low, before.high - q, phi)
    up = _joined(after.high - p, q - before.low, phi)
    difference = (after_only - before_only) / n
    return PairedDifference(n, difference, Interval(difference - down, difference + up))


def _people(*counts: int) -> int:
    if min(counts) < 0:
        raise ValueError("counts must not be negative")
    return sum(counts)


def _phi(both: int, before_only: int, after_only: int, neither: int) -> float:
    margins = (both + before_only) * (after_only + neither) * (both + after_only) * (before_only + neither)
    if margins == 0:
        return 0.0
    product = both * neither - before_only * after_only
    numerator = max(product - _people(both, before_only, after_only, neither) / 2, 0.0) if product > 0 else product
    return numerator / math.sqrt(margins)


def _joined(one: float, other: float, phi: float) -> float:
    # Rounding can leave a tiny negative sum where the two sides are equal and φ is 1.
    return math.sqrt(max(one**2 - 2 * phi * one * other + other**2, 0.0))
