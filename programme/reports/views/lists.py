"""Pages that list reports and their versions."""

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, current_facts, requires
from programme.access.policy import Permission, may
from programme.core.pages import ROWS_A_PAGE, paged
from programme.reports import presenters, queries
from programme.reports.views import blueprint, in_cohort, of_report
from programme.surveys.queries import surveys


@blueprint.route("/reports")
@requires(Permission.LIST_REPORTS)
def index() -> ResponseReturnValue:
    """The versions within reach, the newest first."""
    actor = current_actor()
    paging = paged(queries.count(actor=actor))
    rows = queries.versions(actor=actor, page=paging.page, size=ROWS_A_PAGE)
    found = [presenters.listed_version(row) for row in rows]
    is_team = may(actor, Permission.LIST_COHORTS)
    return render_template("reports/index.html", versions=found, paging=paging, is_team=is_team)


@blueprint.route("/cohorts/<uuid:cohort_id>/reports")
@requires(Permission.READ_COHORT, in_cohort)
def of_cohort(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """The reports of a cohort."""
    found = queries.of_cohort(cohort_id=cohort_id)
    return render_template(
        "reports/of_cohort.html",
        cohort=surveys.cohort_with_programme(actor=current_actor(), cohort_id=cohort_id),
        versions=[presenters.listed_version(row) for row in found],
        has_survey=bool(found) or queries.has_survey(cohort_id=cohort_id),  # a report is about one
    )


@blueprint.route("/reports/<uuid:report_id>")
@requires(Permission.READ_RELEASED_REPORT, of_report)
def show(report_id: uuid.UUID) -> ResponseReturnValue:
    """One report with the versions that the reader may open."""
    actor = current_actor()
    versions = queries.report(actor=actor, report_id=report_id)
    report = versions[0].report
    is_team = may(actor, Permission.DRAFT_REPORT, current_facts())
    return render_template(
        "reports/show.html", report=report, versions=versions, is_team=is_team, presenters=presenters
    )
