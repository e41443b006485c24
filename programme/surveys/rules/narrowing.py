"""PURE: how far printed estimates narrow down what a few people answered.

Plain means are held to an exact rule: no combination of them rests on a few people. Estimates of the mixed model rest
on nearly everybody, each with a weight of their own, and yet, beside the plain means, may all but tell the few whom
the plain means leave out. So here a reader is taken to reckon: from all that is printed, rounded as it is, with the
model's own variances, and knowing who answered when.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from programme.surveys.rules.leaks import Form

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
    before = groups.given(groups.rows(known), spread)
    after = groups.given(groups.rows([*known, *estimates]), spread)
    for tried, few in enumerate(groups.unions(threshold)):
        if tried == MOST_SETS:
            return True
        sums = groups.figures_of(few)
        left, had = (np.einsum("ij,jk,ik->i", sums, each, sums) for each in (after, before))
        if (left < KEPT**2 * had).any():
            return True
    return False


class _Groups:
    """The people by what they add to the forms: those who are alike in all stand together, with a cell a wave."""

    def __init__(self, forms: Sequence[Form]) -> None:
        answered: dict[str, set[str]] = {}
        for form in forms:
            for who, wave in form:
                answered.setdefault(who, set()).add(wave)
        alike: dict[tuple[object, ...], list[str]] = {}
        for who, waves in sorted(answered.items()):
            key = tuple((wave, *(form.get((who, wave), 0.0) for form in forms)) for wave in sorted(waves))
            alike.setdefault(key, []).append(who)
        self._groups = [(people, sorted(answered[people[0]])) for people in alike.values()]
        self._cells = [(place, wave) for place, (_, waves) in enumerate(self._groups) for wave in waves]
        self._sizes = np.array([len(self._groups[place][0]) for place, _ in self._cells], dtype=np.float64)

    def rows(self, forms: Iterable[Form]) -> Numbers:
        """What the sum of a group's answers at a wave adds to each form."""
        first = [(self._groups[place][0][0], wave) for place, wave in self._cells]
        return np.array([[form.get(cell, 0.0) for cell in first] for form in forms]).reshape(-1, len(first))

    def given(self, rows: Numbers, spread: Spread) -> Numbers:
        """The covariance of the groups' sums once these forms are known."""
        groups, waves = (np.array([cell[place] for cell in self._cells]) for place in (0, 1))
        is_group, is_wave = groups[:, None] == groups, waves[:, None] == waves
        sums = self._sizes[:, None] * (spread.person * is_group + spread.residual * (is_group & is_wave))
        sums += VAGUE * (spread.person + spread.residual) * is_wave * np.outer(self._sizes, self._sizes)
        shared = rows @ sums
        left: Numbers = sums - shared.T @ np.linalg.solve(shared @ rows.T + ROUNDING * np.eye(len(rows)), shared)
        return left

    def unions(self, threshold: int) -> Iterator[frozenset[int]]:
        """Every set of groups that together are fewer people than the threshold."""
        sizes = {place: len(people) for place, (people, _) in enumerate(self._groups) if len(people) < threshold}
        for count in range(1, threshold):
            for chosen in combinations(sizes, count):
                if sum(sizes[place] for place in chosen) < threshold:
                    yield frozenset(chosen)

    def figures_of(self, few: frozenset[int]) -> Numbers:
        """Rows over the cells: the mean of these groups at each wave, and its change between each two waves."""
        waves = sorted({wave for place, wave in self._cells if place in few})
        means = []
        for at in waves:
            mine = np.array([wave == at and place in few for place, wave in self._cells])
            means.append(mine / self._sizes[mine].sum())
        return np.array([*means, *(last - first for first, last in combinations(means, 2))])
