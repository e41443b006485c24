from datetime import timedelta

from sqlalchemy import select

from programme.core import clock
from programme.core.db import db
from programme.questionnaires.queries import library
from programme.surveys import mail
from programme.surveys.models import Draft
from programme.surveys.queries import answering as queries
from tests.support import living
from tests.support.answering import FIRST, count_drafts, sitting, texts_of
from tests.support.statements import statements
from tests.support.world import World


def sections() -> list[str]:
    return [each.key for each in living.outcomes().sections if any("T0" in item.waves for item in each.items)]


def answers_to(section: str, value: int = 4) -> dict[str, int]:
    found = living.outcomes().section(section)
    return {item.key: value for item in found.items if item.is_choice and "T0" in item.waves}


def test_links_and_mails_name_the_same_purpose() -> None:
    assert queries.LINK == mail.SURVEY


def test_a_fellow_goes_from_the_link_to_thanks_without_scripts(world: World) -> None:
    fellow = sitting(world)
    start = fellow.client.get(fellow.path)
    assert start.status_code == 200
    assert "35 questions and 2 in your own words, about 5 minutes" in start.text, (
        "T0 leaves out the two about the programme"
    )
    assert "Your answers are confidential" in start.text
    assert "not validated" in start.text
    for section in sections():
        assert fellow.gives(section, answers_to(section)).status_code == 302
    fellow.gives("looking-at-the-whole", {"helped": "My mentor’s patience"})
    review = fellow.client.get(f"{fellow.path}/review")
    assert "You have answered all 35 questions." in review.text
    assert "My mentor’s patience" in review.text
    sent = fellow.sends()
    assert sent.location == f"{fellow.path}/thanks"
    assert "Your answers have been sent" in fellow.client.get(sent.location).text
    (response,) = fellow.responses()
    assert response.answers == living.all_with(4)
    assert texts_of(response) == {"helped": "My mentor’s patience"}
    assert response.scores["isolation"] == (4 + 4 + 2) / 3
    assert fellow.invitation().has_answered
    assert fellow.draft() is None


def test_a_fellow_who_is_signed_in_walks_through_the_same_pages(world: World) -> None:
    fellow = sitting(world)
    browser = fellow.signed_in()
    assert "Start" in browser.get("/my/surveys").text
    assert browser.get(fellow.own_path).status_code == 200
    typed = {f"item-{key}": str(value) for key, value in answers_to(FIRST).items()}
    after = browser.send(f"{fellow.own_path}/{FIRST}", {**typed, "sequence": "1000"})
    assert after.location == f"{fellow.own_path}/people-and-networks"
    assert "Continue" in browser.get("/my/surveys").text
    assert browser.send(f"{fellow.own_path}/save", {"name": "item-data-1", "value": "3", "sequence": "2000"}).json == {
        "saved": True,
        "sequence": 2000,
    }
    assert browser.get(f"{fellow.own_path}/review").status_code == 200
    assert browser.send(f"{fellow.own_path}/send").location == f"{fellow.own_path}/thanks"
    assert "Thank you" in browser.get(f"{fellow.own_path}/thanks").text
    (response,) = fellow.responses()
    assert response.answers == {**answers_to(FIRST), "data-1": 3}
    assert "Answered" in browser.get("/my/surveys").text


def test_sections_come_one_after_the_other_and_the_review_last(world: World) -> None:
    fellow, seen = sitting(world), []
    following = FIRST
    while following != "review":
        seen.append(following)
        following = fellow.gives(following, {}).location.rpartition("/")[2]
    assert seen == sections()


def test_who_comes_from_the_review_goes_back_to_it(world: World) -> None:
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2})
    review = fellow.client.get(f"{fellow.path}/review").text
    assert f'{fellow.path}/{FIRST}?back=review#item-systems-2"' in review
    assert "item-systems-1" not in review
    after = fellow.client.send(f"{fellow.path}/{FIRST}?back=review", {"item-systems-2": "3", "sequence": "9000"})
    assert after.location == f"{fellow.path}/review"


def test_progress_and_answers_stand_on_the_page_that_is_opened_again(world: World) -> None:
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2, "systems-2": "unable"})
    page = fellow.client.get(f"{fellow.path}/{FIRST}").text
    assert "2 of 35 answered" in page
    assert 'value="2" data-item="systems-1" checked' in page
    assert 'value="unable" data-item="systems-2" checked' in page


def test_who_comes_back_finds_how_far_they_are_and_the_way_on_above_the_promises(world: World) -> None:
    fellow = sitting(world)
    first = fellow.client.get(fellow.path).text
    assert "You have answered" not in first
    assert first.index("Your answers are confidential") < first.index("Start</a>")
    fellow.gives(FIRST, {"systems-1": 2, "systems-2": "unable"})
    again = fellow.client.get(fellow.path).text
    assert "You have answered 2 of 35. You can go on until" in again
    assert again.index("Continue</a>") < again.index("Your answers are confidential")
    assert again.count("Continue</a>") == 1


def test_the_promise_says_that_figures_count_who_chose_what(world: World) -> None:
    fellow = sitting(world)
    promise = "figures only where at least 5 people have answered, for example how many of 15 agree"
    assert promise in fellow.client.get(fellow.path).text
    fellow.gives(FIRST, {"systems-1": 2})
    fellow.sends()
    assert promise in fellow.client.get(f"{fellow.path}/thanks").text


def test_questions_in_own_words_say_that_they_are_optional_and_no_other_does(world: World) -> None:
    fellow = sitting(world)
    assert fellow.client.get(f"{fellow.path}/looking-at-the-whole").text.count("(optional)</label>") == 2
    assert "(optional)" not in fellow.client.get(f"{fellow.path}/{FIRST}").text


def test_come_back_later_says_how(world: World) -> None:
    fellow = sitting(world)
    after = fellow.gives(FIRST, {"systems-1": 2}, then="later")
    assert after.location == f"{fellow.path}/later"
    page = fellow.client.get(after.location).text
    assert f"It works until {clock.date_words(clock.today() + living.OPEN_FOR)}" in page
    browser = fellow.signed_in()
    typed = {"item-systems-2": "3", "sequence": "9000", "then": "later"}
    assert browser.send(f"{fellow.own_path}/{FIRST}", typed).location == "/"
    assert "Your answers are saved" in browser.get("/").text


def test_what_is_too_long_stays_on_the_page_with_everything_else(world: World) -> None:
    fellow = sitting(world)
    words = "ü" * 2001
    page = fellow.gives("looking-at-the-whole", {"helped": words, "hindered": "Time"})
    assert page.status_code == 200
    assert "<title>Error: " in page.text
    assert "Shorten this to 2,000 characters or fewer. It has 2,001" in page.text
    assert 'href="#item-helped"' in page.text
    assert words in page.text
    kept = fellow.draft()
    assert kept is not None
    assert kept.answers == {"hindered": "Time"}, "what could be taken is stored already"


def test_an_answer_that_is_not_offered_is_refused_at_its_question(world: World) -> None:
    fellow = sitting(world)
    page = fellow.gives(FIRST, {"systems-1": 9, "systems-2": 3})
    assert "Choose one of the answers shown" in page.text
    assert fellow.draft().answers == {"systems-2": 3}  # type: ignore[union-attr]


def test_sending_with_gaps_is_allowed_and_sending_nothing_is_not(world: World) -> None:
    fellow = sitting(world)
    refused = fellow.sends()
    assert refused.status_code == 200
    assert "You have not answered anything yet" in refused.text
    assert fellow.responses() == []
    fellow.gives(FIRST, {"systems-1": 2})
    assert "34 questions are not answered" in fellow.client.get(f"{fellow.path}/review").text
    assert fellow.sends().status_code == 302
    assert [each.answers for each in fellow.responses()] == [{"systems-1": 2}]


def test_an_unknown_section_is_no_page(world: World) -> None:
    fellow = sitting(world)
    assert fellow.client.get(f"{fellow.path}/nothing").status_code == 404
    assert fellow.client.send(f"{fellow.path}/nothing").status_code == 404
    assert fellow.client.get(f"{fellow.path}/save").status_code == 404


def test_no_section_is_called_like_one_of_the_other_pages() -> None:
    for questionnaire in library(living.FOLDER):
        keys = {section.key for section in questionnaire.sections}
        assert not keys & {"review", "send", "save", "later", "thanks"}


def test_pages_by_link_have_no_navigation_even_for_who_is_signed_in(world: World) -> None:
    fellow = sitting(world)
    browser = fellow.signed_in()
    for place in ("", f"/{FIRST}", "/review", "/later"):
        page = browser.get(fellow.path + place).text
        assert "<nav" not in page
        assert "Sign out" not in page
    assert "Sign out" in browser.get(f"{fellow.own_path}/{FIRST}").text


def test_no_cross_site_form_is_taken(world: World) -> None:
    fellow = sitting(world)
    for place in (f"/{FIRST}", "/save", "/send"):
        typed = {"item-systems-1": "3", "name": "item-systems-1", "value": "3", "sequence": "1000"}
        assert fellow.client.post(fellow.path + place, data=typed).status_code == 400
    assert count_drafts() == 0


def test_opening_pages_changes_nothing(world: World) -> None:
    fellow = sitting(world)
    assert fellow.client.get(fellow.path).status_code == 200
    with statements() as asked:
        for place in ("", f"/{FIRST}", "/review", "/later", "/thanks"):
            fellow.client.get(fellow.path + place)
    assert not [each for each in asked.texts if not each.startswith("SELECT")]


def test_a_page_and_a_save_cost_few_statements_and_read_no_answers_of_others(world: World, database: str) -> None:
    locks = 1 if database == "postgresql" else 0  # which SQLite takes when it begins
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2})  # what is kept in the process is there now
    sequence, token = int(fellow.sequence()), fellow.client.token()
    typed = {"name": "item-systems-2", "value": "3", "sequence": str(sequence + 1), "csrf_token": token}
    with statements() as page:
        fellow.client.get(f"{fellow.path}/{FIRST}")
    with statements() as saving:
        assert fellow.client.post(f"{fellow.path}/save", data=typed).status_code == 200
    browser = fellow.signed_in()
    token = browser.token()
    with statements() as own_page:
        browser.get(f"{fellow.own_path}/{FIRST}")
    typed |= {"sequence": str(sequence + 2), "csrf_token": token}
    with statements() as own_saving:
        assert browser.post(f"{fellow.own_path}/save", data=typed).status_code == 200
    assert page.count <= 2, page.texts
    assert saving.count <= 3 + locks, saving.texts
    assert own_page.count <= 6, own_page.texts
    assert own_saving.count <= 5 + locks, own_saving.texts
    for asked in (page, saving, own_page, own_saving):
        assert not [each for each in asked.texts if "responses" in each]


def test_the_rate_limit_counts_the_link_and_not_the_address(world: World) -> None:
    fellow, other = sitting(world), sitting(world, "Ann Other")
    answers = [fellow.client.get(f"{fellow.path}/thanks").status_code for _ in range(121)]
    assert answers[-1] == 429
    assert other.client.get(other.path).status_code == 200


def test_an_empty_answer_takes_the_earlier_one_away(world: World) -> None:
    fellow = sitting(world)
    fellow.gives("looking-at-the-whole", {"helped": "Time"})
    fellow.gives("looking-at-the-whole", {"helped": ""})
    assert fellow.draft().answers == {}  # type: ignore[union-attr]


def test_what_is_typed_is_escaped(world: World) -> None:
    fellow = sitting(world)
    fellow.gives("looking-at-the-whole", {"helped": "</textarea><script>alert(1)</script>"})
    for place in ("/looking-at-the-whole", "/review"):
        page = fellow.client.get(fellow.path + place).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_draft_lies_under_a_pseudonym_of_its_own(world: World) -> None:
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2})
    before = db.session.scalars(select(Draft.pseudonym)).one()
    fellow.sends()
    (response,) = fellow.responses()
    assert bytes(response.pseudonym) != bytes(before)
    assert fellow.person_id.bytes not in (bytes(before), bytes(response.pseudonym))


def test_a_link_that_expired_opens_nothing(world: World) -> None:
    fellow = sitting(world)
    token = fellow.new_token(timedelta(seconds=-1))
    page = fellow.client.get(f"/answer/{token}")
    assert page.status_code == 404
    assert "This link no longer works" in page.text
    assert fellow.client.send(f"/answer/{token}/send").status_code == 404
    assert fellow.client.send(f"/answer/{token}/save").status_code == 404
