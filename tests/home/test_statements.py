"""A page asks the database at most fifteen times, however long its lists are."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import insert

from programme.access.policy import Role, ScopeKind
from programme.accounts.models import GrantRow, Person
from programme.accounts.service.reaches import find_at_commit
from programme.accounts.service.scopes import add_scopes
from programme.cohorts.models import Cohort, Programme
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db, transaction
from programme.core.mail.models import MailState, OutboxMail
from programme.organisations.models import Organisation, OrganisationKind, Scale, Sector
from programme.organisations.service import OrganisationFacts, create_all
from programme.reports.models import Report, ReportRelease, ReportVersion, VersionState
from programme.surveys.models import Participant, Survey
from tests.support.scene import ANSWERS, Scene, mapped_import
from tests.support.statements import MOST, assert_asks_no_more_when_it_grows, statements
from tests.support.who_opens_what import lines
from tests.support.world import END, START, World

READERS = ("signed out", "administrator", "director", "coordinator", "sponsor", "funder", "nobody", "fellow", "other",
           "withdrawn", "alumna", "mentor")  # fmt: skip


@pytest.mark.parametrize("who", READERS)
def test_every_page_needs_at_most_fifteen_statements(scene: Scene, tmp_path: Path, who: str) -> None:
    with scene.played(tmp_path) as app:
        client = scene.client(app, who)
        counts: dict[str, int] = {}
        for line in lines():
            if line.method == "GET":
                with statements() as asked:
                    client.get(line.address.format(**scene.names)).close()
                counts[line.address] = asked.count
    assert counts["/healthz"] > 0
    assert {address: count for address, count in counts.items() if count > MOST} == {}


class Town:
    """A programme whose lists grow."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.programme = world.programme()
        self.director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=self.programme.id)
        self.administrator = world.administrator()
        self.cohort = world.cohort(self.programme)
        self.place = world.organisation(self.programme, "First place")
        self.sponsor = world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=self.place.id)

    def people(self, count: int) -> None:
        """People with two roles each, the second one ended."""
        self._crowd(count, {self.programme.id: None, self.place.id: clock.now()})

    def sponsors(self, count: int) -> None:
        """Sponsors of one organisation."""
        self._crowd(count, {self.place.id: None})

    def _crowd(self, count: int, ends: dict[uuid.UUID, datetime | None]) -> None:
        moment, ids = clock.now(), [uuid.uuid4() for _ in range(count)]
        rows = [
            {"id": each, "email": f"{each}@example.org", "full_name": f"Ada {each}", "invited_at": moment}
            for each in ids
        ]
        given = {"role": Role.SPONSOR, "starts_at": moment - timedelta(days=1), "given_by": self.director.id}
        held = [
            {"person_id": each, "scope_id": scope, "ends_at": ends_at, **given}
            for each in ids
            for scope, ends_at in ends.items()
        ]
        with transaction() as session:
            session.execute(insert(Person), rows)
            session.execute(insert(GrantRow), held)
            find_at_commit(ids)

    def organisations(self, count: int) -> None:
        """Organisations of the programme."""
        facts = [OrganisationFacts(f"Place {uuid.uuid4()}", OrganisationKind.TRUST, Sector.ACUTE, Scale.WIDER)
                 for _ in range(count)]  # fmt: skip
        with transaction():
            create_all(facts, self.programme.id, by=self.director.id)

    def cohorts(self, count: int) -> None:
        """Cohorts of the programme."""
        self._add_cohorts([self.programme.id] * count)

    def programmes(self, count: int) -> None:
        """Programmes with a cohort each, all with the same director."""
        ids = [uuid.uuid4() for _ in range(count)]
        held = {"person_id": self.director.id, "role": Role.DIRECTOR, "starts_at": clock.now()}
        with transaction() as session:
            scopes = [{"id": each, "kind": ScopeKind.PROGRAMME, "name": str(each)} for each in ids]
            add_scopes(scopes)
            session.execute(insert(Programme), [{"id": each, "name": str(each), "purpose": ""} for each in ids])
            session.execute(insert(GrantRow), [{"scope_id": each, **held} for each in ids])
            find_at_commit([self.director.id])
        self._add_cohorts(ids)

    def _add_cohorts(self, programme_ids: list[uuid.UUID]) -> None:
        pairs = [(uuid.uuid4(), programme_id) for programme_id in programme_ids]
        scopes = [
            {"id": each, "kind": ScopeKind.COHORT, "name": str(each), "parent_id": above} for each, above in pairs
        ]
        dates = {"starts_on": START, "ends_on": END}
        rows = [{"id": each, "programme_id": above, "name": str(each), **dates} for each, above in pairs]
        with transaction() as session:
            add_scopes(scopes)
            session.execute(insert(Cohort), rows)

    def reports(self, count: int) -> None:
        """Surveys with a participant, each with a released report and a newer draft."""
        with transaction() as session:
            for number in range(count):
                place = Organisation(name=f"Place {uuid.uuid4()}", kind=OrganisationKind.TRUST, sector=Sector.ACUTE,
                                     scale=Scale.WIDER)  # fmt: skip
                survey = Survey(cohort_id=self.cohort.id, title=f"Results {uuid.uuid4()}", imported_on=clock.today(),
                                imported_rows=1)  # fmt: skip
                session.add_all([place, survey])
                session.flush()
                session.add(Participant(survey_id=survey.id, organisation_id=place.id, salt=b"salt"))
                report = Report(cohort_id=self.cohort.id, survey_id=survey.id, title=f"Report {number}")
                session.add(report)
                session.flush()
                for place_in_line, state in ((1, VersionState.RELEASED), (2, VersionState.DRAFT)):
                    version = ReportVersion(report_id=report.id, number=place_in_line, made_on=clock.today(),
                                            made_by_name="Dora", released_by_name="Dora")  # fmt: skip
                    version.state, version.released_at = state, clock.now()
                    session.add(version)
                    session.flush()
                    session.add(ReportRelease(version_id=version.id, scope_id=self.place.id))

    def mails(self, count: int) -> None:
        """Mails that failed."""
        moment = clock.now()
        row = {"recipient": "ada@example.org", "template": "invitation", "created_at": moment, "due_at": moment}
        with transaction() as session:
            session.execute(insert(OutboxMail), [{**row, "subject_id": uuid.uuid4(), "state": MailState.FAILED}
                                                 for _ in range(count)])  # fmt: skip

    def entries(self, count: int) -> None:
        """Entries of the audit trail, each about somebody else."""
        self.people(count)
        with transaction() as session:
            for person in session.query(Person).limit(count):
                audit.record("name changed", category=Category.PEOPLE, actor_id=person.id, subject_id=person.id)

    def grants(self, count: int) -> None:
        """Roles of the sponsor in many organisations."""
        with transaction() as session:
            facts = [OrganisationFacts(f"Place {uuid.uuid4()}") for _ in range(count)]
            for row in create_all(facts, self.programme.id, by=self.director.id):
                session.add(GrantRow(person_id=self.sponsor.id, role=Role.SPONSOR, scope_id=row.id,
                                     starts_at=clock.now(), given_by=self.director.id))  # fmt: skip


# What grows, who reads, and where it is listed.
GROWING: list[tuple[Callable[[Town, int], None], str, str]] = [
    (Town.people, "director", "/people"),
    (Town.people, "administrator", "/people"),
    (Town.people, "director", "/people?words=ada"),
    (Town.grants, "director", "/people/{sponsor}"),
    (Town.grants, "director", "/people/{sponsor}/grants/new"),
    (Town.grants, "sponsor", "/account"),
    (Town.grants, "sponsor", "/organisations"),
    (Town.organisations, "director", "/organisations"),
    (Town.organisations, "director", "/people/invite"),
    (Town.sponsors, "director", "/organisations/{place}"),
    (Town.cohorts, "director", "/cohorts"),
    (Town.cohorts, "director", "/"),
    (Town.cohorts, "director", "/programmes/{programme}"),
    (Town.programmes, "administrator", "/programmes"),
    (Town.programmes, "director", "/programmes"),
    (Town.programmes, "director", "/cohorts"),
    (Town.programmes, "director", "/"),
    (Town.programmes, "director", "/organisations/new"),
    (Town.programmes, "administrator", "/people/invite"),
    (Town.reports, "director", "/reports"),
    (Town.reports, "director", "/"),
    (Town.reports, "sponsor", "/reports"),
    (Town.reports, "sponsor", "/"),
    (Town.reports, "director", "/cohorts/{cohort}/reports"),
    (Town.reports, "director", "/cohorts/{cohort}/reports/new"),
    (Town.reports, "director", "/cohorts/{cohort}/surveys"),
    (Town.mails, "administrator", "/admin/outbox"),
    (Town.mails, "administrator", "/admin/health"),
    (Town.entries, "administrator", "/admin/audit"),
]


@pytest.mark.parametrize(("grow", "who", "address"), GROWING, ids=[f"{who} {address}" for _, who, address in GROWING])
def test_a_list_needs_no_more_statements_when_it_grows(
    world: World, grow: Callable[[Town, int], None], who: str, address: str
) -> None:
    town = Town(world)
    path = address.format(sponsor=town.sponsor.id, place=town.place.id, programme=town.programme.id,
                          cohort=town.cohort.id)  # fmt: skip
    assert_asks_no_more_when_it_grows(world.client(getattr(town, who)), path, partial(grow, town))


def test_the_dry_run_of_an_import_needs_no_more_statements_for_a_longer_file(world: World) -> None:
    town = Town(world)
    client, counts = world.client(town.director), []
    for rows in (3, 60):
        answers = [ANSWERS[number % len(ANSWERS)] for number in range(rows)]
        import_id = mapped_import(world, town.cohort, town.director, answers)
        db.session.rollback()
        with statements() as asked:
            answer = client.get(f"/cohorts/{town.cohort.id}/surveys/imports/{import_id}")
        assert f"{rows} people in" in answer.text
        counts.append(asked.count)
    assert counts[0] == counts[1] <= MOST
