from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from programme.charts.labels import Box, first_free, spread

ROOM = Box(0, 0, 100, 100)


def test_boxes_that_share_an_edge_do_not_overlap() -> None:
    assert not Box(0, 0, 10, 10).overlaps(Box(10, 0, 20, 10))
    assert Box(0, 0, 10, 10).overlaps(Box(9, 9, 20, 20))


def test_the_first_place_that_is_free_and_inside_is_taken() -> None:
    taken, beyond, free = Box(0, 0, 10, 10), Box(95, 0, 105, 10), Box(20, 0, 30, 10)
    assert first_free([taken, beyond, free, Box(40, 0, 50, 10)], [taken], ROOM) == free


def test_no_place_is_better_than_one_on_top_of_another() -> None:
    assert first_free([Box(0, 0, 10, 10)], [Box(5, 5, 6, 6)], ROOM) is None


def test_labels_with_room_stay_where_they_belong() -> None:
    assert spread([10, 50, 90], [12, 12, 12], 0, 100) == (10, 50, 90)


def test_equal_places_are_parted_evenly_in_their_own_order() -> None:
    assert spread([50, 50, 50], [10, 10, 10], 0, 100) == (40, 50, 60)


def test_labels_keep_the_order_of_their_places() -> None:
    assert spread([52, 50, 51], [10, 10, 10], 0, 100) == (61, 41, 51)


def test_labels_stay_within_the_edges() -> None:
    assert spread([0, 100], [20, 20], 0, 100) == (10, 90)


def test_labels_taller_than_the_room_run_on_but_never_overlap() -> None:
    centres = spread([0, 0, 0], [20, 20, 20], 0, 30)
    assert [b - a for a, b in pairwise(centres)] == [20, 20]
    assert min(centres) == 10


@given(labels=st.lists(st.tuples(st.floats(-50, 250), st.floats(5, 45)), max_size=4))
def test_spread_labels_never_overlap_and_stay_inside(labels: list[tuple[float, float]]) -> None:
    heights = [height for _, height in labels]
    placed = sorted(zip(spread([place for place, _ in labels], heights, 0, 200), heights, strict=True))
    assert all(a + h / 2 <= b - k / 2 + 1e-6 for (a, h), (b, k) in pairwise(placed))
    assert all(c - h / 2 >= -1e-6 and c + h / 2 <= 200 + 1e-6 for c, h in placed)


def test_no_labels_need_no_places() -> None:
    assert spread([], [], 0, 100) == ()
