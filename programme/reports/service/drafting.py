"""Writes before a release: asking for a version, reviewing it or sending it back. What it prints is made by a job."""

import uuid

from sqlalchemy import func, select

from programme.access.policy import Actor
from programme.core import clock
from programme.core.db import db, serialise
from programme.core.errors import DomainError
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.reports.models import Report, ReportVersion, VersionState
from programme.reports.service.steps import AT_WORK, Step, begin, given, record
from programme.surveys.models import Survey, WaveState

JOB = "make report"


def ask_for_version(actor: Actor, survey: Survey, name: str, *, for_publication: bool) -> ReportVersion:
    """A new version of the survey's report, made by a job.

    Raises:
        DomainError: the version before it is still being made, no wave of the survey has closed, or it was removed.
    """
    serialise("reports")
    _hold(survey)
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
    record("report drafted", actor, version)
    return version


def _hold(survey: Survey) -> None:
    """Let nobody remove the survey before this transaction ends."""
    mine = select(Survey.id).where(Survey.id == survey.id)
    if db.session.scalar(mine.with_for_update(read=True, key_share=True)) is None:
        raise DomainError("These results were removed just now. No report can be made of them.", "survey")


def _refuse_while_at_work(report: Report) -> None:
    busy = select(ReportVersion.id).where(ReportVersion.report_id == report.id, ReportVersion.state.in_(AT_WORK))
    for version_id in db.session.scalars(busy):
        job = jobs.latest(JOB, version_id)
        if job is not None and job.state is not JobState.FAILED:
            raise DomainError("A version of this report is being made. Wait until it is done.")


def try_again(actor: Actor, version: ReportVersion) -> None:
    """Make a version again whose job failed.

    Raises:
        DomainError: it has not failed, or a newer version is there, which knows nothing of what this one would print.
    """
    serialise("reports")
    db.session.refresh(version)
    job = jobs.latest(JOB, version.id)
    if version.state not in AT_WORK or job is None or job.state is not JobState.FAILED:
        raise DomainError("This version has not failed, so there is nothing to make again.")
    newer = (ReportVersion.report_id == version.report_id, ReportVersion.number > version.number)
    if db.session.scalar(select(ReportVersion.id).where(*newer).limit(1)) is not None:
        raise DomainError("There is a newer version of this report. Go on with that one.")
    jobs.ask_for(JOB, version.id, asked_by=actor.person_id)
    record("report made again", actor, version)


def review(actor: Actor, version: ReportVersion, name: str) -> None:
    """Mark a draft as reviewed.

    Raises:
        DomainError: it is no draft, or a newer version is there.
    """
    begin(version, Step.REVIEW)
    version.state, version.reviewed_by_name, version.reviewed_at = VersionState.REVIEWED, name, clock.now()
    record("report reviewed", actor, version)


def send_back(actor: Actor, version: ReportVersion, name: str, reason: str) -> None:
    """Send a version back that is not released, with what is to be mended; its drafter makes a new one.

    Raises:
        DomainError: it is neither draft nor reviewed, a newer version is there, or nothing is said.
    """
    begin(version, Step.SEND_BACK)
    version.sent_back_reason = given(reason, "Say what is to be mended")
    version.state, version.sent_back_by_name, version.sent_back_at = VersionState.SENT_BACK, name, clock.now()
    record("report sent back", actor, version)
