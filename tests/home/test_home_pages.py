from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import GrantProposal, GrantRow, Person
from programme.cohorts.models import Cohort, CohortState, Programme
from programme.core import clock
from programme.core.db import transaction
from programme.surveys.models import Wave
from tests.support import living
from tests.support.world import World


@pytest.fixture
def programme(world: World) -> Programme:
    return world.programme("Riverside Fellowship")


@pytest.fixture
def cohort(programme: Programme) -> Cohort:
    cohort = living.cohort_now(programme)
    with transaction() as session:
        session.get_one(Cohort, cohort.id).state = CohortState.RUNNING
    return cohort


@pytest.fixture
def director(world: World, programme: Programme) -> Person:
    return world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)


@pytest.fixture
def coordinator(world: World, programme: Programme) -> Person:
    return world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=programme.id)


def home(world: World, person: Person) -> str:
    return " ".join(world.client(person).get("/").text.split())


def closing_soon(wave: Wave) -> None:
    wave_id = wave.id
    with transaction() as session:
        session.get_one(Wave, wave_id).closes_on = clock.today() + timedelta(days=3)


def test_a_director_is_told_of_a_wave_that_closes_with_few_answers(
    world: World, cohort: Cohort, director: Person
) -> None:
    fellows = [world.fellow(cohort, f"Fellow{number} Name") for number in range(3)]
    wave = living.wave_of(living.asked(cohort), "T0")
    assert "Remind" not in home(world, director), "it closes in two weeks"
    living.answer(wave, fellows[0], living.all_with(4))
    closing_soon(wave)
    page = home(world, director)
    assert "Who needs me this week?" in page
    assert "1 of 3 fellows have answered" in page
    assert f"/surveys/{wave.survey_id}/waves/T0" in page


def test_a_wave_that_nearly_all_answered_needs_nobody(world: World, cohort: Cohort, director: Person) -> None:
    fellows = [world.fellow(cohort, f"Fellow{number} Name") for number in range(5)]
    wave = living.wave_of(living.asked(cohort), "T0")
    for each in fellows[:4]:
        living.answer(wave, each, living.all_with(4))
    closing_soon(wave)
    page = home(world, director)
    assert "4 of 5 fellows have answered" in page
    assert "Remind" not in page


def test_fellows_without_host_mentor_or_sign_in_are_counted_with_what_to_do(
    world: World, cohort: Cohort, programme: Programme, director: Person
) -> None:
    host = world.organisation(programme)
    settled = world.fellow(cohort, "Settled Fellow", host_id=host.id)
    world.mentor(settled)
    world.client(settled.person)  # has signed in
    world.fellow(cohort, "Lost Fellow", signed_up=False)
    page = home(world, director)
    for words in ("has no host organisation", "has no mentor", "has not signed in yet"):
        assert f"1 fellow of This year {words}" in page
    assert "needs=host" in page


def test_a_coordinator_finds_today_and_overdue_and_what_comes(
    world: World, cohort: Cohort, coordinator: Person
) -> None:
    world.fellow(cohort)
    survey = living.asked(cohort, ("T0", "T1"))
    closing_soon(living.wave_of(survey, "T0"))
    with transaction() as session:
        later = session.get_one(Wave, living.wave_of(survey, "T1").id)
        later.opens_on, later.closes_on = clock.today() + timedelta(days=5), clock.today() + timedelta(days=20)
    page = home(world, coordinator)
    assert "Today and overdue" in page
    assert "Mid-programme (T1) of This year opens on" in page
    assert "Baseline (T0) of This year closes on" in page
    assert "Under way and coming up" in page


def test_nothing_of_another_programme_is_on_a_directors_home(world: World, cohort: Cohort) -> None:
    world.fellow(cohort, "Lost Fellow", signed_up=False)
    elsewhere = world.programme("Elsewhere")
    stranger = world.person("Stan Stranger", role=Role.DIRECTOR, scope_id=elsewhere.id)
    page = home(world, stranger)
    assert "This year" not in page
    assert "Nobody at the moment" in page


def test_a_fellow_finds_what_is_next_first(world: World, cohort: Cohort) -> None:
    fellow = world.fellow(cohort, "Femi Adeyemi")
    survey = living.asked(cohort)
    page = home(world, fellow.person)
    assert "What is next" in page
    assert f"{survey.title}: baseline. It closes on" in page
    assert "Write a reflection" in page
    living.answer(living.wave_of(survey, "T0"), fellow, living.all_with(4))
    assert "It closes on" not in home(world, fellow.person)


def test_a_fellow_decides_who_supports_them(world: World, cohort: Cohort, director: Person) -> None:
    fellow = world.fellow(cohort)
    mentor = world.person("Mary Mentor")
    with transaction() as session:
        session.add(
            GrantProposal(
                person_id=mentor.id,
                role=Role.MENTOR,
                scope_id=fellow.id,
                proposed_at=clock.now(),
                proposed_by=director.id,
                agreed_by=director.id,
            )
        )
    assert "Mary Mentor is proposed as your mentor" in home(world, fellow.person)
    assert "Mary Mentor is proposed" not in home(world, director), "it waits for the fellow, not for a director"


def test_a_mentor_finds_whom_they_support_and_nothing_that_is_theirs(world: World, cohort: Cohort) -> None:
    fellow = world.fellow(cohort, "Femi Adeyemi")
    page = home(world, world.mentor(fellow))
    assert "People you support" in page
    assert "Femi Adeyemi" in page
    assert "Write a reflection" not in page


def test_somebody_without_a_role_is_told_so(world: World) -> None:
    assert "You have no role yet" in home(world, world.person())


def test_who_was_invited_this_week_is_not_chased_yet(world: World, cohort: Cohort, director: Person) -> None:
    fellow = world.fellow(cohort, "Fresh Fellow", signed_up=False)
    assert "has not signed in yet" in home(world, director)
    with transaction() as session:
        given = session.scalars(select(GrantRow).where(GrantRow.person_id == fellow.person_id)).one()
        given.starts_at = clock.now() - timedelta(days=6)
    assert "has not signed in yet" not in home(world, director)


def test_a_mentors_earlier_fellows_stand_apart(world: World, cohort: Cohort, programme: Programme) -> None:
    fellow = world.fellow(cohort, "Femi Adeyemi")
    mentor = world.mentor(fellow)
    earlier = world.fellow(world.cohort(programme), "Past Fellow")
    with transaction() as session:
        session.add(
            GrantRow(
                person_id=mentor.id, role=Role.MENTOR, scope_id=earlier.id, starts_at=clock.now() - timedelta(days=9)
            )
        )
    page = home(world, mentor)
    assert page.index("Femi Adeyemi") < page.index("Fellows of earlier years") < page.index("Past Fellow")
