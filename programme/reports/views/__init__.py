"""Pages about reports, in one blueprint."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from programme.access.policy import Facts
from programme.cohorts.queries import cohort_facts
from programme.reports import queries

blueprint = Blueprint("reports", __name__)
ADDRESS = "/reports/<uuid:report_id>/versions/<int(max=9999):number>"


def in_cohort(arguments: Mapping[str, Any]) -> Facts:
    """The facts of the cohort in the address."""
    return cohort_facts(cohort_id=arguments["cohort_id"])


def of_report(arguments: Mapping[str, Any]) -> Facts:
    """The facts of the report in the address."""
    return queries.report_facts(report_id=arguments["report_id"])


def of_version(arguments: Mapping[str, Any]) -> Facts:
    """The facts of the version in the address."""
    return queries.version_facts(report_id=arguments["report_id"], number=arguments["number"])
