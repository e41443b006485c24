"""From a snapshot to results: what is computed, what gives way, what is only given as a range, what is frozen."""

from collections.abc import Sequence

import pytest

from programme.analysis.change import paired_change, wave_mean
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.values import Interval
from programme.reports.rules.evaluation import Evaluation, evaluate
from programme.surveys.rules.evaluation import ChangeResult, WaveResult
from programme.surveys.rules.results import Printed, Row, WaveFacts
from programme.surveys.rules.spans import compared_waves
from tests.reports.cohorts import LABELS, people, snapshot_of

SPREAD = [(1 + n / 4, 2 + n % 4 / 2) for n in range(12)]


def result(
    *scores: Sequence[float | None], published: tuple[Printed, ...] = (), for_publication: bool = False
) -> Evaluation:
    return evaluate(snapshot_of(people(*scores), published=published, for_publication=for_publication))


def at(evaluation: Evaluation, wave: str) -> WaveResult:
    return next(each for each in evaluation.scales[0].waves if each.wave.code == wave)


def change_of(evaluation: Evaluation) -> ChangeResult:
    found = evaluation.scales[0].change
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("codes", "compared"),
    [
        (["T0", "T1", "T2"], ("T0", "T2")),
        (["T0", "T1", "T2", "T3"], ("T0", "T2")),
        (["T0", "T1"], ("T0", "T1")),
        (["T1", "T2"], ("T1", "T2")),
        (["T3", "T4"], ("T3", "T4")),
        (["T0"], ("T0", None)),
        (["T2"], ("T2", None)),
        (["T2", "T3"], ("T2", "T3")),
    ],
)
def test_baseline_and_end_of_year_are_compared_else_the_first_wave_and_the_last(
    codes: list[str], compared: tuple[str, str | None]
) -> None:
    first, last = compared_waves([WaveFacts(code, code) for code in codes])
    assert (first.code, last.code if last else None) == compared


def test_the_change_is_that_of_the_people_with_both_scores() -> None:
    found = change_of(result(*SPREAD, *[(None, 5.0)] * 6, *[(1.0, None)] * 7))
    assert found.n == 12
    assert found.change == paired_change([pre for pre, _ in SPREAD], [post for _, post in SPREAD])


def test_a_wave_s_mean_is_that_of_everybody_with_a_score_there() -> None:
    evaluation = result(*SPREAD, *[(None, 5.0)] * 6, *[(1.0, None)] * 7)
    assert (at(evaluation, "T0").n, at(evaluation, "T2").n) == (19, 18)
    assert at(evaluation, "T0").mean == wave_mean([pre for pre, _ in SPREAD] + [1.0] * 7)
    assert evaluation.people == 25


def test_a_mean_that_differs_from_the_change_s_by_four_people_gives_its_number_alone() -> None:
    evaluation = result(*SPREAD, *[(1.5, None)] * 4)
    wave = at(evaluation, "T0")
    assert (wave.n, wave.mean, wave.range, wave.hidden) == (16, None, None, Hidden.NESTED)
    assert change_of(evaluation).change is not None
    assert at(result(*SPREAD, *[(1.5, None)] * 5), "T0").mean is not None


def test_four_people_are_hidden_with_their_number() -> None:
    evaluation = result(*SPREAD[:4])
    assert (at(evaluation, "T0").n, at(evaluation, "T0").hidden) == (None, Hidden.TOO_FEW)
    assert (change_of(evaluation).n, change_of(evaluation).hidden) == (None, Hidden.TOO_FEW)
    assert [each.with_value for each in evaluation.taking] == [None, None]
    assert at(result(*SPREAD[:5]), "T0").n == 5


def test_for_publication_nine_people_are_hidden_and_ten_are_not() -> None:
    assert at(result(*SPREAD[:9], for_publication=True), "T0").hidden is Hidden.TOO_FEW
    assert at(result(*SPREAD[:10], for_publication=True), "T0").n == 10
    nested = result(*SPREAD, *[(1.5, None)] * 9, for_publication=True)
    assert at(nested, "T0").hidden is Hidden.NESTED
    assert nested.threshold == 10


def test_a_wave_at_which_all_answered_alike_is_given_as_a_range_and_so_is_the_change() -> None:
    evaluation = result(*[(3.0, 2 + n / 4) for n in range(8)])
    assert (at(evaluation, "T0").range, at(evaluation, "T0").mean) == (Interval(3, 5), None)
    assert at(evaluation, "T2").mean is not None
    assert change_of(evaluation).change is None
    assert change_of(evaluation).range == Interval(-1, 1)


def test_where_all_changed_alike_the_two_means_do_not_give_the_change_away() -> None:
    evaluation = result(*[(1 + n / 4, 2.5 + n / 4) for n in range(8)])
    assert change_of(evaluation).range == Interval(1, 4)
    assert (at(evaluation, "T0").mean, at(evaluation, "T2").mean) == (None, None)
    assert (at(evaluation, "T0").range, at(evaluation, "T2").range) == (Interval(1, 3), Interval(3, 5))


def test_where_a_wave_has_five_more_people_its_mean_tells_nothing_of_an_equal_change() -> None:
    evaluation = result(*[(1 + n / 4, 2.5 + n / 4) for n in range(8)], *[(2.0, None)] * 5)
    assert change_of(evaluation).range == Interval(1, 4)
    assert at(evaluation, "T0").mean is not None


def test_with_one_wave_there_is_no_change() -> None:
    evaluation = evaluate(snapshot_of(people(*[(3.0,), (2.0,)] * 4, waves=("T2",)), waves=("T2",)))
    assert evaluation.last is None
    assert evaluation.scales[0].change is None
    assert at(evaluation, "T2").n == 8


def test_participation_counts_people_with_any_score_and_those_of_the_baseline_who_stayed() -> None:
    rows = [
        *(Row(f"a{n}", None, {"T0": {"ready": 3.0}, "T1": {"able": 2.0}}) for n in range(7)),
        *(Row(f"b{n}", None, {"T0": {"able": 3.0}}) for n in range(6)),
        *(Row(f"c{n}", None, {"T1": {"ready": 3.0}}) for n in range(5)),
        Row("d", None, {}),
    ]
    first, second = evaluate(snapshot_of(rows, ("ready", "able"), ("T0", "T1"))).taking
    assert first.with_value is not None
    assert second.with_value is not None
    assert second.retained is not None
    assert (first.with_value.count, first.with_value.total, first.retained) == (13, 19, None)
    assert second.with_value.count == 12
    assert (second.retained.count, second.retained.total) == (7, 13)


def test_a_released_figure_stays_as_it_was_until_five_answers_are_new() -> None:
    first = result(*SPREAD)
    four_more = result(*SPREAD, *[(5.0, 1.0)] * 4, published=first.printed)
    for wave in ("T0", "T2"):
        assert at(four_more, wave).mean == at(first, wave).mean
        assert at(four_more, wave).is_earlier
        assert at(four_more, wave).n == 12
    assert change_of(four_more).change == change_of(first).change
    assert change_of(four_more).is_earlier
    five_more = result(*SPREAD, *[(5.0, 1.0)] * 5, published=first.printed)
    assert at(five_more, "T0").n == change_of(five_more).n == 17
    assert not change_of(five_more).is_earlier


def test_a_released_model_stays_as_it_was_until_five_people_are_new() -> None:
    first = result(*SPREAD)
    four_more = result(*SPREAD, *[(5.0, 1.0)] * 4, published=first.printed)
    assert first.scales[0].model.changes
    assert four_more.scales[0].model.changes == first.scales[0].model.changes
    assert four_more.scales[0].model.means == first.scales[0].model.means
    assert four_more.scales[0].model.is_earlier
    five_more = result(*SPREAD, *[(5.0, 1.0)] * 5, published=first.printed)
    assert five_more.scales[0].model.changes != first.scales[0].model.changes
    assert not five_more.scales[0].model.is_earlier


def test_an_unchanged_figure_is_no_earlier_one() -> None:
    first = result(*SPREAD)
    again = result(*SPREAD, published=first.printed)
    assert again.scales == first.scales
    assert again.printed == first.printed


def test_a_frozen_figure_thaws_against_the_last_that_was_printed_and_not_against_the_first() -> None:
    first = result(*SPREAD)
    second = result(*SPREAD, *[(5.0, 1.0)] * 5, published=first.printed)
    third = result(*SPREAD, *[(5.0, 1.0)] * 9, published=second.printed)
    assert change_of(third).change == change_of(second).change
    assert change_of(third).is_earlier


def test_what_sponsors_saw_at_five_is_not_published_at_ten() -> None:
    first = result(*SPREAD[:7])
    public = result(*SPREAD, published=first.printed, for_publication=True)
    assert change_of(public).change is None
    assert change_of(public).hidden is Hidden.FROZEN
    assert (at(public, "T0").mean, at(public, "T0").hidden, at(public, "T0").n) == (None, Hidden.FROZEN, None)


def test_frozen_figures_that_were_nested_by_seven_are_not_published_side_by_side() -> None:
    first = result(*SPREAD, *[(1.5, None)] * 7)
    assert at(first, "T0").mean is not None
    public = result(*SPREAD, *[(1.5, None)] * 8, published=first.printed, for_publication=True)
    assert change_of(public).change is not None
    assert (at(public, "T0").mean, at(public, "T0").hidden) == (None, Hidden.FROZEN)


def test_a_figure_that_was_hidden_counts_as_never_printed() -> None:
    nested = result(*SPREAD, *[(1.5, None)] * 4)
    assert "mean ready T0" not in {each.key for each in nested.printed}
    wider = result(*SPREAD, *[(1.5, None)] * 6, published=nested.printed)
    assert at(wider, "T0").n == 18
    assert at(wider, "T0").mean is not None


def test_scales_stand_each_for_itself_and_waves_keep_their_names() -> None:
    rows = [Row(f"p{n}", None, {"T0": {"ready": 2.0 + n / 8, "able": 4.0 - n / 8}}) for n in range(8)]
    evaluation = evaluate(snapshot_of(rows, ("ready", "able"), ("T0", "T2")))
    ready, able = (each.waves[0].mean for each in evaluation.scales)
    assert ready is not None
    assert able is not None
    assert (ready.mean, able.mean) == (2.4375, 3.5625)
    assert [each.wave.label for each in evaluation.taking] == [LABELS["T0"], LABELS["T2"]]


def test_a_version_for_publication_gives_way_also_where_sponsors_were_given_both_figures() -> None:
    stayed = [(1 + n / 8, 2 + n / 10) for n in range(18)]
    left: list[tuple[float | None, float | None]] = [(n, None) for n in (1.5, 2, 2.5, 3, 3.5, 4.5)]
    sponsors = result(*stayed, *left)
    assert at(sponsors, "T0").mean is not None, "six people are enough for a threshold of five"
    public = result(*stayed, *left, published=sponsors.printed, for_publication=True)
    assert (at(public, "T0").n, at(public, "T0").mean, at(public, "T0").hidden) == (24, None, Hidden.NESTED)
    assert change_of(public).n == 18
