"""PURE: how far printed estimates narrow down what a few people answered.

Plain means are held to an exact rule: no combination of them rests on a few people. Estimates of the mixed model rest
on nearly everybody, each with a weight of their own, and yet, beside the plain means, may all but tell the few whom
the plain means leave out. So here a reader is taken to reckon: from all that is printed, rounded as it is, with the
model's own variances, and knowing who answered when.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, repeat

import numpy as np
from numpy.typing import NDArray

from programme.surveys.rules.leaks import Cell, Form

Numbers = NDArray[np.float64]

KEPT = 0.5
"""Of a reader's uncertainty about anything that a few people answered: how much estimates must leave."""
ROUNDING = 0.01**2 / 12
"""The variance that is left to a figure with two decimals."""
VAGUE = 10.0
"""How much wider than the spread of answers a reader's first idea of a wave's mean is, in variances."""
MOST_SETS = 4000
"""How many sets of people are tried: where there are more, the estimates count as narrowing rather than as proved."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The variance between people and the residual one, of the answers that the estimates rest on."""

    person: float
    residual: float


def narrow(known: Sequence[Form], estimates: Sequence[Form], spread: Spread, threshold: int) -> bool:
    """Whether the estimates leave less than half of the uncertainty about the mean, or the change, of a few people.

    A form is a printed figure: by (person, wave), what that answer adds to it. Uncertainty is the standard deviation of
    the few people's mean at a wave, or of its change between two, given all known forms, and then the estimates too;
    answers are taken as normal with these variances. The few are any below the threshold whom the forms tell apart
    from all others.
    """
    groups = _Groups([*known, *estimates])
    before, after = groups.given(groups.rows[: len(known)], spread), groups.given(groups.rows, spread)
    for tried, few in enumerate(groups.unions(threshold)):
        if tried == MOST_SETS:
            return True
        sums = groups.figures_of(few)
        left, had = (np.einsum("ij,jk,ik->i", sums, each, sums) for each in (after, before))
        if (left < KEPT**2 * had).any():
            return True
    return False


class _Groups:
    """The people by what they add to the forms: those who are alike in all stand together, with a cell a wave.

    `rows` (forms, cells): what the sum of a group's answers at a wave adds to each form.
    """

    def __init__(self, forms: Sequence[Form]) -> None:
        cells = sorted(set[Cell]().union(*forms))
        added = zip(*(map(form.get, cells, repeat(0.0)) for form in forms), strict=True)
        of_person: dict[str, list[tuple[str, tuple[float, ...]]]] = {}
        for (who, wave), each in zip(cells, added, strict=True):
            of_person.setdefault(who, []).append((wave, each))
        alike = Counter(map(tuple, of_person.values()))
        self._people = list(alike.values())
        self._place = np.array([place for place, mine in enumerate(alike) for _ in mine], dtype=np.intp)
        self._wave = np.array([wave for mine in alike for wave, _ in mine])
        self._sizes = np.array(self._people, dtype=np.float64)[self._place]
        self.rows = np.array([each for mine in alike for _, each in mine], dtype=np.float64).reshape(-1, len(forms)).T

    def given(self, rows: Numbers, spread: Spread) -> Numbers:
        """The covariance of the groups' sums once the forms with these rows are known."""
        is_group, is_wave = self._place[:, None] == self._place, self._wave[:, None] == self._wave
        sums = self._sizes[:, None] * (spread.person * is_group + spread.residual * (is_group & is_wave))
        sums += VAGUE * (spread.person + spread.residual) * is_wave * np.outer(self._sizes, self._sizes)
        shared = rows @ sums
        left: Numbers = sums - shared.T @ np.linalg.solve(shared @ rows.T + ROUNDING * np.eye(len(rows)), shared)
        return left

    def unions(self, threshold: int) -> Iterator[frozenset[int]]:
        """Every set of groups that together are fewer people than the threshold."""
        sizes = {place: people for place, people in enumerate(self._people) if people < threshold}
        for count in range(1, threshold):
            for chosen in combinations(sizes, count):
                if sum(sizes[place] for place in chosen) < threshold:
                    yield frozenset(chosen)

    def figures_of(self, few: frozenset[int]) -> Numbers:
        """Rows over the cells: the mean of these groups at each wave, and its change between each two waves."""
        is_theirs = np.isin(self._place, [*few])
        means = []
        for wave in np.unique(self._wave[is_theirs]):
            mine = is_theirs & (self._wave == wave)
            means.append(mine / self._sizes[mine].sum())
        return np.array([*means, *(last - first for first, last in combinations(means, 2))])
