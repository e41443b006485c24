"""The noncentral t, T = (Z + δ)/S, where Z is standard normal and S = √(χ²/ν).

By quadrature, because scipy's own gives up at large t and in places at common ones.
"""

import math

import numpy as np
from scipy import optimize, special

REACH = 9.0
"""Standard deviations to each side beyond which nothing is left to add."""

POINTS, LENGTHS = np.polynomial.legendre.leggauss(200)


def noncentrality(t: float, freedom: int, probability: float) -> float:
    """The δ at which P(T ≤ t) is this probability, for t ≥ 0 and 0.01 ≤ probability ≤ 0.99; error below 1e-8."""
    lowest = t * math.sqrt(float(special.chdtri(freedom, 0.9995)) / freedom) - 4
    highest = t * math.sqrt(float(special.chdtri(freedom, 0.0005)) / freedom) + 4

    def excess(delta: float) -> float:
        return probability_below(t, freedom, delta) - probability

    return float(optimize.brentq(excess, lowest, highest, xtol=1e-13, rtol=1e-14))


def probability_below(t: float, freedom: int, delta: float) -> float:
    """P(T ≤ t) for t ≥ 0: the average over whichever of Z and S leaves the smoother function of the other."""
    if t > math.sqrt(2 * freedom):
        return _averaged_over_z(t, freedom, delta)
    return _averaged_over_s(t, freedom, delta)


def _averaged_over_z(t: float, freedom: int, delta: float) -> float:
    """E[P(S ≥ (Z+δ)/t)]; where Z < -δ the inner probability is 1."""
    start = min(max(-delta, -REACH), REACH)
    half = (REACH - start) / 2
    z = start + half * (POINTS + 1)
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    beyond = special.chdtrc(freedom, freedom * ((z + delta) / t) ** 2)
    return float(special.ndtr(start)) + half * float(LENGTHS @ (density * beyond))


def _averaged_over_s(t: float, freedom: int, delta: float) -> float:
    """E[P(Z ≤ t·S - δ)]."""
    spread = REACH / math.sqrt(2 * freedom)
    start, end = max(0.0, 1 - spread), 1 + spread
    half = (end - start) / 2
    s = start + half * (POINTS + 1)
    constant = math.log(2) + freedom / 2 * math.log(freedom / 2) - math.lgamma(freedom / 2)
    density = np.exp(constant + (freedom - 1) * np.log(s) - freedom * s**2 / 2)
    return half * float(LENGTHS @ (density * special.ndtr(t * s - delta)))
