"""How well the items of a scale hang together.

Items that were worded the other way round are reversed (minimum + maximum - x) before they come here: an item left as
it was answered pulls every figure down, and its item-rest correlation below 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import special

from programme.analysis.change.means import Numbers, numbers, spread
from programme.analysis.one_factor import loadings_of_one_factor
from programme.analysis.values import Interval

ONE_ITEM = "a scale of one item has no reliability"
TWO_ITEMS = "without this item one item alone is left"
NOBODY = "nobody answered every item"
TOO_FEW = "fewer than three people answered every item"
NO_SPREAD = "everybody has the same sum of items"
FLAT_ITEM = "everybody gave the same answer to an item"
FLAT_REST = "everybody has the same answer to the item or the same sum of the others"
FLAT_WITHOUT = "without this item everybody has the same sum"


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One item: r with the sum of the others, α of the others alone, loading on the one factor; -1 ≤ r ≤ 1.

    What is undefined is None; `reasons` says under its name why.
    """

    item_rest_r: float | None = None
    alpha_without: float | None = None
    loading: float | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reliability:
    """α with its 95% interval and ω total of k items answered by n people, each at most 1; a negative α stays.

    `items` follow the order of the columns. What is undefined is None; `reasons` says under its name why.
    """

    n: int
    k: int
    alpha: float | None
    alpha_ci: Interval | None
    omega: float | None
    items: tuple[ItemFigures, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)


def reliability(people: Sequence[Sequence[float | None]], k: int) -> Reliability:
    """Figures of a scale's k items from `people`, one sequence of k values a person, in one order, None where missing.

    Only people with a value for every item count; items are reversed already. α = k/(k-1)·(1 - tr C/ΣC), C the
    covariances (Cronbach 1951); its interval is 1 - (1-α)·F(.975; n-1, (n-1)(k-1)) to the same with F(.025) (Feldt
    1965). ω total = (Σl)² / ((Σl)² + Σ(1-l²)) with the loadings l of one factor, fitted to the correlations
    (McDonald 1999).

    Raises:
        ValueError: for k < 1, a person with another number of values, an infinite value or one that is no number.
    """
    if k < 1 or any(len(person) != k for person in people):
        raise ValueError("every person needs one value or None an item")
    complete = [[value for value in person if value is not None] for person in people if None not in person]
    answers = numbers([value for person in complete for value in person]).reshape(len(complete), k)
    reason = _why_not(len(complete), k)
    if reason:
        return _undefined(len(complete), k, reason)
    alpha, loadings = _alpha(answers), _loadings(answers)
    reasons: dict[str, str] = {}
    if alpha is None:
        reasons |= dict.fromkeys(("alpha", "alpha_ci"), NO_SPREAD)
    if isinstance(loadings, str):
        reasons["omega"] = loadings
    return Reliability(
        n=len(answers),
        k=k,
        alpha=alpha,
        alpha_ci=_feldt(alpha, *answers.shape) if alpha is not None else None,
        omega=omega_total(loadings) if not isinstance(loadings, str) else None,
        items=tuple(_item(answers, item, loadings) for item in range(k)),
        reasons=reasons,
    )


def omega_total(loadings: Numbers) -> float:
    """The share (Σl)² / ((Σl)² + Σ(1-l²)) of a sum's variance that is due to the factor; loadings (k,), |l| < 1."""
    common = float(loadings.sum()) ** 2
    return common / (common + float((1 - loadings**2).sum()))


def _why_not(n: int, k: int) -> str | None:
    shapes = ((k < 2, ONE_ITEM), (n == 0, NOBODY), (n < 3, TOO_FEW))
    return next((reason for is_so, reason in shapes if is_so), None)


def _undefined(n: int, k: int, reason: str) -> Reliability:
    item = ItemFigures(reasons=dict.fromkeys(("item_rest_r", "alpha_without", "loading"), reason))
    return Reliability(n, k, None, None, None, (item,) * k, dict.fromkeys(("alpha", "alpha_ci", "omega"), reason))


def _alpha(answers: Numbers) -> float | None:
    """Cronbach's α of answers (n ≥ 2, k ≥ 2); None where the sum of the items has no spread."""
    k = int(answers.shape[1])
    of_sum = spread(answers.sum(axis=1)) ** 2
    if of_sum == 0:
        return None
    of_items = sum(spread(answers[:, item]) ** 2 for item in range(k))
    return k / (k - 1) * (1 - of_items / of_sum)


def _feldt(alpha: float, n: int, k: int) -> Interval:
    high, low = special.fdtri(n - 1, (n - 1) * (k - 1), (0.975, 0.025))
    return Interval(1 - (1 - alpha) * float(high), 1 - (1 - alpha) * float(low))


def _loadings(answers: Numbers) -> Numbers | str:
    if any(spread(column) == 0 for column in answers.T):
        return FLAT_ITEM
    return loadings_of_one_factor(np.asarray(np.corrcoef(answers.T), dtype=np.float64))


def _item(answers: Numbers, item: int, loadings: Numbers | str) -> ItemFigures:
    reasons: dict[str, str] = {}
    others = np.delete(answers, item, axis=1)
    r = _correlation(answers[:, item], others.sum(axis=1))
    if r is None:
        reasons["item_rest_r"] = FLAT_REST
    without = _alpha(others) if others.shape[1] > 1 else None
    if without is None:
        reasons["alpha_without"] = FLAT_WITHOUT if others.shape[1] > 1 else TWO_ITEMS
    if isinstance(loadings, str):
        return ItemFigures(r, without, None, reasons | {"loading": loadings})
    return ItemFigures(r, without, float(loadings[item]), reasons)


def _correlation(one: Numbers, other: Numbers) -> float | None:
    """Pearson's r; None where one of the two has no spread."""
    if spread(one) == 0 or spread(other) == 0:
        return None
    return max(-1.0, min(1.0, float(np.corrcoef(one, other)[0, 1])))
