"""Eight people answering at once on a server of its own: what they were told is stored is stored, and nothing fails."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask

from programme.core.db import db
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


def test_threads_that_write_queue_up_and_none_is_left_waiting(app: Flask) -> None:
    """A connection that goes back to the pool, after a commit or a rollback, lets the next thread write."""
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), db.session.begin_nested():
            raise ZeroDivisionError
    asked = crowd.ask()
    assert len(crowd.join(asked, 2)) == 2
