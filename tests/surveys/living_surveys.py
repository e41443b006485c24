"""Surveys that are lived here, in a database: a cohort that answers wave after wave, and its figures."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from programme.cohorts.models import Cohort, Fellow
from programme.core.db import db, transaction
from programme.surveys.models import Survey, SurveyResult
from programme.surveys.service import results
from tests.support import living
from tests.support.world import World
from tests.surveys.lives import Sheet, crowd


def fellows(world: World, cohort: Cohort, number: int, **facts: Any) -> list[Fellow]:
    """So many fellows without a password."""
    return [world.fellow(cohort, f"Fellow {place}", signed_up=False, **facts) for place in range(number)]


def answered(survey: Survey, code: str, people: Sequence[Fellow], sheets: Sequence[Mapping[str, Sheet]]) -> None:
    """Let each of these fellows send the sheet of the same place, if it holds one for the wave."""
    wave = living.wave_of(survey, code)
    for fellow, sheet in zip(people, sheets, strict=True):
        if code in sheet:
            living.answer(wave, fellow, sheet[code])


def lived(
    world: World,
    cohort: Cohort,
    number: int = 24,
    codes: Sequence[str] = ("T0", "T2"),
    *,
    leaves: float = 0.25,
    skips: float = 0.0,
    **facts: Any,
) -> Survey:
    """A survey of which all waves have closed; by chance a share `leaves` is missing at each wave after the first."""
    people = fellows(world, cohort, number, **facts)
    sheets = list(crowd(number, codes, leaves=leaves, skips=skips).values())
    survey = living.asked(cohort, codes)
    for code in codes:
        wave = living.wave_of(survey, code)
        if code != codes[0]:
            living.open_now(wave)
        answered(survey, code, people, sheets)
        living.close_now(living.wave_of(survey, code))
    return survey


def computed(world: World, survey: Survey) -> SurveyResult:
    """The figures of a survey, computed now."""
    survey_id = survey.id
    with transaction():
        results.renew(survey_id)
    world.do(results.JOB, survey_id)
    return db.session.scalars(select(SurveyResult).where(SurveyResult.survey_id == survey_id)).one()
