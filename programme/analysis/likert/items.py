"""One item with ordered options: what was answered how often, and what follows from the counts alone."""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from programme.analysis.participation import Share, share_of
from programme.analysis.proportions import wilson
from programme.analysis.values import Interval

NO_ANSWERS = "nobody answered"
FEW_OPTIONS = "with fewer than four options the two highest and the two lowest overlap"

_ENDS = ("agree", "disagree", "agree_ci", "net")
_OF_ANSWERS = ("top_box", *_ENDS, "q1", "median", "q3")


@dataclass(frozen=True, slots=True)
class LikertItem:
    """The n valid answers to one item; `counts` go with `options`, lowest value first, as they were given.

    top_box: the highest option; agree: the two highest; disagree: the two lowest; each a share of n. agree_ci: 95%
    interval of agree from 0 to 1. net: agree% - disagree%, from -100 to 100. q1, median and q3: type 7, in values of
    the options. Nothing is turned round for a reversed item. What is undefined is None; `reasons` says why.
    """

    n: int
    options: tuple[float, ...]
    counts: tuple[int, ...]
    top_box: Share | None = None
    agree: Share | None = None
    disagree: Share | None = None
    agree_ci: Interval | None = None
    net: float | None = None
    q1: float | None = None
    median: float | None = None
    q3: float | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


def likert_item(answers: Sequence[float | None], options: Sequence[float]) -> LikertItem:
    """The figures of one item from each person's answer; None is missing or "not able to say".

    Raises ValueError for an answer that is none of the options, or options that are not two or more rising numbers.
    """
    found = Counter(answer for answer in answers if answer is not None)
    if strange := [answer for answer in found if answer not in options]:
        raise ValueError(f"not one of the options: {strange[0]!r}")
    return likert_of_counts([found[option] for option in options], options)


def likert_of_counts(counts: Sequence[int], options: Sequence[float]) -> LikertItem:
    """The figures of one item from how often each option was chosen, the lowest first.

    Shares are of the valid answers; the interval is Wilson's (1927), quartiles are type 7 (Hyndman and Fan 1996).
    Raises ValueError for a negative count, counts that do not match the options, or options that are not two or more
    rising numbers.
    """
    if len(options) < 2 or not all(math.isfinite(a) and math.isfinite(b) and a < b for a, b in pairwise(options)):
        raise ValueError("options are two or more rising numbers")
    if len(counts) != len(options) or min(counts) < 0:
        raise ValueError("an item needs one count for each option, none of them negative")
    n, values, found = sum(counts), tuple(options), tuple(counts)
    if n == 0:
        return LikertItem(0, values, found, reasons=dict.fromkeys(_OF_ANSWERS, NO_ANSWERS))
    q1, median, q3 = (_quantile(found, values, part) for part in (0.25, 0.5, 0.75))
    top = share_of(found[-1], n)
    if len(values) < 4:
        reasons = dict.fromkeys(_ENDS, FEW_OPTIONS)
        return LikertItem(n, values, found, top_box=top, q1=q1, median=median, q3=q3, reasons=reasons)
    agree, disagree = sum(found[-2:]), sum(found[:2])
    return LikertItem(
        n=n,
        options=values,
        counts=found,
        top_box=top,
        agree=share_of(agree, n),
        disagree=share_of(disagree, n),
        agree_ci=wilson(agree, n),
        net=100 * (agree - disagree) / n,
        q1=q1,
        median=median,
        q3=q3,
    )


def _quantile(counts: Sequence[int], values: Sequence[float], part: float) -> float:
    """Type 7: the value at place (n-1)·part of the sorted answers, linear between neighbours."""
    upto = list(accumulate(counts))
    place = (upto[-1] - 1) * part
    below, above = math.floor(place), math.ceil(place)
    low, high = (values[bisect_right(upto, i)] for i in (below, above))
    return low + (high - low) * (place - below)
