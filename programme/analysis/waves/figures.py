"""What a fitted model says of each wave, and why it does not say more."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from programme.analysis.values import Interval

NOBODY = "nobody has a value"
ONE_PERSON = "one person alone has a value"
ONE_WAVE = "one wave alone has values"
NEVER_TWICE = "nobody has a value at two waves"
TOO_FEW_ROWS = "there are fewer values than the model has parameters"
ALIKE = "at each wave everybody has the same value"
EMPTY_WAVE = "nobody has a value at this wave"
EMPTY_BASELINE = "nobody has a value at the baseline"
IS_BASELINE = "this wave is the baseline"

OF_THE_FIT = ("person_variance", "residual_variance", "icc", "deviance")


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate in the scale's points with its standard error, Satterthwaite df, t, two-sided p and 95% interval."""

    estimate: float
    se: float
    df: float
    t: float
    p: float
    ci: Interval


@dataclass(frozen=True, slots=True)
class WaveFigures:
    """One wave of n values: its estimated mean, and the change from the baseline; `reasons` says why one is None."""

    wave: str
    n: int
    mean: Estimate | None = None
    change: Estimate | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WaveModel:
    """The fitted model of n people with `rows` values; `waves` holds every wave asked for, in the order given.

    person_variance (may be exactly 0) and residual_variance are in squared points, icc = person ÷ their sum, from 0
    to 1; deviance is -2 × the restricted log likelihood. What is undefined is None; `reasons` says why.
    """

    n: int
    rows: int
    baseline: str
    waves: tuple[WaveFigures, ...]
    person_variance: float | None = None
    residual_variance: float | None = None
    icc: float | None = None
    deviance: float | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)

    def at(self, wave: str) -> WaveFigures:
        """The figures of this wave; raises KeyError if it was not asked for."""
        for figures in self.waves:
            if figures.wave == wave:
                return figures
        raise KeyError(wave)


def reasons_of(wave: str, baseline: str, counts: Mapping[str, int], unfitted: str | None) -> dict[str, str]:
    """Why a wave has no mean or no change, of the counts of values a wave and why there is no fit, if so."""
    reasons = {"mean": unfitted if counts[wave] else EMPTY_WAVE, "change": unfitted}
    if wave == baseline:
        reasons["change"] = IS_BASELINE
    elif not counts[wave]:
        reasons["change"] = EMPTY_WAVE
    elif not counts[baseline]:
        reasons["change"] = EMPTY_BASELINE
    return {name: reason for name, reason in reasons.items() if reason}
