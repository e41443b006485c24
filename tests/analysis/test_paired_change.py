"""Worked example, by hand: pre 2 3 4 3 and post 3 5 4 4 change by 1 2 0 1.

Variances 2/3 at each wave and of the change, covariance 1/3, so r = 1/2, t = 1/√(1/6) = √6 and d = √(3/2).
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from programme.analysis.change import PairedChange, paired_change
from programme.analysis.change.effects import small_sample_factor
from programme.analysis.change.noncentral import probability_below

PRE = [2.0, 3.0, 4.0, 3.0]
POST = [3.0, 5.0, 4.0, 4.0]

quick = settings(max_examples=40, derandomize=True, deadline=None)
scores = st.integers(4, 20).map(lambda quarters: quarters / 4)
waves = st.lists(st.tuples(scores, scores), min_size=3, max_size=30).filter(
    lambda pairs: all(len(set(wave)) > 1 for wave in zip(*pairs, strict=True)) and len({b - a for a, b in pairs}) > 1
)


def changed(pairs: list[tuple[float, float]]) -> PairedChange:
    return paired_change([a for a, _ in pairs], [b for _, b in pairs])


def test_the_worked_example_holds_in_points() -> None:
    change = paired_change(PRE, POST)
    assert (change.n, change.df, change.mean_pre, change.mean_post, change.mean) == (4, 3, 3, 4, 1)
    assert change.sd_pre == pytest.approx(math.sqrt(2 / 3))
    assert change.sd == pytest.approx(math.sqrt(2 / 3))
    assert change.r == pytest.approx(0.5)
    assert change.t == pytest.approx(math.sqrt(6))
    assert change.ci is not None
    # 3.182446305284263 is the tabled t(.975, 3); the standard error is 1/√6.
    assert change.ci.high == pytest.approx(1 + 3.182446305284263 / math.sqrt(6))
    assert change.reasons == {}


def test_the_worked_example_holds_in_standard_deviations() -> None:
    change = paired_change(PRE, POST)
    assert change.d == pytest.approx(math.sqrt(1.5))
    assert change.d_z == pytest.approx(math.sqrt(1.5))
    assert change.d_av == pytest.approx(math.sqrt(1.5))
    # ν = 2·3/(1 + 1/4) = 4.8; Γ(2.4) and Γ(1.9) from a table of the gamma function.
    assert change.g == pytest.approx(math.sqrt(1.5) * 1.2421693445 / (math.sqrt(2.4) * 0.9617658319), rel=1e-9)
    # J(3) = Γ(3/2)/(√(3/2)·Γ(1)) = (√π/2)/√(3/2)
    assert change.g_av == pytest.approx(math.sqrt(math.pi) / 2)


def test_the_limits_of_d_follow_bonett_with_his_multiplier() -> None:
    change = paired_change(PRE, POST)
    assert change.d_ci is not None
    # d²(4/9 + 4/9 + 2/9)/(8·3·4/9) = 5/32 and (2/3)/(3·2/3) = 1/3
    half = 1.96 * math.sqrt(5 / 32 + 1 / 3)
    assert change.d_ci.low == pytest.approx(math.sqrt(1.5) - half, rel=1e-12)
    assert change.d_ci.high == pytest.approx(math.sqrt(1.5) + half, rel=1e-12)


def noncentral(t: float, df: int, delta: float) -> float:
    """P(T ≤ t) as the integral over the root of χ²/df, which the code under test does not use."""

    s = np.linspace(0, 9, 20_001)
    return float(
        integrate.simpson(stats.norm.cdf(t * s - delta) * stats.chi.pdf(s * math.sqrt(df), df) * math.sqrt(df), x=s)
    )


def test_the_limits_of_d_z_are_the_noncentralities_that_put_t_at_the_tails() -> None:
    change = paired_change(PRE, POST)
    assert change.d_z_ci is not None
    assert noncentral(math.sqrt(6), 3, change.d_z_ci.low * 2) == pytest.approx(0.975, abs=1e-8)
    assert noncentral(math.sqrt(6), 3, change.d_z_ci.high * 2) == pytest.approx(0.025, abs=1e-8)


def test_limits_exist_where_rounding_alone_tells_the_changes_apart() -> None:
    change = paired_change([1.0, 2.0, 3.0, 2.0], [1.333333, 2.333333, 3.333334, 2.333333])
    assert change.t is not None
    assert change.t > 1e6
    assert change.d_z_ci is not None
    # For t this large the limits are t times the quantiles of √(χ²/3).
    assert change.d_z_ci.low == pytest.approx(change.t * math.sqrt(stats.chi2.ppf(0.025, 3) / 3) / 2, rel=1e-6)
    assert change.d_z_ci.high == pytest.approx(change.t * math.sqrt(stats.chi2.ppf(0.975, 3) / 3) / 2, rel=1e-6)


@pytest.mark.parametrize(("freedom", "t"), [(1, 0.0), (1, 1.5), (3, 2.4), (3, 2.5), (20, 6.3), (20, 6.4), (436, 4.7)])
def test_the_noncentral_t_is_right_on_both_sides_of_where_its_average_changes(freedom: int, t: float) -> None:
    for delta in (t - 2, t, t + 2):
        assert probability_below(t, freedom, delta) == pytest.approx(noncentral(t, freedom, delta), abs=1e-10)


def test_the_small_sample_factor_holds_where_the_gamma_function_is_known() -> None:
    # Γ(1/2) = √π and Γ(3/2) = √π/2 give J(2) = 1/√π, J(3) = √(π/6) and J(4) = √(2/π).
    by_hand = [1 / math.sqrt(math.pi), math.sqrt(math.pi / 6), math.sqrt(2 / math.pi)]
    assert [small_sample_factor(nu) for nu in (2, 3, 4)] == pytest.approx(by_hand)


def test_only_pairs_complete_at_both_waves_count() -> None:
    assert paired_change([*PRE, None, 5.0, None], [*POST, 2.0, None, None]) == paired_change(PRE, POST)


def test_without_a_pair_everything_is_undefined_and_says_so() -> None:
    change = paired_change([None, 1.0], [2.0, None])
    assert change.n == 0
    undefined = [name for name in PairedChange.__slots__ if name not in {"n", "reasons"}]
    assert {getattr(change, name) for name in undefined} == {None}
    assert set(change.reasons) == set(undefined)
    assert set(change.reasons.values()) == {"nobody has a value at both waves"}


@pytest.mark.parametrize(
    ("pre", "post"),
    [([1.0], [2.0]), ([1.0], [1.0]), ([1.0, 2.0], [2.0, 4.0]), ([1, 2, 3], [2, 3, 4]), ([1, 1, 1], [1, 2, 3])]
    + [([1, 1, 1], [2, 2, 2]), ([0.1, 0.7, 0.3], [0.4, 1.0, 0.6]), ([3, 3, 3], [3, 3, 3])],
)
def test_every_undefined_field_has_a_reason_and_no_other_has(pre: list[float], post: list[float]) -> None:
    change = paired_change(pre, post)
    undefined = {name for name in PairedChange.__slots__ if getattr(change, name) is None}
    assert set(change.reasons) == undefined


def test_a_common_change_leaves_size_but_no_test() -> None:
    # 0.1 + 0.3 and its like differ in the last binary digit; that is no spread.
    change = paired_change([0.1, 0.7, 0.3], [0.4, 1.0, 0.6])
    assert change.sd == 0
    assert (change.t, change.p, change.ci, change.d_z, change.d_z_ci) == (None, None, None, None, None)
    assert change.reasons["p"] == "everybody changed by the same amount"
    assert change.g is not None
    assert change.d_ci is not None


def test_a_flat_wave_has_d_but_no_correlation_and_so_no_g() -> None:
    change = paired_change([2, 2, 2], [1, 3, 5])
    assert change.r is None
    assert change.g is None
    assert change.reasons["g"] == "everybody has the same value at one of the waves"
    assert change.d == pytest.approx(1 / math.sqrt(2))
    assert change.d_ci is not None


def test_two_pairs_are_too_few_for_an_unbiased_size() -> None:
    change = paired_change([1.0, 2.0], [2.0, 4.0])
    assert change.d is not None
    assert (change.g, change.g_av) == (None, None)
    assert change.reasons["g"] == "fewer than three people have a value at both waves"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        paired_change([1.0, value], [2.0, 2.0])


def test_waves_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter|longer"):
        paired_change([1.0, 2.0], [1.0])


@quick
@given(waves)
def test_the_t_test_is_that_of_scipy(pairs: list[tuple[float, float]]) -> None:
    change = changed(pairs)
    theirs = stats.ttest_rel([b for _, b in pairs], [a for a, _ in pairs])
    limits = theirs.confidence_interval()
    assert change.t == pytest.approx(theirs.statistic, rel=1e-9, abs=1e-12)
    assert change.p == pytest.approx(theirs.pvalue, rel=1e-9)
    assert change.ci is not None
    assert (change.ci.low, change.ci.high) == pytest.approx((limits.low, limits.high), rel=1e-9, abs=1e-12)


@quick
@given(waves)
def test_swapping_the_waves_turns_every_sign(pairs: list[tuple[float, float]]) -> None:
    there, back = changed(pairs), changed([(b, a) for a, b in pairs])
    for name in ("mean", "t", "d_z", "d", "g", "d_av", "g_av"):
        assert getattr(there, name) == pytest.approx(-getattr(back, name), rel=1e-9, abs=1e-12), name
    for name in ("ci", "d_z_ci", "d_ci"):
        one, other = getattr(there, name), getattr(back, name)
        assert (one.low, one.high) == pytest.approx((-other.high, -other.low), rel=1e-9, abs=1e-9), name
    assert there.p == pytest.approx(back.p)


@quick
@given(waves, st.sampled_from([-3.0, -0.5, 0.25, 2.0]))
def test_a_constant_shift_moves_the_mean_and_leaves_the_interval_width(
    pairs: list[tuple[float, float]], shift: float
) -> None:
    before, after = changed(pairs), changed([(a, b + shift) for a, b in pairs])
    assert after.mean == pytest.approx((before.mean or 0) + shift, abs=1e-12)
    assert before.ci is not None
    assert after.ci is not None
    assert after.ci.high - after.ci.low == pytest.approx(before.ci.high - before.ci.low)
    assert after.r == pytest.approx(before.r, abs=1e-12)


@quick
@given(waves, st.sampled_from([0.1, 3.0, 25.0]))
def test_another_unit_changes_points_but_no_size(pairs: list[tuple[float, float]], factor: float) -> None:
    before, after = changed(pairs), changed([(a * factor, b * factor) for a, b in pairs])
    assert after.mean == pytest.approx((before.mean or 0) * factor, abs=1e-12)
    for name in ("t", "p", "d_z", "d", "g", "d_av", "g_av", "r"):
        assert getattr(after, name) == pytest.approx(getattr(before, name), rel=1e-8, abs=1e-12), name


@quick
@given(waves)
def test_the_printed_size_lies_nearer_to_nought_than_d_and_within_its_limits(pairs: list[tuple[float, float]]) -> None:
    change = changed(pairs)
    assert change.d is not None
    assert change.g is not None
    assert change.d_ci is not None
    assert abs(change.g) <= abs(change.d)
    assert change.g * change.d >= 0
    assert change.d_ci.low <= change.d <= change.d_ci.high
