"""A reader who has every page, both annexes and a solver works out no hidden figure and no mean of a few people."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.analysis.disclosure import Figure
from programme.analysis.disclosure.attack import derivable
from programme.reports.rules.evaluation import Evaluation, evaluate
from programme.surveys.rules.results import Row
from tests.reports.cohorts import grown, invented, people, snapshot_of
from tests.reports.reader import Asked, Counts, Reading, counted, figures_of, read

some = settings(max_examples=30, derandomize=True, deadline=None)
few = settings(max_examples=12, derandomize=True, deadline=None)
seeds = st.integers(0, 9_999)

ONE_SCALE: Asked = (("ready",), ("T0", "T2"), "T2")
TWO_SCALES: Asked = (("ready", "able"), ("T0", "T2"), "T2")
THREE_WAVES: Asked = (("ready",), ("T0", "T1", "T2"), "T2")
FOLLOWED: Asked = (("ready",), ("T0", "T2", "T3"), "T2")
SHAPES = pytest.mark.parametrize(
    "asked", [ONE_SCALE, TWO_SCALES, THREE_WAVES, FOLLOWED], ids=["one", "two scales", "three waves", "followed"]
)


def printed(
    rows: Sequence[Row], asked: Asked, before: Evaluation | None = None, *, for_publication: bool = False
) -> tuple[Evaluation, Reading]:
    """A version of these people, after another where there was one, and what a reader takes from it."""
    snapshot = snapshot_of(
        rows,
        *asked[:2],
        published=before.printed if before else (),
        number=2 if before else 1,
        for_publication=for_publication,
    )
    found = evaluate(snapshot)
    return found, read(snapshot, found)


def assert_counts_unknown(
    readings: Sequence[Reading],
    versions: Sequence[Sequence[Row]],
    asked: Asked,
    threshold: int = 5,
    only: str | None = None,
) -> None:
    """Every printed count is true, and every hidden one below the threshold, of the kind `only`, could be another."""
    possible = Counts(readings, asked, threshold)
    for version, (reading, rows) in enumerate(zip(readings, versions, strict=True)):
        truth = counted(rows, *asked)
        for cell, value in reading.counts.items():
            count = truth.get(cell, 0)
            if value is not None:
                assert value == count
            elif count < threshold and only in (None, cell[0]):
                assert possible.could_be_other_than(count, cell, version), (version, cell, count)


def assert_means_unknown(readings: Sequence[Reading], versions: Sequence[Sequence[Row]], threshold: int = 5) -> None:
    """No combination of the printed means rests on fewer people than the threshold."""
    figures = [
        figure
        for number, reading in enumerate(readings, 1)
        for figure in figures_of(reading, versions[:number], ("T0", "T2"), number)
    ]
    assert derivable(figures, threshold) == []


@SHAPES
@some
@given(seed=seeds)
def test_no_mean_of_a_few_follows_from_two_versions(asked: Asked, seed: int) -> None:
    first = invented(seed, *asked[:2])
    second = grown(first, seed, *asked[:2])
    before, one = printed(first, asked)
    _, two = printed(second, asked, before)
    assert_means_unknown([one, two], [first, second])


@some
@given(seed=seeds)
def test_no_mean_of_a_few_follows_from_the_changes_to_the_follow_up(seed: int) -> None:
    rows = invented(seed, *FOLLOWED[:2])
    found = printed(rows, FOLLOWED)[0]
    figures = [
        Figure(each.key, each.variable, frozenset(each.answers))
        for each in found.printed
        if each.key.split()[0] in ("mean", "change", "lasting")
    ]
    assert {each.key.split()[0] for each in figures} >= {"lasting"} or not any(
        each.change.change for each in found.scales[0].lasting
    )
    assert derivable(figures, 5) == []


@some
@given(seed=seeds, asked=st.sampled_from([ONE_SCALE, THREE_WAVES, FOLLOWED]))
def test_no_estimated_mean_is_a_mean_of_all_that_is_hidden(seed: int, asked: Asked) -> None:
    rows = invented(seed, *asked[:2])
    (scale,) = printed(rows, asked)[0].scales
    for code, mean in scale.model.means.items():
        scores = [score for row in rows if (score := row.score(code, "ready")) is not None]
        is_plain = abs(mean.estimate - sum(scores) / len(scores)) < 1e-9
        assert not is_plain or scale.at(code).mean is not None, code


@SHAPES
@some
@given(seed=seeds)
def test_no_hidden_count_follows_from_one_version(asked: Asked, seed: int) -> None:
    rows = invented(seed, *asked[:2])
    assert_counts_unknown([printed(rows, asked)[1]], [rows], asked)


@SHAPES
@few
@given(seed=seeds)
def test_no_hidden_count_of_an_organisation_follows_from_two_versions_where_nobody_left(
    asked: Asked, seed: int
) -> None:
    first = invented(seed, *asked[:2])[:30]
    second = grown(first, seed, *asked[:2])
    before, one = printed(first, asked)
    _, two = printed(second, asked, before)
    assert_counts_unknown([one, two], [first, second], asked, only="people")


def test_pairs_up_to_the_follow_up_give_way_where_they_tell_how_few_stayed_for_the_year() -> None:
    rows = invented(467, *FOLLOWED[:2])
    found, reading = printed(rows, FOLLOWED)
    assert [each.change.n for each in found.scales[0].lasting] == [None, 8]
    assert_counts_unknown([reading], [rows], FOLLOWED)


@few
@given(seed=seeds)
def test_a_published_version_withstands_at_ten_what_sponsors_were_given_at_five(seed: int) -> None:
    first = invented(seed, *ONE_SCALE[:2])
    second = grown(first, seed, *ONE_SCALE[:2])
    before, _ = printed(first, ONE_SCALE)
    _, public = printed(second, ONE_SCALE, before, for_publication=True)
    figures = figures_of(public, [first, second], ("T0", "T2"), 1)
    assert all(len(figure.people) >= 10 for figure in figures)
    assert derivable(figures, 10) == []
    assert_counts_unknown([public], [second], ONE_SCALE, 10)


def test_the_reader_sees_through_a_hidden_count_that_is_left_alone_in_its_column() -> None:
    rows = [
        *people(*[(3.0, 4.0)] * 9, place="Hill"),
        *(Row(f"q{n}", "Lake", {"T0": {"ready": 2.0 + n}}) for n in range(3)),
    ]
    reading = printed(rows, ONE_SCALE)[1]
    careless = Reading(
        {**reading.counts, ("people", "Hill", "T0"): 9, ("value", "T0"): 12},
        reading.few,
        reading.means,
        reading.document,
    )
    assert not Counts([careless], ONE_SCALE).could_be_other_than(3, ("people", "Lake", "T0"))


def test_the_reader_sees_through_a_nested_mean() -> None:
    rows = people(*[(1.0 + n / 4, 2.0 + n / 8) for n in range(10)], *[(n + 0.5, None) for n in range(1, 4)])
    evaluation, reading = printed(rows, ONE_SCALE)
    assert evaluation.scales[0].waves[0].mean is None
    careless = {**reading.means, ("ready", "T0", "all"): ("2.21", 13)}
    careless_reading = Reading(reading.counts, reading.few, careless, reading.document)
    assert derivable(figures_of(careless_reading, [rows], ("T0", "T2"), 1), 5)
