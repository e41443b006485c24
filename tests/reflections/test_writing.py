import uuid

import pytest

from programme.core import clock
from tests.reflections.writing import DAY, Desk, still_there
from tests.support.world import World


def test_before_the_first_reflection_the_list_says_what_will_be_here_and_how_to_start(desk: Desk) -> None:
    page = desk.client.get("/my/reflections").text
    assert "Your reflections will be here. Only you can read them." in page
    assert 'href="/my/reflections/new"' in page
    assert "Search your reflections" not in page


def test_a_fellow_writes_without_scripts_from_the_choice_of_a_model_to_the_saved_reflection(desk: Desk) -> None:
    choice = desk.client.get("/my/reflections/new").text
    assert "Only you can read this" in choice
    assert all(name in choice for name in ("Free writing", "What? So what? Now what?", "Reflective cycle"))
    made = desk.starts("driscoll")
    page = desk.client.get(f"/my/reflections/{made}/edit").text
    assert "What happened, and what was your part in it?" in page
    assert "Reflections are not legally privileged" in page
    assert "Only you can read this" in page
    fields = {"part_what": "I spoke up.\nThey listened.", "part_now-what": "Again.", "title": "A first step"}
    answer = desk.saves(made, **fields, emotions=["courage", "fear"], principles=["peers"])
    assert answer.location.endswith(f"/my/reflections/{made}")
    shown = desk.client.get(answer.location).text
    assert "The reflection is saved" in shown
    assert "I spoke up.\nThey listened." in shown
    assert "So what?" not in shown.partition("<main")[2].partition("A first step")[2]
    assert all(each in shown for each in ("A first step", "Courage, Fear", "Leading as peers", "3 September 2024"))
    assert "Driscoll, 1994" in shown


def test_a_draft_is_kept_and_goes_on_later(desk: Desk) -> None:
    made = desk.starts()
    assert desk.saves(made, "draft", part_text="Half a thought").location.endswith("/my/reflections")
    listed = desk.client.get("/my/reflections").text
    assert "Half a thought" in listed
    assert ">Draft<" in listed
    assert f'href="/my/reflections/{made}/edit"' in listed
    assert "Half a thought" in desk.client.get(f"/my/reflections/{made}/edit").text
    assert desk.stored(made).row.is_draft


def test_a_start_without_a_word_leaves_no_second_empty_draft(desk: Desk) -> None:
    first = desk.starts("gibbs")
    assert desk.starts("kolb") == first
    assert desk.stored(first).content.model.key == "kolb"
    desk.autosaves(first, 1, part_concept="Now there is something")
    assert desk.starts("free") != first


def test_a_reflection_without_a_word_is_not_saved_and_a_draft_of_it_is(desk: Desk) -> None:
    made = desk.starts()
    answer = desk.saves(made, part_text="  ")
    assert answer.status_code == 200
    assert "Write something before you save" in answer.text
    assert "<title>Error: Write a reflection" in answer.text
    assert desk.stored(made).row.is_draft
    assert desk.saves(made, "draft").status_code == 302


@pytest.mark.parametrize("day", [["31", "2", "2024"], ["", "", ""], ["x", "9", "2024"]])
def test_an_impossible_day_is_refused_and_nothing_typed_is_lost(desk: Desk, day: list[str]) -> None:
    made = desk.starts()
    answer = desk.saves(made, part_text="A long day", happened_on=day)
    assert answer.status_code == 200
    assert "There is a problem" in answer.text
    assert "A long day" in answer.text


def test_a_text_past_the_limit_is_refused_by_the_page_and_by_autosave(desk: Desk) -> None:
    made = desk.starts()
    too_long = "a" * 20_001
    assert "Use 20000 characters or fewer" in desk.saves(made, part_text=too_long).text
    answer = desk.autosaves(made, 1, part_text=too_long)
    assert answer.status_code == 422
    assert answer.json == {"problem": "Use 20000 characters or fewer"}
    assert desk.stored(made).content.is_blank


def test_a_saved_reflection_can_be_changed(desk: Desk) -> None:
    made = desk.writes("As it was")
    page = desk.client.get(f"/my/reflections/{made}/edit").text
    assert "Save changes" in page
    assert "Save draft" not in page
    desk.saves(made, part_text="As it is now")
    written = desk.stored(made)
    assert written.content.parts == {"text": "As it is now"}
    assert not written.row.is_draft
    assert [str(part) for part in (written.row.happened_on.day, written.row.happened_on.month)] == DAY[:2]


def test_a_new_draft_is_of_today(desk: Desk) -> None:
    assert desk.stored(desk.starts()).row.happened_on == clock.today()


def test_an_unknown_model_tag_or_prompt_is_not_stored(desk: Desk) -> None:
    assert desk.client.send("/my/reflections/new", {"model": "magic"}).status_code == 200
    made = desk.starts()
    desk.saves(made, part_text="x", part_what="not of this model", emotions=["rage"])
    assert desk.stored(made).content.emotions == ()
    assert "part_what" not in desk.stored(made).content.stored()


def test_deleting_asks_first_and_then_leaves_nothing(desk: Desk) -> None:
    made = desk.writes("Let go of this")
    question = desk.client.get(f"/my/reflections/{made}/delete").text
    assert "cannot be brought back" in question
    assert still_there(made)
    answer = desk.client.send(f"/my/reflections/{made}/delete")
    assert answer.location.endswith("/my/reflections")
    assert not still_there(made)
    assert desk.client.get(f"/my/reflections/{made}").status_code == 404


def test_a_reflection_belongs_to_the_fellowship_that_is_not_left_and_started_last(world: World) -> None:
    cohort = world.cohort(world.programme())
    fellow = world.fellow(cohort, "Femi Adeyemi")
    later = world.cohort(world.programme("Another fellowship"), "2025 to 2026")
    again = world.fellow(later, "Femi Adeyemi", person=fellow.person, left_on=clock.today(), leaving="deferred")
    again_id, fellow_id = again.id, fellow.id
    desk = Desk(world, cohort, fellow, fellow.person, world.client(fellow.person))
    assert desk.stored(desk.starts()).row.fellow_id == fellow_id != again_id


def test_text_is_escaped_wherever_it_is_shown(desk: Desk) -> None:
    made = desk.writes("<script>alert(1)</script>", title="<b>bold</b>")
    for address in ("", f"/{made}", f"/{made}/edit", f"/{made}/delete"):
        page = desk.client.get(f"/my/reflections{address}").text
        assert "<script>alert" not in page
        assert "<b>bold" not in page
    assert desk.client.get(f"/my/reflections/{uuid.uuid4()}").status_code == 404
