"""Bench: answering a survey by link, with eight clients at once, against a bare Flask application.

Four web processes run as `./dev serve` starts one: Canopy three times, with none, some and many answers stored of the
survey, and tests.bench.bare. In each round each gets a short slice of time in turn, in another order every time, so
that what the machine does meanwhile falls on all. What clients got acknowledged is compared with what is stored.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count, cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import text

from programme import create_app
from programme.core.db import db
from tests.bench import bare, crowd
from tests.bench.clients import CLIENTS, Browser, Connection, Request, at_once
from tests.bench.crowd import Answerer, Asked
from tests.bench.measure import Measure, hand_over, summary
from tests.bench.servers import serving
from tests.support import living

STORED = (0, 600, 3000)
ROUNDS, WARM_UP = 24, 1
SECONDS = 0.15  # of one slice: short, because what else the machine does changes fast
WRITE, SEND_EACH = 8, 4  # links of each client: so many that none comes near its rate limit
SECTION = "systems-and-change"
ITEMS = tuple(item.key for item in living.outcomes().sections[0].items)
GIVEN = living.all_with(4, crowd.CODE)
AUTOSAVE, SEND, PAGE = "autosave", "final send", "page of 8 items"
KINDS = (AUTOSAVE, SEND, PAGE)
BARE_KIND = {AUTOSAVE: "insert", SEND: "insert", PAGE: "page with the same items"}
LEAST_OF_BARE = 0.3
LEAST_OF_EMPTY = 0.8
MAIN = re.compile(r"<main[^>]*>(.*)</main>", re.DOTALL)


@dataclass
class Counted:
    """What clients got acknowledged, and what of it is stored."""

    acknowledged: int = 0
    stored: int = 0


@dataclass
class Bare:
    """The bare application."""

    port: int

    def rate(self, kind: str) -> float:
        """Requests a second of what `kind` is measured against."""
        browser = Browser()
        typed = {"name": "item-systems-1", "value": 3, "sequence": 1001}
        asked = browser.get("/page") if kind == PAGE else browser.post("/insert", typed, 200)
        return at_once(self.port, [cycle([asked])] * CLIENTS, SECONDS).a_second


@dataclass
class Site:
    """Canopy with so many answers stored of the survey, and everybody who answers it now."""

    stored: int
    app: Flask
    asked: Asked
    writers: Sequence[Answerer]
    senders: Sequence[Answerer]
    port: int = 0
    sent: Counted = field(default_factory=Counted)
    last: dict[tuple[bytes, str], tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def browsers(self) -> Sequence[Browser]:
        """One for each client."""
        return [Browser.on(self.port, f"{each.path}/{SECTION}") for each in self.writers[:CLIENTS]]

    @cached_property
    def saving(self) -> Sequence[Iterator[Request]]:
        """For each client: answers that a page sends by itself, without end."""
        return [self._saves(browser, self.writers[place::CLIENTS]) for place, browser in enumerate(self.browsers)]

    @staticmethod
    def _saves(browser: Browser, mine: Sequence[Answerer]) -> Iterator[Request]:
        for turn in count():
            writer, key, sequence = mine[turn % WRITE], ITEMS[turn // WRITE % len(ITEMS)], 1001 + turn
            value = turn // WRITE % 5 + 1
            typed = {"name": f"item-{key}", "value": value, "sequence": sequence}
            yield browser.post(f"{writer.path}/save", typed, 200, ((writer.draft, key), (value, sequence)))

    def rate(self, kind: str) -> float:
        """Requests a second."""
        return {AUTOSAVE: self._autosave, SEND: self._send, PAGE: self._page}[kind]()

    def _autosave(self) -> float:
        burst = at_once(self.port, self.saving, SECONDS)
        for each in burst.acknowledged:
            assert isinstance(each.about, tuple)
            where, what = each.about
            self.last[where] = what
        return burst.a_second

    def _send(self) -> float:
        turns = [
            [browser.post(f"{each.path}/send", {}, 302) for each in self.senders[place::CLIENTS]]
            for place, browser in enumerate(self.browsers)
        ]
        burst = at_once(self.port, turns)
        self.sent.acknowledged += len(burst.acknowledged)
        with self.app.app_context():
            self.sent.stored += crowd.count_answers(self.asked) - self.stored
            found = crowd.write_again(self.asked, self.senders, GIVEN)
            assert found == len(burst.acknowledged), "what is stored is not what was given"
        return burst.a_second

    def _page(self) -> float:
        turns: list[Iterable[Request]] = [
            cycle([browser.get(f"{each.path}/{SECTION}") for each in self.writers[place::CLIENTS]])
            for place, browser in enumerate(self.browsers)
        ]
        return at_once(self.port, turns, SECONDS).a_second

    def saved(self) -> Counted:
        """Of the answers that were acknowledged, the last ones to each question, and how many of them are stored."""
        with self.app.app_context():
            kept = crowd.drafts_of(self.asked, self.writers)
        stored = {
            (draft, key): (answer, found.sequences[key])
            for draft, found in kept.items()
            for key, answer in found.answers.items()
        }
        assert len(stored) == len(self.last), f"{len(stored)} answers are stored, {len(self.last)} were acknowledged"
        return Counted(len(self.last), sum(stored.get(where) == what for where, what in self.last.items()))


Rates = dict[str, dict[int | None, list[float]]]
"""By kind, and by how many answers are stored (None: the bare application): requests a second, round by round."""


def main() -> None:
    """Measure in the installation that the environment names, and hand over."""
    with ExitStack() as open_now:
        folder = Path(open_now.enter_context(TemporaryDirectory(prefix="canopy-bench-")))
        sites = [_served(open_now, site) for site in _sites(folder)]
        subject = _bare(open_now, folder, sites[0])
        rates: Rates = {kind: {key: [] for key in (None, *STORED)} for kind in KINDS}
        for number in range(WARM_UP + ROUNDS):
            found = _round(number, subject, sites)
            if number >= WARM_UP:
                for kind, key, a_second in found:
                    rates[kind][key].append(a_second)
        hand_over([*_measures(rates), *_kept(sites)])


def _sites(folder: Path) -> list[Site]:
    """The same survey with ever more answers, each in an installation of its own."""
    source, sites = create_app(), list[Site]()
    with source.app_context():
        asked = crowd.ask()
        writers, senders = crowd.join(asked, CLIENTS * WRITE), crowd.join(asked, CLIENTS * SEND_EACH)
        crowd.write_again(asked, senders, GIVEN)
        before = 0
        for stored in STORED:
            if stored > before:
                crowd.have_sent(asked, stored - before)
            before = stored
            crowd.compute_figures(asked)
            db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            instance = folder / str(stored)
            instance.mkdir()
            shutil.copy(str(db.engine.url.database), instance / "canopy.db")
            app = create_app({**os.environ, "CANOPY_INSTANCE": str(instance)})
            sites.append(Site(stored, app, asked, writers, senders))
    return sites


def _served(open_now: ExitStack, site: Site) -> Site:
    with site.app.app_context():
        instance = Path(str(db.engine.url.database)).parent
    environment = {"CANOPY_INSTANCE": str(instance)}
    site.port = open_now.enter_context(serving("app:app", environment, instance / "web.log"))
    return site


def _bare(open_now: ExitStack, folder: Path, site: Site) -> Bare:
    """The bare application with the page that `site` shows, which is compared."""
    page = _body(site.port, site.browsers[0].get(f"{site.writers[0].path}/{SECTION}"))
    found = MAIN.search(page)
    assert found is not None
    assert page.count("<fieldset") == len(ITEMS)
    (folder / bare.PAGE).write_text(found[1], encoding="utf-8")
    environment = {bare.SETTING: str(folder)}
    port = open_now.enter_context(serving(f"{bare.__name__}:app", environment, folder / "bare.log"))
    theirs = _body(port, Browser().get("/page"))
    assert found[1].strip() in theirs, "the bare page has other items"
    assert abs(len(theirs) / len(page) - 1) < 0.05, f"the bare page has {len(theirs)} letters, the page {len(page)}"
    return Bare(port)


def _body(port: int, request: Request) -> str:
    with Connection(port) as connection:
        return connection.ask(request)[1].decode()


def _round(number: int, subject: Bare, sites: Sequence[Site]) -> list[tuple[str, int | None, float]]:
    """A slice of each kind for each application, which of them begins changing from round to round."""
    runners: list[tuple[int | None, Bare | Site]] = [(None, subject), *((site.stored, site) for site in sites)]
    first = number % len(runners)
    turned = runners[first:] + runners[:first]
    return [(kind, key, runner.rate(kind)) for kind in KINDS for key, runner in turned]


def _measures(rates: Rates) -> list[Measure]:
    found = []
    for kind, by_size in rates.items():
        plain = by_size[None]
        found.append(summary(f"answering: bare Flask, {BARE_KIND[kind]}", plain, "a second", median))
        for stored in STORED:
            name = f"answering: {kind}, {stored:,} stored"
            against = [ours / theirs for ours, theirs in zip(by_size[stored], plain, strict=True)]
            found.append(summary(name, by_size[stored], "a second", median))
            found.append(summary(f"{name} ÷ bare Flask", against, "times", median, least=LEAST_OF_BARE))
        few, many = STORED[0], STORED[-1]
        slower = [full / empty for full, empty in zip(by_size[many], by_size[few], strict=True)]
        name = f"answering: {kind}, {many:,} stored ÷ {few:,} stored"
        found.append(summary(name, slower, "times", median, least=LEAST_OF_EMPTY))
    return found


def _kept(sites: Sequence[Site]) -> list[Measure]:
    """What was acknowledged and what of it is stored; a survey sent counts once a sending."""
    found = []
    by_kind = {"sent surveys": [site.sent for site in sites], "saved answers": [site.saved() for site in sites]}
    for what, counts in by_kind.items():
        told, kept = [each.acknowledged for each in counts], [each.stored for each in counts]
        wrong = [abs(one - other) for one, other in zip(told, kept, strict=True)]
        found.append(summary(f"answering: {what}, acknowledged", told, "in all", sum))
        found.append(summary(f"answering: {what}, acknowledged ≠ stored", wrong, "in all", sum, 0))
    return found


if __name__ == "__main__":
    main()
