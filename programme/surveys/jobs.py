"""Background work of surveys."""

import uuid

from programme.cohorts.models import Cohort
from programme.core.db import db
from programme.core.errors import DomainError
from programme.core.jobs.service import RunningJob
from programme.surveys.models import ResultsImport
from programme.surveys.service import imports as service


def import_results(job: RunningJob) -> None:
    """Read the uploaded file once more, then write all of it in one short transaction, or nothing."""
    job.tell("Reading the file", 0, 3)
    row = _row(job.subject_id)
    mapping = service.mapping_of(row)
    run = service.check(row)
    service.refuse_faults(run)
    if mapping is None:
        raise DomainError("Say first what the columns hold.")
    job.tell("Writing people and answers", 1, 3)
    with job.completing():
        row = _row(job.subject_id)
        cohort = db.session.get_one(Cohort, row.cohort_id)
        service.bring_in(row, cohort, run, mapping)


def _row(import_id: uuid.UUID) -> ResultsImport:
    row = db.session.get(ResultsImport, import_id)
    if row is None:
        raise DomainError("The file is no longer here. Upload it again.")
    return row
