"""A fellow with a phone, before whom the disk is full and then the web process is killed: what they typed stays."""

import re
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, text

from programme.accounts.models import Person
from programme.core import clock
from programme.core.db import db
from programme.questionnaires.rules.answers import Answer
from programme.reflections import queries
from programme.surveys.models import Draft
from programme.surveys.rules import drafts
from tests.conftest import settings_for
from tests.journeys.visitor import PHONE, Visitor, visitor
from tests.support import living
from tests.support.databases import Database
from tests.support.disks import Disk
from tests.support.machines import HOST, Machines, machines
from tests.support.processes import members
from tests.support.world import World

pytestmark = pytest.mark.only_on("sqlite", "the disk that is full is the one of its file")
SAVED = re.compile("^Saved at")
NO_ROOM = "Not saved yet: the service has no room left to save anything. What you typed stays on this page."
NO_ANSWER = "Not saved yet: no connection. What you typed stays on this page."
LONG = 30_000  # milliseconds: the page tries ever more slowly


@pytest.fixture
def settings(disk: Disk, migrated: Database) -> dict[str, str]:
    migrated.copy(disk.folder)
    return settings_for(disk.folder)


@dataclass
class Femi:
    """A fellow with a phone and some pages open on it, and what is stored of what they typed."""

    world: World
    person_id: UUID
    wave_id: UUID
    browser: Browser
    address: str

    def opens(self, path: str) -> Visitor:
        """Another page, signed in."""
        found = visitor(self.browser, self.address, has_scripts=True, width=PHONE)
        cookie = self.world.client(db.session.get_one(Person, self.person_id)).get_cookie("canopy")
        assert cookie is not None
        found.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
        found.opens(path)
        return found

    def reflection(self) -> str:
        db.session.rollback()
        db.session.expire_all()
        (found,) = queries.reflections(person_id=self.person_id, page=1, size=1)
        return "\n".join(found.content.parts.values())

    def answers(self) -> dict[str, Answer]:
        db.session.rollback()
        content = db.session.scalars(select(Draft.content).where(Draft.wave_id == self.wave_id)).one()
        return dict(drafts.from_text(content).answers)


def answer(page: Page, key: str, value: int) -> None:
    item = living.outcomes().sections[0].items[key == "systems-2"]
    words = next(each.label for each in item.options if each.value == value)
    page.get_by_role("group", name=item.text).get_by_text(words, exact=True).tap()


def write(page: Page, words: str) -> None:
    page.get_by_role("textbox", name="What is on your mind?").press_sequentially(words)


def is_told(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("status")).to_have_text(words, timeout=LONG)


def test_what_is_typed_on_a_phone_stays_and_is_saved_once_the_service_is_back(
    app: Flask, settings: dict[str, str], disk: Disk, browser: Browser
) -> None:
    world = World(app)
    cohort = living.cohort_now(world.programme())
    person_id, survey = world.fellow(cohort, "Femi Adeyemi").person.id, living.asked(cohort)
    wave_id = living.wave_of(survey, "T0").id
    with machines(settings, disk.folder, webs=1) as found:
        femi = Femi(world, person_id, wave_id, browser, f"http://{HOST}:{found.webs[0].port}")
        survey_page = femi.opens(f"/my/surveys/{wave_id}/systems-and-change").page
        written = femi.opens("/my/reflections")
        written.presses("Start free writing")
        later = femi.opens("/my/reflections")
        db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))  # so that what comes next needs room
        db.session.rollback()
        the_disk_is_full(femi, disk, found, written, survey_page, later)
        the_web_is_killed(femi, found, written, survey_page)
        written.complaints.clear()  # the browser says of each try that it failed
        written.page.wait_for_timeout(1100)  # a button does nothing when it is pressed twice within a second
        written.presses("Save reflection")
        written.comes_to(f"Reflection, {clock.date_words(clock.today())}", "One. Two. Three.")
        assert femi.reflection() == "One. Two. Three."
    for each in browser.contexts:
        each.close()


def the_disk_is_full(femi: Femi, disk: Disk, found: Machines, written: Visitor, survey: Page, later: Visitor) -> None:
    pids = members(found.webs[0].process.pid)
    write(written.page, "One.")
    answer(survey, "systems-1", 4)
    is_told(written.page, SAVED)
    is_told(survey, SAVED)
    disk.fill(pids)
    write(written.page, " Two.")
    answer(survey, "systems-1", 2)
    is_told(written.page, NO_ROOM)
    is_told(survey, NO_ROOM)
    later.presses("Start free writing")
    later.comes_to("There is no room left to save anything", "send it again")
    later.page.wait_for_load_state()
    later.complaints.clear()
    later.is_met()
    with written.page.expect_response(lambda answer: answer.status == 503):  # else it goes through once there is room
        written.presses("Save reflection")
    expect(written.page.get_by_role("textbox", name="What is on your mind?")).to_have_value("One. Two.")
    assert (femi.reflection(), femi.answers()) == ("One.", {"systems-1": 4})
    disk.free(pids)
    is_told(written.page, SAVED)
    is_told(survey, SAVED)
    assert (femi.reflection(), femi.answers()) == ("One. Two.", {"systems-1": 2})
    later.presses("Send it again")
    later.page.wait_for_url("**/edit")


def the_web_is_killed(femi: Femi, found: Machines, written: Visitor, survey: Page) -> None:
    found.webs[0].kill()
    write(written.page, " Three.")
    answer(survey, "systems-2", 5)
    is_told(written.page, NO_ANSWER)
    is_told(survey, NO_ANSWER)
    with written.page.expect_event("requestfailed"):
        written.presses("Save reflection")
    expect(written.page.get_by_role("textbox", name="What is on your mind?")).to_have_value("One. Two. Three.")
    found.web(port=found.webs[0].port)
    is_told(written.page, SAVED)
    is_told(survey, SAVED)
    assert femi.answers() == {"systems-1": 2, "systems-2": 5}
