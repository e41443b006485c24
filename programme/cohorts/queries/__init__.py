"""Reading programmes, cohorts and their fellows."""

from programme.cohorts.queries.fellows import (
    current_fellowship,
    current_of,
    fellow,
    fellow_facts,
    fellows_by_id,
    fellows_of,
    fellowships_of,
    taking_part,
)
from programme.cohorts.queries.programmes import (
    cohort,
    cohort_facts,
    cohorts,
    cohorts_of,
    count_cohorts,
    led_programmes,
    programme,
    programme_facts,
    programmes,
    team_of,
)
from programme.cohorts.queries.supporting import started, supporters

__all__ = [
    "cohort",
    "cohort_facts",
    "cohorts",
    "cohorts_of",
    "count_cohorts",
    "current_fellowship",
    "current_of",
    "fellow",
    "fellow_facts",
    "fellows_by_id",
    "fellows_of",
    "fellowships_of",
    "led_programmes",
    "programme",
    "programme_facts",
    "programmes",
    "started",
    "supporters",
    "taking_part",
    "team_of",
]
