"""Pages about surveys, in one blueprint below the cohort that they belong to."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from programme.access.policy import Facts
from programme.cohorts.queries import cohort_facts
from programme.cohorts.queries.uploads import upload_facts
from programme.surveys.models import ResultsImport

blueprint = Blueprint("surveys", __name__, url_prefix="/cohorts/<uuid:cohort_id>/surveys")


def in_cohort(arguments: Mapping[str, Any]) -> Facts:
    """The facts of the cohort in the address."""
    return cohort_facts(cohort_id=arguments["cohort_id"])


def own_import(arguments: Mapping[str, Any]) -> Facts:
    """The facts of the import in the address: whose it is, and its cohort."""
    keys = {name: arguments[name] for name in ("cohort_id", "import_id")}
    return upload_facts(kind=ResultsImport, **keys)
