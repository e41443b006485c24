"""The pages and files of one version."""

import uuid

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from programme.access.guards import current_actor, current_facts, requires, writes_when_read
from programme.access.policy import Permission, may
from programme.core.errors import NotFound
from programme.core.jobs import service as jobs
from programme.core.pages import announce, has_come
from programme.reports import presenters, queries, service
from programme.reports.models import ReportVersion, VersionState
from programme.reports.views import ADDRESS, blueprint, of_version


@blueprint.route(ADDRESS)
@requires(Permission.READ_RELEASED_REPORT, of_version)
def version(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """The document itself; while it is made, how far it is."""
    actor = current_actor()
    row = queries.version(actor=actor, report_id=report_id, number=number)
    facts = current_facts()
    is_team = may(actor, Permission.READ_REPORT_DRAFT, facts)
    if row.state in service.AT_WORK:
        job = jobs.latest(service.JOB, row.id)
        return render_template("reports/making.html", row=row, report=row.report, job=job, may_retry=is_team)
    page = queries.printed_page(version=row) if _is_there(row, is_team=is_team) else None
    if has_come(row.id):
        announce(*presenters.ended_words(row))
    return render_template(
        "reports/version.html",
        row=row,
        report=row.report,
        document=Markup(page.html) if page else None,  # noqa: S704 - our own template made it, and it escaped all that people typed
        pdf_size=presenters.size_words(page.pdf_size) if page else None,
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
    is_team = may(actor, Permission.READ_REPORT_DRAFT, current_facts())
    if not _is_there(row, is_team=is_team):  # the page says why, and shows what to read instead
        return redirect(url_for("reports.version", report_id=report_id, number=number))
    file = queries.printed_file(version=row)
    service.note_download(actor, row, kind)
    content = file.pdf if kind == "pdf" else file.csv.encode("utf-8-sig")
    name = presenters.file_name(row, kind)
    answer = Response(content, mimetype="application/pdf" if kind == "pdf" else "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _is_there(row: ReportVersion, *, is_team: bool) -> bool:
    """Whether the reader may have what the version prints: sponsors no more once it is taken out of download."""
    return row.state is not VersionState.WITHDRAWN or is_team
