"""A reader who knows who answered when, and reckons, hardly learns from the mixed model what a few people answered."""

import random
from collections.abc import Sequence

import pytest

from programme.reports.rules.annex import figures_csv
from programme.reports.rules.evaluation import Evaluation, evaluate
from programme.reports.rules.lasting import change_rows, worst_case
from tests.reports.cohorts import people, snapshot_of
from tests.reports.reckoning import Answers, Told, least_left, told_by

pytestmark = pytest.mark.second_route  # every figure is reckoned back from what is printed, person by person

FOLLOWED, YEAR, FOUR = ("T0", "T2", "T3"), ("T0", "T2"), ("T0", "T1", "T2", "T3")
Scores = list[list[float | None]]
HALF = 0.45
"""A little less than half: this reader rounds otherwise than the rule does."""


def lost(seed: int, waves: Sequence[str], number: int, gone: Sequence[int]) -> Scores:
    """So many people, of whom so many leave for good before each wave after the first, none or a few come back."""
    chance = random.Random(seed)  # noqa: S311 - invented people
    found: Scores = []
    stays = [number - sum(gone[:place]) for place in range(len(waves))]
    for place in range(number):
        trait = chance.gauss(3, 0.6)
        row = [min(5.0, max(1.0, round(4 * (trait + chance.gauss(at / 4, 0.4))) / 4)) for at, _ in enumerate(waves)]
        found.append([score if place < stays[at] else None for at, score in enumerate(row)])
    for row in chance.sample(found, seed % 4):
        row[chance.randrange(len(waves))] = None
    return found


def told(scores: Scores, waves: Sequence[str], before: Evaluation | None = None) -> tuple[Evaluation, Answers, Told]:
    rows = people(*scores, waves=waves)
    found = evaluate(snapshot_of(rows, waves=waves, published=before.printed if before else ()))
    answers = Answers(rows, "ready", waves)
    return found, answers, told_by(figures_csv(found), "Ready", answers)


@pytest.mark.parametrize("waves", [YEAR, FOLLOWED, FOUR], ids=["a year", "followed", "four waves"])
@pytest.mark.parametrize("number", [12, 30])
def test_with_one_to_four_lost_between_waves_half_of_what_is_unknown_of_them_stays_so(
    waves: Sequence[str], number: int
) -> None:
    seen = 0
    for seed in range(10):
        gone = [1 + (seed + place) % 4 for place, _ in enumerate(waves[1:])]
        _, answers, found = told(lost(seed, waves, number, gone), waves)
        if answers.is_fitted:
            assert least_left(answers, [found]) > HALF, seed
            seen += len(found.model)
    assert seen or (waves == YEAR and number == 12), "some estimates are printed, or nothing was tried"


@pytest.mark.parametrize("seed", range(6))
def test_two_versions_with_a_wave_more_tell_no_more(seed: int) -> None:
    scores = lost(seed, FOLLOWED, 30, (2, 3))
    first, _, one = told([row[:2] for row in scores], YEAR)
    _, answers, two = told(scores, FOLLOWED, first)
    assert least_left(answers, [one, two]) > HALF


def test_a_version_for_publication_repeats_nothing_that_tells_of_fewer_than_ten() -> None:
    rows = people(*lost(2, FOUR, 30, (2, 3, 4)), waves=FOUR)
    first = evaluate(snapshot_of(rows, waves=FOUR))
    assert first.scales[0].model.changes
    public = evaluate(snapshot_of(rows, waves=FOUR, published=first.printed, for_publication=True))
    answers = Answers(rows, "ready", FOUR)
    assert least_left(answers, [told_by(figures_csv(public), "Ready", answers)], 10) > HALF


@pytest.mark.parametrize("few", [1, 2, 3, 4])
def test_where_a_few_left_after_baseline_no_estimate_tells_the_mean_of_all_that_is_hidden(few: int) -> None:
    found, _, read = told([[1 + n % 13 / 4, None if n < few else 2 + n % 7 / 4] for n in range(20)], YEAR)
    (scale,) = found.scales
    assert scale.at("T0").mean is None
    assert (scale.model.means, scale.model.changes, read.model) == ({}, {}, [])


def test_where_five_left_all_is_printed() -> None:
    found, _, read = told([[1 + n % 13 / 4, None if n < 5 else 2 + n % 7 / 4] for n in range(20)], YEAR)
    assert found.scales[0].at("T0").mean is not None
    assert len(read.model) == 3


def test_the_reader_tells_a_few_from_estimated_means_that_are_printed_carelessly() -> None:
    _, answers, found = told(lost(1, FOUR, 30, (2, 2, 2)), FOUR)
    careless = Told(found.plain, [answers.estimated(wave) for wave in FOUR])
    assert least_left(answers, [careless]) < 0.35


def test_the_worst_case_follows_from_what_is_printed_beside_it() -> None:
    found, _, _ = told(lost(3, FOLLOWED, 30, (3, 6)), FOLLOWED)
    rows = {row[1]: row for row in change_rows(found)}
    pair = found.spans.pairs[0]
    worst = worst_case(found.scales[0], pair, found)
    assert worst is not None
    _, _, both, change, _, at_first, said, *_ = rows["T0 to T2"]
    share = int(both) / int(at_first)
    assert float(said.split()[0]) == pytest.approx(share * float(change.split()[0]), abs=0.011)
    assert worst.lost == int(at_first) - int(both)
