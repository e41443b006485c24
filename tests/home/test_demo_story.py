"""The invented words and answers of the demonstration, without a database."""

import re
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean

import pytest
import yaml

from programme.core.names_in_text import names_in
from programme.demo.fixtures import Story, email_of, read_story
from programme.demo.invention import COURSES, answerer, answers, who_answers
from programme.demo.times import Days, year_name
from programme.frameworks import emotions, principles, prompts
from programme.questionnaires.rules.answers import UNABLE
from programme.questionnaires.rules.definition import Questionnaire, at_wave
from programme.questionnaires.rules.reading import read_questionnaire
from programme.questionnaires.rules.scoring import score
from programme.surveys.rules.windows import windows

FIXTURES = Path(__file__).parents[2] / "fixtures"
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def story() -> Story:
    return read_story(FIXTURES / "demo")


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    path = FIXTURES / "questionnaires" / "leadership-outcomes-1.yaml"
    return read_questionnaire(path.read_text(encoding="utf-8"), path.name)


def names(story: Story) -> list[str]:
    return [each.name for joiners in story.cohorts.values() for each in joiners]


def test_thirty_completed_twenty_four_run_and_some_have_a_place(story: Story) -> None:
    completed, running = story.cohorts["completed"], story.cohorts["running"]
    deferred = [each for each in completed if each.leaving == "deferred"]
    assert len(completed) == 30
    assert [each.leaving for each in completed if each.leaving].count("withdrawn") == 2
    assert len(deferred) == 1
    assert len(running) + len(deferred) == 24
    assert story.cohorts["planned"]


def test_everybody_has_another_address_and_it_belongs_to_nobody(story: Story) -> None:
    everyone = [*names(story), *(each.name for each in story.helpers)]
    addresses = [email_of(name) for name in everyone]
    assert len(set(addresses)) == len(everyone)
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+@example\.org", address) for address in addresses), addresses


def test_an_address_is_made_of_the_plain_letters_of_a_name() -> None:
    assert email_of("Dr Aoife Ní Bhraonáin") == "aoife.nibhraonain@example.org"
    assert email_of("Conor D’Arcy") == "conor.darcy@example.org"


def test_names_are_long_and_have_apostrophes_accents_and_hyphens(story: Story) -> None:
    everyone = " ".join(names(story))
    assert max(map(len, names(story))) > 40
    assert "’" in everyone
    assert "-" in everyone
    assert not everyone.isascii()


def test_every_key_in_the_story_means_something(story: Story) -> None:
    places = {each.key for each in story.places} | {""}
    helpers = {each.key for each in story.helpers} | {""}
    for each in (each for joiners in story.cohorts.values() for each in joiners):
        assert {each.employer, each.host} <= places, each.name
        assert {each.mentor, each.offered, each.proposed} <= helpers, each.name


def test_no_organisation_has_a_code_that_could_be_anothers() -> None:
    data = yaml.safe_load((FIXTURES / "demo" / "organisations.yaml").read_text(encoding="utf-8"))
    assert not [each for each in data if "ods_code" in each]


def test_reflections_follow_their_model_and_are_as_long_as_people_write(story: Story) -> None:
    assert len(story.reflections) >= 20
    assert {each.model for each in story.reflections} == set(prompts.BY_KEY)
    for each in story.reflections:
        assert list(each.parts) == [prompt.key for prompt in prompts.BY_KEY[each.model].prompts] or each.draft
        assert set(each.principles) <= set(principles.BY_KEY), each.title
        assert set(each.emotions) <= set(emotions.BY_KEY), each.title
        assert 60 <= len(" ".join(each.parts.values()).split()) <= 200 or each.draft, each.title


def test_no_reflection_names_anybody_of_the_demonstration(story: Story) -> None:
    everyone = [*names(story), *(each.name for each in story.helpers)]
    for each in story.reflections:
        for text in (each.title, *each.parts.values()):
            assert not [text[start:end] for start, end in names_in(text, everyone)], each.title


def test_whoever_reflects_is_in_the_completed_or_the_running_cohort(story: Story) -> None:
    here = {each.name: each for name in ("completed", "running") for each in story.cohorts[name]}
    assert {each.by for each in story.reflections} <= set(here)
    most = max({each.by for each in story.reflections}, key=[each.by for each in story.reflections].count)
    assert here[most].account == "Fellow"


def test_the_same_person_answers_the_same_each_time(story: Story, questionnaire: Questionnaire) -> None:
    asked = at_wave(questionnaire, "T1")
    assert answers(asked, "Patience Mwale", story.words) == answers(asked, "Patience Mwale", story.words)
    assert answers(asked, "Patience Mwale", story.words) != answers(asked, "Gurpreet Kaur Dhaliwal", story.words)
    assert answerer("Patience Mwale") == answerer("Patience Mwale")


def test_answers_are_ones_that_the_questionnaire_offers(story: Story, questionnaire: Questionnaire) -> None:
    for wave in ("T0", "T1", "T2", "T3"):
        asked = at_wave(questionnaire, wave)
        for name in names(story):
            for key, answer in answers(asked, name, story.words).items():
                item = asked.item(key)
                if item.format is None:
                    assert answer in story.words[key]
                elif answer == UNABLE:
                    assert item.unable
                else:
                    assert answer in [option.value for option in item.options]


def test_some_cannot_say_and_some_leave_gaps(story: Story, questionnaire: Questionnaire) -> None:
    asked = at_wave(questionnaire, "T0")
    given = [answers(asked, each.name, story.words) for each in story.cohorts["completed"]]
    whole = len(asked.choice_items)
    assert any(UNABLE in each.values() for each in given)
    assert any(sum(item.key in each for item in asked.choice_items) < whole * 0.8 for each in given)
    assert sum(sum(item.key in each for item in asked.choice_items) >= whole * 0.8 for each in given) > 20


def test_the_planted_change_is_in_the_scores(story: Story, questionnaire: Questionnaire) -> None:
    """Over many people the means are where they were planted: reversed items must be turned round for that."""
    crowd = [f"{name} {number}" for name in names(story) for number in range(5)]
    for wave, place in (("T0", 0), ("T2", 2)):
        asked = at_wave(questionnaire, wave)
        scores = [score(asked, answers(asked, name, {})) for name in crowd]
        for scale, (start, moves) in COURSES.items():
            mean = fmean(each[scale] for each in scores if scale in each)
            assert abs(mean - start - moves[place]) < 0.12, (scale, wave, mean)


def test_as_many_answer_as_were_wanted_and_always_those_who_must(story: Story) -> None:
    here = [each.name for each in story.cohorts["completed"]]
    for wave, wanted in (("T0", 28), ("T3", 19)):
        chosen = who_answers(here, wave, wanted, frozenset(here[:1]))
        assert len(chosen) == wanted
        assert here[0] in chosen
    again = who_answers(here, "T2", 24, frozenset()) & who_answers(here, "T3", 19, frozenset())
    assert len(again) >= 14, "mostly the same people"


def test_whatever_day_it_is_the_cohorts_stand_where_they_should() -> None:
    for number in range(4 * 366):
        today = date(2026, 1, 1) + number * DAY
        days = Days.around(today)
        waves = {each.code: each for each in windows(*days.completed, ("T0", "T1", "T2", "T3"))}
        assert 3 <= (today - waves["T3"].closes_on).days <= 9, f"{today}: the last wave has just closed"
        assert waves["T2"].opens_on <= days.completed[1] <= waves["T2"].closes_on, today
        (open_now,) = windows(*days.running, ("T0",))
        assert (today - open_now.opens_on).days == 10, today
        assert open_now.closes_on > today
        assert days.earlier[1] < days.beginning < days.completed[0] < days.running[0] < days.planned[0], today
        named = {year_name(each) for each in (days.completed, days.running, days.planned)}
        assert len(named) == 3, f"{today}: {named}"
