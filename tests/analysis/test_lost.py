"""The worst case is what a paired t test says of the same people and the lost, each of these unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.analysis.change import paired_change
from programme.analysis.lost import nobody_lost_changed

scores = st.floats(1, 5).map(lambda value: round(value, 2))


@given(st.lists(st.tuples(scores, scores), min_size=3, max_size=30), st.integers(0, 20))
def test_it_follows_from_the_figures_of_the_pairs(pairs: list[tuple[float, float]], lost: int) -> None:
    before, after = [pre for pre, _ in pairs], [post for _, post in pairs]
    whole = paired_change([*before, *[3.0] * lost], [*after, *[3.0] * lost])
    found = nobody_lost_changed(paired_change(before, after), lost)
    assert found is not None
    assert whole.mean is not None
    assert (found.n, found.lost) == (len(pairs) + lost, lost)
    assert found.mean == pytest.approx(whole.mean, abs=1e-9)
    if whole.ci is not None:
        assert (found.ci.low, found.ci.high) == pytest.approx((whole.ci.low, whole.ci.high), abs=1e-6)


def test_the_more_are_lost_the_smaller_the_change() -> None:
    pairs = paired_change([2, 3, 2, 3], [3, 4, 4, 4])
    sizes = [found.mean for lost in range(5) if (found := nobody_lost_changed(pairs, lost))]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[4] == sizes[0] / 2


def test_without_pairs_there_is_no_worst_case_and_nobody_is_lost_twice() -> None:
    assert nobody_lost_changed(paired_change([], []), 3) is None
    assert nobody_lost_changed(paired_change([2], [3]), 3) is None
    with pytest.raises(ValueError, match="nobody is lost"):
        nobody_lost_changed(paired_change([2, 3], [3, 5]), -1)
