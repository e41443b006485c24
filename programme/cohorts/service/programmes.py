"""Writes about programmes and cohorts."""

import uuid
from datetime import date

from sqlalchemy import select

from programme.access.policy import ScopeKind
from programme.accounts.models import INSTALLATION
from programme.accounts.service import add_scope, name_scope
from programme.accounts.service.turns import hold, reread
from programme.cohorts.models import Cohort, CohortState, Programme
from programme.cohorts.rules import states as rules
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db, serialise
from programme.core.errors import DomainError

GONE = "This cohort is no longer here."


def create_programme(name: str, purpose: str, *, by: uuid.UUID | None) -> Programme:
    """A new programme.

    Raises:
        DomainError: there is one of this name.
    """
    _refuse_taken_programme(name, None)
    row = Programme(id=uuid.uuid4(), name=name, purpose=purpose)
    add_scope(row.id, ScopeKind.PROGRAMME, name, INSTALLATION)
    db.session.add(row)
    db.session.flush()
    audit.record("programme created", category=Category.SETTINGS, actor_id=by, subject_id=row.id)
    return row


def edit_programme(row: Programme, name: str, purpose: str, *, by: uuid.UUID) -> None:
    """Change a programme's name and purpose.

    Raises:
        DomainError: another one has this name.
    """
    _refuse_taken_programme(name, row.id)
    reread(Programme, row.id, "This programme is no longer here.")
    row.name, row.purpose = name, purpose
    name_scope(row.id, name)
    audit.record("programme changed", category=Category.SETTINGS, actor_id=by, subject_id=row.id)


def create_cohort(
    programme_id: uuid.UUID, name: str, starts_on: date, ends_on: date, *, by: uuid.UUID | None
) -> Cohort:
    """A new cohort, planned.

    Raises:
        DomainError: the programme has one of this name, or the dates cannot be.
    """
    _refuse_taken_cohort(programme_id, name, None)
    _refuse_dates(starts_on, ends_on)
    row = Cohort(id=uuid.uuid4(), programme_id=programme_id, name=name, starts_on=starts_on, ends_on=ends_on)
    row.state = CohortState.PLANNED
    add_scope(row.id, ScopeKind.COHORT, name, programme_id)
    db.session.add(row)
    db.session.flush()
    audit.record("cohort created", category=Category.SETTINGS, actor_id=by, subject_id=row.id)
    return row


def edit_cohort(row: Cohort, name: str, starts_on: date, ends_on: date, *, by: uuid.UUID) -> None:
    """Change a cohort's name and dates.

    Raises:
        DomainError: the programme has another one of this name, the dates cannot be, or it is archived.
    """
    hold(Cohort, row.id, GONE)
    if fault := rules.fault_in_change(row.state.value):
        raise DomainError(fault)
    _refuse_taken_cohort(row.programme_id, name, row.id)
    _refuse_dates(starts_on, ends_on)
    row.name, row.starts_on, row.ends_on = name, starts_on, ends_on
    name_scope(row.id, name)
    audit.record("cohort changed", category=Category.SETTINGS, actor_id=by, subject_id=row.id)


def move_cohort(row: Cohort, to: str, *, by: uuid.UUID | None) -> None:
    """Take a cohort to another state.

    Raises:
        DomainError: there is no such step from where it is, or its dates forbid it.
    """
    hold(Cohort, row.id, GONE)
    steps = rules.moves(row.state.value, row.starts_on, row.ends_on, clock.today())
    step = next((step for step in steps if step.to == to), None)
    if step is None:
        raise DomainError(f"This cohort is {row.state.value}. It cannot be moved there from this state.")
    if step.reason_against:
        raise DomainError(f"{row.name} cannot be {to} yet. {step.reason_against}")
    row.state = CohortState(to)
    audit.record("cohort moved", category=Category.SETTINGS, actor_id=by, subject_id=row.id, to=to)


def _refuse_dates(starts_on: date, ends_on: date) -> None:
    if fault := rules.fault_in_dates(starts_on, ends_on):
        raise DomainError(fault, "ends_on")


def _refuse_taken_programme(name: str, own: uuid.UUID | None) -> None:
    serialise("names of programmes")
    taken = db.session.scalar(select(Programme.id).where(Programme.name == name))
    if taken not in (None, own):
        raise DomainError("There is a programme of this name already", "name")


def _refuse_taken_cohort(programme_id: uuid.UUID, name: str, own: uuid.UUID | None) -> None:
    serialise("names of cohorts")
    mine = select(Cohort.id).where(Cohort.programme_id == programme_id, Cohort.name == name)
    if db.session.scalar(mine) not in (None, own):
        raise DomainError("This programme has a cohort of this name already", "name")
