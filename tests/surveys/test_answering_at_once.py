"""Two requests at once, on both databases: no answer is lost, and nothing is sent twice."""

import time
from collections.abc import Callable
from threading import Event

import pytest
from flask import Flask

from programme.core.db import transaction
from programme.surveys.queries import answering as queries
from programme.surveys.service import answering as service
from programme.surveys.service.answering import NotOpen
from tests.support import living
from tests.support.answering import FIRST, Sitting, count_drafts, sitting
from tests.support.together import at_once
from tests.support.world import World

ITEMS = [f"{area}-{number}" for area in ("systems", "change", "difference", "network") for number in (1, 2, 3, 4)]


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


def saving(fellow: Sitting, key: str, sequence: int, value: int = 3) -> Callable[[], object]:
    def act() -> object:
        with transaction():
            asking = queries.own(person_id=fellow.person_id, wave_id=fellow.wave_id)
            return service.save_answer(asking, f"item-{key}", str(value), sequence)

    return act


def sending(fellow: Sitting) -> Callable[[], object]:
    def act() -> object:
        with transaction():
            service.send(queries.own(person_id=fellow.person_id, wave_id=fellow.wave_id))
        return "sent"

    return act


def test_answers_that_are_saved_at_once_are_all_kept(world: World) -> None:
    fellow = sitting(world)
    for first in range(0, len(ITEMS), 4):
        at_once(world.app, [saving(fellow, key, 1001 + first) for key in ITEMS[first : first + 4]])
    kept = fellow.draft()
    assert kept is not None
    assert kept.answers == dict.fromkeys(ITEMS, 3)
    assert count_drafts() == 1


def test_of_two_answers_saved_at_once_the_one_of_the_newer_page_is_kept(world: World) -> None:
    fellow = sitting(world)
    for turn in range(4):
        newer = 2000 + turn * 2000
        at_once(world.app, [saving(fellow, "systems-1", newer - 900, 1), saving(fellow, "systems-1", newer + 1, 5)])
        kept = fellow.draft()
        assert kept is not None
        assert kept.answers == {"systems-1": 5}


def test_a_double_click_sends_once(world: World) -> None:
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2})
    assert at_once(world.app, [sending(fellow)] * 4) == ["sent"] * 4
    assert [each.answers for each in fellow.responses()] == [{"systems-1": 2}]
    assert count_drafts() == 0


def test_a_save_that_meets_the_sending_is_stored_with_it_or_refused(world: World) -> None:
    for number in range(4):
        fellow = sitting(world, f"Meets{number} Sending")
        fellow.gives(FIRST, {"systems-1": 2})

        def save(fellow: Sitting = fellow) -> object:
            try:
                return saving(fellow, "systems-2", 9001)()
            except NotOpen:
                return "refused"

        saved, _ = at_once(world.app, [save, sending(fellow)])
        (response,) = fellow.responses()
        expected = {"systems-1": 2} if saved == "refused" else {"systems-1": 2, "systems-2": 3}
        assert response.answers == expected, "what was acknowledged is what is stored"
        assert fellow.draft() is None


def test_a_close_waits_for_who_is_sending_and_loses_nothing(world: World) -> None:
    fellow = sitting(world)
    fellow.gives(FIRST, {"systems-1": 2})
    begun, wave = Event(), fellow.wave
    assert wave.id, "loaded before the threads begin"

    def send_slowly() -> object:
        with transaction():
            service.send(queries.own(person_id=fellow.person_id, wave_id=fellow.wave_id))
            begun.set()
            time.sleep(0.5)
        return "sent"

    def close() -> object:
        assert begun.wait(timeout=20)
        return living.close_now(wave)

    at_once(world.app, [send_slowly, close])
    assert len(fellow.responses()) == 1
    assert fellow.invitation().has_answered
    assert count_drafts() == 0


def test_a_close_leaves_no_draft_of_who_was_just_saving_their_first_answer(world: World) -> None:
    fellow = sitting(world)
    begun, wave = Event(), fellow.wave
    assert wave.id, "loaded before the threads begin"

    def save_slowly() -> object:
        with transaction():
            asking = queries.own(person_id=fellow.person_id, wave_id=fellow.wave_id)
            service.save_answer(asking, "item-systems-1", "3", 1001)
            begun.set()
            time.sleep(0.5)
        return "saved"

    def close() -> object:
        assert begun.wait(timeout=20)
        return living.close_now(wave)

    assert at_once(world.app, [save_slowly, close]) == ["saved", None]
    assert count_drafts() == 0
