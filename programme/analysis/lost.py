"""What a change would be if everybody who was lost had not changed at all."""

import math
from dataclasses import dataclass

from programme.analysis.change import PairedChange
from programme.analysis.change.means import t_interval
from programme.analysis.values import Interval


@dataclass(frozen=True, slots=True)
class WorstCase:
    """The mean change of n people, `lost` of them taken as unchanged, in points with its 95% interval."""

    n: int
    lost: int
    mean: float
    ci: Interval


def nobody_lost_changed(pairs: PairedChange, lost: int) -> WorstCase | None:
    """The change of the pairs and of `lost` people more, whose later value is taken to be their baseline.

    The baseline carried forward: mean = n·m/(n+lost), and Student's t with the variance of all n + lost changes. It
    follows from the pairs' figures alone. None where these are undefined; raises ValueError for a negative number.
    """
    if lost < 0:
        raise ValueError("no fewer than nobody is lost")
    if pairs.mean is None or pairs.sd is None:
        return None
    n = pairs.n + lost
    mean = pairs.n * pairs.mean / n
    squares = (pairs.n - 1) * pairs.sd**2 + pairs.n * pairs.mean**2 - n * mean**2
    return WorstCase(n, lost, mean, t_interval(mean, math.sqrt(max(squares, 0.0) / (n - 1)), n))
