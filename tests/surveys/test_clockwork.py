from datetime import timedelta

import pytest
from sqlalchemy import func, select

from programme.cohorts.models import Cohort, CohortState, Fellow, Leaving
from programme.core import clock, links
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from programme.core.jobs import service as jobs
from programme.surveys.mail import SURVEY
from programme.surveys.models import Draft, SurveyInvitation, SurveyMail, Wave, WaveState
from programme.surveys.queries import waves as queries
from programme.surveys.rules.windows import Window
from programme.surveys.service import clockwork, mailing, results, waves
from tests.support import living
from tests.support.world import World


@pytest.fixture
def cohort(world: World) -> Cohort:
    return living.cohort_now(world.programme())


def invited(wave: Wave) -> int:
    return db.session.scalar(select(func.count()).where(SurveyInvitation.wave_id == wave.id)) or 0


def tick() -> None:
    with transaction():
        clockwork.keep_time()


def test_a_wave_opens_on_its_day_and_asks_the_fellows_of_the_day(world: World, cohort: Cohort) -> None:
    for name in ("Ama Boateng", "Bríd Ní Dhomhnaill"):
        world.fellow(cohort, name)
    survey = living.asked(cohort, ("T0", "T1"))
    first, second = living.wave_of(survey, "T0"), living.wave_of(survey, "T1")
    assert (first.state, second.state) == (WaveState.OPEN, WaveState.PLANNED)
    assert (invited(first), invited(second)) == (2, 0)


def test_keeping_time_twice_changes_nothing(world: World, cohort: Cohort) -> None:
    world.fellow(cohort)
    first = living.wave_of(living.asked(cohort), "T0")
    before = set(db.session.scalars(select(SurveyInvitation.id)))
    tick()
    assert set(db.session.scalars(select(SurveyInvitation.id))) == before
    assert invited(first) == 1


def test_who_joins_while_a_wave_is_open_is_asked_too(world: World, cohort: Cohort) -> None:
    first = living.wave_of(living.asked(cohort), "T0")
    world.fellow(cohort, joined_on=clock.today())
    world.fellow(cohort, "Later Starter", joined_on=clock.today() + timedelta(days=1))
    tick()
    assert invited(first) == 1


def test_who_has_left_is_not_asked(world: World, cohort: Cohort) -> None:
    world.fellow(cohort, left_on=clock.today(), leaving=Leaving.WITHDRAWN)
    assert invited(living.wave_of(living.asked(cohort), "T0")) == 0


def test_nobody_is_asked_in_an_archived_cohort(world: World, cohort: Cohort) -> None:
    world.fellow(cohort)
    survey = living.asked(cohort, ("T0", "T1"))
    later = living.wave_of(survey, "T1").id
    with transaction() as session:
        session.get_one(Cohort, cohort.id).state = CohortState.ARCHIVED
        session.get_one(Wave, later).opens_on = clock.today()
    tick()
    assert db.session.get_one(Wave, later).state is WaveState.PLANNED


def test_a_wave_that_closes_leaves_no_draft_no_link_and_no_list_of_mails(world: World, cohort: Cohort) -> None:
    fellow = world.fellow(cohort)
    wave = living.wave_of(living.asked(cohort), "T0")
    with transaction() as session:
        invitation = session.scalars(select(SurveyInvitation)).one()
        token = links.issue(SURVEY, invitation.id, timedelta(days=3))
        session.add(Draft(wave_id=wave.id, pseudonym=b"p" * 32, content="{}"))
        session.add(SurveyMail(wave_id=wave.id, fellow_id=fellow.id, kind="invitation", posted_on=clock.today()))
    living.close_now(wave)
    assert db.session.get_one(Wave, wave.id).state is WaveState.CLOSED
    assert links.subject_of(SURVEY, token) is None
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0
    assert db.session.scalar(select(func.count()).select_from(SurveyMail)) == 0


def test_a_closed_wave_stays_closed_whatever_its_days(world: World, cohort: Cohort) -> None:
    wave = living.wave_of(living.asked(cohort), "T0")
    living.close_now(wave)
    row = db.session.get_one(Wave, wave.id)
    with pytest.raises(DomainError, match="has closed"):
        waves.move_window(living.SOMEBODY, row, clock.today(), clock.today() + timedelta(days=5))


def test_a_wave_whose_days_are_over_is_not_asked_when_a_survey_starts(cohort: Cohort) -> None:
    today = clock.today()
    over = Window("T0", "Baseline", today - timedelta(days=60), today - timedelta(days=30))
    coming = Window("T1", "Mid-programme", today, today + timedelta(days=30))
    with transaction():
        survey = waves.start_survey(living.SOMEBODY, cohort, living.outcomes(), "Outcomes", [over, coming])
        assert [wave.code for wave in survey.waves] == ["T1"]
    with transaction(), pytest.raises(DomainError, match="not over"):
        waves.start_survey(living.SOMEBODY, cohort, living.outcomes(), "Again", [over])


def test_a_questionnaire_is_stored_once_and_never_changes(cohort: Cohort) -> None:
    with transaction():
        first = waves.install(living.outcomes())
        assert waves.install(living.outcomes()).id == first.id
    with transaction() as session:
        row = session.merge(first)
        row.digest = "0" * 64
    with transaction(), pytest.raises(DomainError, match="new version number"):
        waves.install(living.outcomes())


def test_what_is_open_for_somebody_ends_with_their_leaving(world: World, cohort: Cohort) -> None:
    fellow = world.fellow(cohort)
    living.asked(cohort)
    person_id, fellow_id = fellow.person_id, fellow.id
    assert len(queries.unanswered(person_id=person_id)) == 1
    with transaction() as session:
        row = session.get_one(Fellow, fellow_id)
        row.left_on, row.leaving = clock.today(), Leaving.DEFERRED
    assert queries.unanswered(person_id=person_id) == []


def test_reminding_by_hand_passes_over_who_has_answered(world: World, cohort: Cohort) -> None:
    one, other = world.fellow(cohort, "Ama Boateng"), world.fellow(cohort, "Bo Chen")
    wave = living.wave_of(living.asked(cohort), "T0")
    living.answer(wave, one, living.all_with(4))
    with transaction() as session:
        sent = mailing.nudge(living.SOMEBODY, session.get_one(Wave, wave.id), [one.id, other.id])
    assert sent == 1
    with transaction() as session:
        assert mailing.nudge(living.SOMEBODY, session.get_one(Wave, wave.id), [other.id]) == 0, "twice in two days"


def test_figures_are_asked_for_by_the_clock_once_five_have_answered(world: World, cohort: Cohort) -> None:
    fellows = [world.fellow(cohort, f"Fellow{number} Answers") for number in range(5)]
    survey = living.asked(cohort)
    wave, survey_id = living.wave_of(survey, "T0"), survey.id
    for fellow in fellows[:4]:
        living.answer(wave, fellow, living.all_with(3))
    tick()
    assert jobs.latest(results.JOB, survey_id) is None
    living.answer(wave, fellows[4], living.all_with(3))
    assert jobs.latest(results.JOB, survey_id) is None, "sending keeps no moment"
    tick()
    asked = jobs.latest(results.JOB, survey_id)
    assert asked is not None
    asked_id = asked.id
    tick()
    again = jobs.latest(results.JOB, survey_id)
    assert again is not None
    assert again.id == asked_id, "one that waits is enough"
