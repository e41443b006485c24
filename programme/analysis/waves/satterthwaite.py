"""Degrees of freedom of a contrast of a mixed model (Satterthwaite 1946; Giesbrecht and Burns 1985)."""

from dataclasses import dataclass

import numpy as np

from programme.analysis.change.means import Numbers
from programme.analysis.waves.reml import At, Variances
from programme.analysis.waves.strata import Strata


@dataclass(frozen=True, slots=True)
class Contrasts:
    """What a contrast l of the means of the waves needs: their covariance C, and how it turns with each variance.

    means (waves,), as departures from the centres; covariance (waves, waves); gradients (2, waves, waves) by person
    and residual variance; spread A (2, 2), twice the inverse of the observed Hessian of the REML deviance, or None
    where the person variance is exactly 0.
    """

    means: Numbers
    covariance: Numbers
    gradients: Numbers
    spread: Numbers | None
    spare: int

    def variance(self, weights: Numbers) -> float:
        """The variance v = l'Cl of the contrast with these weights l (waves,)."""
        return float(weights @ self.covariance @ weights)

    def freedom(self, weights: Numbers) -> float:
        """2v² / (g'Ag), g the gradient of v by the two variances; N - p where the person variance is exactly 0."""
        if self.spread is None:
            return float(self.spare)
        gradient = (self.gradients @ weights) @ weights
        return 2 * self.variance(weights) ** 2 / float(gradient @ self.spread @ gradient)


def contrasts(strata: Strata, variances: Variances) -> Contrasts:
    """Contrasts of a fit, in units of the strata; derivatives are exact, not by differences."""
    at = At.variances(strata, variances.residual + variances.person * strata.multiplicity)
    by_variance = np.array([strata.multiplicity, np.ones_like(strata.multiplicity)])
    turns = -by_variance * at.weights**2
    gradients = np.array([-at.covariance @ change @ at.covariance for change in _informations(turns, strata)])
    bend = hessian(strata, at, by_variance)
    spread = None if variances.person == 0 else 2 * np.asarray(np.linalg.inv(bend), dtype=np.float64)
    return Contrasts(at.means, at.covariance, gradients, spread, strata.spare)


def hessian(strata: Strata, at: At, by_variance: Numbers) -> Numbers:
    """Second derivatives (2, 2) of the REML deviance, Σ f·log ψ + log|K| + Σ w·misfit, by its variances.

    ψ = variance of a stratum, linear in both variances with slopes `by_variance` (2, strata), f its freedom, w = 1/ψ,
    K = Σ w·information. The means follow the variances, which takes 2h'K⁻¹h off the bend of the misfit.
    """
    turns = -by_variance * at.weights**2
    pairs = by_variance[:, None, :] * by_variance[None, :, :]
    bends = 2 * pairs * at.weights**3
    of_scale = pairs @ (-strata.freedom * at.weights**2)
    first = np.array([at.covariance @ change for change in _informations(turns, strata)])
    second = np.tensordot(bends, strata.information, axes=1)
    of_determinant = np.einsum("ij,abji->ab", at.covariance, second) - np.einsum("aij,bji->ab", first, first)
    pulls = turns @ (strata.information @ at.means - strata.products)
    of_misfit = bends @ at.misfit - 2 * pulls @ at.covariance @ pulls.T
    return np.asarray(of_scale + of_determinant + of_misfit)


def _informations(turns: Numbers, strata: Strata) -> Numbers:
    return np.tensordot(turns, strata.information, axes=1)
