"""The same people's answers at several waves: do the waves differ in rank, and how much do people agree on it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import special, stats

from programme.analysis.change.means import numbers

NOBODY = "nobody has a value at every wave"
ONE_PERSON = "one person alone has a value at every wave"
ALL_TIED = "everybody has the same value at every wave"


@dataclass(frozen=True, slots=True)
class Friedman:
    """Of n people complete at k waves: chi_square with df = k-1 and its p, Kendall's w from 0 to 1.

    `mean_ranks`, one a wave, are empty where nobody is complete. What is undefined is None; `reasons` says why.
    """

    n: int
    k: int
    df: int
    mean_ranks: tuple[float, ...] = ()
    chi_square: float | None = None
    p: float | None = None
    w: float | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


def friedman(waves: Sequence[Sequence[float | None]]) -> Friedman:
    """Friedman's test (1937) corrected for ties, and Kendall's W = χ²/(n(k-1)) (Kendall and Babington Smith 1939).

    `waves` are k ≥ 2 sequences aligned by person, None where missing; only people with a value at every wave count.
    χ² = (12 Σ R_j² / (nk(k+1)) - 3n(k+1)) / (1 - Σ(t³-t) / (nk(k²-1))), R_j the rank sums, t the sizes of ties within
    a person (Conover 1999); p from χ² with k-1 degrees of freedom. Values are rounded to 8 decimals before ranking.

    Raises:
        ValueError: for fewer than two waves, waves of different lengths, an infinite value or one that is no number.
    """
    k = len(waves)
    if k < 2:
        raise ValueError("a comparison needs two waves or more")
    complete = [person for person in zip(*waves, strict=True) if None not in person]
    n = len(complete)
    if n == 0:
        return Friedman(0, k, k - 1, reasons=_reasons(NOBODY))
    values = numbers([value for person in complete for value in person if value is not None]).reshape(n, k)
    ranks = stats.rankdata(np.round(values, 8), axis=1)
    mean_ranks = tuple(float(rank) for rank in ranks.mean(axis=0))
    # The sum of squares of mid-ranks holds the correction: it falls by (t³-t)/12 with every tie.
    within = float((ranks**2).sum()) - n * k * (k + 1) ** 2 / 4
    if n == 1 or within == 0:
        return Friedman(n, k, k - 1, mean_ranks, reasons=_reasons(ONE_PERSON if n == 1 else ALL_TIED))
    between = float(((ranks.sum(axis=0) - n * (k + 1) / 2) ** 2).sum())
    chi_square = (k - 1) * between / within
    return Friedman(
        n=n,
        k=k,
        df=k - 1,
        mean_ranks=mean_ranks,
        chi_square=chi_square,
        p=float(special.chdtrc(k - 1, chi_square)),
        w=chi_square / (n * (k - 1)),
    )


def _reasons(reason: str) -> dict[str, str]:
    return dict.fromkeys(("chi_square", "p", "w"), reason)
