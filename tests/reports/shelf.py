"""A report whose versions are written down without being printed: what matters here is who decides and who reads."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.core import clock
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.core.mail.models import OutboxMail
from programme.reports import service
from programme.reports.models import Report, ReportFile, ReportRelease, ReportVersion, VersionState
from programme.surveys.models import Participant, Survey
from tests.support.pages import CheckingClient
from tests.support.world import World


@dataclass
class Shelf:
    """One report of a cohort in which Hill and Lake took part, its director, and a sponsor of each place."""

    world: World
    places: dict[str, uuid.UUID] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    report_id: uuid.UUID = field(default_factory=uuid.uuid4)

    def __post_init__(self) -> None:
        programme = self.world.programme()
        cohort = self.world.cohort(programme)
        self.places = {"Funders": programme.id}
        self.places |= {name: self.world.organisation(programme, name).id for name in ("Hill", "Lake")}
        with transaction() as session:
            survey = Survey(cohort_id=cohort.id, title="Results", imported_on=clock.today(), imported_rows=2)
            session.add(survey)
            session.flush()
            for name in ("Hill", "Lake"):
                session.add(Participant(survey_id=survey.id, organisation_id=self.places[name], salt=b"salt"))
            facts = {"cohort_id": cohort.id, "survey_id": survey.id, "title": "Evaluation report: Results"}
            session.add(Report(id=self.report_id, **facts))
        for role in (Role.DIRECTOR, Role.COORDINATOR):
            name = role.value.title()
            self.people[role.value] = self.world.person(f"Own {name}", role=role, scope_id=programme.id)
        for name in ("Hill", "Lake"):
            self.people[name] = self.sponsor(f"{name}a Sponsor", name)

    def sponsor(self, name: str, place: str) -> Person:
        """One more sponsor of a place."""
        return self.world.person(name, role=Role.SPONSOR, scope_id=self.places[place])

    def client(self, who: str) -> CheckingClient:
        """The browser of one of the people."""
        return self.world.client(self.people[who])

    def address(self, number: int) -> str:
        """Where a version is read."""
        return f"/reports/{self.report_id}/versions/{number}"

    def version(self, number: int, state: VersionState, to: Sequence[str] = ()) -> None:
        """A version that has come so far, given to sponsors of these places."""
        done = {"reviewed_by_name": "Rae", "reviewed_at": clock.now()}
        if to:
            done |= {"released_by_name": "Own Director", "released_at": clock.now()}
        with transaction() as session:
            row = ReportVersion(id=uuid.uuid4(), report_id=self.report_id, number=number, made_on=clock.today(),
                                made_by_name="Own Coordinator", **done)  # fmt: skip
            row.state = state
            session.add(row)
            session.flush()
            session.add(ReportFile(version_id=row.id, html=f"<h2>Printed {number}</h2>", pdf=b"%PDF-", csv="section,"))
            session.add_all(ReportRelease(version_id=row.id, scope_id=self.places[each]) for each in to)

    def row(self, number: int) -> ReportVersion:
        """A version as the database has it now."""
        db.session.rollback()
        db.session.expire_all()
        mine = (ReportVersion.report_id == self.report_id, ReportVersion.number == number)
        return db.session.scalars(select(ReportVersion).where(*mine)).one()

    def release(self, number: int, to: Sequence[str], reason: str | None = None) -> None:
        """A director releases a reviewed version, and it is printed."""
        with transaction():
            director = self.world.actor(self.people["director"])
            scopes = [self.places[each] for each in to]
            service.release(director, self._in_hand(number), "Own Director", scopes, reason)
        self.print(number)

    def print(self, number: int) -> None:
        """What the job does at its end."""
        with transaction():
            service.take_effect(self._in_hand(number), by=None)

    def withdraw(self, number: int, reason: str = "Two waves were mixed up") -> None:
        """A director takes a version out of download."""
        with transaction():
            director = self.world.actor(self.people["director"])
            service.withdraw(director, self._in_hand(number), "Own Director", reason)

    def _in_hand(self, number: int) -> ReportVersion:
        mine = (ReportVersion.report_id == self.report_id, ReportVersion.number == number)
        return db.session.scalars(select(ReportVersion).where(*mine)).one()

    def actions(self) -> list[tuple[str, dict[str, object]]]:
        """What the audit trail holds about reports, in order."""
        db.session.rollback()
        found = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number))
        return [(each.action, each.details) for each in found if each.action.startswith("report ")]

    def mails(self) -> list[tuple[str, str]]:
        """Which mails of reports were posted, to whom."""
        db.session.rollback()
        names = {person.email: name for name, person in self.people.items()}
        rows = db.session.scalars(select(OutboxMail).where(OutboxMail.template.startswith("report ")))
        return sorted((row.template, names.get(row.recipient, row.recipient)) for row in rows)
