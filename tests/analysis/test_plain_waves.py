"""Where the model's estimated mean is but the mean of all who answered, it is known to be so."""

import random

import pytest

from programme.analysis.waves import wave_model
from programme.analysis.waves.weights import plain_waves

WAVES = ("T0", "T1", "T2")
ALL, TWO, ONE = frozenset(WAVES), frozenset(WAVES[:2]), frozenset(WAVES[:1])
LATE = frozenset(("T1", "T2"))


def test_with_nobody_missing_every_wave_is_plain() -> None:
    assert plain_waves([ALL] * 9, WAVES, 2.0) == ALL


def test_where_people_leave_for_good_the_first_wave_stays_plain() -> None:
    assert plain_waves([ALL] * 9 + [TWO] * 3 + [ONE] * 2, WAVES, 2.0) == ONE


def test_where_people_also_come_later_no_wave_is_plain() -> None:
    assert plain_waves([ALL] * 9 + [ONE] * 2 + [LATE] * 2, WAVES, 2.0) == frozenset()


def test_where_people_do_not_differ_every_wave_is_plain() -> None:
    assert plain_waves([ALL] * 9 + [ONE] * 2 + [LATE] * 2, WAVES, 0.0) == ALL


@pytest.mark.parametrize("seed", range(12))
def test_a_plain_wave_has_the_mean_of_its_answers_in_the_model_and_another_has_not(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - invented people
    shapes = [[ALL, TWO, ONE], [ALL, ONE, LATE], [ALL]][seed % 3]
    people = {f"p{n}": chance.choice(shapes) if n > 4 else ALL for n in range(25)}
    trait = {who: chance.gauss(3, 1) for who in people}
    rows = [(who, wave, trait[who] + chance.gauss(0, 0.4)) for who, given in people.items() for wave in sorted(given)]
    model = wave_model(rows, WAVES)
    assert model.icc is not None
    plain = plain_waves(people.values(), WAVES, model.icc / (1 - model.icc))
    for each in model.waves:
        values = [value for _, wave, value in rows if wave == each.wave]
        assert each.mean is not None
        assert (abs(each.mean.estimate - sum(values) / len(values)) < 1e-9) == (each.wave in plain)
