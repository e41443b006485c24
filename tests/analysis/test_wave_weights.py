"""How much each answer counts in the estimated means of the mixed model."""

import random

import pytest

from programme.analysis.waves import wave_model
from programme.analysis.waves.weights import weights_of

WAVES = ("T0", "T1", "T2")
ALL, TWO, ONE = frozenset(WAVES), frozenset(WAVES[:2]), frozenset(WAVES[:1])
LATE = frozenset(("T1", "T2"))


def plain_waves(people: list[frozenset[str]], ratio: float) -> list[str]:
    """The waves whose estimate gives each answer there the same weight, and no answer elsewhere any."""
    weights = weights_of(people, WAVES, ratio)
    return [
        wave
        for row, wave in enumerate(WAVES)
        if all(
            each[row, column] == pytest.approx(sum(wave in given for given in people) ** -1 if wave == other else 0)
            for pattern, each in weights.items()
            for column, other in enumerate(WAVES)
            if other in pattern
        )
    ]


def test_with_nobody_missing_every_wave_is_plain() -> None:
    assert plain_waves([ALL] * 9, 2.0) == list(WAVES)


def test_where_people_leave_for_good_the_first_wave_stays_plain() -> None:
    assert plain_waves([ALL] * 9 + [TWO] * 3 + [ONE] * 2, 2.0) == ["T0"]


def test_where_people_also_come_later_no_wave_is_plain() -> None:
    assert plain_waves([ALL] * 9 + [ONE] * 2 + [LATE] * 2, 2.0) == []


def test_where_people_do_not_differ_every_wave_is_plain() -> None:
    assert plain_waves([ALL] * 9 + [ONE] * 2 + [LATE] * 2, 0.0) == list(WAVES)


@pytest.mark.parametrize("seed", range(12))
def test_the_weighted_answers_add_up_to_the_means_of_the_model(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - invented people
    shapes = [[ALL, TWO, ONE], [ALL, ONE, LATE], [ALL]][seed % 3]
    people = {f"p{n}": chance.choice(shapes) if n > 4 else ALL for n in range(25)}
    trait = {who: chance.gauss(3, 1) for who in people}
    rows = [(who, wave, trait[who] + chance.gauss(0, 0.4)) for who, given in people.items() for wave in sorted(given)]
    model = wave_model(rows, WAVES)
    assert model.icc is not None
    weights = weights_of(people.values(), WAVES, model.icc / (1 - model.icc))
    for row, each in enumerate(model.waves):
        assert each.mean is not None
        total = sum(weights[people[who]][row, WAVES.index(wave)] * value for who, wave, value in rows)
        assert total == pytest.approx(each.mean.estimate)
