"""Restricted maximum likelihood (Patterson and Thompson 1971) of the two variances of a random intercept model."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from programme.analysis.change.means import Numbers
from programme.analysis.waves.strata import Strata

RATIOS = np.array([0.0, *np.exp(np.linspace(-14.0, 18.0, 97))])
"""Person ÷ residual variance between which the valleys of the deviance are sought."""

NOUGHT = 1e-10
"""A ratio at or below it is rounding about exactly 0."""

CANNOT_BE_TOLD = "too few people answered twice to tell what varies between people from what varies within them"
IN_STEP = "the variance within people is estimated as nought"


@dataclass(frozen=True, slots=True)
class Variances:
    """The two variances in squared units of the strata; `person` may be exactly 0."""

    person: float
    residual: float


@dataclass(frozen=True, slots=True)
class At:
    """Generalised least squares at given variances of the strata: weights 1/variance, means as departures.

    Of many choices of the variances at once, each array has these choices as its first dimensions.
    """

    weights: Numbers
    covariance: Numbers
    means: Numbers
    misfit: Numbers

    @classmethod
    def variances(cls, strata: Strata, by_stratum: Numbers) -> "At":
        """The fit where the strata have these variances (..., strata), all above 0."""
        weights = 1 / by_stratum
        information = np.tensordot(weights, strata.information, axes=1)
        covariance = np.asarray(np.linalg.inv(information), dtype=np.float64)
        means = (covariance @ (weights @ strata.products)[..., None])[..., 0]
        return cls(weights, covariance, means, strata.misfit(means))


def fit(strata: Strata) -> Variances | str:
    """The variances of least REML deviance, or why there are none.

    With the residual variance profiled out one ratio is left. Its valleys are where the slope of the profile turns
    from falling to rising, found to 1e-15 of the ratio; a profile that rises from 0 on has one at exactly 0.
    """
    if strata.spare_within < 1:
        # The residual variance would be told from differences between people alone, or from nothing.
        return CANNOT_BE_TOLD
    ratio = min(_valleys(strata), key=lambda valley: profile(strata, valley))
    if ratio == RATIOS[-1]:
        return IN_STEP
    if ratio <= NOUGHT:
        ratio = 0.0
    at = At.variances(strata, 1 + ratio * strata.multiplicity)
    residual = float(at.weights @ at.misfit) / strata.spare
    return Variances(ratio * residual, residual)


def _valleys(strata: Strata) -> list[float]:
    """Ratios at which the profile is lower than beside them, the ends of the grid among them."""
    slopes = slope(strata, RATIOS)
    valleys = [
        float(optimize.brentq(lambda ratio: float(slope(strata, ratio)), low, high, xtol=1e-18, rtol=1e-15))
        for low, high, before, after in zip(RATIOS, RATIOS[1:], slopes, slopes[1:], strict=False)
        if before < 0 <= after
    ]
    if slopes[0] >= 0:
        valleys.append(0.0)
    if slopes[-1] < 0:
        valleys.append(float(RATIOS[-1]))
    return valleys


def profile(strata: Strata, ratio: float) -> float:
    """REML deviance (-2 log likelihood) at the best residual variance for this ratio, without its constant."""
    relative = 1 + ratio * strata.multiplicity
    at = At.variances(strata, relative)
    left = max(float(at.weights @ at.misfit), 1e-300)
    return float(strata.freedom @ np.log(relative)) - _log_determinant(at.covariance) + strata.spare * math.log(left)


def slope(strata: Strata, ratio: float | Numbers) -> Numbers:
    """Derivative of the profile by the ratio, at one ratio or at each of many."""
    at = At.variances(strata, 1 + np.multiply.outer(ratio, strata.multiplicity))
    turns = -strata.multiplicity * at.weights**2
    of_determinant = (np.tensordot(turns, strata.information, axes=1) * at.covariance).sum(axis=(-2, -1))
    of_misfit = (turns * at.misfit).sum(axis=-1) / (at.weights * at.misfit).sum(axis=-1)
    of_scale = (strata.multiplicity * at.weights) @ strata.freedom
    return np.asarray(of_scale + of_determinant + strata.spare * of_misfit)


def deviance(strata: Strata, variances: Variances) -> float:
    """REML deviance, with its constant, of the values in their own unit (not that of the strata)."""
    by_stratum = variances.residual + variances.person * strata.multiplicity
    at = At.variances(strata, by_stratum)
    scale = strata.spare * (math.log(2 * math.pi) + 2 * math.log(strata.unit))
    return (
        scale
        + float(strata.freedom @ np.log(by_stratum))
        - _log_determinant(at.covariance)
        + float(at.weights @ at.misfit)
    )


def _log_determinant(matrix: Numbers) -> float:
    return float(np.linalg.slogdet(matrix)[1])
