"""Change over all waves of all who answered any of them.

The fit is ours, on numpy and scipy: statsmodels fits the model by REML too, but has no Satterthwaite degrees of freedom
(its tests and intervals are normal), and these need the derivatives of the deviance that the fit has at hand.
"""

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

import numpy as np
from scipy import special

from programme.analysis.change.means import Numbers, numbers
from programme.analysis.values import Interval
from programme.analysis.waves import figures as words
from programme.analysis.waves.figures import Estimate, WaveFigures, WaveModel
from programme.analysis.waves.reml import Variances, deviance, fit
from programme.analysis.waves.satterthwaite import Contrasts, contrasts
from programme.analysis.waves.strata import Strata, strata_of

Row = tuple[Hashable, str, float | None]
Counts = Mapping[str, int]


def wave_model(rows: Iterable[Row], waves: Sequence[str], *, baseline: str | None = None) -> WaveModel:
    """Fit y ~ wave + (1 | person) by REML to every row with a value (Laird and Ware 1982).

    `rows` are (person, wave, value) in any order, value None where missing; `waves` are the codes in their order, the
    first the baseline unless another is named (so what lasted from T2 to T3 is the change with baseline T2). Waves
    without a value drop out. Standard errors are those at the REML variances; df = 2v²/(g'Ag) (Satterthwaite 1946;
    Giesbrecht and Burns 1985), N - p where the person variance is exactly 0; intervals are estimate ± t(.975, df)·SE.

    Raises:
        ValueError: for a wave or baseline that is not among `waves`, a wave named twice, a person with two values at
            one wave, an infinite value or one that is no number.
    """
    first = (*waves, "")[0] if baseline is None else baseline
    return wave_models(rows, waves, (first,))[first]


def wave_models(rows: Iterable[Row], waves: Sequence[str], baselines: Collection[str]) -> dict[str, WaveModel]:
    """One fit as `wave_model` makes it, told from each of these baselines; raises what that raises."""
    if not waves or len(set(waves)) < len(waves):
        raise ValueError("waves must be named, each once")
    if not set(baselines) <= set(waves):
        raise ValueError("the baseline must be one of the waves")
    answers = _answers(rows, waves)
    counts = {wave: sum(wave in given for given in answers.values()) for wave in waves}
    reason = _why_not(counts, [len(given) for given in answers.values()])
    if reason:
        return {first: _unfitted(first, counts, len(answers), reason) for first in baselines}
    used = [wave for wave in waves if counts[wave]]
    strata = strata_of(np.array([[given.get(wave, np.nan) for wave in used] for given in answers.values()]))
    variances = fit(strata) if strata.unit else words.ALIKE
    if isinstance(variances, str):
        return {first: _unfitted(first, counts, len(answers), variances) for first in baselines}
    found = contrasts(strata, variances)
    return {first: _fitted(first, counts, strata, variances, found) for first in baselines}


def _answers(rows: Iterable[Row], waves: Sequence[str]) -> dict[Hashable, dict[str, float]]:
    """Each person's values by wave; people without any are left out."""
    known, answers = set(waves), dict[Hashable, dict[str, float]]()
    for person, wave, value in rows:
        if wave not in known:
            raise ValueError(f"a row is of wave {wave}, which is not among the waves")
        if value is None:
            continue
        given = answers.setdefault(person, {})
        if wave in given:
            raise ValueError(f"a person has two values at wave {wave}")
        given[wave] = value
    numbers([value for given in answers.values() for value in given.values()])
    return answers


def _why_not(counts: Counts, answered: Sequence[int]) -> str | None:
    """Why there is no model, where the number of values a wave and a person alone tells."""
    waves = sum(count > 0 for count in counts.values())
    shapes = (
        (not answered, words.NOBODY),
        (len(answered) == 1, words.ONE_PERSON),
        (waves == 1, words.ONE_WAVE),
        (max(answered, default=0) == 1, words.NEVER_TWICE),
        (sum(answered) < waves + 2, words.TOO_FEW_ROWS),
    )
    return next((reason for is_so, reason in shapes if is_so), None)


def _unfitted(baseline: str, counts: Counts, people: int, reason: str) -> WaveModel:
    return WaveModel(
        n=people,
        rows=sum(counts.values()),
        baseline=baseline,
        waves=tuple(
            WaveFigures(wave, count, reasons=words.reasons_of(wave, baseline, counts, reason))
            for wave, count in counts.items()
        ),
        reasons=dict.fromkeys(words.OF_THE_FIT, reason),
    )


def _fitted(baseline: str, counts: Counts, strata: Strata, variances: Variances, found: Contrasts) -> WaveModel:
    used = [wave for wave, count in counts.items() if count]
    choices = dict(zip(used, np.eye(len(used)), strict=True))

    def figures(wave: str) -> WaveFigures:
        reasons = words.reasons_of(wave, baseline, counts, None)
        mean = change = None
        if "mean" not in reasons:
            mean = _estimate(choices[wave], strata, found)
        if "change" not in reasons:
            change = _estimate(choices[wave] - choices[baseline], strata, found)
        return WaveFigures(wave, counts[wave], mean, change, reasons)

    return WaveModel(
        n=strata.people,
        rows=strata.rows,
        baseline=baseline,
        waves=tuple(figures(wave) for wave in counts),
        person_variance=variances.person * strata.unit**2,
        residual_variance=variances.residual * strata.unit**2,
        icc=variances.person / (variances.person + variances.residual),
        deviance=deviance(strata, variances),
    )


def _estimate(weights: Numbers, strata: Strata, found: Contrasts) -> Estimate:
    estimate = float(weights @ strata.centres + strata.unit * (weights @ found.means))
    se, df = strata.unit * math.sqrt(found.variance(weights)), found.freedom(weights)
    t, half = estimate / se, float(special.stdtrit(df, 0.975)) * se
    p = 2 * float(special.stdtr(df, -abs(t)))
    return Estimate(estimate, se, df, t, p, Interval(estimate - half, estimate + half))
