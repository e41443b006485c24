"""The job that computes a survey's figures: when it is asked for, what it reads, and what it stores."""

import json

import pytest
from sqlalchemy import select, text, update

from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Fellow, Programme
from programme.core import clock
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.core.jobs.models import Job, JobState
from programme.surveys.models import Survey
from programme.surveys.queries import results as queries
from programme.surveys.service import results
from tests.support import living
from tests.support.world import World
from tests.surveys.lives import Sheet, crowd
from tests.surveys.living_surveys import answered, computed, fellows, lived


@pytest.fixture
def now(programme: Programme) -> Cohort:
    return living.cohort_now(programme, began=100)


def jobs_of(survey: Survey) -> list[JobState]:
    db.session.rollback()
    mine = (Job.name == results.JOB, Job.subject_id == survey.id)
    return list(db.session.scalars(select(Job.state).where(*mine)))


def tell(survey: Survey) -> None:
    survey_id = survey.id
    with transaction():
        results.answered(survey_id)


def people_and_sheets(world: World, cohort: Cohort, number: int) -> tuple[list[Fellow], list[dict[str, Sheet]]]:
    return fellows(world, cohort, number), list(crowd(number, ("T0",)).values())


def test_figures_are_asked_for_by_fives_and_never_twice(world: World, now: Cohort) -> None:
    people, sheets = people_and_sheets(world, now, 12)
    survey = living.asked(now)
    answered(survey, "T0", people[:4], sheets[:4])
    tell(survey)
    assert jobs_of(survey) == []
    answered(survey, "T0", people[4:5], sheets[4:5])
    tell(survey)
    tell(survey)
    assert jobs_of(survey) == [JobState.WAITING]
    world.do(results.JOB, survey.id)
    answered(survey, "T0", people[5:9], sheets[5:9])
    tell(survey)
    assert jobs_of(survey) == [JobState.DONE]
    answered(survey, "T0", people[9:10], sheets[9:10])
    tell(survey)
    assert sorted(jobs_of(survey)) == [JobState.DONE, JobState.WAITING]


def test_a_close_asks_for_figures_once(world: World, now: Cohort) -> None:
    people, sheets = people_and_sheets(world, now, 6)
    survey = living.asked(now)
    answered(survey, "T0", people, sheets)
    tell(survey)
    living.close_now(living.wave_of(survey, "T0"))
    assert jobs_of(survey) == [JobState.WAITING]


def test_what_is_stored_names_nobody_and_holds_no_more_than_is_printed(world: World, now: Cohort) -> None:
    survey = lived(world, now, 12)
    found = computed(world, survey)
    stored = json.dumps(found.content)
    tokens = [each.token for each in queries.lived(survey=survey, with_open=True)[0].rows]
    assert len(tokens) == 12
    kept = bytes(db.session.execute(text("SELECT basis FROM survey_results")).scalar_one())
    for token in tokens:
        assert token not in stored
        assert token.encode() not in kept
    means = [mean["estimate"] for scale in found.content["scales"] for mean in scale["waves"]]
    numbers = [each["mean"] for each in means if each]
    assert numbers
    assert all(number == round(number, 2) for number in numbers)


def test_each_run_is_recorded(world: World, now: Cohort) -> None:
    survey = lived(world, now, 6)
    computed(world, survey)
    done = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "survey figures computed")).all()
    assert [(each.category.value, each.subject_id, each.details) for each in done] == [("content", survey.id, {})]


def test_who_was_erased_stays_in_the_figures_as_nobody(world: World, now: Cohort) -> None:
    survey = lived(world, now, 12, leaves=0.0)
    before = queries.lived(survey=survey, with_open=True)
    erased = db.session.scalars(select(Person.id).join(Fellow, Fellow.person_id == Person.id)).first()
    with transaction() as session:
        session.execute(update(Person).where(Person.id == erased).values(salt=None))
    results_after, living_after = queries.lived(survey=survey, with_open=True)
    after = {row.token: row.scores for row in results_after.rows}
    assert all(after[row.token] == row.scores for row in before[0].rows)
    assert [each.is_eligible for each in living_after.at("T0")] == [True] * 12
    assert living_after.sent == before[1].sent


def test_eligible_is_who_had_joined_and_not_left_when_the_wave_opened(world: World, now: Cohort) -> None:
    people, sheets = people_and_sheets(world, now, 7)
    survey = living.asked(now)
    answered(survey, "T0", people, sheets)
    opened = living.wave_of(survey, "T0").opens_on
    joined, left = people[0].id, people[1].id
    with transaction() as session:
        session.execute(update(Fellow).where(Fellow.id == joined).values(joined_on=clock.today()))
        session.execute(update(Fellow).where(Fellow.id == left).values(left_on=opened, leaving="deferred"))
    found = queries.lived(survey=survey, with_open=True)[1]
    assert (found.opened[0].eligible, found.opened[0].invited) == (5, 7)
    assert sum(each.is_eligible for each in found.sent) == 5


def test_a_report_reads_closed_waves_alone(world: World, now: Cohort) -> None:
    people, sheets = people_and_sheets(world, now, 6)
    survey = living.asked(now)
    answered(survey, "T0", people, sheets)
    assert queries.lived(survey=survey, with_open=False)[0].waves == ()
    assert [each.code for each in queries.lived(survey=survey, with_open=True)[0].waves] == ["T0"]
