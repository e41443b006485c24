"""Reading reports, each with the scopes that the actor reaches."""

from programme.reports.queries.facts import report_facts, version_facts
from programme.reports.queries.made import PrintedPage, printed_file, printed_page, released_snapshots, snapshot
from programme.reports.queries.releases import (
    had_before,
    places,
    recipients,
    released_now,
    released_scopes,
    scopes_of,
    sponsors_of,
)
from programme.reports.queries.versions import (
    Neighbours,
    count,
    has_survey,
    neighbours,
    of_cohort,
    released_to,
    report,
    version,
    versions,
    waiting,
)

__all__ = [
    "Neighbours",
    "PrintedPage",
    "count",
    "had_before",
    "has_survey",
    "neighbours",
    "of_cohort",
    "places",
    "printed_file",
    "printed_page",
    "recipients",
    "released_now",
    "released_scopes",
    "released_snapshots",
    "released_to",
    "report",
    "report_facts",
    "scopes_of",
    "snapshot",
    "sponsors_of",
    "version",
    "version_facts",
    "versions",
    "waiting",
]
