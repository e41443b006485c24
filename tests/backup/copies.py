"""Backups and what is restored from them, compared row by row by another way than they are made."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask
from sqlalchemy import JSON, Column, ColumnElement, LargeBinary, String, cast, inspect, select, type_coerce

from programme.core import clock
from programme.core.crypto import EncryptedBytes, EncryptedText
from programme.core.db import db, transaction
from programme.core.mail.models import MailState, OutboxMail
from programme.surveys.models import SurveyInvitation, SurveyMail
from tests.support.installations import connected
from tests.support.scene import Scene
from tests.support.settings import settings_for

Contents = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Life:
    """A scene, what its database held when it was backed up, and the backup."""

    scene: Scene
    contents: Contents
    file: Path


def life_of(scene: Scene, folder: Path) -> Life:
    """The scene's backup, with mails in every state."""
    with scene.played(folder) as app:
        _fill_what_is_empty()
        before = contents()
        file = backed_up(app, folder / "life.zip")
    return Life(scene, before, file)


def _fill_what_is_empty() -> None:
    moment = clock.now()
    with transaction() as session:
        invitation = session.scalars(select(SurveyInvitation).limit(1)).one()
        asked = {"wave_id": invitation.wave_id, "fellow_id": invitation.fellow_id}
        session.add(SurveyMail(**asked, kind="invitation", posted_on=clock.today()))
        for state in MailState:
            mail = OutboxMail(recipient="ada@example.org", template="reset", subject_id=uuid.uuid4(), created_at=moment)
            mail.state, mail.due_at, mail.lease_until = state, moment, moment - timedelta(hours=1)
            session.add(mail)


def contents() -> Contents:
    """All rows of all tables as they are stored, in the order of their keys."""
    db.session.rollback()
    return {
        table.name: [
            tuple(row)
            for row in db.session.execute(select(*map(_stored, table.columns)).order_by(*table.primary_key.columns))
        ]
        for table in db.metadata.sorted_tables
    }


def _stored(column: Column[Any]) -> ColumnElement[Any]:
    """The column as it lies there: what is encrypted as bytes, JSON as text."""
    if isinstance(column.type, EncryptedBytes | EncryptedText):
        return type_coerce(column, LargeBinary)
    return cast(column, String) if isinstance(column.type, JSON) else column


def flask(app: Flask, *words: object) -> Result:
    """Run a command."""
    db.session.rollback()
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def backed_up(app: Flask, file: Path) -> Path:
    """A backup of the application's database."""
    done = flask(app, "backup", file)
    assert done.exit_code == 0, done.output
    return file


@contextmanager
def installation(folder: Path, **more: str) -> Iterator[Flask]:
    """An application inside its context; on a new SQLite file unless `more` says otherwise."""
    with connected(settings_for(folder, **more)) as app:
        yield app


@contextmanager
def restored(file: Path, folder: Path, **more: str) -> Iterator[tuple[Flask, str]]:
    """An application on what was restored from `file`, and what the command said."""
    with installation(folder, **more) as app:
        done = flask(app, "restore", file)
        assert done.exit_code == 0, done.output
        yield app, done.output


def is_untouched() -> bool:
    """Whether the current application's database has no row but what migrations write."""
    db.session.rollback()
    there = set(inspect(db.engine).get_table_names()) & set(db.metadata.tables)
    return not there or {name for name, rows in contents().items() if rows} <= {"containments", "scopes"}


def assert_refused(app: Flask, file: Path, words: str) -> None:
    """The command says so in one line, and the database is as it was."""
    before = contents() if not is_untouched() else None
    done = flask(app, "restore", file)
    assert done.exit_code == 1, done.output
    assert done.output.startswith("Error: ")
    assert done.output.count("\n") == 1
    assert words in done.output
    assert is_untouched() if before is None else contents() == before
