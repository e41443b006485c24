"""Background work of surveys."""

import uuid

from programme.cohorts.models import Cohort
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db, serialise, transaction
from programme.core.errors import DomainError
from programme.core.jobs.service import RunningJob
from programme.surveys.models import ResultsImport, SurveyResult
from programme.surveys.queries import results as queries
from programme.surveys.rules import renewal
from programme.surveys.rules.newer import Newer, newer
from programme.surveys.rules.plain import to_plain
from programme.surveys.service import imports as service
from programme.surveys.service.bringing_in import bring_in

MOST_TRIES = 3


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
        bring_in(row, cohort, run, mapping)


def _row(import_id: uuid.UUID) -> ResultsImport:
    row = db.session.get(ResultsImport, import_id)
    if row is None:
        raise DomainError("The file is no longer here. Upload it again.")
    return row


def survey_results(job: RunningJob) -> None:
    """Compute the figures of a survey that is lived here, after disclosure, and store them with what stands behind.

    Raises:
        DomainError: others were stored again and again in the meantime.
    """
    with transaction():
        audit.record(
            "survey figures computed", category=Category.CONTENT, actor_id=job.asked_by, subject_id=job.subject_id
        )
    for _ in range(MOST_TRIES):
        job.tell("Reading the answers", 0, 2)
        before = _basis(job.subject_id)
        survey = queries.survey_to_analyse(survey_id=job.subject_id)
        found = newer(*queries.lived(survey=survey, with_open=True), before, clock.today())
        job.tell("Storing the figures", 1, 2)
        try:
            with job.completing():
                _store(job.subject_id, before, found)
        except _Overtaken:
            continue
        return
    raise DomainError(
        "The figures were computed elsewhere at the same time. They are computed again with the next answers."
    )


class _Overtaken(Exception):
    """Other figures were stored since these were begun, so these were not held to them."""


def _basis(survey_id: uuid.UUID) -> renewal.Basis:
    row = queries.stored(survey_id=survey_id)
    return renewal.NOTHING if row is None else renewal.from_bytes(row.basis)


def _store(survey_id: uuid.UUID, before: renewal.Basis, found: Newer) -> None:
    serialise(f"figures {survey_id}")
    row = queries.stored(survey_id=survey_id)
    if row is None:
        row = SurveyResult(survey_id=survey_id)
        db.session.add(row)
    elif renewal.from_bytes(row.basis) != before:
        raise _Overtaken
    row.computed_on, row.content = clock.today(), to_plain(found.shown)
    row.basis = renewal.to_bytes(found.basis)
