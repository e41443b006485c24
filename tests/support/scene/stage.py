"""What a scene is once it is made, and who and what is gathered while it is being made."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from programme import create_app
from programme.access.policy import Actor
from programme.accounts.models import GrantRow, Person
from programme.core import clock
from programme.core.db import db
from programme.core.security import limiter
from tests.support.databases import Database, disconnect
from tests.support.pages import CheckingClient
from tests.support.settings import settings_for
from tests.support.world import PASSWORD, World


@dataclass(frozen=True, slots=True)
class Scene:
    """A database to copy, the ids by the names that addresses use, and the address of each person."""

    database: Database
    names: dict[str, str]
    emails: dict[str, str]

    @contextmanager
    def played(self, instance: Path) -> Iterator[Flask]:
        """An application on a copy of its own, inside its context."""
        with self.database.copied(instance) as own:
            app = create_app(settings_for(instance, **own.settings))
            app.test_client_class = CheckingClient
            try:
                with app.app_context():
                    limiter.reset()
                    yield app
            finally:
                disconnect(app)

    def client(self, app: Flask, who: str) -> CheckingClient:
        """A browser; signed in unless `who` has no address."""
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        if who in self.emails:
            assert client.sign_in(self.emails[who], PASSWORD).status_code == 302
        return client


@dataclass
class Cast:
    """Who has come on so far, by name, all with a password; and the ids that addresses name."""

    world: World
    people: dict[str, Person] = field(default_factory=dict)
    names: dict[str, str] = field(
        default_factory=lambda: {"unknown": str(uuid4()), "unknown_token": "nobody-was-sent-this", **_days()}
    )

    def id(self, name: str) -> UUID:
        """The id that addresses call `name`."""
        return UUID(self.names[name])

    def actor(self, name: str) -> Actor:
        """Somebody with the grants in force."""
        return self.world.actor(self.people[name])

    def name_grant(self, name: str) -> None:
        """Let addresses name the one grant of this person."""
        hers = select(GrantRow.id).where(GrantRow.person_id == self.people[name].id)
        self.names[f"{name}s_grant"] = str(db.session.scalars(hers).one())

    def scene(self, database: Database) -> Scene:
        """All of them, in the database where they are."""
        names = self.names | {name: str(person.id) for name, person in self.people.items()}
        return Scene(database, names, {name: person.email for name, person in self.people.items()})


def _days() -> dict[str, str]:
    """Days to type into forms."""
    away = {"today": 0, "in_a_week": 7, "in_a_month": 30}
    return {name: (clock.today() + timedelta(days=days)).isoformat() for name, days in away.items()}
