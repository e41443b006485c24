"""How far a printed estimate narrows down a few people's answers, by forms whose answer is known."""

import pytest

from programme.surveys.rules.leaks import Form
from programme.surveys.rules.narrowing import Spread, narrow

SPREAD = Spread(0.3, 0.2)


def mean(start: int, stop: int, wave: str = "T0") -> Form:
    """The mean of some of the people at a wave."""
    return {(f"p{place}", wave): 1 / (stop - start) for place in range(start, stop)}


@pytest.mark.parametrize(("few", "told"), [(1, True), (2, True), (4, True), (5, False), (9, False)])
def test_a_mean_beside_that_of_all_but_a_few_tells_of_the_few_and_of_no_more(few: int, told: bool) -> None:
    assert narrow([mean(0, 20)], [mean(0, 20 + few)], SPREAD, 5) is told


def test_for_publication_few_are_fewer_than_ten() -> None:
    assert narrow([mean(0, 20)], [mean(0, 29)], SPREAD, 10)


def test_what_is_known_already_is_not_told_again() -> None:
    known = [mean(0, 20), mean(0, 22)]
    assert not narrow(known, [mean(0, 22)], SPREAD, 5)


def test_a_figure_in_which_the_few_hardly_count_tells_nothing_of_them() -> None:
    faint = mean(0, 20) | {("p20", "T0"): 0.0005}
    assert not narrow([mean(0, 20)], [faint], SPREAD, 5)


def test_how_the_few_changed_is_told_as_well_as_where_they_stood() -> None:
    change = {**mean(0, 22, "T2"), **{cell: -weight for cell, weight in mean(0, 22).items()}}
    known = [mean(0, 20), mean(0, 20, "T2")]
    assert narrow(known, [change], SPREAD, 5)


def test_where_too_many_sets_would_have_to_be_tried_nothing_counts_as_safe() -> None:
    singles: list[Form] = [mean(0, place + 1) for place in range(60)]
    assert narrow(singles, [mean(0, 60)], SPREAD, 5)
