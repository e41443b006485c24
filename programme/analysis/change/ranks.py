"""The signed ranks of the changes."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from programme.analysis.change.means import Numbers

EXACT_BELOW = 50


@dataclass(frozen=True, slots=True)
class SignedRank:
    """Wilcoxon's test of n non-zero changes (n_zero more were dropped); rank_biserial from -1 to 1."""

    n: int
    n_zero: int
    w_plus: float
    w_minus: float
    p: float
    method: Literal["exact", "normal"]
    rank_biserial: float


def signed_rank(changes: Numbers) -> SignedRank | None:
    """Two-sided signed-rank test (Wilcoxon 1945), changes rounded to 8 decimals; None where nobody changed.

    Zeros are dropped and ties get mid-ranks. Exact with fewer than 50 non-zero changes and neither ties nor zeros;
    else normal with the tie correction and a continuity correction of 0.5 (Hollander and Wolfe 1999). Effect: the
    matched-pairs rank-biserial r = (W+ - W-)/(W+ + W-) (Kerby 2014).
    """
    rounded = np.round(changes, 8)
    moved = rounded[rounded != 0]
    n = len(moved)
    if n == 0:
        return None
    n_zero = len(rounded) - n
    is_exact = n < EXACT_BELOW and n_zero == 0 and len(np.unique(np.abs(moved))) == n
    # The method is named, never left to scipy, whose own choice differs at n = 50.
    method = "exact" if is_exact else "asymptotic"
    test = stats.wilcoxon(moved, zero_method="wilcox", correction=True, method=method)
    ranks = stats.rankdata(np.abs(moved))
    w_plus, w_minus = float(ranks[moved > 0].sum()), float(ranks[moved < 0].sum())
    return SignedRank(
        n=n,
        n_zero=n_zero,
        w_plus=w_plus,
        w_minus=w_minus,
        p=float(test.pvalue),
        method="exact" if is_exact else "normal",
        rank_biserial=(w_plus - w_minus) / (w_plus + w_minus),
    )
