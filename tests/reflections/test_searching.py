import pytest

from programme.frameworks.prompts import DRISCOLL, FREE
from programme.reflections.rules import Content, Wanted, content_of, matches
from tests.reflections.writing import Desk

CONTENT = Content(
    model=DRISCOLL,
    title="Café round",
    parts={"what": "The board said NO.", "now-what": "Ask again"},
    principles=("peers",),
    emotions=("fear", "hope"),
)


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(words="board"),
        Wanted(words="cafe BOARD"),
        Wanted(words="again café no"),
        Wanted(model="driscoll"),
        Wanted(principle="peers", emotion="hope", words="boa"),
    ],
)
def test_a_reflection_matches_when_it_has_all_that_is_asked_for(wanted: Wanted) -> None:
    assert matches(CONTENT, wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(words="boardroom"),
        Wanted(words="board tea"),
        Wanted(model="free"),
        Wanted(principle="coaching"),
        Wanted(emotion="courage"),
        Wanted(words="board", emotion="courage"),
    ],
)
def test_a_reflection_that_lacks_one_thing_does_not_match(wanted: Wanted) -> None:
    assert not matches(CONTENT, wanted)


def test_what_is_stored_comes_back_as_it_was() -> None:
    assert content_of(CONTENT.stored()) == CONTENT
    assert content_of(Content().stored()) == Content(FREE)


def test_a_search_finds_ones_own_words_and_puts_them_into_no_address(desk: Desk) -> None:
    desk.writes("About the ward round", title="Round")
    desk.writes("About the board", title="Board")
    answer = desk.client.send("/my/reflections", {"words": "WARD"})
    assert answer.status_code == 200
    assert "1 reflection matches" in answer.text
    assert ">Round</a>" in answer.text
    assert ">Board</a>" not in answer.text
    assert "Show all 2 reflections" in answer.text
    assert 'value="WARD"' in answer.text


def test_words_in_an_address_search_for_nothing(desk: Desk) -> None:
    desk.writes("About the board", title="Board")
    answer = desk.client.get("/my/reflections?words=ward")
    assert ">Board</a>" in answer.text
    assert "ward" not in answer.text


def test_a_search_that_finds_nothing_says_so_and_offers_the_way_back(desk: Desk) -> None:
    desk.writes("About the board")
    answer = desk.client.send("/my/reflections", {"words": "ward"})
    assert "None matches" in answer.text
    assert "Show all 1 reflection" in answer.text


def test_a_filter_narrows_the_list_and_an_odd_one_does_not(desk: Desk) -> None:
    desk.writes("One", title="With hope", emotions=("hope",))
    desk.writes("Two", title="Without")
    assert ">Without</a>" not in desk.client.get("/my/reflections?emotion=hope").text
    assert ">Without</a>" in desk.client.get("/my/reflections?emotion=rage").text


def test_the_newest_stands_first_and_fifty_on_a_page(desk: Desk) -> None:
    for number in range(51):
        desk.writes("x", title=f"Number {number}.")
    page = desk.client.get("/my/reflections").text
    assert "51 reflections" in page
    assert page.index("Number 50.") < page.index("Number 49.")
    assert "Number 0." not in page
    assert "Number 0." in desk.client.get("/my/reflections?page=2").text
