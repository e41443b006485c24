"""Bench: the memory that imports take with 5,000 and with 50,000 rows; run by `python -m tests.bench`.

A roster holds 5,000 fellows at most, so it is measured there alone.

Each job runs in a fresh child of the server that the worker takes its children from. What it grows by is the largest
share of memory that it ever held, beyond what it began with.
"""

import random
import resource
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import GrantRow
from programme.accounts.queries import actor
from programme.cohorts import service as cohorts
from programme.cohorts.models import Cohort
from programme.cohorts.service import rosters
from programme.core.db import db, transaction
from programme.core.jobs import child
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.core.jobs.service import RunningJob
from programme.core.tables.writing import to_csv
from programme.surveys.models import ResultsImport
from programme.surveys.rules.mapping import Columns, Mapping, ScaleMap, WaveMap
from programme.surveys.service import imports
from programme.worker import THIS, app
from tests.bench.measure import Measure, hand_over, summary

FEW, MANY, REPETITIONS = 5000, 50_000, 3
MOST_MEGABYTES, MOST_TIMES = 50, 1.2
MOST_OF_A_JOB = 2048
LEASE = timedelta(minutes=10)
SCALES, WAVES = ("ready", "commit", "jobsat"), "012"
Kind = Callable[[int, int], tuple[str, uuid.UUID]]


def main() -> None:
    """Import files of new rows into new cohorts, some times over."""
    source = child.context(THIS)
    source.set_forkserver_preload([THIS, __spec__.name])
    with app.app_context():
        _grow(source, *_ask_roster(100, 0))  # its server was cold
        roster = _grown(source, _ask_roster, FEW)
        few, many = _grown(source, _ask_results, FEW), _grown(source, _ask_results, MANY)
    hand_over(
        [
            summary(f"imports: growth, roster of {FEW:,} rows", roster, "MB", median, MOST_MEGABYTES),
            *_measures(few, many),
        ]
    )


def _grown(source: Any, ask: Kind, rows: int) -> list[float]:
    """The megabytes that each job grew by."""
    return [_grow(source, *ask(rows, rows + turn)) for turn in range(1, 1 + REPETITIONS)]


def _measures(few: list[float], many: list[float]) -> list[Measure]:
    name = "earlier results"
    return [
        summary(f"imports: growth, {name} of {FEW:,} rows", few, "MB", median, MOST_MEGABYTES),
        summary(f"imports: growth, {name} of {MANY:,} rows", many, "MB", median, MOST_MEGABYTES),
        summary(
            f"imports: growth, {name}, {MANY:,} ÷ {FEW:,} rows", [each / median(few) for each in many], "times", median,
            MOST_TIMES,
        ),
    ]  # fmt: skip


def _grow(source: Any, name: str, subject_id: uuid.UUID) -> float:
    """Do the job in a child; the megabytes that it grew by."""
    db.session.remove()
    waiting = jobs.latest(name, subject_id)
    assert waiting is not None
    job = jobs.claim(waiting.id, LEASE)
    told, telling = source.Pipe(duplex=False)
    theirs, ours = source.Pipe(duplex=False)
    process = source.Process(target=_live, args=(telling, job, theirs), daemon=True)
    process.start()
    telling.close()
    grown: float = told.recv()
    process.join()
    ours.close()
    db.session.remove()
    done = jobs.latest(name, subject_id)
    assert done is not None
    assert done.state is JobState.DONE, done.reason
    return grown


def _live(told: Connection, job: RunningJob, alive: Connection) -> None:
    before = _held()
    child.enter(job, MOST_OF_A_JOB, alive)
    told.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before)


def _held() -> float:
    """The megabytes that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _cohort(name: str) -> tuple[uuid.UUID, uuid.UUID]:
    """A director, and a new cohort of theirs."""
    director = db.session.scalars(select(GrantRow.person_id).where(GrantRow.role == Role.DIRECTOR).limit(1)).one()
    programme = db.session.scalars(select(Cohort.programme_id).limit(1)).one()
    with transaction():
        year = cohorts.create_cohort(programme, name, date(2030, 9, 2), date(2031, 8, 31), by=director)
        return director, year.id


def _ask_roster(rows: int, turn: int) -> tuple[str, uuid.UUID]:
    header = ("Full name", "Email", "Profession", "Host", "Mentor name", "Mentor email", "Joined")
    content = to_csv(header, [_fellow(turn, number) for number in range(rows)])
    director, cohort_id = _cohort(f"Roster {turn}")
    with transaction() as session:
        year = session.get_one(Cohort, cohort_id)
        row = rosters.take_upload(actor(person_id=director), year, "roster.csv", content)
        rosters.start(actor(person_id=director), row, year)
        return rosters.JOB, row.id


def _fellow(turn: int, number: int) -> tuple[str, ...]:
    mentor = number % 900
    host, mentors = f"Place {number % 300}", (f"Mentor {mentor}", f"m{turn}.{mentor}@example.org")
    return (f"Fellow {number}", f"f{turn}.{number}@example.org", "nurse", host, *mentors, "3 Sep 2030")


def _ask_results(rows: int, turn: int) -> tuple[str, uuid.UUID]:
    director, cohort_id = _cohort(f"Results {turn}")
    header = ("person", "place", *(f"{scale}_t{wave}" for scale in SCALES for wave in WAVES))
    chance = random.Random(turn)  # noqa: S311 - no secret; a file without chance in it would pack too well
    content = to_csv(header, [_answers(chance, number, len(header) - 2) for number in range(rows)])
    columns = Columns(f"Earlier {turn}", "person", ("place",), "{scale}_t{wave}")
    mapping = Mapping(
        columns, tuple(ScaleMap(key, key, 1, 5) for key in SCALES), tuple(WaveMap(key, f"T{key}") for key in WAVES)
    )
    with transaction() as session:
        row = imports.take_upload(actor(person_id=director), cohort_id, "results.csv", content)
        imports.choose_columns(row, columns)
        imports.choose_scales(row, mapping)
        imports.start(actor(person_id=director), session.get_one(ResultsImport, row.id))
        return imports.JOB, row.id


def _answers(chance: random.Random, number: int, cells: int) -> tuple[str, ...]:
    scores = (str(chance.randrange(10, 51) / 10) for _ in range(cells))
    return (str(number), f"Place {chance.randrange(40)}", *scores)


if __name__ == "__main__":
    main()
