"""The invented programmes: each with its team, the organisations around it, and their sponsors."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from programme.access.policy import Role, ScopeKind
from programme.accounts.models import INSTALLATION
from programme.accounts.service.scopes import add_scopes, tie_scopes
from programme.cohorts.models import Programme
from programme.core.audit.models import Category
from programme.organisations.models import Organisation, OrganisationKind, Scale, Sector
from programme.scale import inventing
from programme.scale.sizes import Year
from programme.scale.writing import People, Row, Trail, at, new_id, write

PURPOSE = "Clinicians take a year out to lead a hard change, with action learning, coaching and a mentor beside them."
BEFORE = timedelta(days=60)
HOSTS = 20  # organisations around each programme


@dataclass(frozen=True, slots=True)
class Founded:
    """A programme: its key, its director's, and its organisations' by name."""

    id: uuid.UUID
    director_id: uuid.UUID
    hosts: tuple[tuple[uuid.UUID, str], ...]


def found_all(years: Sequence[Year], seed: int, password_hash: str, trail: Trail) -> list[Founded]:
    """Write every programme with those who run and pay for it, and the installation's administrator."""
    people, founded = People(password_hash), list[Founded]()
    first = min(year.starts_on for year in years) - BEFORE
    chance = inventing.generator(seed, "installation")
    administrator = people.add(chance, inventing.full_name(chance), first)
    people.give(chance, administrator, Role.ADMINISTRATOR, INSTALLATION, first, None)
    for number in range(max(year.programme for year in years) + 1):
        mine = [year for year in years if year.programme == number]
        founded.append(_found(number, mine, inventing.generator(seed, number), people))
        moment, by = at(mine[0].starts_on - BEFORE), administrator["id"]
        trail.record("programme created", Category.SETTINGS, moment, by=by, about=founded[-1].id)
    people.write()
    trail.write()
    return founded


def _found(number: int, years: Sequence[Year], chance: Random, people: People) -> Founded:
    since, key, name = years[0].starts_on - BEFORE, new_id(chance), inventing.programme_name(number)
    add_scopes([{"id": key, "kind": ScopeKind.PROGRAMME, "name": name, "parent_id": INSTALLATION}])
    write(Programme, [{"id": key, "name": name, "purpose": PURPOSE}])
    hosts = _add_hosts(key, chance)
    director = people.add(chance, inventing.full_name(chance), since)
    people.give(chance, director, Role.DIRECTOR, key, since, None)
    _add_team(key, hosts[0][0], since, director["id"], chance, people)
    return Founded(key, director["id"], hosts)


def _add_team(key: uuid.UUID, host_id: uuid.UUID, since: date, by: uuid.UUID, chance: Random, people: People) -> None:
    """A coordinator, a funder of the programme, and the first organisation's sponsor."""
    for role, scope_id in ((Role.COORDINATOR, key), (Role.SPONSOR, key), (Role.SPONSOR, host_id)):
        people.give(chance, people.add(chance, inventing.full_name(chance), since), role, scope_id, since, by)


def _add_hosts(programme_id: uuid.UUID, chance: Random) -> tuple[tuple[uuid.UUID, str], ...]:
    hosts = tuple((new_id(chance), inventing.place_name(number)) for number in range(HOSTS))
    add_scopes([{"id": key, "kind": ScopeKind.ORGANISATION, "name": name} for key, name in hosts])
    write(Organisation, [_organisation(key, name, chance) for key, name in hosts])
    tie_scopes([key for key, _ in hosts], programme_id)
    return hosts


def _organisation(key: uuid.UUID, name: str, chance: Random) -> Row:
    kinds = {"kind": chance.choice(list(OrganisationKind)), "sector": chance.choice(list(Sector))}
    return {"id": key, "name": name, "ods_code": "", "scale": chance.choice(list(Scale)), **kinds}
