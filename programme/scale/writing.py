"""Rows of an invented installation, written in batches, and the audit entries that go with them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any

from sqlalchemy import insert

from programme.access.policy import Role, ScopeKind
from programme.accounts.mail import INVITATION
from programme.accounts.models import GrantRow, Person, PersonState
from programme.accounts.service.reaches import find_at_commit
from programme.accounts.service.scopes import add_scopes
from programme.core.audit import rules
from programme.core.audit.models import AuditEntry, Category
from programme.core.db import Base, db, table_of
from programme.core.mail.models import MailState, OutboxMail

BATCH = 1000
DOMAIN = "people.example"  # it belongs to nobody, and no mail can ever reach it
SALT = 32  # bytes
Row = dict[str, Any]


def write(model: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns."""
    for first in range(0, len(rows), BATCH):
        db.session.execute(insert(table_of(model)), rows[first : first + BATCH])


def new_id(chance: Random) -> uuid.UUID:
    """A key that looks as random as any other."""
    return uuid.UUID(int=chance.getrandbits(128), version=4)


def at(day: date, hour: int = 10) -> datetime:
    """An hour of a day, in UTC."""
    return datetime.combine(day, time(hour), UTC)


@dataclass
class People:
    """New people with what belongs to each: grants, the scopes of fellows, and the invitation that was sent."""

    password_hash: str
    people: list[Row] = field(default_factory=list)
    scopes: list[Row] = field(default_factory=list)
    grants: list[Row] = field(default_factory=list)
    mails: list[Row] = field(default_factory=list)

    def add(self, chance: Random, name: str, since: date, *, has_come: bool = True, is_over: bool = False) -> Row:
        """Somebody who was invited on a day, and has come unless it is said; who is done has an address of their own.

        They want no reminders, so that no mail is ever posted to them.
        """
        key = new_id(chance)
        address = f"{key.hex[:12]}@{DOMAIN}"
        row: Row = {
            "id": key,
            "email": address,
            "full_name": name,
            "state": PersonState.ACTIVE if has_come else PersonState.INVITED,
            "password_hash": self.password_hash,
            "epoch": 0,
            "salt": chance.randbytes(SALT),
            "invited_at": at(since),
            "signed_in_at": at(since, 12) if has_come else None,
            "has_personal_email": is_over,
            "wants_reminders": False,
        }
        self.people.append(row)
        self.mails.append(_sent(new_id(chance), key, address, since))
        return row

    def give(
        self, chance: Random, person: Row, role: Role, scope_id: uuid.UUID, since: date, by: uuid.UUID | None
    ) -> None:
        """A role that starts on a day and has no end."""
        given = {"id": new_id(chance), "person_id": person["id"], "role": role, "scope_id": scope_id}
        self.grants.append(given | {"starts_at": at(since), "given_by": by})

    def give_scope(self, key: uuid.UUID, person: Row, cohort_id: uuid.UUID) -> None:
        """A fellow's row among the scopes."""
        named = {"id": key, "kind": ScopeKind.FELLOW, "name": person["full_name"]}
        self.scopes.append(named | {"parent_id": cohort_id, "person_id": person["id"]})

    def write(self) -> None:
        """Write them all."""
        write(Person, self.people)
        add_scopes(self.scopes)
        write(GrantRow, self.grants)
        find_at_commit({each["person_id"] for each in self.grants})
        write(OutboxMail, self.mails)


def _sent(key: uuid.UUID, person_id: uuid.UUID, address: str, day: date) -> Row:
    about = {"id": key, "recipient": address, "template": INVITATION, "subject_id": person_id}
    return about | {"state": MailState.SENT, "attempts": 1, "created_at": at(day), "due_at": at(day)}


@dataclass
class Trail:
    """The audit trail of an installation that had none: entries bound to each other as those of the service are."""

    number: int = 0
    head: str = rules.FIRST
    rows: list[Row] = field(default_factory=list)

    def record(
        self,
        action: str,
        category: Category,
        moment: datetime,
        *,
        by: uuid.UUID | None,
        about: uuid.UUID | None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Append an entry."""
        self.number += 1
        entry = rules.Entry(self.number, moment, by, action, category.value, about, dict(details or {}))
        digest = rules.digest(entry, self.head)
        self.rows.append(
            {
                "number": entry.number,
                "at": entry.at,
                "actor_id": by,
                "action": action,
                "category": category,
                "subject_id": about,
                "details": dict(entry.details),
                "previous": self.head,
                "digest": digest,
            }
        )
        self.head = digest

    def write(self) -> None:
        """Write the entries that were appended since the last time."""
        write(AuditEntry, self.rows)
        self.rows = []
