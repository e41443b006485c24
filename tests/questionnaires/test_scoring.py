"""Scale scores: examples worked by hand, and what holds for all answers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.questionnaires.rules.answers import UNABLE
from programme.questionnaires.rules.definition import Asked, at_wave
from programme.questionnaires.rules.reading import read_questionnaire
from programme.questionnaires.rules.scoring import reversed_value, score, scored_value
from tests.questionnaires.conftest import SMALL

ASKED = at_wave(read_questionnaire(SMALL, "small-1.yaml"), "T2")
VALUES = st.integers(1, 5)
MAYBE = st.none() | st.just(UNABLE) | VALUES


def given_as(**answers: int | str | None) -> dict[str, int | str]:
    return {key: answer for key, answer in answers.items() if answer is not None}


def test_a_mean_and_a_sum_worked_by_hand() -> None:
    # b is reversed: 2 counts as 4. Mean (5 + 4 + 3) / 3, sum 5 + 4 + 3.
    assert score(ASKED, {"a": 5, "b": 2, "c": 3}) == {"listening": 4.0, "total": 12.0}


def test_a_sum_with_an_answer_missing_is_brought_to_its_full_length() -> None:
    # 5 and 4 are there: their mean 4.5, times three items.
    assert score(ASKED, {"a": 5, "b": 2}) == {"listening": 4.5, "total": 13.5}


def test_a_scale_with_too_few_answers_has_no_score() -> None:
    assert score(ASKED, {"a": 5}) == {}, "one of three is less than half"
    assert score(ASKED, {}) == {}


def test_a_share_that_is_just_met_is_enough() -> None:
    listening, total = ASKED.scales[:2]
    two_thirds = replace(ASKED, scales=(replace(total, min_share=2 / 3), replace(listening, min_share=0.67)))
    assert score(two_thirds, {"a": 5, "b": 2}) == {"total": 13.5}


def test_a_scale_that_asks_for_no_share_still_needs_one_answer() -> None:
    assert score(ASKED, {"f": UNABLE}) == {}
    assert score(ASKED, {"f": 0}) == {"worth": 0.0}


def test_not_able_to_say_is_missing() -> None:
    assert score(ASKED, {"a": 5, "b": UNABLE, "c": 4}) == {"listening": 4.5, "total": 13.5}


def test_answers_to_items_that_are_not_asked_do_not_count() -> None:
    assert score(ASKED, {"met": 1, "d": 2, "e": 5}) == {"mentor": 3.5}
    assert score(ASKED, {"met": 0, "d": 2, "e": 5}) == {}
    assert score(at_wave(ASKED.questionnaire, "T0"), {"f": 1}) == {}, "worth is asked later"


def test_a_value_that_no_option_has_is_missing() -> None:
    assert score(ASKED, {"a": 9, "b": 2, "c": 3}) == score(ASKED, {"b": 2, "c": 3})


def test_words_have_no_value_to_turn_round() -> None:
    assert scored_value(ASKED.item("more"), {"more": "5"}) is None
    with pytest.raises(ValueError, match="more is answered in words"):
        reversed_value(ASKED.item("more"), 1)


@given(VALUES)
def test_turned_round_twice_a_value_is_itself(chosen: int) -> None:
    item = ASKED.item("b")
    assert reversed_value(item, reversed_value(item, chosen)) == chosen


@given(MAYBE, MAYBE, MAYBE)
def test_the_order_of_a_scales_items_does_not_matter(a: int | None, b: int | None, c: int | None) -> None:
    answers = given_as(a=a, b=b, c=c)
    turned = replace(ASKED, scales=tuple(replace(scale, items=scale.items[::-1]) for scale in ASKED.scales))
    assert score(turned, answers) == score(ASKED, answers)


@given(MAYBE, MAYBE, MAYBE, st.permutations(["a", "b", "c"]))
def test_the_order_in_which_answers_came_does_not_matter(
    a: int | None, b: int | None, c: int | None, order: list[str]
) -> None:
    answers = given_as(a=a, b=b, c=c)
    assert score(ASKED, {key: answers[key] for key in order if key in answers}) == score(ASKED, answers)


@given(MAYBE, MAYBE, MAYBE, MAYBE, MAYBE)
def test_a_score_lies_on_its_scale(a: int | None, b: int | None, c: int | None, d: int | None, e: int | None) -> None:
    scores = score(ASKED, {"met": 1, **given_as(a=a, b=b, c=c, d=d, e=e)})
    ranges = {scale.key: scale for scale in ASKED.scales}
    assert all(ranges[key].low <= found <= ranges[key].high for key, found in scores.items())


@given(st.tuples(*[st.integers(1, 4)] * 3))
def test_one_step_up_in_every_answer_moves_the_mean_by_one(before: tuple[int, int, int]) -> None:
    def of(a: int, b: int, c: int) -> dict[str, float]:
        return score(ASKED, {"a": a, "b": 6 - b, "c": c})  # b is reversed

    lower, higher = of(*before), of(*(each + 1 for each in before))
    assert higher["listening"] - lower["listening"] == pytest.approx(1)
    assert higher["total"] - lower["total"] == pytest.approx(3)


@given(MAYBE, MAYBE, MAYBE)
def test_a_sum_is_the_mean_times_the_number_of_items(a: int | None, b: int | None, c: int | None) -> None:
    scores = score(ASKED, given_as(a=a, b=b, c=c))
    if "total" in scores:
        assert scores["total"] == pytest.approx(3 * scores["listening"])


def mirrored() -> Asked:
    """The small questionnaire with every item's reverse turned about."""
    sections = tuple(
        replace(section, items=tuple(replace(item, reverse=not item.reverse) for item in section.items))
        for section in ASKED.sections
    )
    return replace(ASKED, sections=sections)


@given(MAYBE, MAYBE, MAYBE)
def test_turning_every_item_round_mirrors_the_score(a: int | None, b: int | None, c: int | None) -> None:
    answers = given_as(a=a, b=b, c=c)
    there, back = score(ASKED, answers), score(mirrored(), answers)
    assert set(there) == set(back)
    for scale in ASKED.scales:
        if scale.key in there:
            assert there[scale.key] + back[scale.key] == pytest.approx(scale.low + scale.high)
