"""What results say in words: with number, interval and n, and never more than they allow."""

from collections.abc import Sequence

import pytest

from programme.analysis.disclosure.rules import Hidden
from programme.analysis.participation import Share
from programme.reports.rules import findings
from programme.reports.rules.evaluation import Evaluation, evaluate
from programme.reports.rules.snapshot import Snapshot
from programme.surveys.rules import sentences, words
from programme.surveys.rules.results import Printed, ScaleFacts
from tests.reports.cohorts import people, snapshot_of

SPREAD = [(1 + n / 8, 2 + n % 5 / 4) for n in range(12)]
UP = [(pre, pre + 1 + n % 3 / 4) for n, (pre, _) in enumerate(SPREAD)]
DOWN = [(post, pre) for pre, post in UP]
LEVEL = [(3 + n % 3 / 4, 3 + (n + 1) % 4 / 4) for n in range(12)]


def result(*scores: Sequence[float | None], published: tuple[Printed, ...] = ()) -> Evaluation:
    return evaluate(snapshot_of(people(*scores), published=published))


def sentence(evaluation: Evaluation) -> str:
    assert evaluation.last is not None
    return sentences.change_sentence(evaluation.scales[0], evaluation.first, evaluation.last, evaluation.threshold)


def named(snapshot: Snapshot, label: str) -> Snapshot:
    scale = snapshot.scales[0]
    return Snapshot(
        snapshot.about, (ScaleFacts(scale.key, label, 1, 5),), snapshot.waves, snapshot.rows, snapshot.published
    )


def test_a_rise_says_by_how_much_between_which_waves_and_for_how_many() -> None:
    said = sentence(result(*UP))
    assert said.startswith("Ready rose by 1.25 points between baseline (T0) and end of year (T2) (95% CI ")
    assert "12 people have a score at both waves" in said


def test_a_fall_is_a_fall_by_a_positive_number() -> None:
    said = sentence(result(*DOWN))
    assert said.startswith("Ready fell by 1.25 points")
    assert sentence(result(*UP)).replace("rose", "fell") == said


def test_an_interval_that_holds_zero_is_called_uncertain_and_claims_no_direction() -> None:
    said = sentence(result(*LEVEL))
    assert said.startswith("Whether ready changed between baseline (T0) and end of year (T2) is uncertain")
    assert "rose" not in said
    assert "fell" not in said


def test_no_sentence_holds_a_p_value_or_says_what_the_programme_did() -> None:
    for scores in (UP, DOWN, LEVEL):
        evaluation = result(*scores)
        whole = " ".join([sentence(evaluation), *findings.sureness(evaluation.scales[0], evaluation)])
        assert "p =" not in whole
        assert "significant" not in whole
        assert "programme raised" not in whole


def test_too_few_are_said_to_be_hidden_and_by_which_rule() -> None:
    said = sentence(result(*UP[:4]))
    assert said == "Ready: no change is printed. Hidden: fewer than 5 people."


def test_a_frozen_figure_says_that_it_is_the_earlier_version_s() -> None:
    first = result(*UP)
    second = result(*UP, (1.0, 1.0), published=first.printed)
    assert sentence(second) == sentence(first) + " This figure is the earlier version's: too few answers are new."
    how = " ".join(findings.sureness(second.scales[0], second))
    assert "rests on the 12 people who had a score at both waves then" in how
    assert "At T0, T2 mean and number of people are the earlier version's" in how


def test_all_alike_is_said_with_a_range_and_no_number() -> None:
    said = sentence(result(*[(3.0, 3.0)] * 8))
    assert "the mean changed by less than 1.00 points" in said
    assert "only a range is printed" in said
    assert "8 people" in said
    assert "the mean rose by 1.00 points or more" in sentence(result(*[(1.0, 3.0)] * 8))
    assert "the mean fell by 1.00 points or more" in sentence(result(*[(3.0, 1.0)] * 8))


def test_who_is_missing_is_counted_where_the_change_is_printed() -> None:
    evaluation = result(*UP, *[(2.0, None)] * 6, *[(None, 4.0)] * 5)
    how = " ".join(findings.sureness(evaluation.scales[0], evaluation))
    assert "12 of the 23 people" in how
    assert "11 lack a score" in how


def test_a_hidden_change_does_not_say_how_many_it_would_rest_on() -> None:
    evaluation = result(*UP[:4], *[(2.0, None)] * 9)
    how = " ".join(findings.sureness(evaluation.scales[0], evaluation))
    assert "rests on" not in how
    assert "lack a score" not in how


def test_a_mean_that_gave_way_says_by_which_rule() -> None:
    evaluation = result(*UP, *[(2.0, None)] * 2)
    how = " ".join(findings.sureness(evaluation.scales[0], evaluation))
    assert "compared with other printed figures, it would show fewer than 5 people" in how


def test_of_one_wave_nothing_is_said_about_change() -> None:
    evaluation = evaluate(snapshot_of(people(*[(3.0,), (2.0,)] * 4, waves=("T0",)), waves=("T0",)))
    said = sentences.change_sentence(evaluation.scales[0], evaluation.first, evaluation.first, 5)
    assert said == "Ready was asked at one wave only, so nothing can be said about change."
    assert not any("change" in part for part in findings.sureness(evaluation.scales[0], evaluation))


@pytest.mark.parametrize(
    ("name", "within"), [("Job satisfaction", "job satisfaction"), ("NHS values", "NHS values"), ("X", "X"), ("", "")]
)
def test_a_name_within_a_sentence_keeps_its_capitals_if_it_is_an_abbreviation(name: str, within: str) -> None:
    assert words.lower_first(name) == within


def test_the_effect_size_stands_with_its_word_and_the_limits_are_called_those_of_d() -> None:
    found = result(*UP).scales[0].change
    assert found is not None
    said = sentences.size_words(found.change)
    assert "which is called large" in said
    assert "The 95% limits of d are" in said
    level = result(*[(1 + n / 4, 1 + (n + 1) % 12 / 4) for n in range(12)], (1.0, 1.25)).scales[0].change
    assert level is not None
    assert "below what is called small (0.20)" in sentences.size_words(level.change)
    assert sentences.size_words(None) == "The effect size cannot be computed."


@pytest.mark.parametrize(
    ("count", "total", "said"),
    [
        (470, 495, "470 of 495 (95%)"),
        (1000, 1000, "1,000 of 1,000 (100%)"),
        (999, 1000, "999 of 1,000 (over 99%)"),
        (1, 1000, "1 of 1,000 (under 1%)"),
        (0, 5, "0 of 5 (0%)"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_to_none(count: int, total: int, said: str) -> None:
    assert words.share_words(Share(count, total, count / total)) == said
    assert words.share_words(Share(0, 0, None)) == "0 of 0"


def test_who_took_part_is_said_with_counts_and_of_whom() -> None:
    said = findings.taking_sentence(result(*UP, *[(2.0, None)] * 6, *[(None, 4.0)] * 5))
    assert "23 people" in said
    assert "18 of 23 (78%)" in said
    assert "of these, 12 of 18 (67%)" in said


def test_too_few_at_the_baseline_are_said_to_be_few() -> None:
    assert "Fewer than 5 have a score at Baseline (T0)" in findings.taking_sentence(result((3.0, 4.0)))


def test_what_is_concealed_is_not_called_few() -> None:
    rows = people(*[(3.0, 4.0)] * 4, *[(2.0, None)] * 12, *[(None, 4.0)] * 9)
    evaluation = evaluate(snapshot_of(rows))
    assert findings.taken(evaluation.taking[1], 5) == ("Hidden", "Hidden")
    assert findings.taken(evaluation.taking[0], 5)[1] == "Starting point"
    assert findings.taken(result((3.0, 4.0)).taking[1], 5) == ("Fewer than 5", "Fewer than 5")


def test_every_rule_that_can_hide_a_figure_has_words() -> None:
    for rule in Hidden:
        assert findings.wording(rule, 10)


def test_a_scale_s_name_is_printed_as_it_was_given() -> None:
    evaluation = evaluate(named(snapshot_of(people(*LEVEL)), "NHS <values>"))
    assert "Whether NHS <values> changed" in sentence(evaluation)
