"""Pages about reports."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from programme.access.guards import current_actor, keep_nothing, requires, writes, writes_when_read
from programme.access.policy import Facts, Permission, Role, may
from programme.accounts.queries import holders
from programme.cohorts.queries import cohort_facts
from programme.core.errors import DomainError, NotFound
from programme.core.jobs import service as jobs
from programme.core.pages import ROWS_A_PAGE, announce, await_end, has_come, paged
from programme.reports import presenters, queries, service
from programme.reports.forms import MakeForm, ReleaseForm
from programme.surveys.queries import surveys

blueprint = Blueprint("reports", __name__)
ADDRESS = "/reports/<uuid:report_id>/versions/<int(max=9999):number>"


def _in_cohort(arguments: Mapping[str, Any]) -> Facts:
    return cohort_facts(cohort_id=arguments["cohort_id"])


def _report(arguments: Mapping[str, Any]) -> Facts:
    return queries.report_facts(report_id=arguments["report_id"])


def _version(arguments: Mapping[str, Any]) -> Facts:
    return queries.version_facts(report_id=arguments["report_id"], number=arguments["number"])


@blueprint.route("/reports")
@requires(Permission.LIST_REPORTS)
def index() -> ResponseReturnValue:
    """The versions within reach, the newest first."""
    actor = current_actor()
    paging = paged(queries.count(actor=actor))
    found = queries.versions(actor=actor, page=paging.page, size=ROWS_A_PAGE)
    is_team = may(actor, Permission.LIST_COHORTS)
    return render_template("reports/index.html", versions=found, paging=paging, is_team=is_team)


@blueprint.route("/cohorts/<uuid:cohort_id>/reports")
@requires(Permission.READ_COHORT, _in_cohort)
def of_cohort(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """The reports of a cohort."""
    return render_template(
        "reports/of_cohort.html",
        cohort=surveys.cohort_with_programme(actor=current_actor(), cohort_id=cohort_id),
        versions=queries.of_cohort(cohort_id=cohort_id),
        surveys=surveys.surveys_of(cohort_id=cohort_id),
    )


@blueprint.route("/cohorts/<uuid:cohort_id>/reports/new", methods=["GET", "POST"])
@requires(Permission.DRAFT_REPORT, _in_cohort)
@writes
def make(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for a report on one of the cohort's surveys."""
    actor = current_actor()
    cohort = surveys.cohort_with_programme(actor=actor, cohort_id=cohort_id)
    found = surveys.surveys_of(cohort_id=cohort_id)
    chosen = request.args.get("survey") or (str(found[0].id) if found else "")
    form = MakeForm(survey=chosen)
    form.survey.choices = [(str(survey.id), survey.title) for survey in found]
    if found and form.validate_on_submit():
        survey = surveys.survey(cohort_id=cohort_id, survey_id=uuid.UUID(form.survey.data))
        try:
            version = service.ask_for_version(
                actor, survey, current_user.full_name, for_publication=bool(form.for_publication.data)
            )
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            await_end(version.id)
            return redirect(url_for("reports.version", report_id=version.report_id, number=version.number))
    return render_template("reports/make.html", form=form, cohort=cohort, surveys=found)


@blueprint.route("/reports/<uuid:report_id>")
@requires(Permission.READ_RELEASED_REPORT, _report)
def show(report_id: uuid.UUID) -> ResponseReturnValue:
    """One report with the versions that the reader may open."""
    actor = current_actor()
    versions = queries.report(actor=actor, report_id=report_id)
    report = versions[0].report
    is_team = may(actor, Permission.DRAFT_REPORT, cohort_facts(cohort_id=report.cohort_id))
    return render_template(
        "reports/show.html", report=report, versions=versions, is_team=is_team, presenters=presenters
    )


@blueprint.route(ADDRESS)
@requires(Permission.READ_RELEASED_REPORT, _version)
def version(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """The document itself; while it is made, how far it is."""
    actor = current_actor()
    row = queries.version(actor=actor, report_id=report_id, number=number)
    facts = queries.version_facts(report_id=report_id, number=number)
    is_team = may(actor, Permission.READ_REPORT_DRAFT, facts)
    if row.state in service.AT_WORK:
        job = jobs.latest(service.JOB, row.id)
        return render_template("reports/making.html", row=row, report=row.report, job=job, may_retry=is_team)
    file = queries.printed_file(version=row)
    if has_come(row.id):
        announce(*presenters.ended_words(row))
    return render_template(
        "reports/version.html",
        row=row,
        report=row.report,
        document=Markup(file.html),  # noqa: S704 - our own template made it, and it escaped all that people typed
        pdf_size=presenters.size_words(len(file.pdf)),
        may_review=may(actor, Permission.REVIEW_REPORT, facts),
        released=queries.released_scopes(version_id=row.id) if is_team else (),
        presenters=presenters,
    )


@blueprint.route(f"{ADDRESS}/pdf")
@requires(Permission.READ_RELEASED_REPORT, _version)
@writes_when_read
def pdf(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Download the PDF; who did is recorded."""
    return _download(report_id, number, "pdf")


@blueprint.route(f"{ADDRESS}/csv")
@requires(Permission.READ_RELEASED_REPORT, _version)
@writes_when_read
def csv(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Download the printed figures as CSV; who did is recorded."""
    return _download(report_id, number, "csv")


def _download(report_id: uuid.UUID, number: int, kind: str) -> ResponseReturnValue:
    actor = current_actor()
    row = queries.version(actor=actor, report_id=report_id, number=number)
    if row.state in service.AT_WORK:
        raise NotFound
    file = queries.printed_file(version=row)
    service.note_download(actor, row, kind)
    content = file.pdf if kind == "pdf" else file.csv.encode("utf-8-sig")
    name = presenters.file_name(row, kind)
    answer = Response(content, mimetype="application/pdf" if kind == "pdf" else "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.route(f"{ADDRESS}/again", methods=["POST"])
@requires(Permission.DRAFT_REPORT, _version)
@writes
def again(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Make a version again whose job failed."""
    actor = current_actor()
    row = queries.version(actor=actor, report_id=report_id, number=number)
    try:
        service.try_again(actor, row)
    except DomainError as problem:
        announce("Nothing was started", problem.message)
    return redirect(url_for("reports.version", report_id=report_id, number=number))


@blueprint.route(f"{ADDRESS}/review", methods=["GET", "POST"])
@requires(Permission.REVIEW_REPORT, _version)
@writes
def review(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Mark a draft as reviewed, after a question."""
    actor = current_actor()
    row = queries.version(actor=actor, report_id=report_id, number=number)
    if request.method == "POST":
        try:
            service.review(actor, row, current_user.full_name)
        except DomainError as problem:
            announce("Nothing was changed", problem.message)
        else:
            announce("The report is reviewed", "Release it to sponsors when you are ready.")
        return redirect(url_for("reports.version", report_id=report_id, number=number))
    return render_template("reports/review.html", row=row, report=row.report)


@blueprint.route(f"{ADDRESS}/release", methods=["GET", "POST"])
@requires(Permission.RELEASE_REPORT, _version)
@writes
def release(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Release a reviewed version to sponsors."""
    actor, form = current_actor(), ReleaseForm()
    row = queries.version(actor=actor, report_id=report_id, number=number)
    places = queries.recipients(row=row.report)
    sponsors = holders(role=Role.SPONSOR, scopes=[key for key, _ in places])
    form.offer([(key, name) for key, name in places if key in sponsors])
    form.scopes.hints = {str(key): ", ".join(names) for key, names in sponsors.items()}
    if form.validate_on_submit():
        try:
            service.release(actor, row, current_user.full_name, _chosen(form, [key for key, _ in places]))
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            await_end(row.id)
            return redirect(url_for("reports.version", report_id=report_id, number=number))
    return render_template("reports/release.html", form=form, row=row, report=row.report, sponsors=sponsors)


def _chosen(form: ReleaseForm, all_places: list[uuid.UUID]) -> list[uuid.UUID]:
    if form.everyone.data == "all":
        return all_places
    return [uuid.UUID(each) for each in form.scopes.data or ()]
