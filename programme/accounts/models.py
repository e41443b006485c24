"""People, the scopes that grants point at, and the grants."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_login import UserMixin
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from programme.access.policy import Role, ScopeKind
from programme.core.crypto import EncryptedBytes
from programme.core.db import UNORDERED, Model, WithId, state_type
from programme.core.words import sort_key

INSTALLATION = uuid.UUID("00000000-0000-4000-8000-000000000000")


class Scope(Model):
    """What a grant can reach. Programme, cohort, organisation and fellow each own a row with their own id and name.

    A fellow's also names the person, whose name it bears.
    """

    __tablename__ = "scopes"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[ScopeKind] = mapped_column(state_type(ScopeKind, "kind"))
    name: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("scopes.id", ondelete="RESTRICT"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)


class ScopeTie(Model):
    """A scope that stands on its own and also lies within another: an organisation tied to a programme."""

    __tablename__ = "scope_ties"

    scope_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scopes.id", ondelete="CASCADE"), primary_key=True)
    within_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("scopes.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Containment(Model):
    """A scope with one that contains it, itself too: what parents and ties say, followed to the end.

    It is written with the scope or the tie, and never changes. Access rests on it: whoever asks what lies where reads
    it here, in one step.
    """

    __tablename__ = "containments"
    __table_args__ = (Index("ix_containments_within_id_scope_id", "within_id", "scope_id"),)

    scope_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scopes.id", ondelete="CASCADE"), primary_key=True)
    within_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scopes.id", ondelete="CASCADE"), primary_key=True)


class PersonState(StrEnum):
    """invited → active."""

    INVITED = "invited"
    ACTIVE = "active"


def _key_of_name(context: Any) -> str:
    return sort_key(context.get_current_parameters()["full_name"])


class Person(UserMixin, WithId, Model):
    """Somebody with an account, or an invitation to one. `epoch` rises when every session of theirs must end.

    `pending_email` is an address of their own that they have not confirmed yet. `name_key` follows the full name:
    lists sort and search it.
    """

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        Index("ix_people_name_key_id", "name_key", "id"),
    )

    email: Mapped[str] = mapped_column(String(254), unique=True)
    full_name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), default=_key_of_name, server_default="")
    state: Mapped[PersonState] = mapped_column(state_type(PersonState, "state"), default=PersonState.INVITED)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    epoch: Mapped[int] = mapped_column(default=0)
    salt: Mapped[bytes | None] = mapped_column(EncryptedBytes, deferred=True)  # a list of people opens none of them
    invited_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    pending_email: Mapped[str | None] = mapped_column(String(254))
    has_personal_email: Mapped[bool] = mapped_column(default=False, server_default=false())
    wants_reminders: Mapped[bool] = mapped_column(default=True, server_default=true())

    @validates("full_name")
    def _follow(self, _: str, full_name: str) -> str:
        self.name_key = sort_key(full_name)
        return full_name

    def get_id(self) -> str:
        """What a session remembers: it no longer fits once the epoch has risen."""
        return f"{self.id}:{self.epoch}"


class Reach(Model):
    """Where somebody is found: wherever they have, had or are proposed for a role, and in all that contains it.

    It follows from grants, proposals, containments and names, and is written with them (service/reaches.py). A list of
    people reads it in order, and opens nobody whom it does not show.
    """

    __tablename__ = "reaches"
    __table_args__ = (UNORDERED,)

    within_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scopes.id", ondelete="CASCADE"), primary_key=True)
    name_key: Mapped[str] = mapped_column(String(200), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class GrantRow(WithId, Model):
    """A role in a scope, with a start and an end, and who gave it."""

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="ends_after_start"),
        CheckConstraint("given_by IS NULL OR given_by <> person_id", name="not_to_oneself"),
        Index(
            "uq_grants_open",
            "person_id",
            "role",
            "scope_id",
            unique=True,
            sqlite_where=text("ends_at IS NULL"),
            postgresql_where=text("ends_at IS NULL"),
        ),
        Index("ix_grants_scope_id_person_id", "scope_id", "person_id"),  # a list of people reads no more of a grant
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(state_type(Role, "role"))
    scope_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scopes.id", ondelete="RESTRICT"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    given_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    ended_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    scope: Mapped[Scope] = relationship()


class GrantProposal(WithId, Model):
    """A role that is proposed for somebody; it opens nothing yet.

    A director gives what a coordinator proposes. A relation with a fellow, once a director has agreed, waits for the
    fellow to accept it.
    """

    __tablename__ = "grant_proposals"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "scope_id"),
        CheckConstraint("proposed_by IS NULL OR proposed_by <> person_id", name="not_for_oneself"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(state_type(Role, "role"))
    scope_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("scopes.id", ondelete="RESTRICT"), index=True)
    ends_at: Mapped[datetime | None]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    agreed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    proposer: Mapped[Person | None] = relationship(foreign_keys=[proposed_by])
    scope: Mapped[Scope] = relationship()
