from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from programme.core import clock
from programme.core.db import db
from programme.reflections import queries
from tests.journeys.site import Site
from tests.journeys.visitor import Visitor
from tests.support.world import PASSWORD

SAVED = "Saved at"
FREE = "What is on your mind?"


@dataclass
class Writer:
    """A fellow at a browser, and what the database holds of what they wrote."""

    visitor: Visitor
    email: str
    person_id: UUID

    @property
    def page(self) -> Page:
        return self.visitor.page

    @property
    def context(self) -> BrowserContext:
        return self.visitor.page.context

    def signs_in(self, page: Page) -> None:
        page.goto(f"{self.visitor.address}/sign-in?next=/my/reflections")
        page.get_by_role("textbox", name="Email address").fill(self.email)
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{self.visitor.address}/my/reflections")

    def starts(self) -> None:
        self.visitor.opens("/my/reflections")
        self.visitor.presses("Start free writing")
        self.area.wait_for()

    @property
    def area(self) -> Locator:
        return self.page.get_by_role("textbox", name=FREE)

    def is_told(self, words: str) -> None:
        expect(self.page.get_by_role("status")).to_contain_text(words)

    def stored(self) -> list[str]:
        db.session.rollback()
        db.session.expire_all()
        found = queries.reflections(person_id=self.person_id, page=1, size=50)
        texts = ["\n".join(each.content.parts.values()) for each in found]
        db.session.rollback()
        return texts


@pytest.fixture
def writer(site: Site) -> Writer:
    """A fellow who is signed in, in a cohort with one other."""
    world = site.world
    cohort = world.cohort(world.programme(f"Fellowship {uuid4()}"))
    world.fellow(cohort, "Siobhán O'Brien")
    person = world.fellow(cohort, "Femi Adeyemi").person
    writer = Writer(site.visitor("writer"), person.email, person.id)
    site.bring_in(writer.visitor, person)
    return writer


def today() -> str:
    return f"Reflection, {clock.date_words(clock.today())}"


def test_a_fellow_writes_is_warned_saves_finds_and_deletes(writer: Writer) -> None:
    visitor = writer.visitor
    visitor.opens("/my/reflections")
    visitor.sees("Reflections", "Your reflections will be here")
    visitor.follows("Write a reflection")
    visitor.sees("Write a reflection", "Only you can read this")
    visitor.ticks("Reflective cycle")
    visitor.presses("Start writing")
    visitor.sees("Write a reflection", "not legally privileged")
    visitor.writes("What happened?", "The board met late. O'Brien spoke first, then I said what nobody had said.")
    visitor.writes("What did you feel and think?", "My heart was in my mouth. Afterwards, relief.")
    visitor.writes("Title (optional)", "The first time I spoke up")
    visitor.page.get_by_text("Emotions and principles (optional)").click()
    visitor.ticks("Courage")
    visitor.ticks("Leading as peers")
    writer.is_told(SAVED)
    visitor.sees("Write a reflection")
    visitor.presses("Save reflection")
    visitor.sees("Check before you save", "Name of somebody in your cohort", "O'Brien")
    visitor.follows("Go back and change")
    visitor.sees("Write a reflection", "This could tell who you mean")
    visitor.writes("What happened?", "The board met late. A colleague spoke first, then I said what nobody had said.")
    visitor.presses("Save reflection")
    visitor.sees(today(), "The reflection is saved", "The first time I spoke up", "Leading as peers")
    visitor.opens("/my/reflections")
    visitor.page.get_by_role("searchbox", name="Search your reflections").fill("nobody board")
    visitor.presses("Search")
    visitor.sees("Reflections", "1 reflection matches")
    assert "board" not in visitor.page.url
    visitor.follows("The first time I spoke up")
    visitor.follows("Delete")
    visitor.sees("Delete this reflection", "cannot be brought back")
    visitor.presses("Delete reflection")
    visitor.sees("Reflections", "The reflection is deleted")
    assert writer.stored() == []


def test_a_minute_without_connection_loses_nothing(writer: Writer) -> None:
    writer.starts()
    writer.area.press_sequentially("Before the tunnel. ")
    writer.is_told(SAVED)
    writer.context.set_offline(True)
    writer.area.press_sequentially("In the tunnel. ")
    writer.is_told("Not saved yet: no connection. What you typed stays on this page.")
    writer.visitor.presses("Save reflection")
    expect(writer.area).to_have_value("Before the tunnel. In the tunnel. ")
    writer.context.set_offline(False)
    writer.is_told(SAVED)
    assert writer.stored() == ["Before the tunnel. In the tunnel."]
    writer.page.wait_for_timeout(1100)  # a button does nothing when it is pressed twice within a second
    writer.visitor.presses("Save reflection")
    writer.visitor.complaints.clear()  # the browser says of each try that there was no connection
    writer.visitor.sees(today(), "In the tunnel.")


def test_what_is_typed_while_a_save_is_under_way_goes_with_the_next(writer: Writer) -> None:
    writer.starts()
    held: list[Route] = []
    writer.page.route("**/autosave", lambda route: held.append(route))
    writer.area.press_sequentially("One.")
    writer.page.wait_for_timeout(1500)
    writer.area.press_sequentially(" Two.")
    writer.page.wait_for_timeout(1500)
    assert len(held) == 1, "one request at a time"
    held.pop().continue_()
    writer.page.wait_for_timeout(1000)
    assert writer.stored() == ["One."]
    held.pop().continue_()
    writer.is_told(SAVED)
    writer.page.wait_for_timeout(500)
    assert writer.stored() == ["One. Two."]


def test_who_is_signed_out_signs_in_again_in_another_tab_and_loses_nothing(writer: Writer) -> None:
    writer.starts()
    writer.context.clear_cookies()
    writer.area.press_sequentially("Typed while signed out")
    writer.is_told("Sign in again in another tab; what you typed stays here.")
    assert writer.stored() == [""]
    tab = writer.context.new_page()
    writer.signs_in(tab)
    tab.close()
    writer.is_told(SAVED)
    assert writer.stored() == ["Typed while signed out"]


def test_another_page_that_saved_in_the_meantime_is_not_overwritten_unseen(writer: Writer) -> None:
    writer.starts()
    other = writer.context.new_page()
    other.goto(writer.page.url)
    other.get_by_role("textbox", name=FREE).fill("From the other page")
    expect(other.get_by_role("status")).to_contain_text(SAVED)
    writer.area.fill("From this page")
    writer.is_told("Not saved: this was changed on another page or device.")
    assert writer.stored() == ["From the other page"]
    writer.visitor.presses("Save draft")
    expect(writer.page.locator("h1")).to_have_text("Reflections")
    assert writer.stored() == ["From this page"]


KEEP = "Keep a copy on this device (only on a phone or computer that is yours)"


def kept(writer: Writer) -> list[str]:
    return list(writer.page.evaluate("Object.keys(localStorage)"))


def test_unsent_text_stays_on_the_device_only_when_asked_and_goes_at_sign_out(writer: Writer) -> None:
    writer.starts()
    address = writer.page.url
    writer.context.set_offline(True)
    writer.area.fill("Not on this device")
    writer.is_told("Not saved yet")
    assert kept(writer) == []
    writer.page.get_by_label(KEEP).check()
    writer.area.fill("On my own phone")
    assert len(kept(writer)) == 2
    writer.page.close()
    writer.context.set_offline(False)
    writer.visitor.page = writer.context.new_page()
    writer.page.goto(address)
    expect(writer.area).to_have_value("")
    writer.visitor.presses("Put it back")
    expect(writer.area).to_have_value("On my own phone")
    writer.is_told(SAVED)
    assert kept(writer) == ["canopy-my-device"]
    writer.visitor.presses("Sign out")
    expect(writer.page.locator("h1")).to_have_text("Sign in")
    assert kept(writer) == []
    assert writer.stored() == ["On my own phone"]


def test_leaving_with_something_unsaved_asks_first(writer: Writer) -> None:
    asked: list[str] = []
    writer.starts()
    writer.page.route("**/autosave", lambda route: route.abort())
    writer.area.click()
    writer.area.press_sequentially("Unsaved")
    writer.is_told("Not saved yet")
    writer.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    writer.page.reload()
    assert asked == ["beforeunload"]


def test_a_text_that_is_too_long_is_told_and_saved_once_it_is_shorter(writer: Writer) -> None:
    writer.starts()
    writer.area.fill("a" * 20_001)
    writer.is_told("Not saved: Use 20000 characters or fewer.")
    writer.area.fill("Short enough")
    writer.is_told(SAVED)
    assert writer.stored() == ["Short enough"]
