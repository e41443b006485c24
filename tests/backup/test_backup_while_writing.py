"""A backup while four threads write: nobody waits for it, and what it holds is one moment."""

import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import insert, select, text

from programme.accounts.models import Person
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import AuditEntry, Category
from programme.core.db import db, table_of, transaction
from programme.core.links import Link
from programme.reflections.models import Reflection
from programme.surveys.queries import answering as queries
from programme.surveys.service import answering
from tests.backup.copies import backed_up, flask, restored
from tests.support.answering import FIRST, Sitting, also, sitting
from tests.support.processes import wait_until
from tests.support.world import World

WRITERS = 3
LINKS = 5_000
ITEM = "item-systems-1"


@dataclass
class Writer:
    """One thread's work: in each turn a person, a reflection and an entry of the trail, in one transaction."""

    number: int
    fellow_id: uuid.UUID
    ended_at: list[float] = field(default_factory=list)

    def turn(self, number: int) -> None:
        """One transaction."""
        name = f"writer {self.number} turn {number}"
        with transaction() as session:
            person_id = uuid.uuid4()
            session.add(Person(id=person_id, email=f"{person_id}@example.org", full_name=name, invited_at=clock.now()))
            moment = {"happened_on": clock.today(), "changed_at": clock.now()}
            session.add(Reflection(fellow_id=self.fellow_id, content=name, **moment))
            audit.record(name, category=Category.PEOPLE, actor_id=None, subject_id=person_id)


@dataclass
class Answerer:
    """A fellow who answers one item again and again; the newest answer wins."""

    fellow: Sitting
    ended_at: list[float] = field(default_factory=list)

    def turn(self, number: int) -> None:
        """One answer, saved."""
        with transaction():
            asking = queries.own(person_id=self.fellow.person_id, wave_id=self.fellow.wave_id)
            assert answering.save_answer(asking, ITEM, str(1 + number % 5), 1000 + number)


def writing(app: Flask, thread: Writer | Answerer, is_over: Event) -> Callable[[], int]:
    def write() -> int:
        with app.app_context():
            while not is_over.is_set():
                thread.turn(len(thread.ended_at) + 1)
                thread.ended_at.append(time.monotonic())
            db.session.remove()
        return len(thread.ended_at)

    return write


def bulk() -> None:
    """Enough rows that reading them takes a while."""
    rows = [
        {"digest": f"{number:064}", "purpose": "reset", "subject_id": uuid.UUID(int=number), "expires_at": clock.now()}
        for number in range(LINKS)
    ]
    with transaction() as session:
        session.execute(insert(table_of(Link)), rows)


def test_a_backup_while_people_answer_is_of_one_moment_and_nobody_waits_for_it(app: Flask, tmp_path: Path) -> None:
    fellow = sitting(World(app))
    bulk()
    threads: list[Writer | Answerer] = [Writer(number, fellow.fellow_id) for number in range(WRITERS)]
    threads.append(Answerer(fellow))
    is_over = Event()
    db.session.remove()
    with ThreadPoolExecutor(len(threads)) as pool:
        running = [pool.submit(writing(app, thread, is_over)) for thread in threads]
        try:
            wait_until(lambda: all(thread.ended_at for thread in threads), 60, "everybody writes")
            began = time.monotonic()
            file = backed_up(app, tmp_path / "busy.zip")
        finally:
            ended = time.monotonic()
            is_over.set()
        turns = [each.result(timeout=60) for each in running]
    meanwhile = [sum(began < moment < ended for moment in thread.ended_at) for thread in threads]
    assert sum(meanwhile) >= len(threads), f"{meanwhile} turns in {ended - began:.2f} s: they went on"
    with restored(file, tmp_path / "copy") as (copy, _):
        assert_one_moment(turns)
        kept = db.session.scalar(text("SELECT count(*) FROM drafts"))
        assert (kept, flask(copy, "audit", "verify").exit_code) == (1, 0)


def assert_one_moment(turns: list[int]) -> None:
    """Of each writer the first turns are there, each whole."""
    people = set(db.session.scalars(select(Person.full_name).where(Person.full_name.like("writer %"))))
    told = set(db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("writer %"))))
    assert people == set(db.session.scalars(select(Reflection.content))) == told
    there = Counter(name.split()[1] for name in people)
    assert there.total() < sum(turns[:WRITERS]), "the backup was not made of what was there at the end"
    for writer in range(WRITERS):
        count = there[str(writer)]
        assert {f"writer {writer} turn {number}" for number in range(1, count + 1)} <= people


@pytest.mark.only_on("postgresql", "it alone tells which transaction wrote a row")
def test_before_the_rows_are_read_answers_are_stored_in_an_order_that_tells_nothing(app: Flask, tmp_path: Path) -> None:
    first = sitting(World(app))
    fellows = [first, *(also(first.world, first.fellow.cohort, f"Fellow{number} Name") for number in range(2))]
    for fellow in fellows:
        fellow.gives(FIRST, {"systems-1": 2})
        assert fellow.sends().status_code == 302
    written = text("SELECT count(DISTINCT xmin::text) FROM responses")
    db.session.rollback()
    assert db.session.scalar(written) == 3
    backed_up(app, tmp_path / "rested.zip")
    assert db.session.scalar(written) == 1
