"""Bench: a million fellows taken away as a file while eight clients answer a survey, on both databases.

The memory of the web process is watched while the file leaves, and what it sends is counted: every row must come.
"""

import http.client
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from itertools import count, cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_migrate import upgrade
from sqlalchemy import insert

from programme import create_app
from programme.access.policy import Role
from programme.accounts.models import GrantRow, Person, PersonState
from programme.accounts.service.people import hasher
from programme.accounts.service.scopes import add_fellow_scopes
from programme.cohorts import service as cohorts
from programme.cohorts.models import Fellow
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.keys import new_keys
from tests.bench import crowd
from tests.bench.clients import CLIENTS, COOKIE, HOST, PATIENCE, Browser, Connection, Request, at_once
from tests.bench.crowd import Answerer
from tests.bench.measure import Measure, hand_over, summary
from tests.bench.servers import serving
from tests.bench.sites import settle
from tests.support.postgres import throwaway_cluster

ROWS, AT_ONCE = 1_000_000, 10_000
MOST_GROWTH = 50  # MB
LEAST_MEANWHILE = 0.5
DIRECTOR, PASSWORD = "exports@example.org", "a long one for the bench"
KINDS = ("csv", "xlsx")
SECTION, ITEM = "systems-and-change", "item-systems-1"
PAUSE, SECONDS_BEFORE, MOST_SECONDS = 0.2, 3, 3600


@dataclass(frozen=True, slots=True)
class Site:
    """An installation whose director takes the list of `cohort_id` away, and who answers meanwhile."""

    database: str
    cohort_id: uuid.UUID
    writers: list[Answerer]


def main() -> None:
    """Measure on SQLite, then on a PostgreSQL made for it."""
    with TemporaryDirectory(prefix="canopy-bench-") as folder:
        found = _measured("SQLite", Path(folder), {})
    with TemporaryDirectory(prefix="canopy-bench-") as folder, throwaway_cluster() as url:
        found += _measured("PostgreSQL", Path(folder), {"DATABASE_URL": url})
    hand_over(found)


def _measured(database: str, folder: Path, more: Mapping[str, str]) -> list[Measure]:
    environment = {**new_keys(), "CANOPY_MODE": "test", "CANOPY_INSTANCE": str(folder), **more}
    app = create_app({**os.environ, **environment})
    with app.app_context():
        upgrade()
        site = _filled(database)
        db.session.remove()
        db.engine.dispose()
    measures = []
    for kind in KINDS:
        with serving("app:app", environment, folder / "web.log") as port:
            measures += _taken_away(site, port, _web_process(port), kind)
    return measures


def _filled(database: str) -> Site:
    """A cohort of so many fellows, its director, and a survey that others answer."""
    writers = crowd.join(crowd.ask(), CLIENTS * 8)
    with transaction() as session:
        programme = cohorts.create_programme("Fellowship of a million", "To be exported.", by=None)
        cohort_id = cohorts.create_cohort(programme.id, "All", date(2030, 9, 2), date(2031, 8, 31), by=None).id
        director = Person(
            email=DIRECTOR,
            full_name="Dora Director",
            state=PersonState.ACTIVE,
            password_hash=hasher.hash(PASSWORD),
            invited_at=clock.now(),
        )
        session.add(director)
        session.flush()
        session.add(GrantRow(person_id=director.id, role=Role.DIRECTOR, scope_id=programme.id, starts_at=clock.now()))
    for first in range(0, ROWS, AT_ONCE):
        _add(cohort_id, range(first, first + AT_ONCE))
        if first in (0, ROWS - AT_ONCE):  # else the first plan to follow a key, made for empty tables, is kept
            db.session.remove()
            settle()
    return Site(database, cohort_id, writers)


def _add(cohort_id: uuid.UUID, numbers: range) -> None:
    keys = [(uuid.uuid4(), uuid.uuid4(), f"Fellow {number:07}") for number in numbers]
    invited, joined = clock.now(), date(2030, 9, 2)
    with transaction() as session:
        people = [
            {"id": person, "email": f"{person}@example.org", "full_name": name, "invited_at": invited}
            for person, _, name in keys
        ]
        session.execute(insert(Person), people)
        add_fellow_scopes({key: (person, name) for person, key, name in keys}, cohort_id)
        fellows = [
            {"id": key, "cohort_id": cohort_id, "person_id": person, "joined_on": joined} for person, key, _ in keys
        ]
        session.execute(insert(Fellow), fellows)


def _taken_away(site: Site, port: int, web: int, kind: str) -> list[Measure]:
    """Take the file of `kind` away while others answer."""
    cookie, path = _signed_in(port), f"/cohorts/{site.cohort_id}/fellows/export.{kind}"
    began = time.monotonic()
    before = _answering(site, port, lambda: time.monotonic() - began > SECONDS_BEFORE)
    with _watched(web) as memory, ThreadPoolExecutor(1) as pool:
        began = time.monotonic()
        taking = pool.submit(_taken, port, cookie, path)
        meanwhile = _answering(site, port, taking.done)
        size, lines = taking.result()
        seconds = time.monotonic() - began
    assert lines == ROWS + 1 or kind != "csv", f"{lines} lines came"
    name = f"exports: {ROWS:,} fellows as {kind.upper()} on {site.database}"
    return [
        _one(f"{name}, the web process grows by", (max(memory) - memory[0]) / 1024, "MB", most=MOST_GROWTH),
        _one(f"{name}, answers a second meanwhile ÷ before", meanwhile / before, "times", least=LEAST_MEANWHILE),
        _one(f"{name}, from asking to the last of {size / 1e6:.0f} MB", seconds, "s"),
    ]


def _one(name: str, value: float, unit: str, most: float | None = None, least: float | None = None) -> Measure:
    return summary(name, [value], unit, max, most, least)


def _signed_in(port: int) -> str:
    """The cookie of the director's session."""
    before = Browser.on(port, "/sign-in")
    with Connection(port) as connection:
        header, _ = connection.ask(before.post("/sign-in", {"email": DIRECTOR, "password": PASSWORD}, 302))
    found = COOKIE.search(header)
    assert found is not None
    return found[1].decode()


def _taken(port: int, cookie: str, path: str) -> tuple[int, int]:
    """How many bytes and line ends of a file come, without keeping it; an error if it does not come whole."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    assert answer.status == HTTPStatus.OK, answer.status
    size = lines = 0
    while piece := answer.read(65536):
        size, lines = size + len(piece), lines + piece.count(b"\n")
    connection.close()
    return size, lines


@contextmanager
def _watched(process: int) -> Iterator[list[int]]:
    """The resident memory of a process in KB, before the block and then ten times a second."""
    found, over = [_resident(process)], threading.Event()

    def look() -> None:
        while not over.wait(0.1):
            found.append(_resident(process))

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield found
    finally:
        over.set()
        watching.join()


def _web_process(port: int) -> int:
    """The process that answers on `port`: the one that gunicorn's own has started."""
    address = f"{HOST}:{port}".encode()
    commands = ((int(each.parent.name), each.read_bytes()) for each in Path("/proc").glob("[0-9]*/cmdline"))
    parents = {process: int(_status(process, "PPid")) for process, command in commands if address in command}
    (found,) = (process for process, parent in parents.items() if parent in parents)
    return found


def _resident(process: int) -> int:
    return int(_status(process, "VmRSS"))


def _status(process: int, name: str) -> str:
    status = Path(f"/proc/{process}/status").read_text()
    return status.partition(f"{name}:")[2].split()[0]


def _answering(site: Site, port: int, is_over: Callable[[], bool]) -> float:
    """Answers a second that are acknowledged to eight people who each choose one five times a second at most."""
    browser, sequence = Browser.on(port, f"{site.writers[0].path}/{SECTION}"), count(1001)

    def saves(place: int) -> Iterator[Request]:
        for writer in cycle(site.writers[place::CLIENTS]):
            if is_over():
                return
            typed = {"name": ITEM, "value": 3, "sequence": next(sequence)}
            yield browser.post(f"{writer.path}/save", typed, 200)
            time.sleep(PAUSE)

    return at_once(port, [saves(place) for place in range(CLIENTS)], MOST_SECONDS).a_second


if __name__ == "__main__":
    main()
