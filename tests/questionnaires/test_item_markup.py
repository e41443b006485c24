"""The markup of one item, as it stands on the answering page."""

from dataclasses import replace
from time import perf_counter
from typing import Any

import html5lib
import pytest
from jinja2 import ChainableUndefined, Environment, FileSystemLoader

from programme.questionnaires.rules.answers import UNABLE, Progress
from programme.questionnaires.rules.definition import Asked
from tests.support.pages import XHTML, words
from tests.support.template_names import TEMPLATES

ENGINE = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=ChainableUndefined,
)
PARTS: Any = ENGINE.get_template("questionnaires/parts.html").module
MOST_SECONDS = 0.005  # for a page of eight items


def drawn(macro: str, *arguments: Any, **more: Any) -> Any:
    """What a macro draws, parsed; a fault in the markup fails the test."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    root = parser.parseFragment(str(getattr(PARTS, macro)(*arguments, **more)))
    assert not [code for _, code, _ in parser.errors], parser.errors
    return root


def found(root: Any, name: str) -> list[Any]:
    return list(root.iter(f"{XHTML}{name}"))


def test_an_item_is_a_group_named_by_its_text_with_worded_answers(asked: Asked) -> None:
    root = drawn("likert_item", asked.item("a"))
    assert [words(each) for each in found(root, "legend")] == ["I listen."]
    assert [words(each) for each in found(root, "label")] == [
        "Never",
        "Rarely",
        "At times",
        "Often",
        "Always",
        "Not able to say",
    ]
    radios = found(root, "input")
    assert [each.get("value") for each in radios] == ["1", "2", "3", "4", "5", UNABLE]
    assert {each.get("name") for each in radios} == {"item-a"}
    assert {each.get("data-item") for each in radios} == {"a"}
    assert [each.get("for") for each in found(root, "label")] == [each.get("id") for each in radios]
    assert radios[0].get("id") == "item-a", "where an error summary leads to"


def test_not_able_to_say_is_there_only_where_it_is_offered(asked: Asked) -> None:
    assert "Not able to say" not in words(drawn("likert_item", asked.item("c")))


@pytest.mark.parametrize("value", [None, 1, 5, UNABLE])
def test_the_answer_that_was_given_and_no_other_is_chosen(asked: Asked, value: Any) -> None:
    chosen = [
        each.get("value")
        for each in found(drawn("likert_item", asked.item("a"), value), "input")
        if "checked" in each.attrib
    ]
    assert chosen == ([] if value is None else [str(value)])


def test_a_value_of_nought_can_be_chosen(asked: Asked) -> None:
    radios = found(drawn("likert_item", asked.item("met"), 0), "input")
    assert ["checked" in each.attrib for each in radios] == [True, False]


def test_a_fault_and_a_hint_describe_the_group(asked: Asked) -> None:
    root = drawn("likert_item", asked.item("met"), fault="Choose one of the answers shown")
    described = found(root, "fieldset")[0].get("aria-describedby").split()
    ids = {each.get("id"): words(each) for each in root.iter() if each.get("id")}
    assert [ids[each] for each in described] == ["In person or by video.", "Error: Choose one of the answers shown"]
    plain = found(drawn("likert_item", asked.item("a")), "fieldset")[0]
    assert plain.get("aria-describedby") is None


def test_no_two_items_share_an_id_whatever_their_keys(asked: Asked) -> None:
    a = asked.item("a")
    keys = ("a", "a-2", "a-unable", "a-hint", "a-error")
    roots = [drawn("likert_item", replace(a, key=key, hint="A hint"), fault="A fault") for key in keys]
    ids = [each.get("id") for root in roots for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids)) == 8 * len(keys)


def test_what_a_questionnaire_says_is_escaped(asked: Asked) -> None:
    item = replace(asked.item("met"), text="<script>", hint="<b>")
    drawn_text = str(PARTS.likert_item(item, fault="<i>"))
    assert "&lt;script&gt;" in drawn_text
    assert not any(tag in drawn_text for tag in ("<script", "<b>", "<i>"))
    more = str(PARTS.text_item(asked.item("more"), "</textarea><script>"))
    assert "</textarea><script>" not in more


def test_a_text_keeps_its_first_empty_line_and_says_how_much_it_holds(asked: Asked) -> None:
    root = drawn("text_item", asked.item("more"), "\nAfter an empty line")
    (area,) = found(root, "textarea")
    assert area.text == "\nAfter an empty line"
    ids = {each.get("id"): words(each) for each in root.iter() if each.get("id")}
    assert ids[area.get("aria-describedby")] == "Up to 2,000 characters."
    assert found(root, "label")[0].get("for") == area.get("id") == "item-more"


def test_a_page_draws_choices_and_words_alike(asked: Asked) -> None:
    answers = {"a": 2, "more": "Words"}
    radio = found(drawn("any_item", asked.item("a"), answers, position=3), "input")[1]
    assert "checked" in radio.attrib
    assert words(drawn("any_item", asked.item("a"), answers, position=3)).startswith("3. I listen.")
    area = found(drawn("any_item", asked.item("more"), answers, {"more": "Too long"}), "textarea")[0]
    assert area.text == "Words"
    assert area.get("aria-describedby") == "item-more_hint item-more_error"


def test_progress_is_words_and_a_bar_for_the_eye_alone() -> None:
    root = drawn("progress_line", Progress(12, 40))
    assert words(root) == "12 of 40 answered"
    (bar,) = found(root, "progress")
    assert (bar.get("value"), bar.get("max"), bar.get("aria-hidden")) == ("12", "40", "true")


def test_eight_items_are_drawn_in_a_few_milliseconds(asked: Asked) -> None:
    items = [replace(asked.item("a"), key=f"a-{number}") for number in range(8)]

    def once() -> float:
        start = perf_counter()
        for item in items:
            PARTS.any_item(item, {item.key: 3})
        return perf_counter() - start

    assert min(once() for _ in range(20)) < MOST_SECONDS
