"""Bench: making a report on 495 people against WeasyPrint alone on the same HTML; run by `python -m tests.bench`.

The job runs in a fresh child of the warm server that the worker takes its children from, WeasyPrint in a fresh process
that has imported little else; in turn, so that what the machine does meanwhile falls on both. Neither has drawn
anything before. The bytes are compared: a PDF that differs would be another piece of work. A plain document of tables
with as many pages is drawn in the same way, in turn too.
"""

import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from flask import render_template
from sqlalchemy import select

from programme.accounts.demo import ACCOUNTS
from programme.accounts.queries import actor, person_by_email
from programme.core.db import db, transaction
from programme.core.jobs import child
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.core.jobs.service import RunningJob
from programme.core.pdf.render import software
from programme.reports import queries
from programme.reports import service as reports
from programme.reports.document import document_of
from programme.reports.jobs import STYLESHEET, endorsements
from programme.reports.models import ReportVersion
from programme.reports.rules.evaluation import evaluate
from programme.reports.rules.snapshot import from_bytes
from programme.surveys.models import Survey
from programme.worker import THIS, app
from tests.bench import alone
from tests.bench.measure import Measure, hand_over, summary
from tests.bench.reference import pages_of, write_reference

REPETITIONS = 15
WARM_UP = 1  # the first child waits for its server to load the libraries
MOST_TIMES = 1.25
MOST_A_PAGE = 1.5
MOST_MEGABYTES = 2048
LEASE = timedelta(minutes=10)
DIRECTOR = ACCOUNTS[0]


@dataclass(frozen=True, slots=True)
class Turn:
    """One repetition: seconds of the job and of its process, megabytes of that, and seconds of WeasyPrint alone.

    `reference` is the seconds of a plain document with as many pages.
    """

    job: float
    megabytes: float
    process: float
    alone: float
    reference: float


def main() -> None:
    """Measure in the demonstration's installation that the environment names, and hand over."""
    source = child.context(THIS)
    source.set_forkserver_preload([THIS, __spec__.name])  # this module is no part of what is measured
    turns = []
    with app.app_context(), TemporaryDirectory(prefix="canopy-bench-") as plain:
        for _ in range(WARM_UP + REPETITIONS):
            version_id = _ask()
            turns.append(Turn(*_make(source, version_id), *_draw_alone(version_id, Path(plain))))
            db.session.remove()
    hand_over(_measures(turns[WARM_UP:]))


def _measures(turns: list[Turn]) -> list[Measure]:
    times = [turn.job / turn.alone for turn in turns]
    pages = [turn.alone / turn.reference for turn in turns]
    process_times = [turn.process / turn.alone for turn in turns]
    return [
        summary(
            "report: the whole job (read, compute, write, print, store)", [turn.job for turn in turns], "s", median
        ),
        summary("report: the same from start to end of its process", [turn.process for turn in turns], "s", median),
        summary("report: WeasyPrint alone on the same HTML", [turn.alone for turn in turns], "s", median),
        summary("report: the whole job ÷ WeasyPrint alone", times, "times", median, MOST_TIMES),
        summary("report: its process ÷ WeasyPrint alone", process_times, "times", median, MOST_TIMES),
        summary(
            "report: WeasyPrint for plain tables with as many pages", [turn.reference for turn in turns], "s", median
        ),
        summary("report: a page of it ÷ a page of plain tables", pages, "times", median, MOST_A_PAGE),
        summary("report: peak memory of the job's process", [turn.megabytes for turn in turns], "MB", max),
    ]


def _ask() -> Any:
    """Ask for a new version of the demonstration's report, as its director does."""
    with transaction():
        director = person_by_email(email=DIRECTOR.email)
        assert director is not None
        survey = db.session.scalars(select(Survey).where(Survey.imported_on.is_not(None))).one()
        asked = reports.ask_for_version(actor(person_id=director.id), survey, director.full_name, for_publication=False)
        return asked.id


def _make(source: Any, version_id: Any) -> tuple[float, float, float]:
    """Make the version in a child: seconds of the job, megabytes of the process, and its seconds from start to end."""
    waiting = jobs.latest(reports.JOB, version_id)
    assert waiting is not None
    job = jobs.claim(waiting.id, LEASE)
    theirs, ours = source.Pipe(duplex=False)
    started = time.perf_counter()
    seconds, megabytes = _told_by(source, _live, job, theirs)
    process = time.perf_counter() - started
    ours.close()
    done = jobs.latest(reports.JOB, version_id)
    assert done is not None
    db.session.refresh(done)
    assert done.state is JobState.DONE, done.reason
    return seconds, megabytes, process


def _live(told: Connection, job: RunningJob, alive: Connection) -> None:
    started = time.perf_counter()
    child.enter(job, MOST_MEGABYTES, alive)
    told.send((time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def _draw_alone(version_id: Any, plain: Path) -> tuple[float, float]:
    """Seconds that WeasyPrint takes for the HTML of a version, and for the document of as many pages in `plain`."""
    version = db.session.get_one(ReportVersion, version_id)
    stored, kept = queries.printed_file(version=version), queries.snapshot(version_id=version_id)
    assert kept is not None
    snapshot = from_bytes(kept.content)
    document = document_of(snapshot, evaluate(snapshot), endorsements(version), software())
    made_on = datetime.fromisoformat(snapshot.about.made_on).replace(tzinfo=UTC)
    with TemporaryDirectory(prefix="canopy-bench-") as name:
        folder = Path(name)
        page = render_template("reports/document/print.html", document=document, for_print=True)
        (folder / alone.PAGE).write_text(page, encoding="utf-8")
        (folder / alone.ANNEX).write_text(stored.csv, encoding="utf-8-sig", newline="")
        (folder / alone.STYLES).write_bytes(STYLESHEET.read_bytes())
        seconds = _drawn(folder, made_on)
        assert (folder / alone.PDF).read_bytes() == stored.pdf, "WeasyPrint alone drew another document"
        if not (plain / alone.PAGE).exists():
            _prepare(plain, folder, made_on)
    return seconds, _drawn(plain, made_on)


def _drawn(folder: Path, made_on: datetime) -> float:
    """Seconds that WeasyPrint takes for what lies in `folder`, in a process of its own."""
    command = [sys.executable, "-m", alone.__name__, str(folder), made_on.isoformat()]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)  # noqa: S603 - our own words


def _prepare(plain: Path, folder: Path, made_on: datetime) -> None:
    """Put a plain document in `plain` with as many pages as the report in `folder`, and all else that lies there."""
    for each in (alone.ANNEX, alone.STYLES):
        shutil.copy(folder / each, plain / each)
    write_reference(plain, pages_of(folder / alone.PDF), lambda: _drawn(plain, made_on))


def _told_by(source: Any, target: Callable[..., None], *arguments: Any) -> Any:
    """What a child told, once it has ended."""
    told, telling = source.Pipe(duplex=False)
    process = source.Process(target=target, args=(telling, *arguments), daemon=True)
    process.start()
    telling.close()
    answer = told.recv()
    process.join()
    told.close()
    return answer


if __name__ == "__main__":
    main()
