"""Pages about programmes and cohorts, in one blueprint."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from programme.access.policy import Facts
from programme.cohorts import queries

blueprint = Blueprint("cohorts", __name__)


def in_programme(arguments: Mapping[str, Any]) -> Facts:
    """The facts of the programme in the address."""
    return queries.programme_facts(programme_id=arguments["programme_id"])


def in_cohort(arguments: Mapping[str, Any]) -> Facts:
    """The facts of the cohort in the address."""
    return queries.cohort_facts(cohort_id=arguments["cohort_id"])
