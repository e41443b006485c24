import pytest

from programme.analysis.participation import (
    Completion,
    Share,
    completion,
    response_rates,
    retention,
    share_of,
    share_with_value,
)


def test_imported_results_say_how_many_rows_hold_a_value() -> None:
    assert share_with_value([1.0, None, 0.0, 3.0]) == Share(3, 4, 0.75)


def test_a_share_of_nobody_is_undefined_and_not_nought() -> None:
    assert share_with_value([]) == Share(0, 0, None)


def test_retention_counts_the_baselines_answerers_alone() -> None:
    assert retention({"a", "b", "c", "d"}, {"b", "c", "newcomer"}) == Share(2, 4, 0.5)


@pytest.mark.parametrize(
    ("answered", "kind"),
    [(10, Completion.COMPLETE), (8, Completion.COMPLETE), (7, Completion.PARTIAL), (5, Completion.PARTIAL)]
    + [(4, Completion.LESS), (0, Completion.LESS)],
)
def test_four_fifths_are_complete_and_half_is_partial(answered: int, kind: Completion) -> None:
    assert completion(answered, 10) is kind


def test_the_bounds_are_met_exactly_where_decimals_would_miss_them() -> None:
    assert completion(28, 35) is Completion.COMPLETE
    assert completion(27, 35) is Completion.PARTIAL


def test_response_rates_name_eligible_invited_and_both_definitions() -> None:
    # 3 complete, 1 partial and 1 less of 10 eligible, one of whom never began after the invitation of 9
    rates = response_rates([(10, 10), (9, 10), (8, 10), (5, 10), (1, 10)], eligible=10, invited=9)
    assert (rates.n, rates.invited, rates.complete, rates.partial) == (10, 9, 3, 1)
    assert rates.rr1 == Share(3, 10, 0.3)
    assert rates.rr2 == Share(4, 10, 0.4)


def test_more_answers_than_eligible_people_are_refused() -> None:
    with pytest.raises(ValueError, match="count"):
        response_rates([(10, 10), (10, 10)], eligible=1)


@pytest.mark.parametrize(("count", "total"), [(2, 1), (-1, 3)])
def test_a_share_outside_its_total_is_refused(count: int, total: int) -> None:
    with pytest.raises(ValueError, match="count"):
        share_of(count, total)


@pytest.mark.parametrize(("answered", "asked"), [(1, 0), (6, 5), (-1, 5)])
def test_answers_to_items_that_were_not_asked_are_refused(answered: int, asked: int) -> None:
    with pytest.raises(ValueError, match="asked"):
        completion(answered, asked)


@pytest.mark.parametrize(
    ("count", "total", "percent"), [(15, 24, 63), (5, 8, 63), (1, 3, 33), (2, 3, 67), (0, 5, 0), (0, 0, None)]
)
def test_a_percentage_rounds_halves_upwards(count: int, total: int, percent: int | None) -> None:
    assert share_of(count, total).percent == percent
