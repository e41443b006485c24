"""Writes about fellows: adding them, changing their facts, leaving and coming back."""

import uuid
from datetime import date

from sqlalchemy import select

from programme.accounts.models import Person, PersonState
from programme.accounts.service import addresses, rename
from programme.accounts.service.people import person_for
from programme.accounts.service.scopes import add_fellow_scopes
from programme.accounts.service.turns import hold, reread, take_turn
from programme.cohorts.models import Cohort, Fellow, FellowFacts, Leaving
from programme.cohorts.rules import states as rules
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db
from programme.core.errors import DomainError


def refuse_archived(cohort: Cohort) -> None:
    """Stop every change in a cohort that is archived; of those in another, one at a time is made.

    Raises:
        DomainError: it is.
    """
    hold(Cohort, cohort.id, "This cohort is no longer here.")
    if fault := rules.fault_in_change(cohort.state.value):
        raise DomainError(fault)


def _begin(row: Fellow) -> None:
    refuse_archived(row.cohort)
    hold(Fellow, row.id, "This fellow is no longer here.")


def add(cohort: Cohort, email: str, full_name: str, facts: FellowFacts, *, by: uuid.UUID) -> Fellow:
    """A new fellow, to whom no mail leaves before a director has invited them.

    Who has this address keeps their account and name; a person can be a fellow of several cohorts.

    Raises:
        DomainError: they are in this cohort already, the day cannot be, or the cohort is archived.
    """
    refuse_archived(cohort)
    joined_on = _joining_day(cohort, facts.joined_on)
    person = person_for(email, full_name, by=by)
    if _is_in(cohort.id, person.id):
        raise DomainError("This cohort has a fellow with this email address already", "email")
    return _add_year(cohort, person, facts, joined_on, by)


def _add_year(cohort: Cohort, person: Person, facts: FellowFacts, joined_on: date, by: uuid.UUID) -> Fellow:
    row = Fellow(
        id=uuid.uuid4(),
        cohort_id=cohort.id,
        person_id=person.id,
        profession=facts.profession,
        career_stage=facts.career_stage,
        employer=facts.employer,
        host_id=facts.host_id,
        joined_on=joined_on,
    )
    add_fellow_scopes({row.id: (person.id, person.full_name)}, cohort.id)
    db.session.add(row)
    db.session.flush()
    _record("fellow added", row, by)
    return row


def edit(row: Fellow, facts: FellowFacts, *, by: uuid.UUID) -> None:
    """Change what is known of a fellow's year.

    Raises:
        DomainError: the day cannot be, or the cohort is archived.
    """
    _begin(row)
    joined_on = _joining_day(row.cohort, facts.joined_on)
    if row.left_on is not None and joined_on > row.left_on:
        raise DomainError(f"The fellow left on {clock.date_words(row.left_on)}, before this day", "joined_on")
    row.profession, row.career_stage, row.employer = facts.profession, facts.career_stage, facts.employer
    row.host_id, row.joined_on = facts.host_id, joined_on
    _record("fellow changed", row, by)


def correct_stage(row: Fellow, career_stage: str, employer: str) -> None:
    """The fellow's own word on career stage and employer; the other facts are the programme's.

    Raises:
        DomainError: the cohort is archived.
    """
    _begin(row)
    if (career_stage, employer) != (row.career_stage, row.employer):
        row.career_stage, row.employer = career_stage, employer
        _record("fellow changed", row, row.person_id)


def correct_person(row: Fellow, full_name: str, email: str, *, by: uuid.UUID) -> None:
    """Correct the name and address of a fellow who has not signed in; an invitation that was sent leaves again.

    Raises:
        DomainError: they have signed in, hold other roles, somebody else has the address, or the cohort is archived.
    """
    refuse_archived(row.cohort)
    addresses.correct_newcomer(row.person, email, [row.cohort.programme_id], by=by)
    rename(row.person, full_name, by=by)


def leave(row: Fellow, leaving: Leaving, left_on: date, reason: str, *, by: uuid.UUID) -> None:
    """Record that a fellow withdrew or deferred, with the day and the reason; what they wrote stays theirs.

    Raises:
        DomainError: they have left, the day cannot be, or the cohort is archived.
    """
    _begin(row)
    if row.left_on is not None:
        raise DomainError(f"{row.person.full_name} left on {clock.date_words(row.left_on)} already.")
    if fault := rules.fault_in_leaving(left_on, row.joined_on, clock.today()):
        raise DomainError(fault, "left_on")
    row.left_on, row.leaving, row.leaving_reason = left_on, leaving, reason or None
    _record("fellow left", row, by)


def undo_leaving(row: Fellow, *, by: uuid.UUID) -> None:
    """Take back that a fellow left, as if it had not been recorded.

    Raises:
        DomainError: they have not left, have come back in another cohort, or the cohort is archived.
    """
    _begin(row)
    if row.left_on is None:
        raise DomainError(f"{row.person.full_name} has not left.")
    later = select(Cohort.name).join(Fellow, Fellow.cohort_id == Cohort.id)
    later = later.where(Fellow.person_id == row.person_id, Cohort.programme_id == row.cohort.programme_id)
    if name := db.session.scalar(later.where(Cohort.starts_on > row.cohort.starts_on).limit(1)):
        raise DomainError(f"{row.person.full_name} has come back in {name} already.")
    row.left_on = row.leaving = row.leaving_reason = None
    _record("fellow's leaving undone", row, by)


def come_back(row: Fellow, cohort: Cohort, *, by: uuid.UUID) -> Fellow:
    """A new year, in a later cohort of the programme, of somebody who deferred; the earlier one stays as it is.

    The person is the same, and so are the pseudonyms under which their answers are kept.

    Raises:
        DomainError: they did not defer, are in that cohort already, or it is archived or no later one.
    """
    refuse_archived(cohort)
    take_turn()
    hold(Fellow, row.id, "This fellow is no longer here.")
    if row.leaving is not Leaving.DEFERRED:
        raise DomainError(f"{row.person.full_name} has not deferred.")
    if cohort.programme_id != row.cohort.programme_id or cohort.starts_on <= row.cohort.starts_on:
        raise DomainError("Choose a later cohort of the same programme", "cohort")
    if _is_in(cohort.id, row.person_id):
        raise DomainError(f"{row.person.full_name} is in {cohort.name} already", "cohort")
    facts = FellowFacts(row.profession, row.career_stage, row.employer, row.host_id)
    person = reread(Person, row.person_id, "This person is no longer here.")
    return _add_year(cohort, person, facts, cohort.starts_on, by)


def may_be_corrected(row: Fellow) -> bool:
    """Whether the team may correct name and address: they have not signed in and hold no other role."""
    if row.person.state is not PersonState.INVITED:
        return False
    return not addresses.has_other_roles(row.person_id, [row.cohort.programme_id])


def _joining_day(cohort: Cohort, asked: date | None) -> date:
    joined_on = asked or cohort.starts_on
    if fault := rules.fault_in_joining(joined_on, cohort.starts_on, cohort.ends_on):
        raise DomainError(fault, "joined_on")
    return joined_on


def _is_in(cohort_id: uuid.UUID, person_id: uuid.UUID) -> bool:
    mine = select(Fellow.id).where(Fellow.cohort_id == cohort_id, Fellow.person_id == person_id)
    return db.session.scalar(mine) is not None


def _record(action: str, row: Fellow, by: uuid.UUID) -> None:
    audit.record(action, category=Category.PEOPLE, actor_id=by, subject_id=row.person_id, cohort=str(row.cohort_id))
