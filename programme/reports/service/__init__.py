"""Writes about reports: drafting, reviewing, releasing, superseding. What they print is made by jobs."""

from programme.reports.service.drafting import JOB, ask_for_version, review, send_back, try_again
from programme.reports.service.releasing import note_download, release, take_effect, withdraw
from programme.reports.service.steps import AT_WORK, Step, refuse_unless_open

__all__ = [
    "AT_WORK",
    "JOB",
    "Step",
    "ask_for_version",
    "note_download",
    "refuse_unless_open",
    "release",
    "review",
    "send_back",
    "take_effect",
    "try_again",
    "withdraw",
]
