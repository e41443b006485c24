"""A questionnaire as plain data and back, and the digest that tells two versions apart."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from programme.questionnaires.rules.definition import Questionnaire
from programme.questionnaires.rules.reading import read_questionnaire
from programme.questionnaires.rules.storing import digest, from_data, from_text, to_data, to_text
from tests.questionnaires.conftest import SMALL

FILES = sorted((Path(__file__).parents[2] / "fixtures" / "questionnaires").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_stored_comes_back_as_it_was(path: Path) -> None:
    found = read_questionnaire(path.read_text(encoding="utf-8"), path.name)
    assert from_text(to_text(found)) == found
    assert from_data(to_data(found)) == found


def test_everything_that_a_file_can_hold_comes_back(small: Questionnaire) -> None:
    assert from_text(to_text(small)) == small
    assert to_text(from_text(to_text(small))) == to_text(small)


def test_what_is_stored_is_itself_a_file_that_can_be_read(small: Questionnaire) -> None:
    assert read_questionnaire(to_text(small), "x-1.yaml") == small


def test_the_way_a_file_is_written_does_not_change_its_digest(small: Questionnaire, raw: Any) -> None:
    rewritten = read_questionnaire(yaml.safe_dump(raw, sort_keys=True), "x-1.yaml")
    assert digest(rewritten) == digest(small)
    assert len(digest(small)) == 64


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("text: I ask.,", "text: I ask!,"),
        ("reverse: true", "reverse: false"),
        ("method: sum", "method: mean"),
        ("min-share: 0.6", "min-share: 0.7"),
        ("label: Often", "label: Frequently"),
        ("waves: [T2, T1]", "waves: [T1, T2, T3]"),
        ("version: 1", "version: 2"),
        ("longest: 20", "longest: 21"),
    ],
)
def test_whatever_changes_what_is_asked_or_scored_changes_the_digest(
    small: Questionnaire, before: str, after: str
) -> None:
    assert before in SMALL
    text = SMALL.replace(before, after)
    assert digest(read_questionnaire(text, "x-1.yaml")) != digest(small)


def test_the_digest_stays_the_same_from_release_to_release() -> None:
    # If this fails, versions that were stored before look changed: give what is new in storing.py a usual value.
    small = read_questionnaire(SMALL, "small-1.yaml")
    assert json.loads(to_text(small))["sections"][1]["items"][1] == {
        "key": "why",
        "text": "Why not?",
        "hint": "",
        "waves": ["T0", "T1", "T2", "T3", "T4", "T5"],
        "show-if": {"item": "met", "values": [0]},
        "kind": "text",
        "longest": 20,
    }
