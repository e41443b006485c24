import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.analysis.disclosure import (
    PUBLICATION_THRESHOLD,
    THRESHOLD,
    Hidden,
    Renewal,
    Rules,
    coarsen,
    coarsen_change,
    is_alike,
    is_pair_alike,
    may_renew,
    printed,
    renewed,
    wording,
)
from programme.analysis.values import Interval

quick = settings(max_examples=60, derandomize=True, deadline=None)


def people(*numbers: int) -> frozenset[str]:
    return frozenset(f"person {number}" for number in numbers)


def test_a_threshold_may_be_raised_but_not_below_five() -> None:
    assert (THRESHOLD, PUBLICATION_THRESHOLD) == (5, 10)
    assert Rules().threshold == 5
    assert Rules(10).threshold == 10
    with pytest.raises(ValueError, match="never lowered"):
        Rules(4)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.416, "0.42"),
        (-0.416, "\N{MINUS SIGN}0.42"),
        (-0.004, "0.00"),
        (-0.0, "0.00"),
        (-0.006, "\N{MINUS SIGN}0.01"),
        (3, "3.00"),
        (1234.5, "1234.50"),
    ],
)
def test_a_figure_is_printed_with_two_decimals_and_a_true_minus(value: float, text: str) -> None:
    assert printed(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_never_printed(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        printed(value)


def test_every_rule_says_that_it_hides_and_why() -> None:
    sentences = {wording(rule) for rule in Hidden}
    assert len(sentences) == len(Hidden)
    assert all(sentence.startswith(("Hidden: ", "Not renewed")) for sentence in sentences)
    assert wording(Hidden.TOO_FEW) == "Hidden: fewer than 5 people"
    assert wording(Hidden.TOO_FEW, 10) == "Hidden: fewer than 10 people"


@pytest.mark.parametrize(
    ("now", "outcome"),
    [
        (people(*range(10)), Renewal.UNCHANGED),
        (people(*range(14)), Renewal.FROZEN),
        (people(*range(15)), Renewal.RENEWED),
        (people(*range(9)), Renewal.FROZEN),
        (people(*range(5)), Renewal.FROZEN),
        (people(*range(1, 15)), Renewal.FROZEN),
        (people(*range(1, 16)), Renewal.FROZEN),
        (people(*range(4, 20)), Renewal.FROZEN),
        (people(*range(5, 20)), Renewal.RENEWED),
        (people(*range(5, 14)), Renewal.FROZEN),
    ],
)
def test_a_released_figure_is_frozen_until_five_answers_are_new_and_no_few_are_gone(
    now: frozenset[str], outcome: Renewal
) -> None:
    assert renewed(people(*range(10)), now) is outcome


def test_a_higher_threshold_freezes_longer() -> None:
    assert renewed(people(*range(20)), people(*range(26))) is Renewal.RENEWED
    assert renewed(people(*range(20)), people(*range(26)), threshold=10) is Renewal.FROZEN


@pytest.mark.parametrize(
    ("shown", "answered", "is_closed", "may"),
    [(0, 4, False, False), (0, 5, False, True), (7, 11, False, False), (7, 12, False, True), (7, 8, True, True)],
)
def test_an_open_wave_is_renewed_by_fives_and_at_its_close(
    shown: int, answered: int, is_closed: bool, may: bool
) -> None:
    assert may_renew(shown, answered, is_closed) is may


@pytest.mark.parametrize(
    ("mean", "sd", "alike"),
    [(3.2, 0.0, True), (3.2, 0.4, False), (5.0, None, True), (1.0, 0.3, True), (4.996, 0.009, True), (3, None, False)],
)
def test_a_mean_tells_everybodys_answer_without_spread_or_at_an_end(mean: float, sd: float | None, alike: bool) -> None:
    assert is_alike(mean, sd, 1, 5) is alike


def test_a_change_that_all_share_keeps_all_three_means_from_being_exact() -> None:
    assert is_pair_alike(0.0, pre_is_alike=False, post_is_alike=False)
    assert is_pair_alike(0.8, pre_is_alike=True, post_is_alike=False)
    assert is_pair_alike(0.8, pre_is_alike=False, post_is_alike=True)
    assert not is_pair_alike(0.8, pre_is_alike=False, post_is_alike=False)


def test_a_coarse_range_is_a_fixed_band_of_the_scale() -> None:
    assert coarsen(1, 1, 5) == coarsen(2.9, 1, 5) == Interval(1, 3)
    assert coarsen(3, 1, 5) == coarsen(5, 1, 5) == Interval(3, 5)
    assert coarsen(6, 0, 10) == Interval(6, 8)
    assert coarsen(2, 1, 4) == Interval(1, 4)
    assert coarsen(45, 0, 100) == Interval(40, 60)


@quick
@given(st.integers(1, 5))
def test_a_coarse_range_never_tells_a_whole_answer(answer: int) -> None:
    band = coarsen(answer, 1, 5)
    same = [other for other in range(1, 6) if coarsen(other, 1, 5) == band]
    assert answer in same
    assert len(same) >= 2
    assert band.low <= answer <= band.high


def test_a_coarse_change_tells_fall_rise_or_neither() -> None:
    assert coarsen_change(0, 1, 5) == coarsen_change(-0.9, 1, 5) == Interval(-1, 1)
    assert coarsen_change(1, 1, 5) == coarsen_change(4, 1, 5) == Interval(1, 4)
    assert coarsen_change(-1, 1, 5) == coarsen_change(-4, 1, 5) == Interval(-4, -1)
    assert coarsen_change(1, 0, 2) == Interval(-2, 2)


@pytest.mark.parametrize(("value", "low", "high"), [(0.9, 1, 5), (5.1, 1, 5), (1, 1, 1)])
def test_a_value_off_its_scale_is_refused(value: float, low: float, high: float) -> None:
    with pytest.raises(ValueError, match="scale"):
        coarsen(value, low, high)


def test_a_change_longer_than_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="scale"):
        coarsen_change(4.5, 1, 5)
