"""Sizes of a change in standard deviations, from the moments of the pairs."""

import math

from programme.analysis.change.means import Moments
from programme.analysis.change.noncentral import noncentrality
from programme.analysis.values import Interval


def small_sample_factor(nu: float) -> float:
    """J(ν) = Γ(ν/2) / (√(ν/2)·Γ((ν-1)/2)) for ν > 1, which takes the bias off d (Hedges 1981)."""
    return math.exp(math.lgamma(nu / 2) - math.lgamma((nu - 1) / 2)) / math.sqrt(nu / 2)


def standardised(pairs: Moments) -> float | None:
    """Cohen's d for two waves: mean change / √((SD_pre² + SD_post²)/2) (Cohen 1988); None without spread."""
    return pairs.mean / math.sqrt(pairs.mean_variance) if pairs.mean_variance > 0 else None


def cousineau_g(pairs: Moments) -> float | None:
    """The unbiased J(ν)·d with ν = 2(n-1)/(1+r²) (Cousineau 2020); None where n < 3 or r is undefined."""
    d, r = standardised(pairs), pairs.r
    if d is None or r is None or pairs.n < 3:
        return None
    return small_sample_factor(2 * (pairs.n - 1) / (1 + r**2)) * d


def bonett_limits(pairs: Moments) -> Interval | None:
    """95% limits for the unscaled d (Bonett 2008); None where neither wave has a spread.

    d ± 1.96·√( d²(s1⁴ + s2⁴ + 2·s12²) / (8(n-1)s⁴) + SD_change² / ((n-1)s²) ), where s² is the mean of the two
    variances and s12 the covariance of the waves; the multiplier is 1.96 itself.
    """
    d = standardised(pairs)
    if d is None:
        return None
    square, freedom = pairs.mean_variance, pairs.n - 1
    of_spread = d**2 * (pairs.sd_pre**4 + pairs.sd_post**4 + 2 * pairs.covariance**2) / (8 * freedom * square**2)
    half = 1.96 * math.sqrt(of_spread + pairs.sd**2 / (freedom * square))
    return Interval(d - half, d + half)


def average_d(pairs: Moments) -> float | None:
    """The difference d_av = mean / ((SD_pre + SD_post)/2) (Cumming 2012); None where neither wave has a spread."""
    average = (pairs.sd_pre + pairs.sd_post) / 2
    return pairs.mean / average if average > 0 else None


def average_g(pairs: Moments) -> float | None:
    """g_av = J(n-1)·d_av (Lakens 2013), kept beside g because other packages print it; None where n < 3."""
    d_av = average_d(pairs)
    return small_sample_factor(pairs.n - 1) * d_av if d_av is not None and pairs.n >= 3 else None


def change_d(pairs: Moments) -> float | None:
    """The difference d_z = mean change / SD of the change (Cohen 1988); None where everybody changed alike."""
    return pairs.mean / pairs.sd if pairs.sd > 0 else None


def change_d_limits(pairs: Moments) -> Interval | None:
    """95% limits of d_z by inverting the noncentral t with n-1 degrees of freedom (Steiger and Fouladi 1997)."""
    d_z = change_d(pairs)
    if d_z is None:
        return None
    root, freedom = math.sqrt(pairs.n), pairs.n - 1
    t = abs(d_z) * root
    low = noncentrality(t, freedom, 0.975) / root
    high = noncentrality(t, freedom, 0.025) / root
    return Interval(low, high) if d_z >= 0 else Interval(-high, -low)
