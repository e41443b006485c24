"""What goes otherwise than planned: late requests, two devices, a wave that closes, a fellow who leaves."""

import logging
from datetime import timedelta

import pytest

from programme.accounts.models import Person
from programme.cohorts.models import Fellow, Leaving
from programme.core import clock, links
from programme.core.audit import queries as audit
from programme.core.audit.models import Category
from programme.core.db import transaction
from programme.core.logs import log
from programme.surveys.models import Wave
from tests.support import living
from tests.support.answering import FIRST, Sitting, count_drafts, sitting
from tests.support.world import World

LAST = "looking-at-the-whole"


def close(fellow: Sitting) -> None:
    """The last day is over; nothing has noticed yet."""
    with transaction() as session:
        row = session.get_one(Wave, fellow.wave_id)
        row.opens_on, row.closes_on = clock.today() - timedelta(days=9), clock.today() - timedelta(days=1)


def leave(fellow: Sitting) -> None:
    with transaction() as session:
        row = session.get_one(Fellow, fellow.fellow_id)
        row.joined_on, row.left_on, row.leaving = clock.today(), clock.today(), Leaving.WITHDRAWN


def erase(fellow: Sitting) -> None:
    with transaction() as session:
        session.get_one(Person, fellow.person_id).salt = None


def answers(fellow: Sitting) -> object:
    found = fellow.draft()
    return None if found is None else found.answers


def test_a_late_save_does_not_overwrite_a_newer_answer(world: World) -> None:
    fellow = sitting(world)
    start = int(fellow.sequence())
    assert fellow.saves("systems-1", 4, start + 2).json == {"saved": True, "sequence": start + 2}
    late = fellow.saves("systems-1", 2, start + 1)
    assert late.status_code == 422
    assert "on another page or device" in late.json["problem"]  # type: ignore[index]
    assert answers(fellow) == {"systems-1": 4}


def test_a_save_that_comes_twice_is_saved_twice(world: World) -> None:
    fellow = sitting(world)
    for _ in range(2):
        assert fellow.saves("systems-1", 4, 1001).status_code == 200
    assert answers(fellow) == {"systems-1": 4}


def test_the_button_outranks_what_the_page_still_has_on_its_way(world: World) -> None:
    fellow = sitting(world)
    start = int(fellow.sequence())
    fellow.gives(FIRST, {"systems-1": 5}, sequence=str(start))
    assert fellow.saves("systems-1", 1, start + 40).status_code == 422
    assert answers(fellow) == {"systems-1": 5}


def test_a_second_device_outranks_the_first_and_the_first_is_told(world: World) -> None:
    fellow = sitting(world)
    phone = fellow.sequence()
    fellow.saves("systems-1", 2, int(phone) + 1)
    laptop = fellow.sequence()
    assert int(laptop) > int(phone)
    fellow.saves("systems-1", 5, int(laptop) + 1)
    page = fellow.gives(FIRST, {"systems-1": 2, "systems-2": 3}, sequence=phone)
    assert page.status_code == 200
    assert "You changed this answer on another page or device" in page.text
    assert 'value="5" data-item="systems-1" checked' in page.text
    assert answers(fellow) == {"systems-1": 5, "systems-2": 3}, "what was not changed elsewhere is taken"
    again = fellow.gives(FIRST, {"systems-1": 2, "systems-2": 3}, sequence=fellow.sequence())
    assert again.status_code == 302
    assert answers(fellow) == {"systems-1": 2, "systems-2": 3}


def test_two_devices_on_different_sections_lose_nothing(world: World) -> None:
    fellow = sitting(world)
    phone, laptop = fellow.sequence(), fellow.sequence("citizens-and-data")
    fellow.saves("systems-1", 2, int(phone) + 1)
    fellow.saves("data-1", 4, int(laptop) + 1)
    fellow.gives(FIRST, {"systems-1": 2, "systems-2": 1}, sequence=phone)
    fellow.gives("citizens-and-data", {"data-1": 4, "data-2": 5}, sequence=laptop)
    assert answers(fellow) == {"systems-1": 2, "systems-2": 1, "data-1": 4, "data-2": 5}


@pytest.mark.parametrize("sequence", ["", "-1", "one", "١٢", "9" * 30, "9" * 5000])
def test_a_save_needs_a_number(world: World, sequence: str) -> None:
    fellow = sitting(world)
    assert fellow.saves("systems-1", 2, sequence).status_code == 422
    assert answers(fellow) is None


@pytest.mark.parametrize(
    ("key", "value"), [("nothing", 1), ("systems-1", 9), ("worthwhile", 3), ("systems-1", "x" * 99)]
)
def test_a_save_of_what_is_not_asked_is_refused(world: World, key: str, value: object) -> None:
    fellow = sitting(world)
    refused = fellow.saves(key, value, 1001)
    assert refused.status_code == 422
    assert refused.json["problem"]  # type: ignore[index]
    assert answers(fellow) is None


def test_who_presses_without_a_number_is_taken_as_the_newest(world: World) -> None:
    fellow = sitting(world)
    fellow.saves("systems-1", 2, 5001)
    fellow.client.send(f"{fellow.path}/{FIRST}", {"item-systems-1": "4"})
    assert answers(fellow) == {"systems-1": 4}


def test_a_wave_that_closes_while_somebody_types_keeps_their_words_on_the_page(world: World) -> None:
    fellow = sitting(world)
    sequence = fellow.sequence(LAST)
    fellow.gives(FIRST, {"systems-1": 2})
    close(fellow)
    page = fellow.gives(LAST, {"helped": "A mentor who listens"}, sequence=sequence)
    assert page.status_code == 409
    assert f"This survey closed on {clock.date_words(clock.today() - timedelta(days=1))}" in page.text
    assert "A mentor who listens" in page.text
    assert "was not stored" in page.text
    assert answers(fellow) == {"systems-1": 2}
    assert fellow.saves("systems-1", 5, 9001).status_code == 409
    assert fellow.sends().status_code == 409
    assert fellow.responses() == []
    assert answers(fellow) == {"systems-1": 2}
    for place in ("", f"/{FIRST}", "/review", "/later"):
        shown = fellow.client.get(fellow.path + place)
        assert shown.status_code == 200
        assert "This survey closed on" in shown.text


def test_choices_that_were_not_stored_are_shown_in_words(world: World) -> None:
    fellow = sitting(world)
    sequence = fellow.sequence()
    close(fellow)
    page = fellow.gives(FIRST, {"systems-1": 2, "systems-2": "unable", "systems-3": 77}, sequence=sequence)
    assert "Disagree" in page.text
    assert "Not able to say" in page.text


def test_at_the_close_drafts_go_and_the_link_says_so(world: World) -> None:
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2})
    living.close_now(fellow.wave)
    assert count_drafts() == 0
    assert "This survey closed on" in fellow.client.get(fellow.path).text
    assert "This survey closed on" in fellow.signed_in().get(fellow.own_path).text


def test_who_leaves_while_answering_sends_nothing_any_more(world: World) -> None:
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2})
    sequence = fellow.sequence(LAST)
    leave(fellow)
    assert fellow.gives(LAST, {"helped": "Time"}, sequence=sequence).status_code == 409
    assert fellow.saves("systems-1", 5, 9001).status_code == 409
    assert fellow.sends().status_code == 409
    assert fellow.responses() == []
    page = fellow.client.get(fellow.path)
    assert "You are no longer asked to answer" in page.text
    assert "You are no longer asked to answer" in fellow.signed_in().get(fellow.own_path).text


def test_after_sending_nothing_can_be_changed(world: World) -> None:
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2})
    sequence = fellow.sequence(LAST)
    fellow.sends()
    assert fellow.saves("systems-1", 5, 9001).status_code == 409
    page = fellow.gives(LAST, {"helped": "One more thing"}, sequence=sequence)
    assert page.status_code == 409
    assert "You have sent your answers already" in page.text
    assert "One more thing" in page.text
    assert [each.answers for each in fellow.responses()] == [{"systems-1": 2}]
    assert count_drafts() == 0, "a late request does not bring the draft back"
    for place in ("", f"/{FIRST}", "/review", "/later"):
        assert fellow.client.get(fellow.path + place).location == f"{fellow.path}/thanks"


def test_sending_twice_says_thanks_twice_and_counts_once(world: World) -> None:
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2})
    for _ in range(2):
        assert fellow.sends().location == f"{fellow.path}/thanks"
    assert len(fellow.responses()) == 1
    other_mail = fellow.new_token()
    assert fellow.client.get(f"/answer/{other_mail}").location == f"/answer/{other_mail}/thanks"
    assert fellow.client.send(f"/answer/{other_mail}/send").location == f"/answer/{other_mail}/thanks"
    assert len(fellow.responses()) == 1


def test_thanks_comes_only_after_sending(world: World) -> None:
    fellow = sitting(world)
    assert fellow.client.get(f"{fellow.path}/thanks").location == fellow.path


def test_sending_keeps_no_moment_beside_who_answered(world: World) -> None:
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2})
    before = len(audit.entries(categories=set(Category), page=1, size=500))
    fellow.sends()
    fellow.responses()
    assert len(audit.entries(categories=set(Category), page=1, size=500)) == before
    with transaction() as session:
        (link,) = session.query(links.Link).filter_by(purpose="survey")
        assert link.revoked_at is None, "it would tell when they answered"


def test_nothing_opens_for_who_was_erased(world: World) -> None:
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2})
    browser, token = fellow.signed_in(), fellow.token
    erase(fellow)
    for place in ("", f"/{FIRST}", "/review", "/thanks", "/later"):
        assert fellow.client.get(f"/answer/{token}{place}").status_code == 404
    assert fellow.client.send(f"/answer/{token}/send").status_code == 404
    assert fellow.client.send(f"/answer/{token}/save", {"name": "item-systems-1"}).status_code == 404
    assert browser.get(fellow.own_path).status_code == 404
    assert browser.send(f"{fellow.own_path}/send").status_code == 404
    assert browser.get("/my/surveys").status_code == 200
    assert browser.get("/my/surveys/trajectory").status_code == 200
    assert fellow.responses() == []


def test_another_fellow_s_wave_is_not_found(world: World) -> None:
    fellow, other = sitting(world), sitting(world, "Ann Other")
    browser = other.signed_in()
    for place in ("", f"/{FIRST}", "/review", "/thanks"):
        assert browser.get(fellow.own_path + place).status_code == 404
    for place in ("/save", "/send", f"/{FIRST}"):
        assert browser.send(fellow.own_path + place).status_code == 404
    assert world.client().get(fellow.own_path).location.startswith("/sign-in")


def test_a_revoked_link_opens_nothing_and_the_newest_one_works(world: World) -> None:
    fellow = sitting(world)
    old, invitation_id = fellow.token, fellow.invitation().id
    with transaction():
        links.revoke("survey", invitation_id)
    assert fellow.client.get(f"/answer/{old}").status_code == 404
    assert fellow.client.get(f"/answer/{fellow.new_token()}").status_code == 200


def test_a_link_for_something_else_opens_nothing(world: World) -> None:
    fellow = sitting(world)
    invitation_id = fellow.invitation().id
    with transaction():
        token = links.issue("reset", invitation_id, timedelta(hours=1))
    assert fellow.client.get(f"/answer/{token}").status_code == 404


def test_logs_hold_no_token_and_no_answer(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    fellow = sitting(world)
    formatter = log.handlers[0].formatter
    assert formatter is not None
    written_as, lines = formatter.format, list[str]()

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(written_as(record))

    keeping = Keeping()
    log.addHandler(keeping)
    try:
        fellow.client.get(fellow.path)
        fellow.gives(LAST, {"helped": "Words of my own"})
        fellow.saves("systems-1", 2, 9001)
        fellow.sends()
        fellow.client.get("/answer/nobody-knows-this/review")
    finally:
        log.removeHandler(keeping)
    written = "\n".join(lines) + capsys.readouterr().err
    assert "/answer/<token>/save" in written
    for secret in (fellow.token, "nobody-knows-this", "Words of my own", str(fellow.person_id), str(fellow.wave_id)):
        assert secret not in written
