"""Change of the same people between two waves."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scipy import special

from programme.analysis.change import effects
from programme.analysis.change.means import Moments, complete_pairs, moments, t_interval
from programme.analysis.change.ranks import SignedRank, signed_rank
from programme.analysis.values import Interval

NO_PAIR = "nobody has a value at both waves"
ONE_PAIR = "one person alone has a value at both waves"
TWO_PAIRS = "fewer than three people have a value at both waves"
ALIKE = "everybody changed by the same amount"
NO_CHANGE = "nobody changed"
NO_SPREAD = "everybody has the same value at both waves"
FLAT_WAVE = "everybody has the same value at one of the waves"


@dataclass(frozen=True, slots=True)
class PairedChange:
    """Post minus pre of the n people complete at both waves, in the scale's points; intervals are 95%.

    mean, sd, t, df, p, ci: the paired t test (Student 1908). d_z and its limits: in SDs of the change. d with
    Bonett's limits and g, the size to print: in SDs of the waves. d_av, g_av: as other packages print it.
    A field that is undefined is None, and `reasons` says under its name why.
    """

    n: int
    mean_pre: float | None = None
    mean_post: float | None = None
    sd_pre: float | None = None
    sd_post: float | None = None
    r: float | None = None
    mean: float | None = None
    sd: float | None = None
    t: float | None = None
    df: int | None = None
    p: float | None = None
    ci: Interval | None = None
    d_z: float | None = None
    d_z_ci: Interval | None = None
    d: float | None = None
    d_ci: Interval | None = None
    g: float | None = None
    d_av: float | None = None
    g_av: float | None = None
    wilcoxon: SignedRank | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


MEANS = ("mean_pre", "mean_post", "mean")
OF_THE_T_TEST = ("t", "p", "ci", "d_z", "d_z_ci")
OF_SPREAD = ("sd_pre", "sd_post", "r", "sd", "df", *OF_THE_T_TEST, "d", "d_ci", "g", "d_av", "g_av")


def paired_change(pre: Sequence[float | None], post: Sequence[float | None]) -> PairedChange:
    """The change of those with a value at both of two aligned waves (shape (people,), None where missing).

    Raises ValueError if the waves differ in length or a value is infinite or not a number. The formulas and their
    sources stand at the functions of `effects` and `ranks`.
    """
    before, after = complete_pairs(pre, post)
    n = len(before)
    if n == 0:
        return PairedChange(0, reasons=dict.fromkeys((*MEANS, *OF_SPREAD, "wilcoxon"), NO_PAIR))
    wilcoxon = signed_rank(after - before)
    if n == 1:
        return _of_one_pair(float(before[0]), float(after[0]), wilcoxon)
    pairs = moments(before, after)
    t = pairs.mean / (pairs.sd / math.sqrt(n)) if pairs.sd > 0 else None
    return PairedChange(
        n=n,
        mean_pre=pairs.mean_pre,
        mean_post=pairs.mean_post,
        sd_pre=pairs.sd_pre,
        sd_post=pairs.sd_post,
        r=pairs.r,
        mean=pairs.mean,
        sd=pairs.sd,
        t=t,
        df=n - 1,
        p=2 * float(special.stdtr(n - 1, -abs(t))) if t is not None else None,
        ci=t_interval(pairs.mean, pairs.sd, n) if pairs.sd > 0 else None,
        d_z=effects.change_d(pairs),
        d_z_ci=effects.change_d_limits(pairs),
        d=effects.standardised(pairs),
        d_ci=effects.bonett_limits(pairs),
        g=effects.cousineau_g(pairs),
        d_av=effects.average_d(pairs),
        g_av=effects.average_g(pairs),
        wilcoxon=wilcoxon,
        reasons=_reasons(pairs, wilcoxon),
    )


def _of_one_pair(before: float, after: float, wilcoxon: SignedRank | None) -> PairedChange:
    reasons = dict.fromkeys(OF_SPREAD, ONE_PAIR)
    if wilcoxon is None:
        reasons["wilcoxon"] = NO_CHANGE
    return PairedChange(1, mean_pre=before, mean_post=after, mean=after - before, wilcoxon=wilcoxon, reasons=reasons)


def _reasons(pairs: Moments, wilcoxon: SignedRank | None) -> dict[str, str]:
    """Why each None of two pairs or more is None; where several reasons hold, the one that says most."""
    reasons: dict[str, str] = {}
    if pairs.sd == 0:
        reasons |= dict.fromkeys(OF_THE_T_TEST, ALIKE)
    if pairs.n < 3:
        reasons |= dict.fromkeys(("g", "g_av"), TWO_PAIRS)
    if pairs.r is None:
        reasons |= dict.fromkeys(("r", "g"), FLAT_WAVE)
    if pairs.mean_variance == 0:
        reasons |= dict.fromkeys(("r", "d", "d_ci", "g", "d_av", "g_av"), NO_SPREAD)
    if wilcoxon is None:
        reasons["wilcoxon"] = NO_CHANGE
    return reasons
