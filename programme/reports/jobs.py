"""Making a report: data, results, document, PDF. Everything heavy of reports is reached from here alone."""

import hashlib
import uuid
from datetime import UTC, datetime
from pathlib import Path

from flask import render_template
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from programme import core
from programme.cohorts.models import Cohort
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from programme.core.jobs.service import RunningJob
from programme.core.pdf.render import Attachment, render_pdf, software
from programme.reports import queries, service
from programme.reports.document import Endorsements, document_of
from programme.reports.models import Report, ReportFile, ReportSnapshot, ReportVersion, VersionState
from programme.reports.rules.annex import figures_csv
from programme.reports.rules.evaluation import Evaluation, evaluate
from programme.reports.rules.snapshot import (
    About,
    Snapshot,
    from_bytes,
    printed_from_bytes,
    printed_to_bytes,
    to_bytes,
)
from programme.surveys.models import Survey
from programme.surveys.queries.results import lived, stored, token_of
from programme.surveys.queries.surveys import answerers, organisations_of
from programme.surveys.rules.renewal import at_rest
from programme.surveys.rules.renewal import from_bytes as from_page
from programme.surveys.rules.results import Printed, Row, ScaleFacts, WaveFacts

STEPS = 4
ANNEX = "figures.csv"
PAGE = "reports/document/body.html"
PAPER = "reports/document/print.html"
TEMPLATES = (
    PAGE,
    PAPER,
    "core/question.html",
    "reports/document/alone.html",
    "reports/document/lasting.html",
    "reports/document/method.html",
    "reports/document/parts.html",
    "reports/document/programme.html",
    "reports/document/scale.html",
    "reports/document/summary.html",
    "reports/document/taking.html",
)
"""All that the document is written with, for whoever loads it in advance."""
STYLESHEET = Path(core.__file__).parent / "assets" / "report.css"
GONE = "This version is no longer here."


def make_report(job: RunningJob) -> None:
    """Make a version's draft, or the final document of a release; both from the same frozen data."""
    job.tell("Reading the answers", 0, STEPS)
    kept = queries.snapshot(version_id=job.subject_id)
    if kept is None:
        _record_reading(job)
    version = _version(job.subject_id)
    by = endorsements(version)
    snapshot = from_bytes(kept.content) if kept else _take_snapshot(version)
    job.tell("Computing the figures", 1, STEPS)
    evaluation = evaluate(snapshot)
    job.tell("Writing the document", 2, STEPS)
    printed = print_version(snapshot, evaluation, by)
    job.tell("Storing the report", 3, STEPS)
    with job.completing():
        _store(_row(job.subject_id), snapshot, evaluation, printed, job)


def print_version(snapshot: Snapshot, evaluation: Evaluation, by: Endorsements) -> ReportFile:
    """The document of a version as HTML and PDF, with its figures as CSV: the same bytes for the same arguments."""
    annex = figures_csv(evaluation)
    document = document_of(snapshot, evaluation, by, software())
    web = render_template(PAGE, document=document, for_print=False)
    page = render_template(PAPER, document=document, for_print=True)
    made_on = datetime.fromisoformat(snapshot.about.made_on).replace(tzinfo=UTC)
    attachment = Attachment(ANNEX, annex.encode("utf-8-sig"), "The figures that this report prints")
    pdf = render_pdf(page, stylesheet=None, assets=print_assets(), attachments=[attachment], made_on=made_on)
    return ReportFile(html=web, pdf=pdf, csv=annex)


def print_assets() -> dict[str, tuple[bytes, str]]:
    """What a document may reach while it is printed, by name."""
    return {"report.css": (STYLESHEET.read_bytes(), "text/css")}


def endorsements(version: ReportVersion) -> Endorsements:
    """Who drafted, reviewed and released a version, and when, as printed."""
    return Endorsements(
        state="Released" if version.released_at else "Draft",
        drafted=f"{version.made_by_name}, {clock.date_words(version.made_on)}",
        reviewed=_signed(version.reviewed_by_name, version.reviewed_at),
        released=_signed(version.released_by_name, version.released_at),
    )


def _signed(name: str | None, at: datetime | None) -> str | None:
    return None if name is None else f"{name}, {clock.date_words(at)}"


def _version(version_id: uuid.UUID) -> ReportVersion:
    whole = joinedload(ReportVersion.report)
    return _row(
        version_id,
        whole.joinedload(Report.cohort).joinedload(Cohort.programme),
        whole.joinedload(Report.survey).options(
            selectinload(Survey.scales), selectinload(Survey.waves), joinedload(Survey.questionnaire)
        ),
    )


def _row(version_id: uuid.UUID, *loads: ExecutableOption) -> ReportVersion:
    version = db.session.scalar(select(ReportVersion).where(ReportVersion.id == version_id).options(*loads))
    if version is None:
        raise DomainError(GONE)
    return version


def _record_reading(job: RunningJob) -> None:
    """Record, before the answers are read, that they are."""
    with transaction() as session:
        survey_id = session.scalar(
            select(Report.survey_id).join(ReportVersion).where(ReportVersion.id == job.subject_id)
        )
        if survey_id is None:
            raise DomainError(GONE)
        audit.record("answers analysed", category=Category.CONTENT, actor_id=job.asked_by, subject_id=survey_id)


def _take_snapshot(version: ReportVersion) -> Snapshot:
    """Read the answers, once."""
    report = version.report
    if report.survey.questionnaire_id is not None:
        return _take_living(version)
    names = {each.id: each.name for each in organisations_of(survey_id=report.survey_id)}
    rows = [
        Row(
            token_of(each.pseudonym),
            names.get(each.organisation_id) if each.organisation_id else None,
            {code: dict(scores) for code, scores in each.scores.items()},
        )
        for each in answerers(survey_id=report.survey_id)
    ]
    return Snapshot(
        about=_about(version),
        scales=tuple(ScaleFacts(each.key, each.label, each.low, each.high) for each in report.survey.scales),
        waves=tuple(WaveFacts(each.code, each.label) for each in report.survey.waves),
        rows=tuple(sorted(rows, key=lambda row: row.token)),
        published=_published(version),
    )


def _take_living(version: ReportVersion) -> Snapshot:
    """Read the answers of a survey that is lived here, once: those of closed waves.

    What its page prints binds the report too, so that the two cannot be subtracted; a version for publication, whose
    threshold is higher, stands by itself.
    """
    survey = version.report.survey
    results, living = lived(survey=survey, with_open=False)
    page = None if version.for_publication else stored(survey_id=survey.id)
    closed = frozenset(wave.code for wave in results.waves)
    shown = at_rest(from_page(page.basis), closed) if page else ()
    return Snapshot(
        about=_about(version),
        scales=results.scales,
        waves=results.waves,
        rows=results.rows,
        published=tuple(dict.fromkeys((*_published(version), *shown))),
        living=living,
    )


def _about(version: ReportVersion) -> About:
    report, cohort = version.report, version.report.cohort
    return About(
        title=report.title,
        number=version.number,
        programme=cohort.programme.name,
        purpose=cohort.programme.purpose,
        cohort=cohort.name,
        starts_on=cohort.starts_on.isoformat(),
        ends_on=cohort.ends_on.isoformat(),
        survey=report.survey.title,
        imported_on=report.survey.imported_on.isoformat() if report.survey.imported_on else "",
        for_publication=version.for_publication,
        made_on=version.made_on.isoformat(),
        made_by=version.made_by_name,
    )


def _published(version: ReportVersion) -> tuple[Printed, ...]:
    """What earlier released versions printed, oldest first; each version's list holds those before it too."""
    earlier = queries.released_snapshots(report_id=version.report_id, before=version.number)
    found = [each for row in earlier if row.printed for each in printed_from_bytes(row.printed)]
    return tuple(dict.fromkeys(found))


def _store(
    version: ReportVersion, snapshot: Snapshot, evaluation: Evaluation, printed: ReportFile, job: RunningJob
) -> None:
    if version.state not in service.AT_WORK:
        raise DomainError("This version has been made already.")
    if queries.snapshot(version_id=version.id) is None:
        db.session.add(
            ReportSnapshot(
                version_id=version.id, content=to_bytes(snapshot), printed=printed_to_bytes(evaluation.printed)
            )
        )
    db.session.execute(delete(ReportFile).where(ReportFile.version_id == version.id))
    db.session.add(ReportFile(version_id=version.id, html=printed.html, pdf=printed.pdf, csv=printed.csv))
    if version.state is VersionState.MAKING:
        version.state = VersionState.DRAFT
    else:
        service.take_effect(version, by=job.asked_by)
    version.data_digest, version.software = snapshot.digest, software()
    version.pdf_digest = hashlib.sha256(printed.pdf).hexdigest()
    audit.record(
        "report made",
        category=Category.CONTENT,
        actor_id=job.asked_by,
        subject_id=version.report_id,
        version=version.number,
        data=snapshot.digest,
        pdf=version.pdf_digest,
    )
