"""What holds of the mixed model whoever answered: invented waves with gaps."""

import math
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from programme.analysis.waves import WaveModel, wave_model
from programme.analysis.waves.figures import Estimate

WAVES = ("T0", "T1", "T2", "T3")
Table = list[tuple[float | None, ...]]
Row = tuple[str, str, float | None]

quick = settings(max_examples=60, derandomize=True, deadline=None)
answers = st.one_of(st.none(), st.integers(4, 20).map(lambda quarters: quarters / 4))
tables = st.lists(st.tuples(answers, answers, answers, answers), min_size=3, max_size=14)


def rows(table: Table, name: Callable[[int], str] = str) -> list[Row]:
    return [(name(i), wave, value) for i, person in enumerate(table) for wave, value in zip(WAVES, person, strict=True)]


def estimates(model: WaveModel) -> dict[str, Estimate]:
    """Every estimate of a model by a name."""
    named = {f"mean {figures.wave}": figures.mean for figures in model.waves}
    named |= {f"change {figures.wave}": figures.change for figures in model.waves}
    return {name: estimate for name, estimate in named.items() if estimate is not None}


def fitted(table: Table) -> WaveModel:
    """The model of a table that has one and stands clear of where its variances turn to 0."""
    model = wave_model(rows(table), WAVES)
    assume(model.icc is not None and (model.icc == 0 or 1e-4 < model.icc < 1 - 1e-6))
    return model


def assert_near(one: Estimate, other: Estimate, factor: float = 1.0, shift: float = 0.0) -> None:
    assert other.estimate == pytest.approx(one.estimate * factor + shift, rel=1e-8, abs=1e-9)
    assert other.se == pytest.approx(one.se * abs(factor), rel=1e-7)
    assert other.df == pytest.approx(one.df, rel=1e-5)
    width = (one.ci.high - one.ci.low) * abs(factor)
    assert other.ci.high - other.ci.low == pytest.approx(width, rel=1e-5)


@quick
@given(tables)
def test_every_figure_is_a_number_or_has_a_reason(table: Table) -> None:
    model = wave_model(rows(table), WAVES)
    numbers = [value for e in estimates(model).values() for value in (e.estimate, e.se, e.df, e.t, e.p, e.ci.low)]
    of_fit = [model.person_variance, model.residual_variance, model.icc, model.deviance]
    assert all(math.isfinite(number) for number in numbers)
    assert (None in of_fit) == bool(model.reasons)
    assert all(e.se > 0 and e.df > 0 and 0 <= e.p <= 1 for e in estimates(model).values())
    for figures in model.waves:
        assert set(figures.reasons) == {name for name in ("mean", "change") if getattr(figures, name) is None}


@quick
@given(tables, st.sampled_from([-3.0, 0.25, 1000.0]))
def test_a_constant_shift_moves_the_means_and_no_change(table: Table, shift: float) -> None:
    before = fitted(table)
    after = wave_model(rows([tuple(v if v is None else v + shift for v in person) for person in table]), WAVES)
    for name, estimate in estimates(before).items():
        assert_near(estimate, estimates(after)[name], shift=shift if name.startswith("mean") else 0.0)
    assert after.icc == pytest.approx(before.icc, rel=1e-6)


@quick
@given(tables, st.sampled_from([-1.0, 0.01, 25.0]))
def test_another_unit_changes_points_but_no_degrees_of_freedom(table: Table, factor: float) -> None:
    before = fitted(table)
    after = wave_model(rows([tuple(v if v is None else v * factor for v in person) for person in table]), WAVES)
    for name, estimate in estimates(before).items():
        assert_near(estimate, estimates(after)[name], factor=factor)
    assert after.icc == pytest.approx(before.icc, rel=1e-6)
    assert after.residual_variance == pytest.approx((before.residual_variance or 0) * factor**2, rel=1e-7)


@quick
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_names_of_people_say_nothing(table: Table, chance: Random) -> None:
    before = fitted(table)
    other = rows(table, lambda i: f"pseudonym {97 * i % 101}")
    chance.shuffle(other)
    after = wave_model(other, WAVES)
    for name, estimate in estimates(before).items():
        assert_near(estimate, estimates(after)[name])


@quick
@given(tables)
def test_a_person_without_any_answer_changes_nothing(table: Table) -> None:
    assert wave_model(rows([*table, (None, None, None, None)]), WAVES) == wave_model(rows(table), WAVES)


@quick
@given(tables)
def test_the_changes_lie_between_the_means(table: Table) -> None:
    model = fitted(table)
    found = estimates(model)
    for wave in WAVES[1:]:
        if f"change {wave}" in found:
            between = found[f"mean {wave}"].estimate - found["mean T0"].estimate
            assert found[f"change {wave}"].estimate == pytest.approx(between, abs=1e-9)


@quick
@given(st.lists(st.tuples(*[st.integers(4, 20)] * 4), min_size=3, max_size=14))
def test_complete_data_give_the_freedom_of_the_analysis_of_variance(table: list[tuple[int, ...]]) -> None:
    model = fitted([tuple(map(float, person)) for person in table])
    n = len(table)
    expected = 4 * n - 4 if model.person_variance == 0 else 3 * (n - 1)
    for wave, place in (("T1", 1), ("T2", 2), ("T3", 3)):
        change = model.at(wave).change
        assert change is not None
        assert change.df == pytest.approx(expected, rel=1e-8)
        assert change.estimate == pytest.approx(sum(p[place] - p[0] for p in table) / n, abs=1e-9)
