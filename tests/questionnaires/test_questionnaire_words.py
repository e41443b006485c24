"""Words for questionnaires."""

from dataclasses import replace

import pytest

from programme.questionnaires import presenters
from programme.questionnaires.rules.answers import UNABLE, Progress
from programme.questionnaires.rules.definition import Asked, Questionnaire


def test_progress_is_said_in_words() -> None:
    assert presenters.progress_words(Progress(12, 40)) == "12 of 40 answered"


def test_an_answer_is_read_back_as_it_was_worded(asked: Asked) -> None:
    answers = {"a": 5, "b": UNABLE, "c": UNABLE, "met": 0, "why": "No time"}
    read = {key: presenters.answer_words(asked.item(key), answers) for key in ("a", "b", "c", "met", "why", "more")}
    assert read == {
        "a": "Always",
        "b": "Not able to say",
        "c": "Not answered",
        "met": "No",
        "why": "No time",
        "more": "Not answered",
    }


def test_a_scale_says_how_it_is_made(small: Questionnaire) -> None:
    assert [presenters.scale_words(scale) for scale in small.scales] == [
        "3 items, mean, at least 2 answered",
        "3 items, sum, at least 2 answered",
        "2 items, mean, at least 2 answered",
        "1 item, mean, at least 1 answered",
    ]


@pytest.mark.parametrize(("share", "needed"), [(0.0, 1), (0.25, 1), (0.26, 2), (0.5, 2), (0.75, 3), (1.0, 4)])
def test_the_number_that_must_be_answered_is_the_first_that_reaches_the_share(
    small: Questionnaire, share: float, needed: int
) -> None:
    scale = replace(small.scales[0], items=("a", "b", "c", "d"), min_share=share)
    assert presenters.scale_words(scale) == f"4 items, mean, at least {needed} answered"


def test_a_scale_says_which_way_is_better(small: Questionnaire) -> None:
    words = {scale.key: presenters.range_words(scale) for scale in small.scales}
    assert words["total"] == "3 to 15, higher is better"
    assert words["mentor"] == "1 to 5, lower is better"


def test_a_format_says_its_answers_with_their_values(small: Questionnaire) -> None:
    five, told = small.formats
    assert presenters.format_words(told) == "No (0), Yes (1)"
    assert presenters.format_words(five).endswith("Always (5), Not able to say (missing)")
    assert presenters.format_name(five) == "Five"


def test_the_preview_says_of_every_item_what_is_done_with_it(small: Questionnaire) -> None:
    lines = {item.text: item.remarks for section in presenters.preview(small) for item in section.items}
    assert len(lines) == len(small.items)
    assert lines["I talk over people."] == (
        "Answers: five",
        "Scale: Listening",
        "Scale: Total",
        "Reversed",
        "“Not able to say” offered",
    )
    assert lines["Why not?"] == (
        "In words, up to 20 characters",
        "Asked only after certain answers to “Have you met your mentor?”",
    )
    assert lines["It was worth it."] == ("Answers: told", "Scale: Worth", "Asked at T1, T2")


@pytest.mark.parametrize(
    ("questions", "words"),
    [(1, "about 1 minute"), (8, "about 1 minute"), (9, "about 2 minutes"), (35, "about 5 minutes")],
)
def test_the_time_that_it_takes_is_said_in_minutes(questions: int, words: str) -> None:
    assert presenters.minutes_words(questions) == words


def test_a_summary_of_faults_leads_to_each_item(asked: Asked) -> None:
    faults = {"more": "Shorten this", "a": "Choose one"}
    assert presenters.fault_links(asked, faults) == [
        {"text": "I listen. Choose one", "href": "#item-a"},
        {"text": "Anything else? Shorten this", "href": "#item-more"},
    ]


def test_a_licence_is_said_with_whether_it_is_validated(small: Questionnaire) -> None:
    assert presenters.licence_words(small) == "CC BY 4.0, validated"
    assert presenters.licence_words(replace(small, validated=False)) == "CC BY 4.0, not validated"
