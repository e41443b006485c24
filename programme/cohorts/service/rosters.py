"""Writes about rosters: taking a file in, checking it, and bringing it in at once or not at all."""

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select

from programme.access.policy import Actor, Permission, Role, ScopeKind, may, may_give
from programme.accounts import queries as accounts
from programme.accounts.models import Scope
from programme.accounts.service.people import add_people
from programme.accounts.service.relations import offer_all
from programme.accounts.service.scopes import add_fellow_scopes
from programme.accounts.service.turns import hold, take_turn
from programme.cohorts.models import Cohort, Fellow, Profession, RosterImport, RosterState
from programme.cohorts.queries import rosters as queries
from programme.cohorts.queries.programmes import cohort_facts
from programme.cohorts.rules.roster.planning import Kind, Plan, PlannedRow, plan
from programme.cohorts.rules.roster.rows import Roster, read_roster
from programme.cohorts.service import uploads
from programme.cohorts.service.fellows import refuse_archived
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db
from programme.core.errors import DomainError
from programme.core.jobs import service as jobs
from programme.core.tables.reading import read_table
from programme.organisations import service as organisations
from programme.organisations.models import OrganisationFacts, OrganisationKind
from programme.organisations.rules import kind_by_code

JOB = "import roster"
BATCH = 500
GONE = "The file is no longer here. Upload it again."


def take_upload(actor: Actor, cohort: Cohort, filename: str, content: bytes) -> RosterImport:
    """Keep an uploaded file, encrypted, for 24 hours at most.

    Raises:
        UnreadableFile: it is no table.
        DomainError: the cohort is archived.
    """
    refuse_archived(cohort)
    read_table(content)
    row = uploads.keep(RosterImport(state=RosterState.UPLOADED), actor, cohort.id, filename, content)
    audit.record("roster uploaded", category=Category.PEOPLE, actor_id=actor.person_id, subject_id=cohort.id)
    return row


def roster_of(row: RosterImport) -> Roster:
    """The roster in the file that was uploaded.

    Raises:
        DomainError: the file has been deleted.
    """
    if row.content is None:
        raise DomainError(GONE)
    return read_roster(read_table(row.content))


def dry_run(row: RosterImport, cohort: Cohort, words: Mapping[str, str]) -> Plan:
    """What the file would change as the cohort stands now; nothing is written. `words` are professions in words."""
    return plan(roster_of(row), queries.state(cohort=cohort, uploader_id=row.uploader_id), words)


def start(actor: Actor, row: RosterImport, cohort: Cohort) -> None:
    """Ask for the import itself; after one that failed it can be asked for again.

    Raises:
        DomainError: the import has begun, the file has faults or changes nothing, or the cohort is archived.
    """
    refuse_archived(cohort)
    hold(RosterImport, row.id, GONE)
    if row.state is RosterState.IMPORTED or (row.state is RosterState.IMPORTING and not jobs.has_failed(JOB, row.id)):
        raise DomainError("This import has begun already.")
    refuse_idle(dry_run(row, cohort, _PLAIN))
    row.state = RosterState.IMPORTING
    jobs.ask_for(JOB, row.id, asked_by=actor.person_id)


def refuse_idle(planned: Plan) -> None:
    """Go on only with a roster that can come in and changes something.

    Raises:
        DomainError: it cannot, or it changes nothing.
    """
    if planned.faults or planned.count(Kind.REFUSE):
        raise DomainError("The file has faults. Mend them and upload it again.")
    if not planned.has_work:
        raise DomainError("The file changes nothing: every row is in the cohort as it stands.")


def bring_in(row: RosterImport, cohort: Cohort, roster: Roster) -> None:
    """Write a roster in the current transaction, compared with what is there now; the file goes.

    Raises:
        DomainError: it cannot come in any more, or the uploader may no longer change the cohort's fellows.
    """
    refuse_archived(cohort)
    hold(RosterImport, row.id, GONE)
    organisations.take_turn()
    take_turn()
    actor, facts = accounts.actor(person_id=row.uploader_id), cohort_facts(cohort_id=cohort.id)
    if not may(actor, Permission.EDIT_FELLOWS, facts):
        raise DomainError("You can no longer change the fellows of this cohort.")
    planned = plan(roster, queries.state(cohort=cohort, uploader_id=row.uploader_id), _PLAIN)
    refuse_idle(planned)
    agreed = may_give(actor, Role.MENTOR, ScopeKind.FELLOW, facts, None)
    _Writing(cohort, planned, row.uploader_id).write(agreed=agreed)
    row.state, row.content = RosterState.IMPORTED, None
    created, changed = planned.count(Kind.CREATE), planned.count(Kind.CHANGE)
    row.outcome = f"{created:,} added, {changed:,} changed, {planned.count(Kind.UNCHANGED):,} unchanged"
    audit.record(
        "roster imported",
        category=Category.PEOPLE,
        actor_id=row.uploader_id,
        subject_id=cohort.id,
        added=created,
        changed=changed,
    )


class _Writing:
    """Writes a plan in batches; it makes no audit entry of its own."""

    def __init__(self, cohort: Cohort, planned: Plan, by: uuid.UUID) -> None:
        self.cohort, self.planned, self.by = cohort, planned, by
        self.rows = [row for row in planned.rows if row.kind in (Kind.CREATE, Kind.CHANGE)]

    def write(self, *, agreed: bool) -> None:
        self.hosts = self._hosts()
        self.people = self._people()
        ids = self._create([row for row in self.rows if row.kind is Kind.CREATE])
        self._change({row.fellow_id: row for row in self.rows if row.fellow_id is not None})
        named = {
            row.fellow_id or ids[row.row.email]: self.people[row.row.mentor_email][0]
            for row in self.rows
            if row.takes_mentor
        }
        offer_all(named, Role.MENTOR, by=self.by, agreed=agreed)

    def _hosts(self) -> dict[str, uuid.UUID]:
        """The organisations that the roster adds, by name in small letters."""
        wanted = [
            OrganisationFacts(name, kind=OrganisationKind(kind_by_code(code)), ods_code=code)
            for name, code in self.planned.new_hosts.items()
        ]
        rows = organisations.create_all(wanted, self.cohort.programme_id, by=self.by, recorded=False)
        return {row.name.casefold(): row.id for row in rows}

    def _people(self) -> dict[str, tuple[uuid.UUID, str]]:
        """Everybody whom the roster names, by address; who is new is added, and who is here keeps their name."""
        names = {row.row.mentor_email: row.row.mentor for row in self.rows if row.takes_mentor}
        names |= {row.row.email: row.row.name for row in self.rows if row.kind is Kind.CREATE}
        known = queries.people_by_email(emails=names)
        new = {email: name for email, name in names.items() if email not in known}
        return known | {email: (key, new[email]) for email, key in add_people(new).items()}

    def _host(self, planned: PlannedRow) -> uuid.UUID | None:
        return self.hosts[planned.new_host.casefold()] if planned.new_host else planned.host_id

    def _create(self, rows: Sequence[PlannedRow]) -> dict[str, uuid.UUID]:
        ids = {row.row.email: uuid.uuid4() for row in rows}
        add_fellow_scopes({ids[email]: self.people[email] for email in ids}, self.cohort.id)
        values = [
            {
                "id": ids[each.row.email],
                "cohort_id": self.cohort.id,
                "person_id": self.people[each.row.email][0],
                "profession": Profession(each.row.profession or Profession.UNKNOWN.value),
                "career_stage": each.row.stage,
                "employer": each.row.employer,
                "host_id": self._host(each),
                "joined_on": each.row.joined or self.cohort.starts_on,
            }
            for each in rows
        ]
        for first in range(0, len(values), BATCH):
            db.session.execute(insert(Fellow), values[first : first + BATCH])
        return ids

    def _change(self, rows: Mapping[uuid.UUID, PlannedRow]) -> None:
        fellows = queries.fellows_with_people(cohort_id=self.cohort.id, fellow_ids=rows)
        renamed = {row.person_id: rows[row.id].row.name for row in fellows if rows[row.id].takes_name}
        for row in fellows:
            said = rows[row.id].row
            row.profession = Profession(said.profession) if said.profession else row.profession
            row.career_stage, row.employer = said.stage or row.career_stage, said.employer or row.employer
            row.host_id, row.joined_on = self._host(rows[row.id]) or row.host_id, said.joined or row.joined_on
            row.person.full_name = renamed.get(row.person_id, row.person.full_name)
        if renamed:
            for scope in db.session.scalars(select(Scope).where(Scope.person_id.in_(renamed))):
                scope.name = renamed.get(scope.person_id, scope.name) if scope.person_id else scope.name
        db.session.flush()


_PLAIN = {each.value: each.value for each in Profession}


def record_export(cohort: Cohort, kind: str, *, by: uuid.UUID) -> None:
    """An audit entry that somebody took the list of a cohort's fellows away."""
    audit.record("roster exported", category=Category.PEOPLE, actor_id=by, subject_id=cohort.id, kind=kind)
