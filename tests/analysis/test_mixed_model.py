"""Worked examples, by hand: three people at three waves whose means are 3, 4 and 5.

MOVED: people's means 2, 4, 6; what is left after people and waves is 1 0 -1, -1 0 1 and 0 0 0. So the mean squares are
3·8/2 = 12 between people and 4/4 = 1 for what is left; with complete data REML gives those (Searle et al. 1992).
LEVEL: the same about people's means of 4 each, so that nothing speaks for a variance between people.
"""

import math

import pytest

from programme.analysis.change import paired_change
from programme.analysis.waves import Estimate, WaveModel, wave_model, wave_models

WAVES = ("T0", "T1", "T2")
MOVED = [[2.0, 2.0, 2.0], [2.0, 4.0, 6.0], [5.0, 6.0, 7.0]]
LEVEL = [[4.0, 4.0, 4.0], [2.0, 4.0, 6.0], [3.0, 4.0, 5.0]]

Rows = list[tuple[str, str, float | None]]


def rows(table: list[list[float]] | list[list[float | None]]) -> Rows:
    return [
        (f"person {i}", wave, value)
        for i, person in enumerate(table)
        for wave, value in zip(WAVES, person, strict=False)
    ]


def change(model: WaveModel, wave: str) -> Estimate:
    found = model.at(wave).change
    assert found is not None
    return found


def mean(model: WaveModel, wave: str) -> Estimate:
    found = model.at(wave).mean
    assert found is not None
    return found


def test_complete_data_give_the_variances_of_the_table_of_mean_squares() -> None:
    model = wave_model(rows(MOVED), WAVES)
    assert (model.n, model.rows, model.baseline) == (3, 9, "T0")
    assert [figures.n for figures in model.waves] == [3, 3, 3]
    assert model.residual_variance == pytest.approx(1, rel=1e-12)
    assert model.person_variance == pytest.approx(11 / 3, rel=1e-12)
    assert model.icc == pytest.approx(11 / 14, rel=1e-12)
    assert model.reasons == {}


def test_complete_data_give_changes_tested_against_what_is_left_within_people() -> None:
    model = wave_model(rows(MOVED), WAVES)
    one, two = change(model, "T1"), change(model, "T2")
    assert (one.estimate, two.estimate) == pytest.approx((1, 2), rel=1e-12)
    assert (one.se, two.se) == pytest.approx((math.sqrt(2 / 3), math.sqrt(2 / 3)), rel=1e-12)
    assert (one.df, two.df) == pytest.approx((4, 4), rel=1e-10)
    # 2.7764451051977987 is the tabled t(.975, 4).
    assert two.ci.high == pytest.approx(2 + 2.7764451051977987 * math.sqrt(2 / 3), rel=1e-10)
    assert two.t == pytest.approx(math.sqrt(6), rel=1e-12)
    # P(|T| > t) with 4 degrees of freedom is 1 - (3/2)s + s³/2, s = t/√(4 + t²) = √0.6.
    assert two.p == pytest.approx(1 - 1.5 * math.sqrt(0.6) + 0.5 * 0.6**1.5, rel=1e-10)


def test_the_mean_of_a_wave_has_the_freedom_of_both_mean_squares() -> None:
    model = wave_model(rows(MOVED), WAVES)
    first = mean(model, "T0")
    assert first.estimate == pytest.approx(3)
    assert first.se == pytest.approx(math.sqrt(14 / 9), rel=1e-12)
    # (12 + 2·1)² / (12²/2 + 2²/4), Satterthwaite's own sum of mean squares.
    assert first.df == pytest.approx(196 / 73, rel=1e-10)


def test_people_who_differ_by_no_more_than_chance_leave_least_squares() -> None:
    model = wave_model(rows(LEVEL), WAVES)
    assert model.person_variance == 0
    assert model.icc == 0
    assert model.residual_variance == pytest.approx(4 / 6, rel=1e-12)
    assert change(model, "T2").se == pytest.approx(math.sqrt(2 * (4 / 6) / 3), rel=1e-12)
    assert [change(model, "T2").df, mean(model, "T0").df] == [6, 6]


def test_two_complete_waves_give_the_paired_change() -> None:
    pre, post = [2.0, 3.0, 4.0, 3.0, 5.0], [3.0, 5.0, 4.0, 4.0, 5.5]
    paired = paired_change(pre, post)
    found = change(wave_model(rows([[a, b] for a, b in zip(pre, post, strict=True)]), WAVES), "T1")
    assert paired.ci is not None
    assert (found.estimate, found.df, found.t, found.p) == pytest.approx(
        (paired.mean, paired.df, paired.t, paired.p), rel=1e-9
    )
    assert (found.ci.low, found.ci.high) == pytest.approx((paired.ci.low, paired.ci.high), rel=1e-9)


def test_one_fit_told_from_two_baselines_is_the_fit_of_each() -> None:
    both = wave_models(rows(MOVED), WAVES, ("T0", "T2"))
    assert both == {base: wave_model(rows(MOVED), WAVES, baseline=base) for base in ("T0", "T2")}


def test_what_lasted_is_the_change_from_another_baseline() -> None:
    by_first, by_last = wave_model(rows(MOVED), WAVES), wave_model(rows(MOVED), WAVES, baseline="T2")
    assert [figures.wave for figures in by_last.waves] == list(WAVES)
    assert change(by_last, "T0").estimate == pytest.approx(-change(by_first, "T2").estimate)
    assert change(by_last, "T1").estimate == pytest.approx(-1)
    assert mean(by_last, "T1") == mean(by_first, "T1")
    assert by_last.at("T2").reasons == {"change": "this wave is the baseline"}


def test_a_person_who_answered_once_counts() -> None:
    once: list[list[float | None]] = [*MOVED, [9.0, None, None]]
    with_once = wave_model(rows(once), WAVES)
    assert (with_once.n, with_once.rows) == (4, 10)
    # The plain mean of T0 is 18/4; the others move up beside it, for who stayed away stands higher.
    assert mean(with_once, "T0").estimate == pytest.approx(4.5, abs=0.2)
    assert mean(with_once, "T2").estimate > 6


def test_a_wave_that_nobody_answered_drops_out_and_says_so() -> None:
    table: list[list[float | None]] = [[person[0], None, person[2]] for person in MOVED]
    model = wave_model(rows(table), WAVES)
    assert model.at("T1").n == 0
    assert model.at("T1").reasons == dict.fromkeys(("mean", "change"), "nobody has a value at this wave")
    two = wave_model([row for row in rows(table) if row[1] != "T1"], ("T0", "T2"))
    assert model.at("T2") == two.at("T2")


def test_without_a_baseline_there_are_means_but_no_change() -> None:
    table: list[list[float | None]] = [[None, *person[1:]] for person in MOVED]
    model = wave_model(rows(table), WAVES)
    assert mean(model, "T2").estimate == pytest.approx(5)
    assert model.at("T2").change is None
    assert model.at("T2").reasons == {"change": "nobody has a value at the baseline"}
    assert model.at("T0").reasons == {
        "mean": "nobody has a value at this wave",
        "change": "this wave is the baseline",
    }


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([], "nobody has a value"),
        ([[None, None, None]], "nobody has a value"),
        ([[1.0, 2.0, 4.0]], "one person alone has a value"),
        ([[1.0], [2.0], [4.0]], "one wave alone has values"),
        ([[1.0, None], [None, 2.0], [3.0, None], [None, 5.0]], "nobody has a value at two waves"),
        ([[1.0, 2.0, 3.0], [2.0, None, None]], "there are fewer values than the model has parameters"),
        ([[3.0, 3.0], [3.0, 3.0], [3.0, None]], "at each wave everybody has the same value"),
        ([[0.1, 0.4], [0.1, 0.4], [0.1, 0.4]], "at each wave everybody has the same value"),
        ([[0.1, 0.4], [0.7, 1.0], [0.3, 0.6]], "the variance within people is estimated as nought"),
        ([[1.0, 2.0], [2.0, 4.0]], None),
    ],
)
def test_what_cannot_be_fitted_says_why(table: list[list[float | None]], reason: str | None) -> None:
    model = wave_model(rows(table), WAVES)
    undefined = {
        name for name in ("person_variance", "residual_variance", "icc", "deviance") if getattr(model, name) is None
    }
    assert set(model.reasons) == undefined
    for figures in model.waves:
        assert set(figures.reasons) == {name for name in ("mean", "change") if getattr(figures, name) is None}
    if reason is not None:
        assert set(model.reasons.values()) == {reason}


@pytest.mark.parametrize(
    "table",
    [
        [[1.0, 2.0, None], [3.0, None, None], [None, None, 4.0], [None, None, 6.0]],
        [[1.0, 2.0, None], [2.0, None, 4.0], [3.0, None, None]],
        [[1.0, None, None], [1.25, None, None], [1.0, 1.0, None]],
        [[2.0, None, None], [1.0, None, None], [None, 2.0, None], [1.0, 2.0, None]],
    ],
)
def test_answers_that_cannot_tell_people_from_chance_say_so(table: list[list[float | None]]) -> None:
    # The means of the waves can follow all who answered twice: nothing is left within people.
    model = wave_model(rows(table), WAVES)
    assert set(model.reasons.values()) == {
        "too few people answered twice to tell what varies between people from what varies within them"
    }


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        wave_model([*rows(MOVED), ("person 9", "T0", value)], WAVES)


def test_a_second_value_of_a_person_at_a_wave_is_refused() -> None:
    with pytest.raises(ValueError, match="two values at wave T1"):
        wave_model([*rows(MOVED), ("person 0", "T1", 3.0)], WAVES)


@pytest.mark.parametrize(("waves", "baseline"), [((), None), (("T0", "T0"), None), (("T0", "T1"), "T5")])
def test_waves_must_be_told_apart_and_hold_the_baseline(waves: tuple[str, ...], baseline: str | None) -> None:
    with pytest.raises(ValueError, match="wave"):
        wave_model([], waves, baseline=baseline)


def test_a_row_of_an_unknown_wave_is_refused() -> None:
    with pytest.raises(ValueError, match="T9"):
        wave_model([("person 1", "T9", 3.0)], WAVES)


def test_an_unknown_wave_has_no_figures() -> None:
    with pytest.raises(KeyError):
        wave_model(rows(MOVED), WAVES).at("T9")
