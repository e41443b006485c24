from programme.core.db import db
from tests.reflections.writing import Desk
from tests.support.pages import CheckingClient


def test_autosave_stores_and_says_under_which_number(desk: Desk) -> None:
    made = desk.starts()
    answer = desk.autosaves(made, 1, part_text="First words", title="Title", emotions=["hope"])
    assert answer.status_code == 200
    assert answer.json == {"saved": True, "sequence": 1}
    content = desk.stored(made).content
    assert (content.parts, content.title, content.emotions) == ({"text": "First words"}, "Title", ("hope",))


def test_a_late_autosave_is_answered_and_overwrites_nothing(desk: Desk) -> None:
    made = desk.starts()
    desk.autosaves(made, 7, part_text="The newer text")
    for sequence in (6, 7, 0, -1):
        answer = desk.autosaves(made, sequence, part_text="An older text")
        assert answer.status_code == 200
        assert answer.json == {"saved": False, "sequence": 7}
    assert desk.stored(made).content.parts == {"text": "The newer text"}


def test_an_autosave_on_its_way_does_not_overwrite_what_a_button_saved(desk: Desk) -> None:
    made = desk.starts()
    desk.autosaves(made, 3, part_text="Typing")
    desk.saves(made, part_text="Saved by the button", sequence="4")
    assert desk.autosaves(made, 4, part_text="Typing").json == {"saved": False, "sequence": 5}
    assert desk.stored(made).content.parts == {"text": "Saved by the button"}


def test_a_button_saves_even_from_a_page_without_scripts_whose_number_is_old(desk: Desk) -> None:
    made = desk.starts()
    desk.autosaves(made, 9, part_text="From a phone")
    desk.saves(made, part_text="From a page without scripts", sequence="0")
    assert desk.stored(made).content.parts == {"text": "From a page without scripts"}


def test_autosave_leaves_a_draft_a_draft_and_a_saved_reflection_saved(desk: Desk) -> None:
    for is_draft in (True, False):
        made = desk.writes("Before", is_draft=is_draft)
        desk.autosaves(made, 1, part_text="After")
        assert desk.stored(made).content.parts == {"text": "After"}
        assert desk.stored(made).row.is_draft is is_draft


def test_autosave_with_half_a_date_keeps_the_old_one_and_the_text(desk: Desk) -> None:
    made = desk.starts()
    before = desk.stored(made).row.happened_on
    assert desk.autosaves(made, 1, part_text="Text", happened_on=["3", "", ""]).status_code == 200
    assert desk.stored(made).content.parts == {"text": "Text"}
    assert desk.stored(made).row.happened_on == before


def test_an_autosave_that_empties_the_text_empties_it(desk: Desk) -> None:
    made = desk.writes("Not for long", is_draft=True)
    desk.autosaves(made, 1, part_text="")
    assert desk.stored(made).content.is_blank


def test_autosave_without_the_token_of_the_session_changes_nothing(desk: Desk) -> None:
    made = desk.writes("Before")
    answer = desk.client.post(f"/my/reflections/{made}/autosave", data={"part_text": "After", "sequence": 1})
    assert answer.status_code == 400
    assert desk.stored(made).content.parts == {"text": "Before"}


def test_autosave_of_somebody_signed_out_changes_nothing(desk: Desk) -> None:
    made = desk.writes("Before")
    stranger: CheckingClient = desk.world.client()
    answer = stranger.send(f"/my/reflections/{made}/autosave", {"part_text": "After", "sequence": 1})
    assert answer.location.endswith("/sign-in")
    assert desk.stored(made).content.parts == {"text": "Before"}


def test_the_page_tells_the_script_where_to_save_and_from_which_number(desk: Desk) -> None:
    made = desk.starts()
    desk.autosaves(made, 4, part_text="x")
    page = desk.client.get(f"/my/reflections/{made}/edit").text
    assert f'data-autosave="form" data-autosave-url="/my/reflections/{made}/autosave" data-sequence="4"' in page
    db.session.rollback()
