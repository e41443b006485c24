"""Worked example, by hand: three items answered by four people, 1 2 1, 2 1 2, 3 4 3 and 4 3 4.

Variances 5/3 each; items 1 and 3 agree in all (covariance 5/3), item 2 has covariance 1 with either. So the sum's
variance is 5 + 2·(5/3 + 1 + 1) = 37/3.
"""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from programme.analysis.reliability import Reliability, reliability

EXAMPLE = [[1.0, 2.0, 1.0], [2.0, 1.0, 2.0], [3.0, 4.0, 3.0], [4.0, 3.0, 4.0]]

quick = settings(max_examples=40, derandomize=True, deadline=None)
answers = st.lists(st.tuples(*[st.integers(1, 5).map(float)] * 4), min_size=5, max_size=25)


def test_the_worked_example_holds() -> None:
    result = reliability(EXAMPLE, 3)
    assert (result.n, result.k) == (4, 3)
    assert result.alpha == pytest.approx(1.5 * (1 - 5 / (37 / 3)))
    first, second, third = result.items
    # The sum of items 2 and 3: variance 10/3 + 2 = 16/3, covariance with item 1 is 8/3; of 1 and 3: 20/3 and 2.
    assert first.item_rest_r == pytest.approx((8 / 3) / math.sqrt(5 / 3 * 16 / 3))
    assert second.item_rest_r == pytest.approx(2 / math.sqrt(5 / 3 * 20 / 3))
    assert first.alpha_without == pytest.approx(2 * (1 - (10 / 3) / (16 / 3)))
    assert second.alpha_without == pytest.approx(1)
    assert third == first


def test_the_interval_is_that_of_feldt() -> None:
    result = reliability(EXAMPLE, 3)
    assert result.alpha is not None
    assert result.alpha_ci is not None
    high, low = stats.f.ppf([0.975, 0.025], 3, 6)
    assert result.alpha_ci.low == pytest.approx(1 - (1 - result.alpha) * high, rel=1e-10)
    assert result.alpha_ci.high == pytest.approx(1 - (1 - result.alpha) * low, rel=1e-10)
    # 6.5988 is the tabled F(.975; 3, 6).
    assert result.alpha_ci.low == pytest.approx(1 - (1 - result.alpha) * 6.5988, abs=1e-4)


def test_only_people_who_answered_every_item_count() -> None:
    assert reliability([*EXAMPLE, [5.0, None, 1.0]], 3) == reliability(EXAMPLE, 3)


def test_items_that_measure_the_same_have_an_alpha_of_one() -> None:
    result = reliability([[float(i)] * 4 for i in range(6)], 4)
    assert result.alpha == pytest.approx(1)
    assert result.omega is None
    assert result.reasons == {"omega": "one common factor would leave an item no variance of its own"}


def test_an_item_left_unreversed_shows_in_its_own_correlation_and_in_alpha() -> None:
    people = [[1.0, 2.0, 1.0], [2.0, 2.0, 3.0], [3.0, 4.0, 3.0], [5.0, 4.0, 5.0], [4.0, 5.0, 3.0]]
    forgotten = [[a, b, 6 - c] for a, b, c in people]
    right, wrong = reliability(people, 3), reliability(forgotten, 3)
    assert (right.items[2].item_rest_r or 0) > 0.5
    assert (wrong.items[2].item_rest_r or 0) < -0.5
    assert (wrong.alpha or 0) < 0 < (right.alpha or 0)
    assert wrong.items[2].alpha_without == right.items[2].alpha_without


def test_an_item_that_all_answered_alike_leaves_alpha_and_no_factor() -> None:
    result = reliability([[*person[:2], 3.0] for person in EXAMPLE], 3)
    assert result.alpha is not None
    assert result.omega is None
    assert result.reasons == {"omega": "everybody gave the same answer to an item"}
    assert result.items[2].item_rest_r is None
    assert set(result.items[2].reasons) == {"item_rest_r", "loading"}


def test_two_items_have_an_alpha_and_neither_a_factor_nor_an_alpha_of_one_item() -> None:
    result = reliability([person[:2] for person in EXAMPLE], 2)
    # r = 0.6, so α = 2·0.6/1.6.
    assert result.alpha == pytest.approx(0.75)
    assert result.reasons == {"omega": "one factor needs three items or more"}
    assert {item.alpha_without for item in result.items} == {None}
    assert [item.item_rest_r for item in result.items] == pytest.approx([0.6, 0.6])


@pytest.mark.parametrize(
    ("people", "k", "reason"),
    [
        ([[1.0], [2.0], [3.0]], 1, "a scale of one item has no reliability"),
        ([], 3, "nobody answered every item"),
        ([[1.0, None, 2.0]], 3, "nobody answered every item"),
        (EXAMPLE[:2], 3, "fewer than three people answered every item"),
    ],
)
def test_too_few_items_or_people_leave_nothing_and_say_so(
    people: list[list[float | None]], k: int, reason: str
) -> None:
    result = reliability(people, k)
    assert (result.alpha, result.alpha_ci, result.omega) == (None, None, None)
    assert result.reasons == dict.fromkeys(("alpha", "alpha_ci", "omega"), reason)
    assert len(result.items) == k
    assert result.items[0].reasons == dict.fromkeys(("item_rest_r", "alpha_without", "loading"), reason)


def test_items_whose_sum_never_differs_have_no_alpha() -> None:
    result = reliability([[1.0, 5.0], [2.0, 4.0], [4.0, 2.0]], 2)
    assert (result.alpha, result.alpha_ci) == (None, None)
    assert result.reasons["alpha"] == "everybody has the same sum of items"


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_value_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        reliability([[1.0, value]], 2)


@pytest.mark.parametrize(("people", "k"), [([[1.0, 2.0], [1.0]], 2), ([], 0)])
def test_people_with_another_number_of_items_are_refused(people: list[list[float]], k: int) -> None:
    with pytest.raises(ValueError, match="one value or None an item"):
        reliability(people, k)


@quick
@given(answers)
def test_every_undefined_figure_has_a_reason_and_no_other_has(people: list[tuple[float, ...]]) -> None:
    result = reliability(people, 4)
    assert set(result.reasons) == {name for name in ("alpha", "alpha_ci", "omega") if getattr(result, name) is None}
    for item in result.items:
        named = ("item_rest_r", "alpha_without", "loading")
        assert set(item.reasons) == {name for name in named if getattr(item, name) is None}
    defined = [result.alpha, result.omega, *(item.item_rest_r for item in result.items)]
    assert all(math.isfinite(value) and value <= 1 + 1e-12 for value in defined if value is not None)


@quick
@given(answers)
def test_alpha_is_that_of_the_covariances(people: list[tuple[float, ...]]) -> None:
    covariances = np.cov(np.array(people), rowvar=False)
    assume(covariances.sum() > 1e-9)
    assert reliability(people, 4).alpha == pytest.approx(
        4 / 3 * (1 - np.trace(covariances) / covariances.sum()), rel=1e-9, abs=1e-9
    )


@quick
@given(answers, st.permutations(range(4)))
def test_the_order_of_people_and_items_says_nothing(people: list[tuple[float, ...]], order: list[int]) -> None:
    before = reliability(people, 4)
    after = reliability([[person[place] for place in order] for person in reversed(people)], 4)
    assert_same(before, after)
    assert [item.item_rest_r for item in after.items] == [
        pytest.approx(before.items[place].item_rest_r, abs=1e-9) for place in order
    ]


@quick
@given(answers)
def test_another_unit_and_origin_change_nothing(people: list[tuple[float, ...]]) -> None:
    assert_same(reliability(people, 4), reliability([[25 * (value - 1) for value in person] for person in people], 4))


@quick
@given(answers)
def test_turning_every_item_round_changes_nothing(people: list[tuple[float, ...]]) -> None:
    assert_same(reliability(people, 4), reliability([[6 - value for value in person] for person in people], 4))


def assert_same(one: Reliability, other: Reliability) -> None:
    assert one.reasons == other.reasons
    assert other.alpha == (pytest.approx(one.alpha, abs=1e-9) if one.alpha is not None else None)
    assert other.omega == (pytest.approx(one.omega, abs=1e-6) if one.omega is not None else None)
