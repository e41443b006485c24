"""Bench: a roster of 5,000 fellows, from the upload to the last row; run by `python -m tests.bench`."""

import time
import uuid
from datetime import date, timedelta
from statistics import median

from sqlalchemy import func, select

from programme.access.policy import Role
from programme.accounts.models import GrantRow
from programme.accounts.queries import actor
from programme.cohorts import jobs as work
from programme.cohorts import service as cohorts
from programme.cohorts.models import Cohort, Fellow
from programme.cohorts.service import rosters
from programme.core.db import db, transaction
from programme.core.jobs import child
from programme.core.jobs import service as jobs
from programme.core.tables.writing import to_xlsx
from programme.worker import app
from tests.bench.measure import hand_over, summary

FELLOWS, REPETITIONS, MOST_SECONDS = 5000, 3, 30
HEADER = ("Full name", "Email", "Profession", "Host", "Mentor name", "Mentor email", "Joined")


def main() -> None:
    """Import a workbook of new fellows into a new cohort, some times over."""
    with app.app_context():
        seconds = [_import(turn) for turn in range(REPETITIONS)]
    name = f"roster: {FELLOWS:,} fellows of a workbook, from upload to import"
    hand_over([summary(name, seconds, "s", median, MOST_SECONDS)])


def _import(turn: int) -> float:
    director = db.session.scalars(select(GrantRow.person_id).where(GrantRow.role == Role.DIRECTOR).limit(1)).one()
    programme = db.session.scalars(select(Cohort.programme_id).limit(1)).one()
    content = to_xlsx(HEADER, [_row(turn, number) for number in range(FELLOWS)], "Roster")
    with transaction():
        year = cohorts.create_cohort(programme, f"Bench {turn}", date(2030, 9, 2), date(2031, 8, 31), by=director)
        cohort_id = year.id
    started = time.perf_counter()
    import_id = _ask(director, cohort_id, content)
    job = jobs.latest(rosters.JOB, import_id)
    running = jobs.claim(job.id, timedelta(minutes=5)) if job else None
    assert running is not None
    child.run_here(running, {rosters.JOB: work.import_roster})
    seconds = time.perf_counter() - started
    stored = db.session.scalar(select(func.count()).where(Fellow.cohort_id == cohort_id))
    assert stored == FELLOWS, jobs.latest(rosters.JOB, import_id)
    return seconds


def _ask(director: uuid.UUID, cohort_id: uuid.UUID, content: bytes) -> uuid.UUID:
    with transaction() as session:
        year = session.get_one(Cohort, cohort_id)
        row = rosters.take_upload(actor(person_id=director), year, "roster.xlsx", content)
        rosters.start(actor(person_id=director), row, year)
        return row.id


def _row(turn: int, number: int) -> tuple[str, ...]:
    host, mentor = f"Place {turn} {number % 300}", f"m{turn}.{number % 900}@example.org"
    name = (f"Fellow {number}", f"f{turn}.{number}@example.org")
    return (*name, "nurse", host, f"Mentor {number % 900}", mentor, "3 Sep 2030")


if __name__ == "__main__":
    main()
