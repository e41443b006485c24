"""Means of one wave, and the moments that every figure of change is made of."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import special

from programme.analysis.values import Interval

Numbers = NDArray[np.float64]

NOBODY = "nobody has a value"
ONE_PERSON = "one person alone has a value"


@dataclass(frozen=True, slots=True)
class WaveMean:
    """Mean, SD (n-1) and 95% interval of those with a value at one wave; `reasons` says why a field is None."""

    n: int
    mean: float | None
    sd: float | None
    ci: Interval | None
    reasons: Mapping[str, str] = field(default_factory=dict)


def wave_mean(values: Sequence[float | None]) -> WaveMean:
    """Mean ± t(.975, n-1)·SD/√n (Student 1908) of the values that are not None, in the scale's points.

    Raises ValueError for a value that is infinite or not a number.
    """
    present = numbers([value for value in values if value is not None])
    n = len(present)
    if n == 0:
        return WaveMean(0, None, None, None, dict.fromkeys(("mean", "sd", "ci"), NOBODY))
    mean = float(present.mean())
    if n == 1:
        return WaveMean(1, mean, None, None, dict.fromkeys(("sd", "ci"), ONE_PERSON))
    sd = spread(present)
    return WaveMean(n, mean, sd, t_interval(mean, sd, n))


def numbers(values: Sequence[float]) -> Numbers:
    """The values as an array of shape (n,); raises ValueError if one is infinite or not a number."""
    array = np.asarray(values, dtype=np.float64)
    if not np.isfinite(array).all():
        raise ValueError("values must be finite numbers or None")
    return array


def spread(values: Numbers) -> float:
    """SD with n-1 of two values or more; exactly 0 where they differ by rounding of the machine alone."""
    largest = max(1.0, float(np.abs(values).max()))
    if float(np.ptp(values)) <= 1e-9 * largest:
        return 0.0
    return float(values.std(ddof=1))


def t_interval(mean: float, sd: float, n: int) -> Interval:
    """95% interval of a mean of n ≥ 2 values from Student's t with n-1 degrees of freedom."""
    half = float(special.stdtrit(n - 1, 0.975)) * sd / math.sqrt(n)
    return Interval(mean - half, mean + half)


def complete_pairs(pre: Sequence[float | None], post: Sequence[float | None]) -> tuple[Numbers, Numbers]:
    """The values of those who have one at both waves, aligned, each of shape (n,).

    Raises ValueError if the waves differ in length or a value is infinite or not a number.
    """
    pairs = [(a, b) for a, b in zip(pre, post, strict=True) if a is not None and b is not None]
    return numbers([a for a, _ in pairs]), numbers([b for _, b in pairs])


@dataclass(frozen=True, slots=True)
class Moments:
    """What n ≥ 2 complete pairs have in common: means, SDs and covariance (n-1), and of post - pre mean and SD."""

    n: int
    mean_pre: float
    mean_post: float
    sd_pre: float
    sd_post: float
    covariance: float
    mean: float
    sd: float

    @property
    def r(self) -> float | None:
        """Pearson's correlation of the two waves; None where a wave has no spread."""
        if self.sd_pre == 0 or self.sd_post == 0:
            return None
        return max(-1.0, min(1.0, self.covariance / (self.sd_pre * self.sd_post)))

    @property
    def mean_variance(self) -> float:
        """Mean of the two waves' variances, the square of the standardiser of d."""
        return (self.sd_pre**2 + self.sd_post**2) / 2


def moments(before: Numbers, after: Numbers) -> Moments:
    """Moments of two aligned arrays of n ≥ 2 values."""
    change = after - before
    sd_pre, sd_post = spread(before), spread(after)
    has_spread = sd_pre > 0 and sd_post > 0
    return Moments(
        n=len(before),
        mean_pre=float(before.mean()),
        mean_post=float(after.mean()),
        sd_pre=sd_pre,
        sd_post=sd_post,
        covariance=float(np.cov(before, after, ddof=1)[0, 1]) if has_spread else 0.0,
        mean=float(change.mean()),
        sd=spread(change),
    )
