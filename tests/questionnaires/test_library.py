"""The questionnaires that come with the service."""

import shutil
from pathlib import Path

import pytest

from programme.core.errors import NotFound
from programme.questionnaires.queries import library, questionnaire
from programme.questionnaires.rules.answers import Answer, Progress, progress, shown_items
from programme.questionnaires.rules.definition import Questionnaire, at_wave
from programme.questionnaires.rules.reading import FaultyQuestionnaire
from programme.questionnaires.rules.scoring import score
from tests.questionnaires.conftest import DATA

FOLDER = Path(__file__).parents[2] / "fixtures" / "questionnaires"
MOST_WORDS = 20


@pytest.fixture
def outcomes() -> Questionnaire:
    return questionnaire(folder=FOLDER, key="leadership-outcomes", version=1)


def test_every_questionnaire_that_comes_with_the_service_can_be_read() -> None:
    assert [(each.key, each.version) for each in library(FOLDER)] == [("leadership-outcomes", 1)]


def test_it_is_read_once(tmp_path: Path) -> None:
    shutil.copy(DATA / "small-1.yaml", tmp_path)
    first = library(tmp_path)
    (tmp_path / "small-1.yaml").unlink()
    assert library(tmp_path) is first


def test_versions_stand_in_order(tmp_path: Path) -> None:
    text = (DATA / "small-1.yaml").read_text(encoding="utf-8")
    for version in (10, 2, 1):
        again = text.replace("version: 1", f"version: {version}")
        (tmp_path / f"small-{version}.yaml").write_text(again, encoding="utf-8")
    assert [each.version for each in library(tmp_path)] == [1, 2, 10]
    assert questionnaire(folder=tmp_path, key="small", version=10).version == 10


def test_a_version_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        questionnaire(folder=FOLDER, key="leadership-outcomes", version=99)


def test_a_file_is_called_what_it_holds(tmp_path: Path) -> None:
    shutil.copy(DATA / "small-1.yaml", tmp_path / "other-1.yaml")
    with pytest.raises(FaultyQuestionnaire, match=r"other-1\.yaml, the file: it holds small, version 1"):
        library(tmp_path)


def test_a_file_that_is_not_utf_8_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "old-1.yaml").write_bytes(b"title: caf\xe9")
    with pytest.raises(FaultyQuestionnaire, match=r"old-1\.yaml, the file: it is not stored as UTF-8"):
        library(tmp_path)


def test_leadership_outcomes_says_that_it_is_not_validated(outcomes: Questionnaire) -> None:
    assert not outcomes.validated
    assert "not validated" in outcomes.note
    assert outcomes.licence == "CC BY 4.0"


def test_leadership_outcomes_has_its_scales_of_four_and_isolation_of_three(outcomes: Questionnaire) -> None:
    assert {scale.label: len(scale.items) for scale in outcomes.scales} == {
        "Systems thinking": 4,
        "Change practice": 4,
        "Working with difference": 4,
        "Resilience": 4,
        "Coproduction": 4,
        "Using data": 4,
        "Network and support": 4,
        "Self-awareness": 4,
        "Isolation at work": 3,
    }
    assert [scale.key for scale in outcomes.scales if scale.improves == "down"] == ["isolation"]


def test_each_scale_turns_one_item_round(outcomes: Questionnaire) -> None:
    turned = [sum(outcomes.item(key).reverse for key in scale.items) for scale in outcomes.scales]
    assert turned == [1] * len(outcomes.scales)


def test_a_page_mixes_no_formats(outcomes: Questionnaire) -> None:
    for section in outcomes.sections:
        assert len({item.format for item in section.items if item.is_choice}) == 1


def test_only_later_waves_ask_whether_it_was_worthwhile(outcomes: Questionnaire) -> None:
    start, end = ({item.key for item in at_wave(outcomes, wave).items} for wave in ("T0", "T2"))
    assert end - start == {"worthwhile", "empowered"}
    assert start < end
    assert len(at_wave(outcomes, "T2").choice_items) == 37


def test_statements_are_short_enough_for_a_phone(outcomes: Questionnaire) -> None:
    assert all(len(item.text.split()) <= MOST_WORDS for item in outcomes.items)


def test_whoever_asks_for_words_asks_not_to_name_anybody(outcomes: Questionnaire) -> None:
    texts = [item for item in outcomes.items if not item.is_choice]
    assert len(texts) == 2
    assert all("names" in item.hint and "patient" in item.hint for item in texts)


def test_the_same_answer_to_everything_is_no_high_score(outcomes: Questionnaire) -> None:
    # One item of four turned round: 5, 5, 5 and 1 are 4; and one of three: 5, 5 and 1 are 11/3.
    asked = at_wave(outcomes, "T2")
    answers: dict[str, Answer] = {item.key: 5 for item in shown_items(asked, {}) if item.is_choice}
    assert progress(asked, answers) == Progress(len(answers), len(answers))
    scores = score(asked, answers)
    assert scores.pop("isolation") == pytest.approx(11 / 3)
    assert set(scores.values()) == {4.0}
