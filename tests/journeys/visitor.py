"""A person at a browser: they act by the words on the page, and every page they see is checked."""

import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
CHECK = """async standards => {
    const found = await axe.run(document, {runOnly: standards, resultTypes: ["violations"]});
    return found.violations.map(each => each.id + ": " + each.nodes.map(node => node.target).join(" | "));
}"""
PHONE, DESK = 360, 1280
HEIGHTS = {PHONE: 740, DESK: 900}
MILLISECONDS = 20_000
MILLISECONDS_FOR_WORK = 90_000


@dataclass
class Visitor:
    """One browser with one person at it, on a screen of `width` px.

    `pictures` is where each page is saved as seen, if anywhere; `seconds_of_checks` went into looking at pages at both
    widths and not into what the person does.
    """

    page: Page
    address: str
    has_scripts: bool
    pictures: Path | None = None
    width: int = DESK
    complaints: list[str] = field(default_factory=list)
    seen: int = 0
    seconds_of_checks: float = 0.0

    def opens(self, address: str, status: int = 200) -> None:
        """Type an address, of this service or a whole one; the answer has this status."""
        answer = self.page.goto(address if address.startswith("http") else self.address + address)
        assert answer is not None
        assert answer.status == status, f"{address} answered {answer.status}"
        if status >= 400:  # the browser always complains of such a page itself
            self.complaints = [each for each in self.complaints if f"status of {status}" not in each]

    def follows(self, words: str) -> None:
        """Press a link, or what looks like a button and is a link."""
        links = self.page.get_by_role("link", name=words, exact=True)
        buttons = self.page.get_by_role("button", name=words, exact=True)
        links.or_(buttons).first.click()

    def presses(self, words: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=words, exact=True).click()

    def writes(self, label: str, words: str) -> None:
        """Fill in a field."""
        self.page.get_by_role("textbox", name=label, exact=True).fill(words)

    def writes_day(self, legend: str, day: str) -> None:
        """Fill in the three boxes of a date, from "3 9 2026"."""
        group = self.page.get_by_role("group", name=legend)
        for label, part in zip(("Day", "Month", "Year"), day.split(), strict=True):
            group.get_by_label(label, exact=True).fill(part)

    def ticks(self, label: str) -> None:
        """Choose a radio button or tick a box."""
        self.page.get_by_label(label, exact=True).check()

    def picks(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def uploads(self, label: str, name: str, content: bytes) -> None:
        """Choose a file."""
        self.page.locator("input[type=file]").and_(self.page.get_by_label(label)).set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": content}
        )

    def downloads(self, words: str | re.Pattern[str]) -> bytes:
        """Press a link to a file and keep what comes."""
        with self.page.expect_download() as arriving:
            self.page.get_by_role("button", name=words).click()
        return arriving.value.path().read_bytes()

    def waits_for(self, heading: str) -> None:
        """Stay on a page of progress until its work has ended: it moves on by script, else by its button."""
        heading_now = self.page.locator("h1", has_text=_ends_with(heading))
        if self.has_scripts:
            heading_now.wait_for(timeout=MILLISECONDS_FOR_WORK)
            return
        for _ in range(MILLISECONDS_FOR_WORK // 500):
            if heading_now.count():
                return
            self.follows("Check progress")
            self.page.wait_for_timeout(500)
        raise AssertionError(f"“{heading}” did not come")

    def reloads_until(self, passage: str) -> None:
        """Load the page again until it says this."""
        for _ in range(MILLISECONDS_FOR_WORK // 500):
            if passage in self.page.locator("main").inner_text():
                return
            self.page.wait_for_timeout(500)
            self.page.reload()
        raise AssertionError(f"“{passage}” did not come")

    def sees(self, heading: str, *passages: str) -> None:
        """The page with this heading has come, says all passages, and is fit for everybody at both widths."""
        self.comes_to(heading, *passages)
        self.is_met()

    def comes_to(self, heading: str, *passages: str) -> None:
        """The page with this heading has come and says all passages."""
        expect(self.page.locator("h1")).to_have_text(_ends_with(heading), timeout=MILLISECONDS)
        for passage in passages:
            expect(self.page.locator("main")).to_contain_text(passage)

    def is_met(self) -> None:
        """The page that is open, whichever it is, is fit for everybody at both widths."""
        began, heading = time.monotonic(), self.page.title().rpartition(" - ")[0]
        self.seen += 1
        for width in (DESK, PHONE) if self.width == PHONE else (PHONE, DESK):  # ends at the width of their screen
            self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            self._check_width(heading, width)
            self._picture(heading, width)
            if self.has_scripts:
                self._check_with_axe(heading, width)
        assert self.complaints == [], f"on “{heading}”: {self.complaints}"
        self.seconds_of_checks += time.monotonic() - began

    def _check_width(self, heading: str, width: int) -> None:
        needed = self._width_needed()
        for _ in range(20):  # the navigation folds a moment after the window has become narrow
            if needed <= width:
                return
            self.page.wait_for_timeout(100)
            needed = self._width_needed()
        assert needed <= width, f"“{heading}” is {needed} px wide on a screen of {width} px"

    def _width_needed(self) -> int:
        return int(self.page.evaluate("document.scrollingElement.scrollWidth"))

    def _check_with_axe(self, heading: str, width: int) -> None:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        violations = self.page.evaluate(CHECK, STANDARDS)
        assert violations == [], f"“{heading}” at {width} px: {violations}"

    def _picture(self, heading: str, width: int) -> None:
        if self.pictures is not None:
            name = re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")
            self.page.screenshot(path=self.pictures / f"{self.seen:02}-{name}-{width}.png", full_page=True)


def _ends_with(heading: str) -> re.Pattern[str]:
    """A heading as it stands on the page: perhaps after its caption."""
    return re.compile(rf"{re.escape(heading)}\s*$")


def visitor(
    browser: Browser, address: str, *, has_scripts: bool, pictures: Path | None = None, width: int = DESK
) -> Visitor:
    """A new visitor in a browser that knows nothing yet; the page's own content policy stays in force.

    On a screen of phone width they touch it with a finger.
    """
    context = browser.new_context(
        java_script_enabled=has_scripts,
        viewport={"width": width, "height": HEIGHTS[width]},
        has_touch=width == PHONE,
        locale="en-GB",
    )
    context.set_default_timeout(MILLISECONDS)
    found = Visitor(context.new_page(), address, has_scripts, pictures, width)
    _listen(found)
    return found


def _listen(visitor: Visitor) -> None:
    """Whatever the browser complains of, and whatever leaves this service, becomes a complaint."""

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            visitor.complaints.append(f"console: {message.text}")

    def request(sent: Request) -> None:
        if not sent.url.startswith((f"{visitor.address}/", "data:", "blob:")):
            visitor.complaints.append(f"left the service: {sent.url}")

    def problem(error: Any) -> None:
        visitor.complaints.append(f"script: {error}")

    visitor.page.on("console", console)
    visitor.page.on("request", request)
    visitor.page.on("pageerror", problem)
