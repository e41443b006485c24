import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.analysis.change import signed_rank


def by_trying_every_sign(changes: list[int]) -> float:
    """The two-sided p from all 2ⁿ ways to put signs to the ranks."""
    ranks = [sorted(abs(change) for change in changes).index(abs(change)) + 1 for change in changes]
    observed = sum(rank for rank, change in zip(ranks, changes, strict=True) if change > 0)
    middle = sum(ranks) / 2
    sums = [
        sum(rank for rank, sign in zip(ranks, signs, strict=True) if sign)
        for signs in product((0, 1), repeat=len(ranks))
    ]
    return sum(abs(total - middle) >= abs(observed - middle) for total in sums) / len(sums)


@settings(max_examples=30, derandomize=True, deadline=None)
@given(st.lists(st.integers(-40, 40).filter(bool), min_size=1, max_size=9, unique_by=abs))
def test_a_small_test_without_ties_is_exact(changes: list[int]) -> None:
    result = signed_rank(np.array(changes))
    assert result is not None
    assert result.method == "exact"
    assert result.p == pytest.approx(by_trying_every_sign(changes))


def test_ties_and_zeros_lead_to_the_normal_with_both_corrections() -> None:
    # |changes| 1 1 2 3: ranks 1.5 1.5 3 4, W+ = 8.5, W- = 1.5; mean 5, variance 4·5·9/24 - (2³-2)/48 = 7.375.
    result = signed_rank(np.array([1.0, -1.0, 2.0, 3.0, 0.0]))
    assert result is not None
    assert (result.n, result.n_zero, result.w_plus, result.w_minus) == (4, 1, 8.5, 1.5)
    assert result.method == "normal"
    assert result.rank_biserial == pytest.approx(0.7)
    assert result.p == pytest.approx(math.erfc((3.5 - 0.5) / math.sqrt(7.375) / math.sqrt(2)))


def test_a_single_zero_among_different_changes_is_not_exact() -> None:
    result = signed_rank(np.array([1.0, 2.0, -4.0, 0.0]))
    assert result is not None
    assert result.method == "normal"


@pytest.mark.parametrize(("n", "method"), [(49, "exact"), (50, "normal")])
def test_fifty_changes_are_too_many_for_the_exact_test(n: int, method: str) -> None:
    result = signed_rank(np.arange(1.0, n + 1) * np.resize([1, 1, -1], n))
    assert result is not None
    assert result.method == method


def test_changes_that_differ_by_the_machine_alone_are_ties() -> None:
    # 0.3 - 0.1 and 1.2 - 1.0 differ in the sixteenth digit.
    result = signed_rank(np.array([0.3 - 0.1, 1.2 - 1.0, 0.5]))
    assert result is not None
    assert result.method == "normal"
    assert result.w_plus == 6


def test_when_nobody_changed_there_is_no_test() -> None:
    assert signed_rank(np.array([0.0, 1e-12, -1e-12])) is None
