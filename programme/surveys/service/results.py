"""When the figures of a survey are computed anew: by fives while a wave is open, and at its close.

The worker looks once a minute: sending answers stays as fast with thousands stored, and keeps no moment of its own.
"""

import uuid

from programme.analysis.disclosure.versions import may_renew
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.surveys.queries import results as queries

JOB = "survey results"


def answered(survey_id: uuid.UUID) -> None:
    """Ask for figures if at some open wave at least five people more have answered than are in those shown now.

    It may be called as often as one likes: nothing is asked for while a job waits or is at work.
    """
    job = jobs.latest(JOB, survey_id)
    if job is not None and job.state in (JobState.WAITING, JobState.RUNNING):
        return
    shown = queries.people_shown(survey_id=survey_id)
    counts = queries.waves_with_answers(survey_id=survey_id)
    if any(may_renew(shown.get(code, 0), count, is_closed=False) for code, count in counts.items()):
        jobs.ask_for(JOB, survey_id, asked_by=None)


def renew(survey_id: uuid.UUID) -> None:
    """Ask for the figures of a wave that has closed; one job that waits already, and sees the close, is enough."""
    if not jobs.keep_waiting(JOB, survey_id):
        jobs.ask_for(JOB, survey_id, asked_by=None)
