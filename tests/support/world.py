"""Small factories: a programme with its people, and results to report on."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask

from programme.access.policy import Actor, Role
from programme.accounts import queries as accounts
from programme.accounts import service as account_service
from programme.accounts.models import INSTALLATION, GrantRow, Person
from programme.cohorts import service as cohorts
from programme.cohorts.models import Cohort, Fellow, FellowFacts, Programme
from programme.cohorts.service import fellows, rosters
from programme.core import clock
from programme.core.crypto import new_salt
from programme.core.db import db, transaction
from programme.core.jobs import child
from programme.core.jobs import service as jobs
from programme.core.jobs.models import Job
from programme.organisations import service as organisations
from programme.organisations.models import Organisation
from programme.reports import queries as reports
from programme.reports import service as report_service
from programme.reports.models import ReportVersion
from programme.surveys.models import ResultsImport, Survey
from programme.surveys.queries import surveys
from programme.surveys.rules.mapping import Columns, Mapping, ScaleMap, WaveMap
from programme.surveys.service import imports as survey_service
from programme.surveys.service import results as survey_results_service
from tests.support.pages import CheckingClient

PASSWORD = "three random words"
START, END = date(2024, 9, 2), date(2025, 8, 31)


@dataclass
class World:
    """Makes what a test needs, each piece committed."""

    app: Flask

    def client(self, person: Person | None = None) -> CheckingClient:
        """A browser; signed in if a person is given."""
        client = self.app.test_client()
        assert isinstance(client, CheckingClient)
        if person is not None:
            email = person.email
            db.session.rollback()  # what the test reads next is read after the sign-in
            assert client.sign_in(email, PASSWORD).status_code == 302
        return client

    def person(self, name: str = "Ada Osei", **grant: object) -> Person:
        """Somebody with a password; with `role` and `scope_id` also a grant, as if given long ago."""
        with transaction() as session:
            person = Person(
                id=uuid.uuid4(),
                email=f"{name.split()[0].lower()}.{uuid.uuid4().hex[:8]}@example.org",
                full_name=name,
                invited_at=clock.now(),
                epoch=0,
                salt=new_salt(),
            )
            session.add(person)
            session.flush()
            account_service.set_password(person, PASSWORD)
            if grant:
                self._grant(person, grant["role"], grant["scope_id"])
        return person

    @staticmethod
    def _grant(person: Person, role: object, scope_id: object) -> None:
        assert isinstance(role, Role)
        assert isinstance(scope_id, uuid.UUID)
        started = clock.now() - timedelta(days=30)
        db.session.add(GrantRow(person_id=person.id, role=role, scope_id=scope_id, starts_at=started))

    def administrator(self) -> Person:
        """An administrator of the installation."""
        return self.person("Tom Admin", role=Role.ADMINISTRATOR, scope_id=INSTALLATION)

    def programme(self, name: str = "Fellowship") -> Programme:
        """A programme without people."""
        with transaction():
            return cohorts.create_programme(name, "To lead change.", by=None)

    def cohort(self, programme: Programme, name: str = "2024 to 2025") -> Cohort:
        """A planned cohort whose dates are over."""
        with transaction():
            return cohorts.create_cohort(programme.id, name, START, END, by=None)

    def fellow(
        self,
        cohort: Cohort,
        name: str = "Femi Adeyemi",
        *,
        invited: bool = True,
        signed_up: bool = True,
        person: Person | None = None,
        **facts: object,
    ) -> Fellow:
        """A fellow of the cohort, as if added long ago; `facts` are columns of their year.

        `invited`: a director has given the role. `signed_up`: they have a password too (PASSWORD). Who is not invited
        has none either. `person` is somebody who is here already.
        """
        cohort_id = cohort.id
        if person is None and invited and signed_up:
            person = self.person(name)
        person_id = person.id if person else None
        with transaction() as session:
            known = session.get(Person, person_id) if person_id else None
            year = session.get_one(Cohort, cohort_id)
            email = known.email if known else f"{name.split()[0].lower()}.{uuid.uuid4().hex[:8]}@example.org"
            row = fellows.add(year, email, name, FellowFacts(), by=uuid.uuid4())
            for column, value in facts.items():
                setattr(row, column, value)
            if invited:
                self._grant(row.person, Role.FELLOW, cohort_id)
        return row

    def mentor(self, fellow: Fellow, name: str = "Mary Mentor") -> Person:
        """Somebody with a password whom the fellow accepted as mentor long ago."""
        return self.person(name, role=Role.MENTOR, scope_id=fellow.id)

    def organisation(self, programme: Programme, name: str = "Riverside Practice") -> Organisation:
        """An organisation tied to the programme."""
        facts = organisations.OrganisationFacts(name)
        with transaction():
            return organisations.create(facts, programme.id, by=uuid.uuid4())

    def actor(self, person: Person) -> Actor:
        """The person with the grants in force."""
        return accounts.actor(person_id=person.id)

    def results(
        self, cohort: Cohort, uploader: Person, content: bytes, scales: Sequence[str], waves: Sequence[str] = "012"
    ) -> Survey:
        """Results imported from a CSV file with columns person, place and <scale>_t<wave>, scores from 1 to 5."""
        row_id = self.upload(cohort, uploader, content, scales, waves)
        self.do(survey_service.JOB, row_id)
        row = db.session.get_one(ResultsImport, row_id)
        assert row.survey_id is not None, jobs.latest(survey_service.JOB, row_id)
        return surveys.survey(cohort_id=cohort.id, survey_id=row.survey_id)

    def upload(
        self, cohort: Cohort, uploader: Person, content: bytes, scales: Sequence[str], waves: Sequence[str] = "012"
    ) -> uuid.UUID:
        """A mapped import that has been started and waits for its job."""
        columns = Columns(f"Results {uuid.uuid4().hex[:6]}", "person", ("place",), "{scale}_t{wave}")
        mapping = Mapping(
            columns,
            tuple(ScaleMap(key, key.title(), 1, 5) for key in scales),
            tuple(WaveMap(key, f"T{key}") for key in waves),
        )
        actor = self.actor(uploader)
        with transaction():
            row = survey_service.take_upload(actor, cohort.id, "results.csv", content)
            survey_service.choose_columns(row, columns)
            survey_service.choose_scales(row, mapping)
            survey_service.start(actor, row)
            return row.id

    def version(self, survey: Survey, drafter: Person, *, for_publication: bool = False) -> ReportVersion:
        """A draft of the survey's report, made."""
        with transaction():
            version = report_service.ask_for_version(
                self.actor(drafter), survey, drafter.full_name, for_publication=for_publication
            )
            version_id = version.id
        self.do(report_service.JOB, version_id)
        return db.session.get_one(ReportVersion, version_id)

    def release(self, version: ReportVersion, director: Person, reason: str | None = None) -> ReportVersion:
        """Review and release a draft to all sponsors of its cohort; `reason` if it supersedes a released one."""
        version_id = version.id
        with transaction() as session:
            row = session.get_one(ReportVersion, version_id)
            report_service.review(self.actor(director), row, director.full_name)
            scopes = [key for key, _ in reports.recipients(row=row.report)]
            report_service.release(self.actor(director), row, director.full_name, scopes, reason)
        self.do(report_service.JOB, version_id)
        return db.session.get_one(ReportVersion, version_id)

    def do(self, name: str, subject_id: uuid.UUID) -> Job:
        """Do the newest job called `name` here and now, as the worker's child would."""
        # The registry is the worker's own; it is loaded here because few tests need the heavy libraries behind it.
        from programme.cohorts.jobs import import_roster
        from programme.reports.jobs import make_report
        from programme.surveys.jobs import import_results, survey_results

        known = {survey_service.JOB: import_results, report_service.JOB: make_report, rosters.JOB: import_roster}
        known[survey_results_service.JOB] = survey_results
        job = jobs.latest(name, subject_id)
        assert job is not None
        running = jobs.claim(job.id, timedelta(minutes=5))
        assert running is not None
        child.run_here(running, known)
        done = jobs.latest(name, subject_id)
        assert done is not None
        return done


def csv_of(
    rows: Sequence[tuple[str, Sequence[float | None]]], scales: Sequence[str] = ("ready",), waves: str = "02"
) -> bytes:
    """A file of people by place with one score for each scale at each wave, scale by scale; None is blank."""
    header = ["person", "place", *(f"{scale}_t{wave}" for scale in scales for wave in waves)]
    lines = [",".join(header)]
    for number, (place, scores) in enumerate(rows, 1):
        lines.append(",".join([str(number), place, *("" if score is None else str(score) for score in scores)]))
    return "\n".join(lines).encode()
