"""Background work of cohorts."""

import uuid

from programme.cohorts.models import Cohort, RosterImport
from programme.cohorts.service import rosters as service
from programme.core.db import db
from programme.core.errors import DomainError
from programme.core.jobs.service import RunningJob


def import_roster(job: RunningJob) -> None:
    """Read the uploaded file once more, then write all of it in one short transaction, or nothing."""
    job.tell("Reading the file", 0, 2)
    roster = service.roster_of(_row(job.subject_id))
    job.tell("Writing fellows", 1, 2)
    with job.completing():
        row = _row(job.subject_id)
        service.bring_in(row, db.session.get_one(Cohort, row.cohort_id), roster)


def _row(import_id: uuid.UUID) -> RosterImport:
    row = db.session.get(RosterImport, import_id)
    if row is None:
        raise DomainError("The file is no longer here. Upload it again.")
    return row
