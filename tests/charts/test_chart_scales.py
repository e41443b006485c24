import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.charts.scales import Linear, nice_step, part_of, ticks


def test_a_scale_maps_its_ends_onto_its_places() -> None:
    scale = Linear(1, 5, 200, 0)
    assert (scale(1), scale(3), scale(5)) == (200, 100, 0)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1, 5, (1, 2, 3, 4, 5)),
        (1, 7, (1, 2, 3, 4, 5, 6, 7)),
        (0, 100, (0, 20, 40, 60, 80, 100)),
        (1, 10, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
        (-3, 3, (-3, -2, -1, 0, 1, 2, 3)),
        (2.8, 4, (2.8, 3, 3.2, 3.4, 3.6, 3.8, 4)),
        (0.13, 0.97, (0.2, 0.4, 0.6, 0.8)),
    ],
)
def test_ticks_are_round_and_reach_both_ends_where_they_can(low: float, high: float, expected: tuple[float]) -> None:
    assert ticks(low, high) == expected


@given(low=st.floats(-1e6, 1e6), span=st.floats(1e-3, 1e6))
def test_ticks_are_few_rising_and_within_the_range(low: float, span: float) -> None:
    found = ticks(low, low + span)
    assert 2 <= len(found) <= 11
    assert list(found) == sorted(set(found))
    assert found[0] >= low - span * 1e-6
    assert found[-1] <= low + span * (1 + 1e-6)


@pytest.mark.parametrize("span", [0, -1, math.inf, math.nan])
def test_a_span_that_is_none_has_no_step(span: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        nice_step(span)


@given(ends=st.lists(st.floats(1, 5), min_size=1, max_size=9))
def test_the_part_shown_holds_every_value_lies_on_the_scale_and_is_no_sliver(ends: list[float]) -> None:
    start, end = part_of(1, 5, min(ends), max(ends))
    assert 1 <= start <= min(ends) + 1e-9
    assert max(ends) - 1e-9 <= end <= 5
    assert end - start >= 0.5


def test_the_part_shown_is_at_least_a_quarter_of_the_scale_in_the_middle() -> None:
    start, end = part_of(1, 5, 3.3, 3.3)
    assert end - start >= 1


def test_a_part_that_is_nearly_the_whole_is_the_whole() -> None:
    assert part_of(1, 5, 1.4, 4.7) == (1, 5)


def test_an_interval_beyond_the_scale_does_not_stretch_it() -> None:
    assert part_of(1, 5, 4.4, 5.6)[1] == 5
