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


def test_one_fellow_is_reminded_from_their_row_and_the_button_for_all_names_the_count(
    world: World, cohort: Cohort, coordinator: Person
) -> None:
    one, other, _ = (world.fellow(cohort, name) for name in ("Ama Boateng", "Bo Chen", "Cy Dent"))
    wave = living.wave_of(living.asked(cohort), "T0")
    living.answer(wave, one, living.all_with(4))
    other_id, one_id, email = other.id, one.id, other.person.email
    client, address = world.client(coordinator), f"{base(cohort)}/{wave.survey_id}/waves/T0"
    page = client.get(address).text
    assert "Remind 2 fellows" in page
    assert f'name="fellow" value="{other_id}"' in page
    assert f'value="{one_id}"' not in page, "who has answered is not reminded"
    client.send(f"{address}/remind", {"fellow": str(other_id)})
    db.session.rollback()
    posted = select(OutboxMail.recipient).where(OutboxMail.template == "survey")
    assert db.session.scalars(posted).all() == [email]
    after = client.get(address).text
    assert "Remind 1 fellow" in after
    assert f'value="{other_id}"' not in after, "once in two days"
    client.send(f"{address}/remind")
    assert "Nobody can be reminded today" in client.get(address).text


def test_the_first_day_of_an_open_wave_is_text_and_cannot_be_sent(
    world: World, cohort: Cohort, coordinator: Person
) -> None:
    survey = living.asked(cohort)
    wave = living.wave_of(survey, "T0")
    opened, last = wave.opens_on, clock.today() + timedelta(days=30)
    client, address = world.client(coordinator), f"{base(cohort)}/{survey.id}/waves/T0/days"
    page = client.get(address).text
    assert clock.date_words(opened) in page
    assert 'name="opens_on"' not in page
    assert "Enter the last day" in client.send(address, {"closes_on": ["", "", ""]}).text
    days = {"opens_on": [1, 1, 2020], "closes_on": [last.day, last.month, last.year]}
    assert "The days are saved" in client.send(address, days, follow_redirects=True).text
    db.session.rollback()
    wave = living.wave_of(survey, "T0")
    assert (wave.opens_on, wave.closes_on) == (opened, last)


def test_the_list_of_surveys_says_where_each_stands(world: World, cohort: Cohort, coordinator: Person) -> None:
    world.fellow(cohort)
    survey, client = living.asked(cohort, ("T0", "T1")), world.client(coordinator)

    def days(code: str) -> Wave:
        return living.wave_of(survey, code)

    closes, opens = clock.date_words(days("T0").closes_on), clock.date_words(days("T1").opens_on)
    assert f"Baseline open until {closes}" in client.get(base(cohort)).text
    living.close_now(days("T0"))
    assert f"Mid-programme opens on {opens}" in client.get(base(cohort)).text
    living.open_now(days("T1"))
    living.close_now(days("T1"))
    assert ">Closed<" in client.get(base(cohort)).text


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
