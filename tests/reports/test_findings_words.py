"""Sentences claim what their figures allow: up, down, uncertain, too few, hidden, alike."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from programme.analysis.disclosure.rules import Hidden
from programme.analysis.participation import share_of
from programme.analysis.values import Interval
from programme.reports.rules import findings
from programme.reports.rules.evaluation import evaluate
from programme.surveys.rules import sentences, words
from programme.surveys.rules.evaluation import ChangeResult
from tests.reports.cohorts import people, snapshot_of

Pair = tuple[float | None, float | None]


def sentence(*pairs: Pair) -> str:
    evaluation = evaluate(snapshot_of(people(*pairs)))
    (result,) = evaluation.scales
    assert evaluation.last is not None
    return sentences.change_sentence(result, evaluation.first, evaluation.last, evaluation.threshold)


def moved(by: Sequence[float], start: float = 3.0) -> list[Pair]:
    """People who start apart from each other and move by these points."""
    return [(start + (number % 3) / 2, start + (number % 3) / 2 + points) for number, points in enumerate(by)]


def test_a_rise_is_a_rise_with_its_interval_and_number_of_people() -> None:
    said = sentence(*moved([0.25, 0.5, 0.75] * 4, start=2))
    assert said == (
        "Ready rose by 0.50 points between baseline (T0) and end of year (T2) "
        "(95% CI 0.36 to 0.64; 12 people have a score at both waves)."
    )


def test_a_fall_is_told_with_positive_numbers() -> None:
    said = sentence(*moved([-0.25, -0.5, -0.75] * 4))
    assert "Ready fell by 0.50 points" in said
    assert "95% CI 0.36 to 0.64" in said


def test_an_interval_that_holds_zero_is_uncertain_whatever_the_mean() -> None:
    said = sentence(*moved([1, -1, 0.5, -0.25, 0.75, -0.5]))
    assert said.startswith("Whether ready changed between baseline (T0) and end of year (T2) is uncertain")
    assert "rose" not in said
    assert "fell" not in said


def test_an_end_that_rounds_to_zero_says_on_which_side_it_lies() -> None:
    assert words.interval_words(Interval(-0.0024, 0.1894)) == "just below 0 to 0.19"
    assert words.interval_words(Interval(0.0024, 0.1894)) == "just above 0 to 0.19"
    assert words.interval_words(Interval(0.0, 0.5)) == "0.00 to 0.50"


def test_too_few_people_give_no_figure_but_the_rule() -> None:
    assert sentence(*moved([0.5] * 4)) == "Ready: no change is printed. Hidden: fewer than 5 people."


@pytest.mark.parametrize(
    ("hidden", "rule"),
    [
        (Hidden.NESTED, "Hidden: compared with other printed figures, it would show fewer than 5 people"),
        (Hidden.SMALL_COUNT, "Hidden: fewer than 5 people, or needed to keep such a number hidden"),
    ],
)
def test_a_hidden_change_gives_no_figure_but_the_rule(hidden: Hidden, rule: str) -> None:
    evaluation = evaluate(snapshot_of(people(*moved([0.25, 0.5, 0.75] * 4, start=2))))
    result = replace(evaluation.scales[0], change=ChangeResult(8, None, None, hidden))
    assert evaluation.last is not None
    said = sentences.change_sentence(result, evaluation.first, evaluation.last, 5)
    assert said == f"Ready: no change is printed. {rule}."


def test_when_everybody_changes_alike_only_a_range_is_printed() -> None:
    said = sentence(*moved([1.0] * 8))
    assert "only a range is printed" in said
    assert "rose by 1.00 points or more" in said
    assert "95%" not in said


def test_nobody_reads_that_the_programme_raised_anything() -> None:
    evaluation = evaluate(snapshot_of(people(*moved([0.25, 0.5, 0.75] * 4, start=2))))
    (result,) = evaluation.scales
    how = " ".join(findings.sureness(result, evaluation))
    assert "no comparison group" in how
    assert "cannot be put down to the programme" in how


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [
        (470, 495, "470 of 495 (95%)"),
        (999, 1000, "999 of 1,000 (over 99%)"),
        (1, 1000, "1 of 1,000 (under 1%)"),
        (5, 5, "5 of 5 (100%)"),
        (0, 0, "0 of 0"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_none(count: int, total: int, said: str) -> None:
    assert words.share_words(share_of(count, total)) == said
