"""Figures in which everybody is alike: the mean of them is each one's answer, so a range is printed instead.

The ranges are fixed beforehand. One drawn around the value, say a point to each side, would have it as its middle.
"""

from programme.analysis.values import Interval

WIDTH = 2.0
MOST_BANDS = 5
UNSEEN = 0.005
"""Half of the last decimal printed: what differs by less looks alike on the page."""


def is_alike(mean: float, sd: float | None, low: float, high: float) -> bool:
    """Whether the printed mean tells everybody's answer: no SD to be seen, or a mean at an end of the scale.

    `low` and `high` are the ends of the scale; pass sd None where it is not known.
    """
    if sd is not None and sd < UNSEEN:
        return True
    return mean - low < UNSEEN or high - mean < UNSEEN


def is_pair_alike(change_sd: float, pre_is_alike: bool, post_is_alike: bool) -> bool:
    """Whether the two waves' means and the change between them are all to be coarsened.

    They are if a wave or the change is the same for everybody: two exact ones of the three give the third. Then
    none of SD, r, t, interval and effect size is printed either, since each gives the mean away or says the same.
    """
    return change_sd < UNSEEN or pre_is_alike or post_is_alike


def coarsen(value: float, low: float, high: float) -> Interval:
    """The band of the scale that holds the value: equal bands of at least two points, at most five of them.

    A value between two bands belongs to the upper. Raises ValueError unless low ≤ value ≤ high and low < high.
    """
    if not (low <= value <= high and low < high):
        raise ValueError("a value to coarsen lies on its scale")
    bands = min(MOST_BANDS, max(1, int((high - low) / WIDTH)))
    width = (high - low) / bands
    band = min(int((value - low) / width), bands - 1)
    return Interval(low + band * width, high if band == bands - 1 else low + (band + 1) * width)


def coarsen_change(change: float, low: float, high: float) -> Interval:
    """A fall of a point or more, about no change, or a rise of a point or more, on a scale from low to high.

    Raises ValueError for a change greater than the scale is long.
    """
    span = high - low
    if abs(change) > span + UNSEEN:
        raise ValueError("a change to coarsen is no greater than its scale is long")
    if span <= WIDTH:
        return Interval(-span, span)
    if abs(change) < WIDTH / 2:
        return Interval(-WIDTH / 2, WIDTH / 2)
    return Interval(WIDTH / 2, span) if change > 0 else Interval(-span, -WIDTH / 2)
