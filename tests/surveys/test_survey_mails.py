import uuid
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme.accounts import service as accounts
from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Fellow, Leaving
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.links import Link
from programme.core.mail import sending
from programme.core.mail.models import MailState, OutboxMail
from programme.surveys import mail
from programme.surveys.models import SurveyMail, Wave
from programme.surveys.service import clockwork
from programme.surveys.service import mailing as mailings
from tests.support import living
from tests.support.smtp import MailServer
from tests.support.together import at_once, meeting
from tests.support.world import World

NOON = (11, 0)  # in UTC: a fair hour in London, summer and winter


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, 0)


def at(monkeypatch: pytest.MonkeyPatch, days: int, hour: int = NOON[0]) -> None:
    """Let the clock stand at an hour (UTC) so many days from today."""
    day = datetime.now(UTC).replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: day)


@pytest.fixture
def living_world(mailing: Flask) -> World:
    return World(mailing)


@pytest.fixture
def cohort(living_world: World) -> Cohort:
    return living.cohort_now(living_world.programme())


def tick() -> list[OutboxMail]:
    """What the worker does once a minute, up to the sending; the mails about surveys that wait now."""
    with transaction():
        clockwork.keep_time()
    with transaction():
        mailings.post_due()
    return list(db.session.scalars(waiting))


waiting = select(OutboxMail).where(OutboxMail.template == "survey", OutboxMail.state == MailState.WAITING)


def deliver() -> None:
    """Send all that waits."""
    for mail_id in list(db.session.scalars(select(OutboxMail.id).where(waiting.whereclause))):  # type: ignore[arg-type]
        db.session.rollback()
        sending.send(mail_id)
    db.session.rollback()


def test_each_fellow_gets_one_invitation_with_a_link_that_opens_the_survey(
    living_world: World, cohort: Cohort, server: MailServer
) -> None:
    fellow = living_world.fellow(cohort, "Ama Boateng")
    survey = living.asked(cohort)
    assert len(tick()) == 1
    assert tick() == tick(), "asking again posts nothing more"
    deliver()
    [mail] = server.received
    assert mail.recipients == [fellow.person.email]
    assert mail.message["Subject"].startswith(f"Ama Boateng, answer {survey.title} by ")
    assert "It takes about 5 minutes" in mail.text
    links = [line for line in mail.text.splitlines() if "/answer/" in line]
    assert len(links) == 1
    assert "/stop/" in mail.text


def test_two_workers_at_the_same_moment_post_a_mail_once(
    mailing: Flask, living_world: World, cohort: Cohort, server: MailServer
) -> None:
    for number in range(4):
        living_world.fellow(cohort, f"Fellow{number} Name")
    living.asked(cohort)

    def work() -> None:
        with transaction():
            mailings.post_due()

    at_once(mailing, [work] * 2)
    deliver()
    assert len(server.received) == 4
    assert len({mail.recipients[0] for mail in server.received}) == 4


def test_who_answered_between_posting_and_sending_gets_nothing(
    living_world: World, cohort: Cohort, server: MailServer
) -> None:
    fellow = living_world.fellow(cohort)
    wave = living.wave_of(living.asked(cohort), "T0")
    tick()
    living.answer(wave, fellow, living.all_with(4))
    deliver()
    assert server.received == []
    assert db.session.scalars(select(OutboxMail.state).where(OutboxMail.template == "survey")).all() == [
        MailState.NOT_NEEDED
    ]


def test_who_left_between_posting_and_sending_gets_nothing(
    living_world: World, cohort: Cohort, server: MailServer
) -> None:
    fellow_id = living_world.fellow(cohort).id
    living.asked(cohort)
    tick()
    with transaction() as session:
        row = session.get_one(Fellow, fellow_id)
        row.left_on, row.leaving = clock.today(), Leaving.WITHDRAWN
    deliver()
    assert server.received == []


def test_who_stopped_these_mails_gets_none_and_is_not_posted_any(
    living_world: World, cohort: Cohort, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = living_world.fellow(cohort).person_id
    living.asked(cohort)
    tick()
    with transaction() as session:
        mailings.stop_mails(session.get_one(Person, person_id))
    deliver()
    at(monkeypatch, 8)
    assert tick() == []
    assert server.received == []


def test_a_window_moved_between_posting_and_sending_moves_the_mail_too(
    living_world: World, cohort: Cohort, server: MailServer
) -> None:
    living_world.fellow(cohort)
    wave_id = living.wave_of(living.asked(cohort), "T0").id
    tick()
    with transaction() as session:
        session.get_one(Wave, wave_id).closes_on = clock.today() + timedelta(days=2)
    deliver()
    day = clock.date_words(clock.today() + timedelta(days=2))
    assert day in server.received[0].message["Subject"]


def test_reminders_follow_on_their_days_and_go_to_who_has_not_answered(
    living_world: World, cohort: Cohort, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = living_world.fellow(cohort, "Ama Boateng"), living_world.fellow(cohort, "Bo Chen")
    wave = living.wave_of(living.asked(cohort), "T0")  # it opened 5 days ago
    tick()
    deliver()
    living.answer(wave, one, living.all_with(3))
    at(monkeypatch, 2)
    tick()
    deliver()
    assert [mail.recipients[0] for mail in server.received[2:]] == [other.person.email]
    at(monkeypatch, 3)
    assert tick() == []


def test_a_reminder_says_that_it_is_one(
    living_world: World, cohort: Cohort, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    living_world.fellow(cohort, "Ama Boateng")
    living.asked(cohort)
    tick()
    deliver()
    at(monkeypatch, 2)  # 7 days after the first day
    tick()
    deliver()
    first, second = [str(mail.message["Subject"]) for mail in server.received]
    assert second == f"Reminder: {first}"
    assert "It takes about 5 minutes" in server.received[1].text


def test_the_first_mail_of_who_joins_late_is_an_invitation(
    living_world: World, cohort: Cohort, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    living_world.fellow(cohort, "Ama Boateng")
    living.asked(cohort)
    at(monkeypatch, 3)  # 8 days after the first day: invitation and first reminder are both due
    tick()
    deliver()
    assert len(db.session.scalars(select(SurveyMail)).all()) == 2
    assert server.received[0].message["Subject"].startswith("Ama Boateng, answer ")


def test_several_surveys_come_in_one_mail(living_world: World, cohort: Cohort, server: MailServer) -> None:
    living_world.fellow(cohort)
    living.asked(cohort, title="Leadership outcomes")
    living.asked(cohort, title="Second survey")
    assert len(tick()) == 1
    deliver()
    [mail] = server.received
    assert "2 surveys wait" in mail.message["Subject"]
    assert mail.text.count("/answer/") == 2


def test_nothing_is_posted_in_quiet_hours_and_it_comes_in_the_morning(
    living_world: World, cohort: Cohort, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    living_world.fellow(cohort)
    living.asked(cohort)
    at(monkeypatch, 0, hour=21)
    assert tick() == []
    at(monkeypatch, 1)
    assert len(tick()) == 1


def test_a_mail_that_could_not_leave_by_day_is_held_at_night_and_written_anew_in_the_morning(
    living_world: World, cohort: Cohort, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    living_world.fellow(cohort)
    living.asked(cohort)
    tick()
    at(monkeypatch, 0, hour=22)
    deliver()
    assert server.received == []
    held = db.session.scalars(waiting).one()
    assert (held.attempts, held.due_at > clock.now()) == (0, True)
    at(monkeypatch, 1)
    deliver()
    assert len(server.received) == 1


def test_a_mail_to_an_address_that_was_corrected_is_not_sent(
    living_world: World, cohort: Cohort, server: MailServer
) -> None:
    person_id = living_world.fellow(cohort).person_id
    living.asked(cohort)
    tick()
    with transaction() as session:
        session.get_one(Person, person_id).email = "corrected@example.org"
    deliver()
    assert server.received == []


def test_the_list_of_mails_says_that_a_mail_was_posted_and_no_time_of_day(living_world: World, cohort: Cohort) -> None:
    living_world.fellow(cohort)
    living.asked(cohort)
    tick()
    columns = {column.name: str(column.type) for column in SurveyMail.__table__.columns}
    assert columns["posted_on"] == "DATE"
    assert db.session.scalar(select(func.count()).select_from(SurveyMail)) == 1


def stop_address(server: MailServer) -> str:
    [line] = [line for line in server.received[-1].text.splitlines() if "/stop/" in line]
    return "/stop/" + line.rpartition("/stop/")[2]


def answer_address(server: MailServer) -> str:
    [line] = [line for line in server.received[-1].text.splitlines() if "/answer/" in line]
    return "/answer/" + line.rpartition("/answer/")[2]


def test_one_click_and_a_button_stop_these_mails(
    living_world: World, cohort: Cohort, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = living_world.fellow(cohort).person_id
    living.asked(cohort)
    tick()
    deliver()
    address, client = stop_address(server), living_world.client()
    assert "Stop these mails" in client.get(address).text
    assert db.session.get_one(Person, person_id).wants_reminders, "opening the page changes nothing"
    db.session.rollback()
    assert "no more mails" in client.send(f"{address}/confirm", follow_redirects=True).text
    db.session.expire_all()
    assert not db.session.get_one(Person, person_id).wants_reminders
    db.session.rollback()
    assert client.get(f"/stop/{uuid.uuid4().hex}").status_code == 404


def test_a_button_pressed_twice_does_what_it_says_and_not_the_opposite(living_world: World, cohort: Cohort) -> None:
    client = living_world.client(living_world.fellow(cohort).person)
    for _ in range(2):
        assert "no more mails" in client.send("/my/surveys/mails/stop", follow_redirects=True).text
    assert "Send me these mails" in client.get("/my/surveys").text
    for _ in range(2):
        assert "mails about surveys again" in client.send("/my/surveys/mails/allow", follow_redirects=True).text
    assert "Stop these mails" in client.get("/my/surveys").text


def test_an_address_that_is_corrected_closes_the_links_that_went_to_the_wrong_one(
    living_world: World, cohort: Cohort, server: MailServer
) -> None:
    person_id = living_world.fellow(cohort).person_id
    living.asked(cohort)
    tick()
    deliver()
    link, stop, client = answer_address(server), stop_address(server), living_world.client()
    assert client.get(link).status_code == 200
    with transaction() as session:
        accounts.correct_address(session.get_one(Person, person_id), "right@example.org", by=uuid.uuid4())
    assert client.get(link).status_code == client.get(stop).status_code == 404
    tick()
    deliver()
    assert server.received[-1].recipients == ["right@example.org"]
    assert client.get(answer_address(server)).status_code == 200


def test_a_link_that_is_written_while_the_address_is_corrected_is_closed_too(
    mailing: Flask, living_world: World, cohort: Cohort
) -> None:
    person = living_world.fellow(cohort).person
    person_id, address = person.id, person.email
    living.asked(cohort)

    def correct() -> None:
        accounts.correct_address(db.session.get_one(Person, person_id), "right@example.org", by=uuid.uuid4())

    meeting(mailing, lambda: mail.survey(person_id, address), correct)
    still_open = select(Link).where(Link.purpose == mail.SURVEY, Link.revoked_at.is_(None))
    assert db.session.scalars(still_open).all() == []
