"""The demonstration as it is loaded, once for all of these tests."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme import ROOT, create_app
from programme.accounts.demo import ACCOUNTS, DemoAccount
from programme.accounts.models import Person, PersonState
from programme.cohorts.models import Cohort, CohortState, Fellow
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import AuditEntry
from programme.core.db import db
from programme.core.mail.models import MailState, OutboxMail
from programme.core.security import limiter
from programme.reflections.models import Reflection
from programme.reports.models import ReportVersion, VersionState
from programme.surveys.models import Draft, Response, Survey, SurveyInvitation, SurveyResult, Wave, WaveState
from tests.support import containing, reaching
from tests.support.databases import Database, disconnect, rows_of_every_table
from tests.support.pages import CheckingClient
from tests.support.settings import settings_for

LINK = re.compile(r"^https?://[^/]+(/(?:answer|invitation)/[\w-]{43})$", re.M)


def load(settings: dict[str, str]) -> None:
    command = [sys.executable, "-m", "programme.demo"]
    done = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def loaded(migrated: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The settings of the demonstration."""
    instance = tmp_path_factory.mktemp("demonstration")
    with migrated.copied(instance) as own:
        settings = settings_for(instance, CANOPY_MODE="demo", **own.settings)
        load(settings)
        yield settings


@pytest.fixture
def demo(loaded: dict[str, str]) -> Iterator[Flask]:
    app = create_app(loaded)
    app.test_client_class = CheckingClient
    with app.app_context():
        limiter.reset()
        yield app
    disconnect(app)


def signed_in(demo: Flask, account: DemoAccount) -> CheckingClient:
    client = demo.test_client()
    assert isinstance(client, CheckingClient)
    assert client.sign_in(account.email, account.password).status_code == 302
    return client


def account(role: str) -> DemoAccount:
    return next(each for each in ACCOUNTS if each.role == role)


def cohort(state: CohortState) -> Cohort:
    mine = select(Cohort).where(Cohort.state == state, Cohort.name != "Earlier cohort")
    return db.session.scalars(mine).one()


def survey_of(state: CohortState) -> Survey:
    return db.session.scalars(select(Survey).where(Survey.cohort_id == cohort(state).id)).one()


def test_loading_a_second_time_changes_nothing(demo: Flask, loaded: dict[str, str]) -> None:
    before = rows_of_every_table()
    load(loaded)
    assert rows_of_every_table() == before


@pytest.mark.parametrize("who", ACCOUNTS, ids=[each.role for each in ACCOUNTS])
def test_every_account_can_sign_in_and_its_home_opens(demo: Flask, who: DemoAccount) -> None:
    page = signed_in(demo, who).get("/")
    assert page.status_code == 200
    assert who.full_name in page.text


def test_one_account_stands_for_each_role() -> None:
    roles = {"Programme director", "Coordinator", "Sponsor", "Fellow", "Mentor", "Alumna", "Administrator"}
    assert {each.role for each in ACCOUNTS} == roles
    assert len(ACCOUNTS) == len(roles)


def test_nobody_but_the_accounts_can_sign_in(demo: Flask) -> None:
    with_password = db.session.scalars(select(Person.email).where(Person.password_hash.is_not(None)))
    assert set(with_password) == {each.email for each in ACCOUNTS}


def test_the_names_of_the_accounts_are_those_of_the_people(demo: Flask) -> None:
    names = dict(db.session.execute(select(Person.email, Person.full_name)).tuples().all())
    assert all(names[each.email] == each.full_name for each in ACCOUNTS)


def test_the_dates_lie_around_today(demo: Flask) -> None:
    today = clock.today()
    past, now, next_one = (cohort(each) for each in (CohortState.COMPLETED, CohortState.RUNNING, CohortState.PLANNED))
    assert past.ends_on < today - timedelta(days=365)
    assert now.starts_on == today - timedelta(days=10)
    assert next_one.starts_on > now.ends_on
    states = {wave.code: wave.state for wave in survey_of(CohortState.COMPLETED).waves}
    assert set(states) == {"T0", "T1", "T2", "T3"}
    assert set(states.values()) == {WaveState.CLOSED}
    running = {wave.code: wave.state for wave in survey_of(CohortState.RUNNING).waves}
    assert running.pop("T0") is WaveState.OPEN
    assert set(running.values()) == {WaveState.PLANNED}


def test_history_is_told_in_the_order_in_which_it_happened(demo: Flask) -> None:
    moments = list(db.session.scalars(select(AuditEntry.at).order_by(AuditEntry.number)))
    assert moments == sorted(moments)
    assert moments[-1] <= clock.now()
    assert audit.verify().broken_at is None


def test_fewer_answer_from_wave_to_wave(demo: Flask) -> None:
    counted = {
        code: (asked, answered)
        for code, asked, answered in db.session.execute(
            select(Wave.code, func.count(), func.count().filter(SurveyInvitation.has_answered))
            .join(SurveyInvitation, SurveyInvitation.wave_id == Wave.id)
            .where(Wave.survey_id == survey_of(CohortState.COMPLETED).id)
            .group_by(Wave.code)
        )
    }
    assert counted == {"T0": (30, 28), "T1": (28, 26), "T2": (27, 24), "T3": (27, 19)}


def test_as_many_responses_are_stored_as_fellows_have_answered(demo: Flask) -> None:
    answered = select(SurveyInvitation.wave_id, func.count()).where(SurveyInvitation.has_answered)
    said = db.session.execute(answered.group_by(SurveyInvitation.wave_id)).tuples().all()
    lived = Response.questionnaire_id.is_not(None)
    stored = db.session.execute(select(Response.wave_id, func.count()).where(lived).group_by(Response.wave_id))
    assert dict(said) == dict(stored.tuples().all())


def scales(survey: Survey) -> dict[str, dict[str, object]]:
    row = db.session.get(SurveyResult, survey.id)
    assert row is not None
    return {each["label"]: each for each in row.content["scales"]}


def test_the_figures_have_the_planted_change(demo: Flask) -> None:
    found = scales(survey_of(CohortState.COMPLETED))
    size = {label: each["change"]["g"] for label, each in found.items()}  # type: ignore[index]
    for label in ("Systems thinking", "Change practice", "Coproduction", "Network and support"):
        assert size[label] > 0.5, label
    for label in ("Using data", "Resilience"):
        assert abs(size[label]) < 0.4, label
    assert size["Isolation at work"] < -0.5


def test_what_grew_in_network_and_support_is_gone_a_year_later(demo: Flask) -> None:
    waves = scales(survey_of(CohortState.COMPLETED))["Network and support"]["waves"]
    mean = {each["code"]: each["estimate"]["mean"] for each in waves if each["estimate"]}  # type: ignore[attr-defined]
    assert mean["T2"] > mean["T0"] + 0.5
    assert mean["T3"] < mean["T2"] - 0.5


def test_the_running_cohort_has_who_answered_who_began_and_who_never_came(demo: Flask) -> None:
    wave = next(each for each in survey_of(CohortState.RUNNING).waves if each.code == "T0")
    answered = select(func.count()).where(SurveyInvitation.wave_id == wave.id, SurveyInvitation.has_answered)
    assert db.session.scalar(answered) == 15
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 3
    here = (
        select(Person)
        .join(Fellow, Fellow.person_id == Person.id)
        .where(Fellow.cohort_id == cohort(CohortState.RUNNING).id)
    )
    people = db.session.scalars(here).all()
    assert len(people) == 24
    assert sum(person.state is PersonState.INVITED for person in people) == 2
    assert sum(not person.wants_reminders for person in people) == 1


def test_the_fellow_has_yet_to_answer_and_has_reflected(demo: Flask) -> None:
    mine = select(Fellow).join(Fellow.person).where(Person.email == account("Fellow").email)
    row = db.session.scalars(mine).one()
    invitation = db.session.scalars(select(SurveyInvitation).where(SurveyInvitation.fellow_id == row.id)).one()
    assert not invitation.has_answered
    own = db.session.scalars(select(Reflection).where(Reflection.fellow_id == row.id)).all()
    assert len(own) > 10
    assert sum(each.is_draft for each in own) == 1
    assert max(each.happened_on for each in own) <= clock.today()


def test_mails_left_for_the_running_cohort_alone(demo: Flask) -> None:
    mails = db.session.scalars(select(OutboxMail)).all()
    now = cohort(CohortState.RUNNING)
    here = set(db.session.scalars(select(Fellow.person_id).where(Fellow.cohort_id == now.id)))
    assert {each.subject_id for each in mails} == here
    assert {each.state for each in mails} == {MailState.SENT}
    assert min(each.created_at for each in mails).date() == now.starts_on
    folder = demo.extensions["canopy.settings"].instance / "mail"
    assert len(list(folder.glob("*.txt"))) == len(mails), "demo mode shows each"


def test_the_links_in_the_mails_still_open(demo: Flask) -> None:
    said = [path.read_text(encoding="utf-8") for path in demo.extensions["canopy.settings"].instance.glob("mail/*.txt")]
    invitations = [LINK.search(each) for each in said if "/invitation/" in each]
    answers = [LINK.search(each) for each in said if "/answer/" in each]
    assert len(invitations) == 2, "those who never signed in can still do so"
    client = demo.test_client()
    for found in (*invitations, *answers[:3]):
        assert found is not None
        assert client.get(found[1], follow_redirects=True).status_code == 200, found[1]


def test_the_director_is_told_who_needs_them(demo: Flask) -> None:
    home = signed_in(demo, account("Programme director")).get("/").text
    for said in ("have not signed in yet", "have no host organisation", "have no mentor", "A director reviews it"):
        assert said in home, said


def test_a_draft_waits_for_review_and_the_earlier_report_is_released(demo: Flask) -> None:
    versions = db.session.scalars(select(ReportVersion)).all()
    assert sorted(each.state for each in versions) == [VersionState.DRAFT, VersionState.RELEASED]
    sponsor = signed_in(demo, account("Sponsor")).get("/").text
    assert "published data" in sponsor
    assert "Leadership Outcomes" not in sponsor, "what was not released is not there"


def test_a_host_of_two_fellows_is_hidden_in_the_report(demo: Flask) -> None:
    version = db.session.scalars(select(ReportVersion).where(ReportVersion.state == VersionState.DRAFT)).one()
    client = signed_in(demo, account("Programme director"))
    rows = client.get(f"/reports/{version.report_id}/versions/1/csv").text.splitlines()
    hospice = [row for row in rows if "Fernhollow Hospice" in row]
    assert hospice
    assert all("idden" in row or "ewer" in row for row in hospice), hospice


def test_no_figure_of_the_surveys_page_is_of_fewer_than_five(demo: Flask) -> None:
    for row in db.session.scalars(select(SurveyResult)):
        items = [item for wave in row.content["waves"] for section in wave["sections"] for item in section["items"]]
        assert all(sum(item["counts"]) >= 5 for item in items if item["counts"])
        assert any(item["counts"] is None and item["note"].startswith("Hidden") for item in items), (
            "some must be hidden"
        )
        assert any(item["counts"] for item in items)


def test_the_alumna_sees_how_her_own_scores_moved(demo: Flask) -> None:
    client = signed_in(demo, account("Alumna"))
    page = client.get("/my/surveys/trajectory").text
    for code in ("T0", "T1", "T2", "T3"):
        assert code in page


def test_what_contains_what_and_who_is_found_where_is_written_down(demo: Flask) -> None:
    assert containing.written() == containing.followed()
    assert reaching.written() == reaching.followed()
