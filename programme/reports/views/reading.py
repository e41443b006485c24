"""The pages and files of one version."""

import uuid

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from programme.access.guards import current_actor, requires, writes_when_read
from programme.access.policy import Permission, may
from programme.core.errors import NotFound
from programme.core.jobs import service as jobs
from programme.core.pages import announce, has_come
from programme.reports import presenters, queries, service
from programme.reports.models import ReportFile, ReportVersion, VersionState
from programme.reports.views import ADDRESS, blueprint, of_version


@blueprint.route(ADDRESS)
@requires(Permission.READ_RELEASED_REPORT, of_version)
def version(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """The document itself; while it is made, how far it is."""
    actor = current_actor()
    row = queries.version(actor=actor, report_id=report_id, number=number)
    facts = queries.version_facts(report_id=report_id, number=number)
    is_team = may(actor, Permission.READ_REPORT_DRAFT, facts)
    if row.state in service.AT_WORK:
        job = jobs.latest(service.JOB, row.id)
        return render_template("reports/making.html", row=row, report=row.report, job=job, may_retry=is_team)
    file = _file(row, is_team=is_team)
    if has_come(row.id):
        announce(*presenters.ended_words(row))
    return render_template(
        "reports/version.html",
        row=row,
        report=row.report,
        document=Markup(file.html) if file else None,  # noqa: S704 - our own template made it, and it escaped all that people typed
        pdf_size=presenters.size_words(len(file.pdf)) if file else None,
        is_team=is_team,
        may_review=may(actor, Permission.REVIEW_REPORT, facts),
        released=queries.released_scopes(version_id=row.id) if is_team else (),
        neighbours=queries.neighbours(actor=actor, version=row),
        presenters=presenters,
    )


@blueprint.route(f"{ADDRESS}/pdf")
@requires(Permission.READ_RELEASED_REPORT, of_version)
@writes_when_read
def pdf(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Download the PDF; who did is recorded."""
    return _download(report_id, number, "pdf")


@blueprint.route(f"{ADDRESS}/csv")
@requires(Permission.READ_RELEASED_REPORT, of_version)
@writes_when_read
def csv(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Download the printed figures as CSV; who did is recorded."""
    return _download(report_id, number, "csv")


def _download(report_id: uuid.UUID, number: int, kind: str) -> ResponseReturnValue:
    actor = current_actor()
    row = queries.version(actor=actor, report_id=report_id, number=number)
    if row.state in service.AT_WORK:
        raise NotFound
    facts = queries.version_facts(report_id=report_id, number=number)
    file = _file(row, is_team=may(actor, Permission.READ_REPORT_DRAFT, facts))
    if file is None:  # the page says why, and shows what to read instead
        return redirect(url_for("reports.version", report_id=report_id, number=number))
    service.note_download(actor, row, kind)
    content = file.pdf if kind == "pdf" else file.csv.encode("utf-8-sig")
    name = presenters.file_name(row, kind)
    answer = Response(content, mimetype="application/pdf" if kind == "pdf" else "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _file(row: ReportVersion, *, is_team: bool) -> ReportFile | None:
    """What the version prints; None for sponsors once it is taken out of download."""
    if row.state is VersionState.WITHDRAWN and not is_team:
        return None
    return queries.printed_file(version=row)
