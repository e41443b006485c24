"""The cohort before Canopy came: its results are imported from published data, and its report is released."""

import uuid
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from programme.cohorts import service as cohorts
from programme.core.db import db, transaction
from programme.core.jobs import child
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.demo import cast
from programme.demo.cast import COORDINATOR, DIRECTOR, NotDemo, actor
from programme.reports import queries as reports
from programme.reports import service as report_service
from programme.reports.models import ReportVersion
from programme.surveys.models import Survey
from programme.surveys.queries import surveys
from programme.surveys.rules.mapping import Columns, Mapping, ScaleMap, WaveMap
from programme.surveys.service import imports as survey_service
from programme.worker import JOBS

NAME = "Earlier cohort"
TITLE = "Three-wave outcomes study (published data)"
LEASE = timedelta(minutes=30)


def survey_id() -> uuid.UUID:
    """The imported results."""
    return db.session.scalars(select(Survey.id).where(Survey.title == TITLE)).one()


def bring_in(days: tuple[date, date], file: Path) -> None:
    """The earlier cohort with its imported results and its released report."""
    with transaction():
        by = actor(DIRECTOR).person_id
        row = cohorts.create_cohort(cast.programme_id(), NAME, *days, by=by)
        for state in ("running", "completed"):
            cohorts.move_cohort(row, state, by=by)
        cohort_id = row.id
    _import(cohort_id, file)
    with transaction():
        version_id = draft_report(surveys.surveys_of(cohort_id=cohort_id)[0])
    do(report_service.JOB, version_id)
    _release(version_id)


def _import(cohort_id: uuid.UUID, file: Path) -> None:
    """Import the published data the way a director does it on the pages."""
    director = actor(DIRECTOR)
    columns = Columns(TITLE, "person", ("battalion", "company"), "{scale}_t{wave}")
    scales = (("jobsat", "Job satisfaction"), ("commit", "Commitment"), ("ready", "Readiness"))
    mapping = Mapping(
        columns,
        tuple(ScaleMap(key, label, 1, 5) for key, label in scales),
        tuple(WaveMap(key, f"T{key}") for key in "012"),
    )
    with transaction():
        row = survey_service.take_upload(director, cohort_id, file.name, file.read_bytes())
        survey_service.choose_columns(row, columns)
        survey_service.choose_scales(row, mapping)
        survey_service.start(director, row)
        import_id = row.id
    do(survey_service.JOB, import_id)


def draft_report(survey: Survey) -> uuid.UUID:
    """Ask for a version of the survey's report, as its coordinator does; it waits for its job."""
    version = report_service.ask_for_version(actor(COORDINATOR), survey, COORDINATOR.full_name, for_publication=False)
    return version.id


def _release(version_id: uuid.UUID) -> None:
    director = actor(DIRECTOR)
    with transaction() as session:
        version = session.get_one(ReportVersion, version_id)
        report_service.review(director, version, DIRECTOR.full_name)
        scopes = [key for key, _ in reports.recipients(row=version.report)]
        report_service.release(director, version, DIRECTOR.full_name, scopes)
    do(report_service.JOB, version_id)


def do(name: str, subject_id: uuid.UUID) -> None:
    """Do a job here and now; the worker finds it done.

    Raises:
        NotDemo: it could not be done.
    """
    job = jobs.latest(name, subject_id)
    running = jobs.claim(job.id, LEASE) if job else None
    if running is None:
        raise NotDemo(f"The job “{name}” could not be started.")
    child.run_here(running, JOBS)
    done = jobs.latest(name, subject_id)
    if done is None or done.state is not JobState.DONE:
        raise NotDemo(f"The job “{name}” failed: {done.reason if done else ''}")
