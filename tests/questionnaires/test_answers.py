"""What was typed becomes answers; who is asked what; how far somebody is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.analysis.participation import Completion, completion
from programme.questionnaires.rules.answers import (
    UNABLE,
    Progress,
    choices,
    completion_counts,
    final_answers,
    items_to_show,
    parse_typed,
    progress,
    shown_items,
    texts,
    unanswered,
    value,
)
from programme.questionnaires.rules.definition import Asked, Questionnaire, at_wave
from programme.questionnaires.rules.reading import read_questionnaire
from tests.questionnaires.conftest import SMALL

MET, NOT_MET = {"met": 1}, {"met": 0}


def shown(asked: Asked, answers: dict[str, int | str]) -> list[str]:
    return [item.key for item in shown_items(asked, answers)]


def test_a_wave_asks_what_is_meant_for_it_alone(small: Questionnaire) -> None:
    baseline, end = at_wave(small, "T0"), at_wave(small, "T2")
    assert [section.key for section in baseline.sections] == ["first", "second"]
    assert [section.key for section in end.sections] == ["first", "second", "third"]
    assert [scale.key for scale in baseline.scales] == ["listening", "total", "mentor"]
    assert [scale.key for scale in end.scales] == ["listening", "total", "mentor", "worth"]


def test_the_pages_of_a_wave_follow_each_other(small: Questionnaire) -> None:
    baseline = at_wave(small, "T0")
    following = baseline.next_section("first")
    assert following is not None
    assert (following.key, baseline.position("second"), baseline.next_section("second")) == ("second", 2, None)


@pytest.mark.parametrize("wave", ["T6", "t0", ""])
def test_a_wave_that_is_none_is_refused(small: Questionnaire, wave: str) -> None:
    with pytest.raises(ValueError, match="asks nothing at"):
        at_wave(small, wave)


def test_what_is_not_there_cannot_be_looked_up(asked: Asked) -> None:
    with pytest.raises(KeyError):
        asked.item("nobody")
    with pytest.raises(KeyError):
        asked.section("nowhere")


def test_an_item_with_a_condition_is_asked_of_who_meets_it(asked: Asked) -> None:
    assert shown(asked, {}) == ["a", "b", "c", "met", "f", "more"]
    assert shown(asked, {"met": 1}) == ["a", "b", "c", "met", "d", "e", "f", "more"]
    assert shown(asked, {"met": 0}) == ["a", "b", "c", "met", "why", "f", "more"]


def test_what_hangs_on_an_item_that_is_not_asked_is_not_asked_either(asked: Asked) -> None:
    text = SMALL.replace("waves: [T1, T2]", "waves: [T1, T2], show-if: {item: d, values: [5]}")
    chained = at_wave(read_questionnaire(text, "x-1.yaml"), "T2")
    assert "more" in shown(chained, {"met": 1, "d": 5})
    assert "more" not in shown(chained, {"met": 0, "d": 5}), "d was answered before the mentor was unmet"
    assert "more" in shown(asked, {"met": 0, "d": 5})


def test_a_page_without_items_for_somebody_shows_none(asked: Asked) -> None:
    assert items_to_show(asked, asked.section("second"), {}) == ()
    assert [item.key for item in items_to_show(asked, asked.section("second"), NOT_MET)] == ["why"]


def test_what_is_typed_on_a_page_becomes_answers(asked: Asked) -> None:
    typed = {"item-a": "4", "item-b": "unable", "item-met": "0", "csrf_token": "x", "item-f": "1"}
    parsed = parse_typed(asked, asked.section("first"), typed, {"c": 2})
    assert parsed.answers == {"c": 2, "a": 4, "b": UNABLE, "met": 0}
    assert parsed.faults == {}


def test_a_field_that_is_not_sent_keeps_its_answer_and_an_empty_one_loses_it(asked: Asked) -> None:
    parsed = parse_typed(asked, asked.section("first"), {"item-a": ""}, {"a": 4, "b": 2})
    assert parsed.answers == {"b": 2}


@pytest.mark.parametrize("words", ["6", "0", "4.0", " 4", "+4", "٤", "four", "Often", "4 "])
def test_an_answer_that_is_not_offered_is_refused_and_the_earlier_one_stays(asked: Asked, words: str) -> None:
    parsed = parse_typed(asked, asked.section("first"), {"item-a": words}, {"a": 2})
    assert parsed.answers == {"a": 2}
    assert parsed.faults == {"a": "Choose one of the answers shown"}


def test_not_able_to_say_is_taken_only_where_it_is_offered(asked: Asked) -> None:
    parsed = parse_typed(asked, asked.section("first"), {"item-a": UNABLE, "item-c": UNABLE}, {})
    assert (parsed.answers, set(parsed.faults)) == ({"a": UNABLE}, {"c"})


def test_words_are_kept_as_typed_without_the_space_around_them(asked: Asked) -> None:
    typed = {"item-more": "  Mr O’Neill’s café 👩‍⚕️\r\nsecond line\x00 "}
    parsed = parse_typed(asked, asked.section("third"), typed, {})
    assert parsed.answers == {"more": "Mr O’Neill’s café 👩‍⚕️\nsecond line"}


def test_words_that_are_too_long_are_refused_and_shown_again(asked: Asked) -> None:
    typed = {"item-why": "x" * 21}
    parsed = parse_typed(asked, asked.section("second"), typed, {"met": 0, "why": "No time"})
    assert parsed.answers["why"] == "No time"
    assert parsed.faults == {"why": "Shorten this to 20 characters or fewer. It has 21"}
    assert parsed.to_show["why"] == "x" * 21
    assert parse_typed(asked, asked.section("second"), {"item-why": "x" * 20}, NOT_MET).faults == {}


def test_an_answer_to_what_is_not_asked_is_not_taken(asked: Asked) -> None:
    assert parse_typed(asked, asked.section("second"), {"item-d": "3"}, NOT_MET).answers == NOT_MET
    assert parse_typed(asked, asked.section("second"), {"item-d": "3"}, MET).answers == {"met": 1, "d": 3}


def test_answers_to_what_is_asked_no_more_are_dropped_at_the_end(asked: Asked) -> None:
    answers = {"d": 3, "met": 0, "a": 1, "gone": 5}
    assert list(final_answers(asked, answers).items()) == [("a", 1), ("met", 0)]


def test_words_and_choices_are_told_apart(asked: Asked) -> None:
    answers = {"a": 1, "b": UNABLE, "why": UNABLE, "more": "5"}
    assert choices(asked, answers) == {"a": 1, "b": UNABLE}
    assert texts(asked, answers) == {"why": UNABLE, "more": "5"}


def test_a_value_is_one_of_the_options(asked: Asked) -> None:
    a, more = asked.item("a"), asked.item("more")
    given = [value(a, {"a": each}) for each in (1, 5, 0, 6, UNABLE, "1")]
    assert given == [1, 5, None, None, None, None]
    assert value(a, {}) is None
    assert value(more, {"more": 1}) is None


def test_progress_counts_the_choices_that_somebody_is_asked(asked: Asked) -> None:
    assert progress(asked, {}) == Progress(0, 5)
    assert progress(asked, {"met": 1, "a": 2, "more": "Words"}) == Progress(2, 7)
    assert progress(asked, {"met": 0, "d": 2, "why": "No time"}) == Progress(1, 5)


def test_not_able_to_say_is_dealt_with_and_yet_no_answer(asked: Asked) -> None:
    answers = {"a": UNABLE, "b": 2, "c": UNABLE, "met": 0, "f": 1}
    assert progress(asked, answers) == Progress(4, 5), "c does not offer it"
    assert completion_counts(asked, answers) == (3, 5)
    assert progress(asked, {**answers, "c": 1}) == Progress(5, 5)


def test_who_cannot_say_most_of_it_has_not_completed_it(asked: Asked) -> None:
    answers = {"a": UNABLE, "b": UNABLE, "c": 1, "met": 0, "f": 1}
    assert completion(*completion_counts(asked, answers)) is Completion.PARTIAL
    assert completion(*completion_counts(asked, {**answers, "a": 1})) is Completion.COMPLETE


def test_what_is_left_is_listed_by_page(asked: Asked) -> None:
    left = unanswered(asked, {"met": 1, "a": UNABLE, "b": 2, "e": 4, "f": 0})
    assert [(each.section.key, [item.key for item in each.items]) for each in left] == [
        ("first", ["c"]),
        ("second", ["d"]),
    ]
    assert unanswered(asked, {"met": 0, "a": 1, "b": 1, "c": 1, "f": 0}) == ()


ALL_OF_IT = at_wave(read_questionnaire(SMALL, "small-1.yaml"), "T2")
ANYTHING = st.dictionaries(
    st.sampled_from(["a", "b", "c", "met", "d", "why", "e", "f", "more", "odd"]),
    st.integers(-1, 6) | st.sampled_from([UNABLE, "", "words", "3"]),
)


@given(ANYTHING)
def test_whatever_is_stored_the_counts_agree(answers: dict[str, int | str]) -> None:
    asked = ALL_OF_IT
    so_far, (answered, counted) = progress(asked, answers), completion_counts(asked, answers)
    assert 0 <= answered <= so_far.answered <= so_far.asked == counted
    assert so_far.asked - so_far.answered == sum(len(each.items) for each in unanswered(asked, answers))
    assert progress(asked, final_answers(asked, answers)) == so_far


@given(st.dictionaries(st.sampled_from(["item-a", "item-b", "item-c", "item-met", "item-d"]), st.text(max_size=3)))
def test_a_page_that_is_sent_twice_gives_the_same_answers(typed: dict[str, str]) -> None:
    asked = ALL_OF_IT
    once = parse_typed(asked, asked.section("first"), typed, {})
    assert parse_typed(asked, asked.section("first"), typed, once.answers) == once
