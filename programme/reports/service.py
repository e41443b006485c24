"""Writes about reports: asking for a version, reviewing, releasing. What they print is made by jobs."""

import uuid
from collections.abc import Collection

from sqlalchemy import func, select

from programme.access.policy import Actor
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db, serialise
from programme.core.errors import DomainError
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.reports.models import Report, ReportRelease, ReportVersion, VersionState
from programme.surveys.models import Survey, WaveState

JOB = "make report"
AT_WORK = (VersionState.MAKING, VersionState.RELEASING)


def ask_for_version(actor: Actor, survey: Survey, name: str, *, for_publication: bool) -> ReportVersion:
    """A new version of the survey's report, made by a job.

    Raises:
        DomainError: the version before it is still being made, or no wave of the survey has closed.
    """
    serialise("reports")
    if survey.questionnaire_id is not None and all(wave.state is not WaveState.CLOSED for wave in survey.waves):
        raise DomainError("No wave of this survey has closed yet. A report rests on closed waves alone.", "survey")
    report = db.session.scalar(select(Report).where(Report.survey_id == survey.id))
    if report is None:
        report = Report(
            id=uuid.uuid4(),
            cohort_id=survey.cohort_id,
            survey_id=survey.id,
            title=f"Evaluation report: {survey.title}"[:200],
        )
        db.session.add(report)
        db.session.flush()
    _refuse_while_at_work(report)
    newest = db.session.scalar(select(func.max(ReportVersion.number)).where(ReportVersion.report_id == report.id)) or 0
    version = ReportVersion(
        id=uuid.uuid4(),
        report_id=report.id,
        number=newest + 1,
        for_publication=for_publication,
        made_on=clock.today(),
        made_by_name=name,
    )
    version.state = VersionState.MAKING
    db.session.add(version)
    db.session.flush()
    jobs.ask_for(JOB, version.id, asked_by=actor.person_id)
    _record("report drafted", actor, version)
    return version


def _refuse_while_at_work(report: Report) -> None:
    busy = select(ReportVersion.id).where(ReportVersion.report_id == report.id, ReportVersion.state.in_(AT_WORK))
    for version_id in db.session.scalars(busy):
        job = jobs.latest(JOB, version_id)
        if job is not None and job.state is not JobState.FAILED:
            raise DomainError("A version of this report is being made. Wait until it is done.")


def try_again(actor: Actor, version: ReportVersion) -> None:
    """Make a version again whose job failed.

    Raises:
        DomainError: it has not failed.
    """
    job = jobs.latest(JOB, version.id)
    if version.state not in AT_WORK or job is None or job.state is not JobState.FAILED:
        raise DomainError("This version has not failed, so there is nothing to make again.")
    jobs.ask_for(JOB, version.id, asked_by=actor.person_id)
    _record("report made again", actor, version)


def review(actor: Actor, version: ReportVersion, name: str) -> None:
    """Mark a draft as reviewed.

    Raises:
        DomainError: it is no draft, or a newer version is there.
    """
    _refuse_unless(version, VersionState.DRAFT, "reviewed")
    version.state, version.reviewed_by_name, version.reviewed_at = VersionState.REVIEWED, name, clock.now()
    _record("report reviewed", actor, version)


def release(actor: Actor, version: ReportVersion, name: str, scope_ids: Collection[uuid.UUID]) -> None:
    """Release a reviewed version to the sponsors of `scope_ids`; a job prints the final document first.

    Raises:
        DomainError: it is not reviewed, a newer version is there, or nobody was chosen.
    """
    _refuse_unless(version, VersionState.REVIEWED, "released")
    if not scope_ids:
        raise DomainError("Choose at least one recipient", "scopes")
    version.state, version.released_by_name, version.released_at = VersionState.RELEASING, name, clock.now()
    db.session.add_all(ReportRelease(version_id=version.id, scope_id=each) for each in sorted(set(scope_ids)))
    db.session.flush()
    jobs.ask_for(JOB, version.id, asked_by=actor.person_id)
    _record("report released", actor, version)


def note_download(actor: Actor, version: ReportVersion, what: str) -> None:
    """Record who downloaded which version."""
    _record("report downloaded", actor, version, file=what)


def _refuse_unless(version: ReportVersion, state: VersionState, aim: str) -> None:
    if version.state is not state:
        raise DomainError(f"This version is {version.state.value}. It cannot be {aim} from there.")
    newest = select(func.max(ReportVersion.number)).where(ReportVersion.report_id == version.report_id)
    if db.session.scalar(newest) != version.number:
        raise DomainError(f"There is a newer version. It is the one to be {aim}.")


def _record(action: str, actor: Actor, version: ReportVersion, **details: str) -> None:
    audit.record(
        action,
        category=Category.CONTENT,
        actor_id=actor.person_id,
        subject_id=version.report_id,
        version=version.number,
        **details,
    )
