import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from programme.analysis.likert.friedman import friedman

quick = settings(max_examples=80, derandomize=True, deadline=None)
people = st.integers(3, 5).flatmap(
    lambda k: st.lists(st.lists(st.integers(1, 5), min_size=k, max_size=k), min_size=2, max_size=25)
)


def by_wave(rows: list[list[int]]) -> list[list[float | None]]:
    return [[float(value) for value in wave] for wave in zip(*rows, strict=True)]


def test_the_test_without_ties_is_worked_out_by_hand() -> None:
    # Ranks 1 2 3, 1 2 3, 1 3 2, 2 1 3: sums 5 8 11, so 12·(25+64+121)/(4·3·4) - 3·4·4 = 4.5 and W = 4.5/8.
    result = friedman([[10, 11, 3, 8], [12, 20, 9, 7], [15, 30, 5, 9]])
    assert (result.n, result.k, result.df) == (4, 3, 2)
    assert result.mean_ranks == (1.25, 2, 2.75)
    assert result.chi_square == pytest.approx(4.5, rel=1e-12)
    assert result.p == pytest.approx(math.exp(-2.25), rel=1e-12)
    assert result.w == pytest.approx(0.5625, rel=1e-12)
    assert result.reasons == {}


def test_ties_within_a_person_raise_the_figure() -> None:
    # Ranks 1.5 1.5 3, 1 2 3: sums 2.5 3.5 6; 12·54.5/24 - 24 = 3.25; ties 2³-2 = 6 of 48, so 3.25/(1 - 6/48).
    result = friedman([[2, 1], [2, 3], [4, 5]])
    assert result.chi_square == pytest.approx(3.25 / (1 - 6 / 48), rel=1e-12)


@quick
@given(rows=people.filter(lambda rows: any(len(set(row)) > 1 for row in rows)))
def test_the_figures_are_those_of_scipy(rows: list[list[int]]) -> None:
    waves = by_wave(rows)
    theirs = stats.friedmanchisquare(*waves)
    ours = friedman(waves)
    assert ours.chi_square == pytest.approx(theirs.statistic, rel=1e-9, abs=1e-9)
    assert ours.p == pytest.approx(theirs.pvalue, rel=1e-9)
    assert ours.w == pytest.approx(theirs.statistic / (len(rows) * (len(waves) - 1)), rel=1e-9, abs=1e-9)


@quick
@given(rows=people, order=st.randoms(use_true_random=False))
def test_the_order_of_people_and_of_waves_changes_nothing(rows: list[list[int]], order) -> None:  # type: ignore[no-untyped-def]
    there = friedman(by_wave(rows))
    order.shuffle(rows)
    assert friedman(by_wave(rows)) == there
    turned = friedman(by_wave(rows)[::-1])
    assert turned.mean_ranks == there.mean_ranks[::-1]
    assert turned.chi_square == there.chi_square


@quick
@given(rows=people)
def test_full_agreement_is_one_and_w_never_leaves_its_range(rows: list[list[int]]) -> None:
    w = friedman(by_wave(rows)).w
    assert w is None or -1e-12 <= w <= 1 + 1e-12
    assert friedman(by_wave([list(range(4))] * len(rows))).w == pytest.approx(1)


def test_people_who_missed_a_wave_are_left_out() -> None:
    whole = friedman([[10, 11, 3, 8], [12, 20, 9, 7], [15, 30, 5, 9]])
    gaps = friedman([[10, 11, None, 3, 8, 1], [12, 20, 4, 9, 7, 2], [15, 30, 5, 5, 9, None]])
    assert gaps == whole


def test_two_waves_are_enough() -> None:
    # 3 rise, 1 falls: ranks' sums 5 and 7, so (k-1)·Σ(R - 6)²/Σ(r - 1.5)² = 2/2.
    result = friedman([[1, 1, 1, 2], [2, 2, 2, 1]])
    assert result.chi_square == pytest.approx(1)
    assert result.p == pytest.approx(stats.chi2.sf(1, 1))


def test_equal_values_that_differ_by_the_machine_alone_are_tied() -> None:
    assert friedman([[0.1 + 0.2, 1], [0.3, 2], [0.3, 3]]) == friedman([[0.3, 1], [0.3, 2], [0.3, 3]])


@pytest.mark.parametrize(
    ("waves", "n", "reason"),
    [
        ([[], [], []], 0, "nobody has a value at every wave"),
        ([[1, None], [None, 2], [1, 1]], 0, "nobody has a value at every wave"),
        ([[1, None], [2, 2], [3, 1]], 1, "one person alone has a value at every wave"),
        ([[1, 4], [1, 4], [1, 4]], 2, "everybody has the same value at every wave"),
    ],
)
def test_what_cannot_be_tested_has_no_figure_and_says_why(waves: list[list[float | None]], n: int, reason: str) -> None:
    result = friedman(waves)
    assert (result.n, result.chi_square, result.p, result.w) == (n, None, None, None)
    assert result.reasons == dict.fromkeys(("chi_square", "p", "w"), reason)


@pytest.mark.parametrize("waves", [[], [[1, 2]]])
def test_one_wave_alone_is_refused(waves: list[list[float | None]]) -> None:
    with pytest.raises(ValueError, match="two waves"):
        friedman(waves)


def test_waves_of_different_people_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        friedman([[1, 2], [1]])


def test_a_value_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        friedman([[1, math.nan], [1, 2]])
