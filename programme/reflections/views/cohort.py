"""How many reflections a cohort has: all that its director can see of them."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, requires
from programme.access.policy import Facts, Permission
from programme.cohorts import queries as cohorts
from programme.reflections import presenters, queries

blueprint = Blueprint("cohort_reflections", __name__)


def _in_cohort(arguments: Mapping[str, Any]) -> Facts:
    return cohorts.cohort_facts(cohort_id=arguments["cohort_id"])


@blueprint.route("/cohorts/<uuid:cohort_id>/reflections")
@requires(Permission.COUNT_REFLECTIONS, _in_cohort)
def show(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """The cohort's number of entries, never one person's."""
    return render_template(
        "reflections/cohort.html",
        cohort=cohorts.cohort(actor=current_actor(), cohort_id=cohort_id),
        answer=presenters.cohort_sentence(queries.count_of_cohort(cohort_id=cohort_id)),
    )
