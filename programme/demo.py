"""Loads the demonstration: `python -m programme.demo`, in demo mode only. Loading twice changes nothing."""

import sys
import uuid
from datetime import date, timedelta

from sqlalchemy import select

from programme import ROOT
from programme.access.policy import Actor, Facts, Role, ScopeKind
from programme.accounts import queries as accounts
from programme.accounts import service as account_service
from programme.accounts.demo import ACCOUNTS, PASSWORD, DemoAccount
from programme.accounts.models import Person
from programme.cohorts import service as cohorts
from programme.cohorts.models import Cohort
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.jobs import child
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.core.mail.models import MailState, OutboxMail
from programme.core.settings import Settings
from programme.reports import queries as reports
from programme.reports import service as report_service
from programme.reports.models import ReportVersion
from programme.surveys import queries as surveys
from programme.surveys import service as survey_service
from programme.surveys.models import Survey
from programme.surveys.rules.mapping import Columns, Mapping, ScaleMap, WaveMap
from programme.worker import JOBS, app

FILE = ROOT / "tests" / "data" / "longitudinal-outcomes-495-persons-3-waves.csv"
PROGRAMME = "Riverside Leadership Fellowship"
PURPOSE = (
    "Clinicians of every profession take a year out to lead a hard change in a host organisation, with action "
    "learning, coaching and a mentor beside them."
)
TITLE = "Three-wave outcomes study (published data)"
DIRECTOR, COORDINATOR, SPONSOR, ADMINISTRATOR = ACCOUNTS
LEASE = timedelta(minutes=30)


class NotDemo(Exception):
    """The demonstration is loaded in demo mode only, and what it builds on must be there."""


def load() -> None:
    """Load what is not there yet."""
    settings: Settings = app.extensions["canopy.settings"]
    if not settings.is_demo:
        raise NotDemo("CANOPY_MODE is not demo.")
    if db.session.scalar(select(Person.id).where(Person.email == SPONSOR.email)):
        return
    if db.session.scalar(select(Person.id).where(Person.email == ADMINISTRATOR.email)):
        raise NotDemo(f"Loading was interrupted earlier. Remove the folder {settings.instance} and start again.")
    with transaction():
        cohort_id = _people_and_cohorts()
    _results(cohort_id)
    _report(cohort_id)
    with transaction():
        _sponsor(cohort_id)


def _people_and_cohorts() -> uuid.UUID:
    administrator = account_service.create_administrator(ADMINISTRATOR.email, ADMINISTRATOR.full_name, PASSWORD)
    giver = accounts.actor(person_id=administrator.id)
    programme = cohorts.create_programme(PROGRAMME, PURPOSE, by=administrator.id)
    facts = accounts.scope_facts(scope_id=programme.id, kind=ScopeKind.PROGRAMME)
    director = _join(DIRECTOR, giver, Role.DIRECTOR, programme.id, facts)
    _join(COORDINATOR, accounts.actor(person_id=director.id), Role.COORDINATOR, programme.id, facts)
    year = clock.today().year
    earlier = cohorts.create_cohort(
        programme.id, "Earlier cohort", date(year - 3, 9, 4), date(year - 2, 8, 31), by=director.id
    )
    for state in ("running", "completed"):
        cohorts.move_cohort(earlier, state, by=director.id)
    cohorts.create_cohort(
        programme.id, f"{year + 1} to {year + 2}", date(year + 1, 9, 3), date(year + 2, 8, 31), by=director.id
    )
    return earlier.id


def _join(account: DemoAccount, giver: Actor, role: Role, scope_id: uuid.UUID, facts: Facts) -> Person:
    """An invented person with a password and a role; their invitation needs no sending."""
    person = account_service.invite(email=account.email, full_name=account.full_name, by=giver.person_id)
    account_service.set_password(person, PASSWORD)
    account_service.give_grant(giver, person, role, scope_id, facts)
    for mail in db.session.scalars(select(OutboxMail).where(OutboxMail.subject_id == person.id)):
        mail.state = MailState.NOT_NEEDED
    return person


def _actor(account: DemoAccount) -> Actor:
    person = accounts.person_by_email(email=account.email)
    if person is None:
        raise NotDemo(f"{account.email} is missing.")
    return accounts.actor(person_id=person.id)


def _results(cohort_id: uuid.UUID) -> None:
    """Import the published data as an earlier cohort's results, the way a director does it on the pages."""
    actor = _actor(DIRECTOR)
    columns = Columns(TITLE, "person", ("battalion", "company"), "{scale}_t{wave}")
    scales = (("jobsat", "Job satisfaction"), ("commit", "Commitment"), ("ready", "Readiness"))
    mapping = Mapping(
        columns,
        tuple(ScaleMap(key, label, 1, 5) for key, label in scales),
        tuple(WaveMap(key, f"T{key}") for key in "012"),
    )
    with transaction():
        row = survey_service.take_upload(actor, cohort_id, FILE.name, FILE.read_bytes())
        survey_service.choose_columns(row, columns)
        survey_service.choose_scales(row, mapping)
        survey_service.start(actor, row)
        import_id = row.id
    _do(survey_service.JOB, import_id)


def _report(cohort_id: uuid.UUID) -> None:
    """Draft by the coordinator, review and release by the director."""
    director = _actor(DIRECTOR)
    with transaction():
        survey = surveys.surveys_of(cohort_id=cohort_id)[0]
        version = report_service.ask_for_version(
            _actor(COORDINATOR), survey, COORDINATOR.full_name, for_publication=False
        )
        version_id = version.id
    _do(report_service.JOB, version_id)
    with transaction() as session:
        version = session.get_one(ReportVersion, version_id)
        report_service.review(director, version, DIRECTOR.full_name)
        scopes = [key for key, _ in reports.recipients(row=version.report)]
        report_service.release(director, version, DIRECTOR.full_name, scopes)
    _do(report_service.JOB, version_id)


def _sponsor(cohort_id: uuid.UUID) -> None:
    """A sponsor of the first organisation that took part."""
    cohort = db.session.get_one(Cohort, cohort_id)
    facts = accounts.scope_facts(scope_id=cohort.programme_id, kind=ScopeKind.PROGRAMME)
    survey = db.session.scalars(select(Survey).where(Survey.cohort_id == cohort_id)).one()
    place = surveys.organisations_of(survey_id=survey.id)[0]
    _join(SPONSOR, _actor(DIRECTOR), Role.SPONSOR, place.id, facts)


def _do(name: str, subject_id: uuid.UUID) -> None:
    """Do a job here and now; the worker finds it done."""
    job = jobs.latest(name, subject_id)
    running = jobs.claim(job.id, LEASE) if job else None
    if running is None:
        raise NotDemo(f"The job “{name}” could not be started.")
    child.run_here(running, JOBS)
    done = jobs.latest(name, subject_id)
    if done is None or done.state is not JobState.DONE:
        raise NotDemo(f"The job “{name}” failed: {done.reason if done else ''}")


if __name__ == "__main__":
    with app.app_context():
        try:
            load()
        except NotDemo as problem:
            sys.exit(str(problem))
