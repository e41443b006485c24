"""Asking for a version of a report, and for one that failed again."""

import uuid

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from programme.access.guards import current_actor, keep_nothing, requires, writes
from programme.access.policy import Permission
from programme.core.errors import DomainError
from programme.core.pages import announce, await_end
from programme.reports import queries, service
from programme.reports.forms import MakeForm
from programme.reports.views import ADDRESS, blueprint, in_cohort, of_version
from programme.surveys.queries import surveys


@blueprint.route("/cohorts/<uuid:cohort_id>/reports/new", methods=["GET", "POST"])
@requires(Permission.DRAFT_REPORT, in_cohort)
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


@blueprint.route(f"{ADDRESS}/again", methods=["POST"])
@requires(Permission.DRAFT_REPORT, of_version)
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
