"""Eight people answering at once on a server of its own: what they were told is stored is stored, and nothing fails."""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from programme.core.connections import BUSY_TIMEOUT_MS
from programme.core.db import db, transaction
from tests.bench import crowd
from tests.bench.clients import CLIENTS, Browser, Request, at_once
from tests.bench.crowd import Answerer
from tests.bench.servers import serving

SECTION = "systems-and-change"
ITEMS = ("systems-1", "systems-2", "change-1", "change-2")
GIVEN = {"systems-1": 4, "change-1": 2}


def saves(browser: Browser, fellow: Answerer) -> Iterable[Request]:
    """What the page sends while a fellow answers four questions twice over."""
    for turn in range(2 * len(ITEMS)):
        key, value, sequence = ITEMS[turn % len(ITEMS)], turn % 5 + 1, 1001 + turn
        typed = {"name": f"item-{key}", "value": value, "sequence": sequence}
        yield browser.post(f"{fellow.path}/save", typed, 200, ((fellow.draft, key), (value, sequence)))


@pytest.mark.usefixtures("app")
def test_all_that_eight_people_at_once_were_told_is_stored_is_stored(
    environment: dict[str, str], tmp_path: Path
) -> None:
    asked = crowd.ask()
    writers, senders = crowd.join(asked, CLIENTS), crowd.join(asked, CLIENTS)
    crowd.write_again(asked, senders, GIVEN)
    with serving("app:app", environment, tmp_path / "web.log") as port:
        browsers = [Browser.on(port, f"{fellow.path}/{SECTION}") for fellow in writers]
        pairs = list(zip(browsers, writers, senders, strict=True))
        saved = at_once(port, [saves(browser, writer) for browser, writer, _ in pairs])
        at_once(port, [[browser.get(f"{writer.path}/{SECTION}")] * 2 for browser, writer, _ in pairs])
        sent = at_once(port, [[browser.post(f"{sender.path}/send", {}, 302)] * 2 for browser, _, sender in pairs])
    acknowledged = dict(each.about for each in saved.acknowledged if isinstance(each.about, tuple))
    kept = crowd.drafts_of(asked, writers)
    stored = {
        (draft, key): (answer, found.sequences[key])
        for draft, found in kept.items()
        for key, answer in found.answers.items()
    }
    assert len(saved.acknowledged) == CLIENTS * 2 * len(ITEMS)
    assert stored == acknowledged
    assert len(sent.acknowledged) == 2 * CLIENTS, "a double click is told the same twice"
    assert crowd.count_answers(asked) == crowd.write_again(asked, senders, GIVEN) == CLIENTS


def test_a_thread_that_fails_while_it_writes_lets_the_next_one_write(app: Flask) -> None:
    def write(number: int) -> bool:
        with app.app_context():
            try:
                with transaction() as session:
                    session.execute(text("UPDATE scopes SET name = name"))
                    if number % 2:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                return False
            finally:
                db.session.remove()
        return True

    db.session.rollback()
    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        assert list(pool.map(write, range(40))) == [True, False] * 20
    assert time.monotonic() - began < BUSY_TIMEOUT_MS / 1000, "nobody waited for a lock that is not given back"
