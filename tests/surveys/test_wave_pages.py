from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Programme
from programme.core import clock
from programme.core.db import db
from programme.core.mail.models import OutboxMail
from programme.surveys.models import Survey, Wave, WaveState
from tests.support import living
from tests.support.statements import statements
from tests.support.world import World


@pytest.fixture
def cohort(programme: Programme) -> Cohort:
    return living.cohort_now(programme)


@pytest.fixture
def coordinator(world: World, programme: Programme) -> Person:
    return world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=programme.id)


def base(cohort: Cohort) -> str:
    return f"/cohorts/{cohort.id}/surveys"


def test_a_coordinator_starts_a_survey_with_its_waves(world: World, cohort: Cohort, coordinator: Person) -> None:
    address, client = base(cohort), world.client(coordinator)
    page = client.get(f"{address}/new").text
    assert "Baseline (T0)" in page
    assert clock.date_words(cohort.starts_on) in page
    sent = {"questionnaire": "leadership-outcomes/1", "title": "Leading change", "codes": ["T0", "T2"]}
    answer = client.send(f"{address}/new", sent, follow_redirects=True)
    assert "Leading change is set up" in answer.text
    db.session.rollback()
    survey = db.session.scalars(select(Survey)).one()
    assert [(wave.code, wave.state) for wave in survey.waves] == [("T0", WaveState.PLANNED), ("T2", WaveState.PLANNED)]
    assert len(survey.scales) >= 8


def test_a_form_that_names_nothing_says_so_and_keeps_what_was_typed(
    world: World, cohort: Cohort, coordinator: Person
) -> None:
    client, address = world.client(coordinator), f"{base(cohort)}/new"
    page = client.send(address, {"title": "Kept words"}).text
    assert "Choose a questionnaire" in page
    assert "Choose at least one wave" in page
    assert "Kept words" in page


def test_the_list_says_who_has_answered_and_never_what(world: World, cohort: Cohort, coordinator: Person) -> None:
    one, other = world.fellow(cohort, "Ama Boateng"), world.fellow(cohort, "Bo Chen")
    survey = living.asked(cohort)
    wave = living.wave_of(survey, "T0")
    living.answer(wave, one, {**living.all_with(4), "helped": "My mentor"})
    client = world.client(coordinator)
    page = client.get(f"{base(cohort)}/{survey.id}/waves/T0").text
    assert "1 of 2 fellows have answered" in page
    assert "My mentor" not in page
    waiting = client.get(f"{base(cohort)}/{survey.id}/waves/T0?show=waiting").text
    assert other.person.full_name in waiting
    assert one.person.full_name not in waiting


def test_reminding_everyone_reaches_who_has_not_answered(world: World, cohort: Cohort, coordinator: Person) -> None:
    one, other = world.fellow(cohort, "Ama Boateng"), world.fellow(cohort, "Bo Chen")
    survey = living.asked(cohort)
    living.answer(living.wave_of(survey, "T0"), one, living.all_with(4))
    client, address = world.client(coordinator), f"{base(cohort)}/{survey.id}/waves/T0/remind"
    assert "1 reminder on the way" in client.send(address, follow_redirects=True).text
    db.session.rollback()
    posted = db.session.scalars(select(OutboxMail.recipient).where(OutboxMail.template == "survey")).all()
    assert posted == [other.person.email]
    assert "Nobody was reminded" in client.send(address, follow_redirects=True).text, "once in two days"
    assert client.send(address, {"fellow": "not an id"}).status_code == 404


def test_the_days_of_a_wave_can_be_moved_until_it_closes(world: World, cohort: Cohort, coordinator: Person) -> None:
    survey = living.asked(cohort, ("T0", "T1"))
    client, address = world.client(coordinator), f"{base(cohort)}/{survey.id}/waves/T1/days"
    first, last = clock.today() + timedelta(days=40), clock.today() + timedelta(days=50)
    days = {"opens_on": [first.day, first.month, first.year], "closes_on": [last.day, last.month, last.year]}
    assert "The days are saved" in client.send(address, days, follow_redirects=True).text
    db.session.rollback()
    wave = living.wave_of(survey, "T1")
    assert (wave.opens_on, wave.closes_on) == (first, last)
    days["closes_on"] = [1, 1, 2020]
    assert "must not be before the first" in client.send(address, days).text


def test_reminders_take_days_and_refuse_words(world: World, cohort: Cohort, coordinator: Person) -> None:
    survey = living.asked(cohort)
    client, address = world.client(coordinator), f"{base(cohort)}/{survey.id}/reminders"
    assert "whole numbers" in client.send(address, {"days": "a week"}).text
    assert "The reminders are saved" in client.send(address, {"days": "14, 5"}, follow_redirects=True).text
    db.session.rollback()
    assert db.session.get_one(Survey, survey.id).reminder_days == [5, 14]


def test_pages_of_waves_belong_to_the_cohorts_team_alone(world: World, cohort: Cohort, programme: Programme) -> None:
    fellow = world.fellow(cohort)
    survey = living.asked(cohort)
    elsewhere = world.programme("Elsewhere")
    stranger = world.person("Stan Stranger", role=Role.DIRECTOR, scope_id=elsewhere.id)
    mentor = world.mentor(fellow)
    for person in (fellow.person, stranger, mentor):
        client = world.client(person)
        for path in ("", "/waves/T0", "/waves/T0/days", "/reminders"):
            assert client.get(f"{base(cohort)}/{survey.id}{path}").status_code == 404
        assert client.send(f"{base(cohort)}/{survey.id}/waves/T0/remind").status_code == 404
        assert client.get(f"{base(cohort)}/new").status_code == 404


def test_a_wave_of_another_cohort_is_not_found(
    world: World, cohort: Cohort, programme: Programme, coordinator: Person
) -> None:
    survey = living.asked(cohort)
    other = living.cohort_now(programme, "Other year")
    client = world.client(coordinator)
    assert client.get(f"{base(other)}/{survey.id}/waves/T0").status_code == 404
    assert client.get(f"{base(cohort)}/{survey.id}/waves/T5").status_code == 404


def test_the_list_costs_the_same_for_3_fellows_as_for_30(world: World, cohort: Cohort, coordinator: Person) -> None:
    for number in range(3):
        world.fellow(cohort, f"First{number} Name", signed_up=False)
    survey = living.asked(cohort)
    client, address = world.client(coordinator), f"{base(cohort)}/{survey.id}/waves/T0"
    with statements() as few:
        client.get(address)
    for number in range(27):
        world.fellow(cohort, f"More{number} Name", signed_up=False)
    wave_id = living.wave_of(survey, "T0").id
    living.open_now(db.session.get_one(Wave, wave_id))
    with statements() as many:
        assert "of 30 fellows" in client.get(address).text
    assert many.count == few.count <= 15
