"""Words and colours for cohorts."""

from programme.cohorts.models import Cohort, CohortState
from programme.core.clock import date_words

STATES = {
    CohortState.PLANNED: ("Planned", "grey"),
    CohortState.RUNNING: ("Running", "blue"),
    CohortState.COMPLETED: ("Completed", "green"),
}


def dates(cohort: Cohort) -> str:
    """When the cohort runs."""
    return f"{date_words(cohort.starts_on)} to {date_words(cohort.ends_on)}"
