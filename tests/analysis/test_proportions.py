import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from programme.analysis.proportions import mcnemar_exact, newcombe_difference, newcombe_paired, wilson
from programme.analysis.values import Interval

quick = settings(max_examples=60, derandomize=True, deadline=None)
counts = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
cells = st.tuples(*[st.integers(0, 30)] * 4).filter(any)


def rounded(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return round(interval.low, 4), round(interval.high, 4)


@pytest.mark.parametrize(
    ("count", "n", "limits"),
    [(81, 263, (0.2553, 0.3662)), (15, 148, (0.0624, 0.1605)), (0, 20, (0, 0.1611)), (1, 29, (0.0061, 0.1718))],
)
def test_wilson_gives_the_limits_printed_by_newcombe(count: int, n: int, limits: tuple[float, float]) -> None:
    # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3
    assert rounded(wilson(count, n)) == limits


@quick
@given(counts)
def test_wilson_is_the_interval_of_scipy_without_correction(count_and_n: tuple[int, int]) -> None:
    count, n = count_and_n
    theirs = stats.binomtest(count, n).proportion_ci(method="wilson")
    ours = wilson(count, n)
    assert ours is not None
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("n", [1, 3, 7, 49, 1000])
def test_wilson_ends_exactly_at_nought_and_one(n: int) -> None:
    none, every = wilson(0, n), wilson(n, n)
    assert none is not None
    assert every is not None
    assert none.low == 0
    assert every.high == 1
    assert none.high == pytest.approx(1 - every.low)


def test_a_proportion_of_nobody_has_no_interval() -> None:
    assert wilson(0, 0) is None


def test_more_successes_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="count"):
        wilson(3, 2)


@pytest.mark.parametrize(
    ("counts", "limits"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((6, 7, 2, 7), (0.0582, 0.8062)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
        ((10, 10, 0, 10), (0.6075, 1.0)),
    ],
)
def test_the_difference_of_groups_has_the_limits_printed_by_newcombe(
    counts: tuple[int, int, int, int], limits: tuple[float, float]
) -> None:
    # Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10
    assert rounded(newcombe_difference(*counts).ci) == limits


def test_a_group_without_answers_leaves_no_difference_but_a_reason() -> None:
    result = newcombe_difference(0, 0, 3, 9)
    assert (result.n, result.reference_n, result.difference, result.ci) == (0, 9, None, None)
    assert result.reason == "nobody answered in one of the groups"


@quick
@given(counts, counts)
def test_swapping_the_groups_turns_the_difference(one: tuple[int, int], other: tuple[int, int]) -> None:
    there, back = newcombe_difference(*one, *other), newcombe_difference(*other, *one)
    assert there.difference == pytest.approx(-(back.difference or 0))
    assert there.ci is not None
    assert back.ci is not None
    assert (there.ci.low, there.ci.high) == pytest.approx((-back.ci.high, -back.ci.low))
    assert -1 - 1e-12 <= there.ci.low <= there.ci.high <= 1 + 1e-12


def test_the_paired_difference_has_published_limits() -> None:
    # 1, 1, 7, 12: Bentur et al. 2009 as analysed in Fagerland, Lydersen and Laake 2014: 0.026 to 0.507
    result = newcombe_paired(1, 1, 7, 12)
    assert result.n == 21
    assert result.difference == pytest.approx(6 / 21)
    assert result.ci is not None
    assert (round(result.ci.low, 3), round(result.ci.high, 3)) == (0.026, 0.507)


def test_the_correlation_of_the_answers_is_reduced_by_half_of_the_people() -> None:
    # 20 4 6 20, by hand: 20·20 - 4·6 = 376, less 25 is 351; margins 24·26·26·24, so φ = 351/624 = 0.5625.
    before, after = wilson(24, 50), wilson(26, 50)
    assert before is not None
    assert after is not None
    p, q = 26 / 50, 24 / 50
    one, other = p - after.low, before.high - q
    expected = 2 / 50 - (one**2 - 2 * 0.5625 * one * other + other**2) ** 0.5
    result = newcombe_paired(20, 4, 6, 20)
    assert result.ci is not None
    assert result.ci.low == pytest.approx(expected)


def test_a_negative_correlation_is_not_reduced() -> None:
    # 2 10 8 2: 4 - 80 = -76; margins 12·10·10·12, so φ = -76/120.
    before, after = wilson(12, 22), wilson(10, 22)
    assert before is not None
    assert after is not None
    one, other = 10 / 22 - after.low, before.high - 12 / 22
    expected = -2 / 22 - (one**2 + 2 * (76 / 120) * one * other + other**2) ** 0.5
    result = newcombe_paired(2, 10, 8, 2)
    assert result.ci is not None
    assert result.ci.low == pytest.approx(expected)


@quick
@given(cells)
def test_turning_time_round_turns_the_paired_difference(table: tuple[int, int, int, int]) -> None:
    both, before_only, after_only, neither = table
    there, back = newcombe_paired(*table), newcombe_paired(both, after_only, before_only, neither)
    assert there.ci is not None
    assert back.ci is not None
    assert (there.ci.low, there.ci.high) == pytest.approx((-back.ci.high, -back.ci.low), abs=1e-12)
    assert there.ci.low - 1e-9 <= (there.difference or 0) <= there.ci.high + 1e-9


def test_no_pairs_leave_no_paired_difference_but_a_reason() -> None:
    assert newcombe_paired(0, 0, 0, 0).reason == "nobody answered at both waves"


def test_the_exact_test_counts_the_ways_of_those_who_changed() -> None:
    # 1 of 8 turned back: 2·(1 + 8)/256
    result = mcnemar_exact(5, 1, 7, 5)
    assert (result.n, result.discordant, result.p) == (18, 8, 2 * 9 / 256)
    assert mcnemar_exact(0, 3, 3, 0).p == 1


@quick
@given(cells.filter(lambda table: table[1] + table[2] > 0))
def test_the_exact_test_is_the_binomial_one(table: tuple[int, int, int, int]) -> None:
    expected = stats.binomtest(table[1], table[1] + table[2]).pvalue
    assert mcnemar_exact(*table).p == pytest.approx(expected, rel=1e-9)


def test_when_nobody_changed_there_is_nothing_to_test() -> None:
    result = mcnemar_exact(4, 0, 0, 6)
    assert (result.n, result.p, result.reason) == (10, None, "nobody changed between yes and no")


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        mcnemar_exact(1, -1, 2, 3)
