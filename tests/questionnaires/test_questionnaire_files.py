"""What a questionnaire's file may hold, and what is said of one that holds something else."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.questionnaires.rules.definition import Questionnaire
from programme.questionnaires.rules.reading import LONGEST_FILE, FaultyQuestionnaire, read_questionnaire
from tests.questionnaires.conftest import DATA, SMALL


def faults_in(text: str, name: str = "x-1.yaml") -> list[str]:
    with pytest.raises(FaultyQuestionnaire) as refused:
        read_questionnaire(text, name)
    assert str(refused.value) == "\n".join(map(str, refused.value.faults))
    return [str(fault) for fault in refused.value.faults]


def faults_of_file(name: str) -> list[str]:
    return faults_in((DATA / name).read_text(encoding="utf-8"), name)


def test_a_file_becomes_a_questionnaire_with_all_that_it_says(small: Questionnaire) -> None:
    assert (small.key, small.version, small.title, small.validated) == ("small", 1, "A small questionnaire", True)
    assert [section.key for section in small.sections] == ["first", "second", "third"]
    assert [item.key for item in small.items] == ["a", "b", "c", "met", "d", "why", "e", "f", "more"]
    assert [item.key for item in small.choice_items] == ["a", "b", "c", "met", "d", "e", "f"]
    assert small.item("b").reverse
    assert not small.item("a").reverse
    assert small.item("met").hint == "In person or by video."
    assert small.position("second") == 2


def test_options_stand_by_their_value_however_they_were_written(small: Questionnaire) -> None:
    assert [option.label for option in small.item("a").options] == ["Never", "Rarely", "At times", "Often", "Always"]
    assert [option.value for option in small.item("met").options] == [0, 1]


def test_an_item_offers_not_able_to_say_as_its_format_does_unless_it_says_otherwise(small: Questionnaire) -> None:
    assert small.item("a").unable
    assert not small.item("c").unable
    assert not small.item("met").unable


def test_a_scale_goes_as_far_as_its_items_do(small: Questionnaire) -> None:
    ranges = {scale.key: (scale.low, scale.high) for scale in small.scales}
    assert ranges == {"listening": (1, 5), "total": (3, 15), "mentor": (1, 5), "worth": (0, 1)}


def test_a_text_may_be_2000_characters_long_unless_it_says_otherwise(small: Questionnaire) -> None:
    assert (small.item("why").longest, small.item("more").longest) == (20, 2000)


def test_all_faults_of_a_file_are_said_at_once_each_with_its_place() -> None:
    assert [fault.removeprefix("many-faults-1.yaml, ") for fault in faults_of_file("many-faults-1.yaml")] == [
        "the questionnaire: “colour” is not known here; known are formats, intro, key, licence, note, scales, "
        "sections, source, title, validated, version",
        "the questionnaire: “source” is missing",
        "the questionnaire: the key 'Many Faults' must be 1 to 40 of a to z, 0 to 9 and hyphens",
        "the questionnaire: “validated” must be true or false",
        "the questionnaire: the version must be a whole number from 1 to 9999, not 0",
        "format told, option 1: “label” must be text; put False in quotation marks",
        "format told, option 2: “label” must be text; put True in quotation marks",
        "section only: “title” is empty",
        "item a: the format “seven” is not defined",
        "item a: “longest” does not go with a choice",
        "item a: another item has this key",
        "item b: “reverse” does not go with a text",
        "section only, item 4: “key” is missing",
        "scale s: “method” must be one of mean, sum, not 'median'",
        "scale s: “min-share” must be a number from 0 to 1, not 2",
        "scale s: it names the item “b”, which is answered in words",
        "scale s: it names the item “z”, which is not there",
    ]


def test_a_key_that_stands_twice_is_found_with_its_line() -> None:
    assert faults_of_file("key-twice-1.yaml") == [
        "key-twice-1.yaml, line 4: this is not YAML that can be read: “title” stands twice"
    ]


def test_a_file_that_is_no_yaml_is_refused_with_the_line() -> None:
    (fault,) = faults_of_file("not-yaml-1.yaml")
    assert fault.startswith("not-yaml-1.yaml, line 5: this is not YAML that can be read: ")


GONE = object()
ON = "sections.1.items.0.show-if"  # the condition of item d
# A place in the small questionnaire, what is put there, and what is then said.
SPOILT: list[tuple[str, Any, str]] = [
    ("version", "1", "the version must be a whole number"),
    ("version", True, "the version must be a whole number"),
    ("formats", {}, "“formats” must be a mapping with at least one format"),
    ("formats.told.options.0", GONE, "format told: there must be two options or more"),
    ("formats.told.options.0.value", 1, "format told: two options have the same value or label"),
    ("formats.told.options.0.label", "Yes", "format told: two options have the same value or label"),
    ("formats.told.options.0.value", 0.5, "format told, option 1: “value” must be a whole number"),
    ("formats.Told", {}, "format Told: the key must be 1 to 40"),
    ("sections", {"key": "a"}, "“sections” must be a list"),
    ("sections.1.items", [], "section second: “items” must be a list with something in it"),
    ("sections.0.items", [{"key": str(n)} for n in range(9)], "section first: it has 9 items; a page holds 8 at most"),
    ("sections.1.key", "first", "section first: 2 sections have this key"),
    ("sections.0.items.0", "I listen.", "section first, item 1: this must be a mapping"),
    ("sections.0.items.0.text", GONE, "item a: “text” is missing"),
    ("sections.0.items.0.text", " ", "item a: “text” is empty"),
    ("sections.0.items.0.text", 7, "item a: “text” must be text; put 7 in quotation marks"),
    ("sections.0.items.0.text", "A\x07", "item a: “text” holds a character that no text has"),
    ("sections.0.items.0.text", "A" * 2001, "item a: “text” is longer than 2,000 characters"),
    ("sections.0.items.0.kind", "slider", "item a: “kind” must be one of choice, text"),
    ("sections.0.items.0.key", "A", "item A: the key 'A' must be 1 to 40"),
    ("sections.0.items.0.key", "a" * 41, "must be 1 to 40"),
    ("sections.0.items.0.reverse", "yes", "item a: “reverse” must be true or false"),
    ("sections.0.items.0.format", ["five"], "item a: the format “['five']” is not defined"),
    ("sections.1.items.1.unable", True, "item why: “unable” does not go with a text"),
    ("sections.1.items.1.longest", 0, "item why: “longest” must be a whole number from 1 to 10,000"),
    ("sections.2.items.0.waves", ["T9"], "item f: “waves” holds codes of T0, T1, T2, T3, T4, T5, each once"),
    ("sections.2.items.0.waves", ["T1", "T1"], "item f: “waves” holds codes of T0"),
    ("sections.2.items.0.waves", [], "item f: “waves” must be a list with something in it"),
    (f"{ON}.item", "nobody", "item d: show-if points to “nobody”, which is not there before it"),
    (f"{ON}.item", "f", "item d: show-if points to “f”, which is not there before it"),
    (f"{ON}.item", "d", "item d: show-if points to “d”, which stands in the same section"),
    ("sections.1.items.2.show-if.item", "d", "item e: show-if points to “d”, which stands in the same section"),
    (f"{ON}.values", [1, 2], "item d: show-if names the value 2, which “met” does not offer"),
    (f"{ON}.values", [True], "item d: show-if names the value True"),
    (f"{ON}.values", GONE, "item d, show-if: “values” is missing"),
    ("sections.2.items.1.show-if", {"item": "why", "values": [1]}, "points to “why”, which is answered in words"),
    ("scales.1.items", ["a", "met"], "scale total: its items have different formats"),
    ("scales.3.items", ["f", "met"], "scale worth: its items are asked at different waves"),
    ("scales.1.items", ["a", "a"], "scale total: it names the item “a” 2 times"),
    ("scales.1.items", [["a"]], "scale total: it names the item “['a']”, which is not there"),
    ("scales.1.items", [], "scale total: “items” must be a list with something in it"),
    ("scales.1.key", "mentor", "scale mentor: 2 scales have this key"),
    ("scales.1.min-share", True, "scale total: “min-share” must be a number from 0 to 1"),
    ("scales.1.min-share", -0.1, "scale total: “min-share” must be a number from 0 to 1"),
    ("scales.1.min-share", float("nan"), "scale total: “min-share” must be a number from 0 to 1"),
    ("scales.1.improves", "no", "scale total: “improves” must be one of up, down"),
]


def put(raw: Any, place: str, value: Any) -> None:
    """Put a value at a place of nested data, or take away what is there."""
    *steps, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    for step in steps:
        raw = raw[step]
    if value is GONE:
        del raw[last]
    else:
        raw[last] = value


@pytest.mark.parametrize(("place", "value", "fault"), SPOILT)
def test_a_spoilt_file_is_refused_and_says_why(raw: Any, place: str, value: Any, fault: str) -> None:
    put(raw, place, value)
    assert any(fault in each for each in faults_in(yaml.safe_dump(raw)))


def test_at_every_wave_some_choice_is_asked_of_everybody(raw: Any) -> None:
    raw["sections"] = raw["sections"][2:]
    raw["sections"][0]["items"].pop(0)
    del raw["scales"]
    assert faults_in(yaml.safe_dump(raw)) == [
        f"x-1.yaml, the questionnaire: at {wave} no item with answers to choose from is asked of everybody"
        for wave in ("T1", "T2")
    ]


def test_a_reference_within_the_file_is_not_followed() -> None:
    text = "a: &a [1]\n" + "".join(f"b{i}: [*a, *a]\n" for i in range(3))
    assert faults_in(text) == ["x-1.yaml, line 2: this is not YAML that can be read: a reference (*) is not taken"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "the questionnaire"),
        ("- a\n- b", "the questionnaire"),
        ("a: !!python/object:os.system {}", "line 1"),
        ("a: 1\n--- \nb: 2", "line 2"),
        ("? [a, b]\n: 1", "line 1"),
        ("day: 2026-99-99", "the file"),
        ("number: " + "9" * 5000, "the file"),
        ("[" * 5000, "the file"),
        ("a: 1\nb: \x00", "line 2"),
        ("#" * (LONGEST_FILE + 1), "the file"),
    ],
)
def test_what_is_no_questionnaire_at_all_is_refused_in_words(text: str, place: str) -> None:
    assert faults_in(text)[0].startswith(f"x-1.yaml, {place}: ")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(data: Any) -> list[tuple[Any, Any]]:
    """Every place in nested data, as the holder and the key or index in it."""
    keys = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else []
    return [(data, key) for key in keys] + [place for key in keys for place in places(data[key])]


def is_read_or_refused_in_words(text: str) -> bool:
    try:
        read_questionnaire(text, "x-1.yaml")
    except FaultyQuestionnaire as refused:
        return bool(refused.faults)
    return True


@settings(deadline=None, max_examples=150)
@given(drawn=st.data())
def test_a_file_with_anything_anywhere_is_read_or_refused_in_words(drawn: st.DataObject) -> None:
    raw = yaml.safe_load(SMALL)
    for _ in range(drawn.draw(st.integers(1, 3))):
        holder, key = drawn.draw(st.sampled_from(places(raw)))
        holder[key] = drawn.draw(VALUES)
    assert is_read_or_refused_in_words(yaml.safe_dump(raw))


@settings(deadline=None, max_examples=100)
@given(st.text(), st.integers(0, len(SMALL)), st.integers(0, 40))
def test_a_file_with_a_passage_replaced_is_read_or_refused_in_words(words: str, start: int, length: int) -> None:
    assert is_read_or_refused_in_words(SMALL[:start] + words + SMALL[start + length :])
