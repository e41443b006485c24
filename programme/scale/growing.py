"""Grows an empty database into a large invented installation, in one transaction."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from programme.accounts.models import Person
from programme.accounts.service.people import hasher
from programme.cohorts.models import Programme
from programme.core import clock
from programme.core.audit.models import AuditEntry
from programme.core.db import db, table_of, transaction
from programme.core.errors import DomainError
from programme.organisations.models import Organisation
from programme.questionnaires.queries import library
from programme.reflections.models import Reflection
from programme.scale.programmes import found_all
from programme.scale.sizes import Sizes, years_of
from programme.scale.writing import People, Trail
from programme.scale.years import Asks, Filling
from programme.surveys.models import Response
from programme.surveys.service import results
from programme.surveys.service.waves import install

TITLE = "Leadership Outcomes"
EMPTY = (Person, Programme, Organisation, AuditEntry)


@dataclass(frozen=True, slots=True)
class Grown:
    """How many of each are there now."""

    programmes: int
    cohorts: int
    people: int
    fellows: int
    responses: int
    reflections: int


def grow(sizes: Sizes, questionnaires: Path, tell: Callable[[int, int], None]) -> Grown:
    """Fill the database with what `sizes` says; the figures of surveys are left to the worker.

    All accounts share the hash of a password that nobody knows, made here and thrown away. `tell` hears how many of
    how many cohorts are written.

    Raises:
        DomainError: the database is not empty.
        Impossible: the sizes do not fit together.
    """
    years = years_of(sizes, clock.today())
    with transaction():
        _refuse_filled()
        nobodys, trail = hasher.hash(secrets.token_urlsafe(32)), Trail()
        asks = _asks(questionnaires)
        founded = found_all(years, sizes.seed, nobodys, trail)
        for done, year in enumerate(years, 1):
            filling = Filling(year, founded[year.programme], asks, sizes.seed, clock.today())
            results.renew(filling.fill(People(nobodys), trail))
            tell(done, len(years))
        return _counted(sizes)


def _refuse_filled() -> None:
    for model in EMPTY:
        if db.session.scalar(select(func.count()).select_from(table_of(model))):
            raise DomainError("This database is not empty. Invented people belong in a database of their own.")


def _asks(questionnaires: Path) -> Asks:
    definition = next(each for each in library(questionnaires) if each.title == TITLE)
    return Asks(definition, install(definition).id, definition.title)


def _counted(sizes: Sizes) -> Grown:
    people, responses, reflections = (
        db.session.scalar(select(func.count()).select_from(table_of(model))) or 0
        for model in (Person, Response, Reflection)
    )
    return Grown(sizes.programmes, sizes.cohorts, people, sizes.fellows, responses, reflections)
