"""A fellow who answers a survey on a phone: what they tap and write, and what it costs them."""

import time
from dataclasses import dataclass, field

from playwright.sync_api import Frame, Locator, expect

from programme.questionnaires.rules.answers import Answer
from programme.questionnaires.rules.definition import Asked, Item, at_wave
from tests.journeys.site import Site
from tests.journeys.visitor import PHONE, Visitor
from tests.support import living

UNABLE = "Not able to say"
SECONDS_TO_READ, SECONDS_TO_DECIDE, SECONDS_TO_TAP, SECONDS_A_PAGE = 2.0, 2.5, 1.1, 2.0


@dataclass
class Effort:
    """What a survey cost somebody, over all browsers that they used."""

    items: int = 0
    taps: int = 0
    pages: int = 0
    seconds: float = 0.0

    def words(self) -> str:
        """What was counted, and from it how long a person takes."""
        whole = self.items * (SECONDS_TO_READ + SECONDS_TO_DECIDE + SECONDS_TO_TAP) + self.pages * SECONDS_A_PAGE
        others = (self.taps - self.items) * SECONDS_TO_TAP
        minutes, seconds = divmod(round(whole + others), 60)
        return (
            f"{self.items} items, {self.taps} taps, {self.pages} page loads, {self.seconds:.1f} s of scripted time; "
            f"a person takes about {minutes} min {seconds} s"
        )


@dataclass
class Phone:
    """A visitor with a phone. `given` is what they have tapped and written, by item, as far as it stands."""

    visitor: Visitor
    effort: Effort = field(default_factory=Effort)
    given: dict[str, Answer] = field(default_factory=dict)
    asked: Asked = field(default_factory=lambda: at_wave(living.outcomes(), "T0"))

    def __post_init__(self) -> None:
        self.visitor.page.on("framenavigated", self._count_page)

    def _count_page(self, frame: Frame) -> None:
        self.effort.pages += frame == self.visitor.page.main_frame

    def next_browser(self, other: Visitor) -> "Phone":
        """The same person in another browser."""
        return Phone(other, self.effort, self.given)

    def presses(self, words: str) -> None:
        """Tap a button, or a link that looks like one."""
        page = self.visitor.page
        self.effort.taps += 1
        page.get_by_role("button", name=words, exact=True).or_(
            page.get_by_role("link", name=words, exact=True)
        ).first.tap()

    def opens(self, link: Locator) -> None:
        """Tap a link."""
        self.effort.taps += 1
        link.tap()

    def answers(self, key: str, answer: Answer) -> None:
        """Tap an answer to an item, or write it; the next thing follows at once."""
        item = self.asked.item(key)
        if isinstance(answer, str) and not item.is_choice:
            self.visitor.page.get_by_role("textbox", name=item.text).fill(answer)
        else:
            self._option(item, answer).tap()
        self.effort.taps += 1
        self.effort.items += key not in self.given
        self.given[key] = answer

    def _option(self, item: Item, answer: Answer) -> Locator:
        words = next((each.label for each in item.options if each.value == answer), UNABLE)
        return self.visitor.page.get_by_role("group", name=item.text).get_by_text(words, exact=True)

    def answers_all(self, section: str, besides: tuple[str, ...] = ()) -> None:
        """Tap through the section from top to bottom, as fast as the browser takes it."""
        for place, item in enumerate(self.asked.section(section).items):
            if item.is_choice and item.key not in besides:
                self.answers(item.key, item.options[(place * 3) % len(item.options)].value)

    def is_told(self, words: str) -> None:
        """What the page says of saving by itself."""
        expect(self.visitor.page.get_by_role("status")).to_contain_text(words)

    def sees(self, heading: str, *passages: str) -> None:
        """The page has come, and is fit for everybody."""
        self.visitor.sees(heading, *passages)

    def comes_to(self, heading: str, *passages: str) -> None:
        """The page has come; one of its kind was looked at already."""
        self.visitor.comes_to(heading, *passages)


def with_phone(site: Site, name: str, *, has_scripts: bool) -> Phone:
    """Somebody with a phone in hand."""
    return Phone(site.visitor(name, has_scripts=has_scripts, width=PHONE))


@dataclass
class Stopwatch:
    """Measures what somebody does, without the time that goes into checking pages."""

    visitors: tuple[Visitor, ...]
    began: float = field(default_factory=time.monotonic)

    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self.began - sum(each.seconds_of_checks for each in self.visitors)
