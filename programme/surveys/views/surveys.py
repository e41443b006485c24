"""Pages that show what surveys a cohort has."""

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, requires
from programme.access.policy import Permission
from programme.surveys import presenters, queries
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
