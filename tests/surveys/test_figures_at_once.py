"""Two workers at the figures of one survey: the last ones know of the close, and are held to those before them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from programme.cohorts.models import Programme
from programme.core.db import db, transaction
from programme.core.jobs import service as jobs
from programme.core.jobs.service import RunningJob
from programme.surveys import jobs as survey_jobs
from programme.surveys.models import SurveyResult, Wave, WaveState
from programme.surveys.rules.newer import Newer
from programme.surveys.rules.renewal import Basis, from_bytes
from programme.surveys.rules.results import Printed
from programme.surveys.rules.shown import EMPTY
from programme.surveys.service import clockwork, results
from tests.support import living
from tests.support.together import Pause, meeting, meeting_midway

LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Slow(RunningJob):
    """A job that is stopped for a while when it has stored its figures and not yet committed them."""

    pause: Pause

    @contextmanager
    def completing(self) -> Iterator[None]:
        with RunningJob.completing(self):
            yield
            self.pause()


@pytest.fixture
def survey_id(programme: Programme) -> UUID:
    return living.asked(living.cohort_now(programme)).id


def asked_for(survey_id: UUID) -> UUID:
    with transaction():
        return jobs.ask_for(results.JOB, survey_id, asked_by=None).id


def claimed(survey_id: UUID) -> RunningJob:
    found = jobs.claim(asked_for(survey_id), LEASE)
    assert found is not None
    return found


def test_a_job_that_is_taken_while_a_wave_closes_reads_the_wave_as_closed(app: Flask, survey_id: UUID) -> None:
    job_id = asked_for(survey_id)

    def close() -> None:
        clockwork.close(db.session.scalars(select(Wave)).one())

    def begin() -> WaveState:
        assert jobs.claim(job_id, LEASE) is not None
        return db.session.scalars(select(Wave.state)).one()

    assert meeting(app, close, begin) is WaveState.CLOSED


@pytest.mark.parametrize("are_first", [True, False])
def test_figures_that_two_jobs_store_at_once_are_held_to_each_other(
    app: Flask, survey_id: UUID, monkeypatch: pytest.MonkeyPatch, are_first: bool
) -> None:
    def print_one_more(_results: object, _living: object, before: Basis, _today: object) -> Newer:
        return Newer(EMPTY, replace(before, printed=(*before.printed, Printed("Figure", "ready T0", ()))))

    monkeypatch.setattr(survey_jobs, "newer", print_one_more)
    if not are_first:
        survey_jobs.survey_results(claimed(survey_id))
    first, second = claimed(survey_id), claimed(survey_id)
    slow = {name: getattr(first, name) for name in RunningJob.__slots__}
    meeting_midway(
        app,
        lambda pause: survey_jobs.survey_results(Slow(**slow, pause=pause)),
        lambda: survey_jobs.survey_results(second),
    )
    db.session.rollback()
    stored = db.session.scalars(select(SurveyResult)).one()
    assert len(from_bytes(stored.basis).printed) == (2 if are_first else 3)
