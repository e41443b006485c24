"""Whether change has lasted, in words: up, down, none, uncertain, too few, hidden; and what stands beside them."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from programme.analysis.disclosure.rules import Hidden
from programme.analysis.finding import Verdict
from programme.reports.rules import lasting as words
from programme.reports.rules.evaluation import Evaluation, evaluate
from programme.surveys.rules import weighing
from programme.surveys.rules.modelled import ModelResult
from programme.surveys.rules.sentences import change_sentence
from tests.reports.cohorts import people, snapshot_of

WAVES = ("T0", "T2", "T3")
Scores = Sequence[float | None]


def cohort(*by: Sequence[float | None], start: float = 2.5) -> list[list[float | None]]:
    """People who start apart from each other and stand these points from their start at the later waves."""
    found: list[list[float | None]] = []
    for number, points in enumerate(by):
        first = start + number % 4 / 2
        found.append([first, *(None if each is None else first + each for each in points)])
    return found


WAVERING = [(-0.25, 0.0), (0.25, 0.25), (0.0, -0.25), (0.25, 0.0)]
RISEN = [(1 + a, 1 + b) for a, b in WAVERING] * 3
FALLEN = [(1 + a, b / 2) for a, b in WAVERING] * 3
LEVEL = [(b, a) for a, b in WAVERING] * 3


def result(scores: Sequence[Scores]) -> Evaluation:
    return evaluate(snapshot_of(people(*scores, waves=WAVES), waves=WAVES))


def said(scores: Sequence[Scores]) -> tuple[str, str]:
    evaluation = result(scores)
    since_first, since_last = words.lasting_sentences(evaluation.scales[0], evaluation)
    return since_first, since_last


def test_what_was_gained_and_kept_is_told_with_number_interval_and_people() -> None:
    since_first, since_last = said(cohort(*RISEN))
    assert re.fullmatch(
        r"Ready rose by 1\.00 points between baseline \(T0\) and 1 year after the end \(T3\) "
        r"\(95% CI 0\.\d\d to 1\.\d\d; 12 people have a score at T3\)\.",
        since_first,
    )
    assert since_last.startswith(
        "No change of ready between end of year (T2) and 1 year after the end (T3) can be told"
    )


def test_what_fell_again_is_told_with_positive_numbers() -> None:
    since_first, since_last = said(cohort(*FALLEN))
    assert since_last.startswith("Ready fell by 1.06 points between end of year (T2) and 1 year after the end (T3)")
    assert "\N{MINUS SIGN}" not in since_last
    assert since_first.startswith("No change of ready between baseline (T0)")


def test_where_nothing_moved_no_change_can_be_told_and_none_is_denied() -> None:
    for sentence in said(cohort(*LEVEL)):
        assert sentence.startswith("No change of ready between")
        assert "can be told: the estimate is" in sentence
        assert "95% CI \N{MINUS SIGN}0." in sentence
        assert "rose" not in sentence
        assert "fell" not in sentence


def disagreeing() -> list[list[float | None]]:
    """Those with both scores rose a little for sure; counting those who stayed away, the interval holds zero."""
    stayed = cohort(*[(0.0, 0.25 + n % 3 / 20) for n in range(6)], start=3.0)
    others: list[list[float | None]] = [[None, 4.5, None], [2.0, 4.75, None], [None, 5.0, None]] * 5
    late: list[list[float | None]] = [[4.5, None, 1.5 + n % 4 / 2] for n in range(10)]
    return [*stayed, *others, *late]


def test_two_estimates_that_disagree_are_both_given_and_called_uncertain() -> None:
    evaluation = result(disagreeing())
    (scale,), pair = evaluation.scales, evaluation.spans.lasting[0]
    assert weighing.lasting(scale, pair).verdict is Verdict.UNCERTAIN
    sentence = words.lasting_sentences(scale, evaluation)[1]
    assert sentence.startswith(
        "Whether ready changed between end of year (T2) and 1 year after the end (T3) is uncertain"
    )
    assert "because two estimates disagree: for the 6 people with a score at both waves the mean moved by" in sentence
    assert sentence.count("95% CI") == 2


def test_at_the_end_of_the_year_too_two_estimates_that_disagree_are_both_given() -> None:
    both = [(1.75, 2.5), (3, 3.25), (2.25, 3), (2.75, 4.25), (3.25, 3.25), (3.25, 3.25), (2.75, 3.25), (1.75, 3.25)]
    once: list[tuple[float | None, float | None]] = [(4.25, None), (4.5, None), (None, 1.25), (None, 2.5)] * 3
    evaluation = evaluate(snapshot_of(people(*both, *once)))
    assert evaluation.last is not None
    sentence = change_sentence(evaluation.scales[0], evaluation.first, evaluation.last, 5)
    assert "is uncertain, because two estimates disagree: for the 8 people with a score at both waves" in sentence
    assert sentence.count("95% CI") == 2
    assert "rose" not in sentence


def test_too_few_at_the_follow_up_print_no_figure_but_the_rule() -> None:
    scores = cohort(*RISEN[:4], *[(points, None) for points, _ in RISEN])
    evaluation = result(scores)
    for sentence in words.lasting_sentences(evaluation.scales[0], evaluation):
        assert sentence.endswith("is printed. Hidden: fewer than 5 people.")
    assert [row[-1] for row in words.mean_rows(evaluation)] == ["Hidden"]


def test_where_everybody_is_alike_at_a_wave_only_a_range_is_printed_and_no_model() -> None:
    evaluation = result([[*each[:2], 4.0] for each in cohort(*RISEN)])
    for sentence in words.lasting_sentences(evaluation.scales[0], evaluation):
        assert "only a range is printed" in sentence
        assert "95%" not in sentence
    assert evaluation.scales[0].model.hidden is Hidden.ALL_ALIKE
    assert set(words.mean_rows(evaluation)[0][1:]) == {"Hidden"}


def test_where_all_moved_alike_after_the_year_no_other_change_to_the_follow_up_tells_by_how_much() -> None:
    evaluation = result([[first, second, (second or 0) + 0.25] for first, second, _ in cohort(*RISEN, start=1)])
    (scale,) = evaluation.scales
    assert scale.change is not None
    assert scale.change.change is not None
    assert [each.change.change for each in scale.lasting] == [None, None]
    assert all(each.change.range for each in scale.lasting)
    assert (scale.at("T3").mean, scale.model.changes) == (None, {})


def test_an_estimated_mean_that_is_the_hidden_mean_of_all_is_hidden_with_all_others() -> None:
    scores = cohort(*RISEN, (None, None), (None, None))
    evaluation = result(scores)
    (scale,) = evaluation.scales
    assert (scale.at("T0").hidden, scale.at("T0").n) == (Hidden.NESTED, 14)
    assert scale.model.hidden is Hidden.NESTED
    assert not scale.model.means
    assert ("T0", "T3") in scale.model.changes, "what was lost of it by those who left is not known to readers"


def test_a_change_that_would_tell_of_a_few_says_by_which_rule_it_is_hidden() -> None:
    evaluation = result(cohort(*RISEN))
    scale = replace(evaluation.scales[0], model=ModelResult(WAVES, hidden=Hidden.NESTED))
    hidden = "Hidden: compared with other printed figures, it would show fewer than 5 people."
    for sentence in words.lasting_sentences(scale, evaluation):
        assert sentence.endswith(f"is printed. {hidden}")
    assert words.model_notes(replace(evaluation, scales=(scale,))) == [hidden]


def test_no_sentence_holds_a_p_value_and_none_says_what_the_programme_did() -> None:
    for scores in (cohort(*RISEN), cohort(*FALLEN), cohort(*LEVEL), disagreeing()):
        evaluation = result(scores)
        whole = " ".join(
            [*words.lasting_sentences(evaluation.scales[0], evaluation), words.lasting_lead(evaluation, {})]
        )
        assert not re.search(r"\bp\b", whole)
        assert "significant" not in whole
        assert "programme" not in whole


def test_the_lead_counts_the_scales_either_way() -> None:
    up, down = result(cohort(*RISEN)), result(cohort(*FALLEN))
    assert words.lasting_lead(up, {}) == (
        "At 1 year after the end (T3), of 1 scale 1 was higher, compared with baseline (T0). "
        "Compared with end of year (T2), none was higher and for 1 no change can be told."
    )
    assert "none was better and 1 was worse" in words.lasting_lead(down, {"ready": "up"})
    assert "Compared with end of year (T2), 1 was better" in words.lasting_lead(down, {"ready": "down"})


@pytest.mark.parametrize(("scores", "kept"), [(RISEN, "12 of 12 (100%)"), (RISEN[:4], "is hidden")])
def test_who_is_still_there_is_told_unless_they_are_few(scores: Sequence[Sequence[float]], kept: str) -> None:
    assert kept in words.retention_words(result(cohort(*scores)))


def test_the_worst_case_takes_who_was_lost_as_unchanged() -> None:
    scores = cohort(*RISEN, *[(None, None)] * 12)
    evaluation = result(scores)
    rows = {row[1]: row for row in words.change_rows(evaluation)}
    assert rows["T0 to T3"][2] == "12"
    assert rows["T0 to T3"][5] == "24"
    assert rows["T0 to T3"][6].startswith("0.50 (")
    assert rows["T2 to T3"][5:] == ["", "Only from T0"]


def test_without_a_follow_up_it_is_said_whether_all_who_answered_show_the_same() -> None:
    evaluation = evaluate(snapshot_of(people(*[each[:2] for each in cohort(*RISEN)])))
    assert words.lasting_sentences(evaluation.scales[0], evaluation) == []
    assert words.agreement_words(evaluation).startswith("On 1 of 1 scale all who answered show the same")
    apart = replace(evaluation, scales=())
    assert words.agreement_words(apart) == "On no scale can the two estimates be compared."
