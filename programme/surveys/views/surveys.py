"""Pages that show what surveys a cohort has."""

import uuid

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, keep_nothing, requires, writes
from programme.access.policy import Permission
from programme.core.errors import DomainError
from programme.core.pages import announce
from programme.surveys.presenters import imports as presenters
from programme.surveys.queries import surveys as queries
from programme.surveys.service import imports as service
from programme.surveys.views import blueprint, in_cohort


@blueprint.route("")
@requires(Permission.READ_SURVEY, in_cohort)
def index(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """The surveys of a cohort."""
    return render_template(
        "surveys/index.html",
        cohort=queries.cohort_with_programme(actor=current_actor(), cohort_id=cohort_id),
        surveys=queries.surveys_of(cohort_id=cohort_id),
        presenters=presenters,
    )


@blueprint.route("/<uuid:survey_id>")
@requires(Permission.READ_SURVEY, in_cohort)
def show(cohort_id: uuid.UUID, survey_id: uuid.UUID) -> ResponseReturnValue:
    """One survey: what was asked, when, of how many; no figures, those are in reports."""
    return render_template(
        "surveys/show.html",
        cohort=queries.cohort_with_programme(actor=current_actor(), cohort_id=cohort_id),
        survey=queries.survey(cohort_id=cohort_id, survey_id=survey_id),
        organisations=queries.organisations_of(survey_id=survey_id),
        participants=queries.count_participants(survey_id=survey_id),
        presenters=presenters,
    )


@blueprint.route("/<uuid:survey_id>/remove", methods=["GET", "POST"])
@requires(Permission.IMPORT_RESULTS, in_cohort)
@writes
def remove(cohort_id: uuid.UUID, survey_id: uuid.UUID) -> ResponseReturnValue:
    """Undo an import, after a question."""
    actor = current_actor()
    cohort = queries.cohort_with_programme(actor=actor, cohort_id=cohort_id)
    survey = queries.survey(cohort_id=cohort_id, survey_id=survey_id)
    if request.method == "GET":
        count = queries.count_participants(survey_id=survey_id)
        return render_template("surveys/remove.html", cohort=cohort, survey=survey, participants=count)
    title = survey.title
    try:
        service.remove(actor, survey)
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was removed", problem.message)
        return redirect(url_for("surveys.show", cohort_id=cohort_id, survey_id=survey_id))
    announce(f"{title} was removed", "Its answers are gone. The file can be imported again.")
    return redirect(url_for("surveys.index", cohort_id=cohort_id))
