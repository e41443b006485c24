from dataclasses import replace

import pytest

from programme.core.audit import queries as audit
from programme.core.audit.models import AuditEntry, Category
from programme.core.db import db
from programme.questionnaires.rules.definition import Scale
from programme.surveys.models import Survey
from programme.surveys.presenters.trajectory import score_words, stories
from programme.surveys.rules.own import OwnScores
from tests.support import living
from tests.support.answering import Sitting, also, sitting
from tests.support.world import World

ISOLATION = next(each for each in living.outcomes().scales if each.key == "isolation")


def at(code: str, scores: dict[str, float] | None) -> OwnScores:
    labels = {"T0": "Baseline", "T1": "Mid-programme", "T2": "End of year"}
    survey_id = living.SOMEBODY.person_id
    return OwnScores(survey_id, "Outcomes", "2024", labels[code], code, living.outcomes(), scores)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (10 / 3, 2.0, "Your isolation at work score went from 3.33 (Baseline, T0) to 2.00 (End of year, T2)."),
        (4, 2, "Your isolation at work score went from 4 (Baseline, T0) to 2 (End of year, T2)."),
        (3.251, 3.249, "Your isolation at work score was 3.25 in both: Baseline, T0, and End of year, T2."),
        (3.5, None, "Your isolation at work score was 3.50 (Baseline, T0)."),
    ],
)
def test_what_happened_to_a_score_is_said_in_words(before: float, after: float | None, words: str) -> None:
    last = {} if after is None else {"isolation": after}
    assert score_words(ISOLATION, [at("T0", {"isolation": before}), at("T1", None), at("T2", last)]) == words


def test_each_scale_says_which_way_is_better_and_draws_a_picture_of_its_own() -> None:
    first = {scale.key: 3.0 for scale in living.outcomes().scales}
    (story,) = stories([at("T0", first), at("T1", None), at("T2", {**first, "isolation": 1.0})])
    assert len(story.scales) == 9
    assert story.scales[-1].better == "On this scale a lower score is better."
    assert story.scales[0].better == "On this scale a higher score is better."
    pictures = [picture for scale in story.scales for picture in (scale.wide, scale.narrow)]
    assert len(set(pictures)) == 18
    assert all("not answered" in scale.wide for scale in story.scales)
    assert story.rows[-1] == ["Isolation at work", "3", "No score", "1"]


def test_a_scale_without_any_score_is_left_out() -> None:
    (story,) = stories([at("T0", {"isolation": 3.0}), at("T1", {"isolation": 2.0})])
    assert [scale.label for scale in story.scales] == ["Isolation at work"]
    assert stories([]) == []


@pytest.mark.parametrize("later", [[], [("T1", None), ("T2", None)]])
def test_one_wave_is_one_table_that_says_which_way_is_better(later: list[tuple[str, None]]) -> None:
    first = {scale.key: 3.25 for scale in living.outcomes().scales}
    (story,) = stories([at("T0", first), *(at(*each) for each in later)])
    assert story.scales == ()
    assert story.headers == ["Scale", "Baseline (T0)", "Possible scores", "Better is"]
    assert len(story.rows) == 9
    assert story.rows[-1] == ["Isolation at work", "3.25", "1 to 5", "Lower"]


def test_words_of_a_scale_are_escaped() -> None:
    scale: Scale = replace(ISOLATION, label="<script>alert(1)</script>")
    wave = replace(at("T0", {"isolation": 3.0}), questionnaire=replace(living.outcomes(), scales=(scale,)))
    (story,) = stories([wave, replace(wave, code="T1")])
    assert "<script>" not in story.scales[0].wide


def answered(fellow: Sitting, values: dict[str, int]) -> None:
    survey = db.session.get_one(Survey, fellow.survey_id)
    for code, value in values.items():
        wave = living.wave_of(survey, code)
        living.open_now(wave)
        living.answer(wave, fellow.fellow, living.all_with(value, code))


def test_a_fellow_sees_their_own_scores_and_nobody_else_s(world: World) -> None:
    fellow = sitting(world, codes=("T0", "T1", "T2"))
    other = also(world, fellow.fellow.cohort, "Ann Other")
    answered(other, {"T0": 5})
    empty = fellow.signed_in().get("/my/surveys/trajectory").text
    assert "There is nothing to show yet" in empty
    answered(fellow, {"T0": 2, "T1": 4})
    page = fellow.signed_in().get("/my/surveys/trajectory").text
    assert "Only you see this" in page
    assert "Your resilience score went from 2.50 (Baseline, T0) to 3.50 (Mid-programme, T1)." in page
    assert "4.50" not in page
    assert "T2" not in page, "a wave that has not begun is not shown"
    once = other.signed_in().get("/my/surveys/trajectory").text
    assert "After the next survey you see here how your scores moved" in once
    assert "<svg" not in once


def test_each_look_is_recorded_without_what_was_seen(world: World) -> None:
    fellow = sitting(world)
    answered(fellow, {"T0": 2})
    browser = fellow.signed_in()

    def looks() -> list[AuditEntry]:
        db.session.rollback()
        every = audit.entries(categories=set(Category), page=1, size=500)
        return [each for each in every if each.action == "own answers read"]

    assert looks() == []
    for _ in range(2):
        assert browser.get("/my/surveys/trajectory").status_code == 200
    assert len(looks()) == 2
    assert {(each.actor_id, each.subject_id) for each in looks()} == {(fellow.person_id, fellow.person_id)}
    assert [each.details for each in looks()] == [{}, {}]


def test_only_fellows_have_surveys_of_their_own(world: World) -> None:
    director = world.client(world.administrator())
    for address in ("/my/surveys", "/my/surveys/trajectory"):
        assert director.get(address).status_code == 403
        assert world.client().get(address).location.startswith("/sign-in")


def test_the_list_says_what_is_open_what_was_answered_and_what_comes(world: World) -> None:
    fellow = sitting(world, codes=("T0", "T1"))
    page = fellow.signed_in().get("/my/surveys").text
    assert "1 survey waits for your answers" in page
    assert page.index("To answer") < page.index("baseline (T0)") < page.index("Coming") < page.index("(T1)")
    answered(fellow, {"T0": 3})
    page = fellow.signed_in().get("/my/surveys").text
    assert "Nothing waits for your answers" in page
    assert page.index("Coming") < page.index("Answered and closed") < page.index("baseline (T0)")
