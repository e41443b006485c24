"""Reading what a roster is compared with, and the rosters on their way in."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from programme.access.policy import RELATIONS, Role
from programme.accounts.models import GrantProposal, GrantRow, Person, PersonState, Scope
from programme.accounts.queries import all_within, reachable_people
from programme.cohorts.models import Cohort, Fellow
from programme.cohorts.queries.supporting import mentors_of
from programme.cohorts.rules.roster.cells import on_one_line
from programme.cohorts.rules.roster.planning import Here, Host, State
from programme.core.db import db
from programme.organisations.queries import of_programme

AT_ONCE = 500


def state(*, cohort: Cohort, uploader_id: uuid.UUID) -> State:
    """What is there before a roster comes in."""
    rows = db.session.scalars(
        select(Fellow).where(Fellow.cohort_id == cohort.id).options(joinedload(Fellow.person), joinedload(Fellow.host))
    ).all()
    mentors = _mentors(cohort.id)
    fixed = _named_elsewhere(cohort)
    hosts = [
        Host(row.id, on_one_line(row.name), row.ods_code) for row in of_programme(programme_id=cohort.programme_id)
    ]
    uploader = db.session.scalar(select(Person.email).where(Person.id == uploader_id)) or ""
    fellows = {row.person.email: _here(row, mentors.get(row.id, frozenset()), fixed) for row in rows}
    return State(cohort.starts_on, cohort.ends_on, fellows, hosts, uploader, _known(cohort.programme_id))


def _known(programme_id: uuid.UUID) -> dict[str, str]:
    """The full names of all who are known within a programme, by address: its people, and fellows not invited yet."""
    reached = reachable_people(within=[programme_id]).with_only_columns(Person.email, Person.full_name)
    fellows = select(Person.email, Person.full_name).join(Scope, Scope.person_id == Person.id)
    fellows = fellows.where(Scope.id.in_(all_within([programme_id])))
    return dict(db.session.execute(reached.union(fellows)).tuples().all())


def _here(row: Fellow, mentors: frozenset[str], fixed: Collection[uuid.UUID]) -> Here:
    return Here(
        id=row.id,
        name=on_one_line(row.person.full_name),
        is_renamable=row.person.state is PersonState.INVITED and row.person_id not in fixed,
        profession=row.profession.value,
        stage=on_one_line(row.career_stage),
        employer=on_one_line(row.employer),
        host_id=row.host_id,
        host=row.host.name if row.host else "",
        joined=row.joined_on,
        left_on=row.left_on,
        mentors=mentors,
    )


def _mentors(cohort_id: uuid.UUID) -> dict[uuid.UUID, frozenset[str]]:
    found = mentors_of(fellow_ids=select(Fellow.id).where(Fellow.cohort_id == cohort_id))
    return {key: frozenset(each.email for each in those) for key, those in found.items()}


def _named_elsewhere(cohort: Cohort) -> set[uuid.UUID]:
    """Fellows of the cohort who hold roles outside of its programme too: their names are not this programme's."""
    mine = select(Fellow.person_id).where(Fellow.cohort_id == cohort.id)
    few, within = (Role.FELLOW, *RELATIONS), all_within([cohort.programme_id])
    held = select(GrantRow.person_id).where(
        GrantRow.person_id.in_(mine), or_(GrantRow.role.not_in(few), GrantRow.scope_id.not_in(within))
    )
    named = select(GrantProposal.person_id).where(
        GrantProposal.person_id.in_(mine), or_(GrantProposal.role.not_in(few), GrantProposal.scope_id.not_in(within))
    )
    years = (
        select(Fellow.person_id)
        .join(Fellow.cohort)
        .where(Fellow.person_id.in_(mine), Cohort.programme_id != cohort.programme_id)
    )
    return set(db.session.scalars(held.union(named, years)))


def people_by_email(*, emails: Collection[str]) -> dict[str, tuple[uuid.UUID, str]]:
    """Id and full name of who has these addresses, by address; for the import alone, which tells nobody who is here."""
    wanted = sorted(set(emails))
    found: dict[str, tuple[uuid.UUID, str]] = {}
    for first in range(0, len(wanted), AT_ONCE):
        chosen = select(Person.email, Person.id, Person.full_name)
        rows = db.session.execute(chosen.where(Person.email.in_(wanted[first : first + AT_ONCE])))
        found |= {row.email: (row.id, row.full_name) for row in rows}
    return found


def fellows_with_people(*, cohort_id: uuid.UUID, fellow_ids: Collection[uuid.UUID]) -> Sequence[Fellow]:
    """These fellows of a cohort, to be changed."""
    chosen = select(Fellow).where(Fellow.cohort_id == cohort_id).options(joinedload(Fellow.person))
    wanted = set(fellow_ids)
    return [row for row in db.session.scalars(chosen) if row.id in wanted] if wanted else []
