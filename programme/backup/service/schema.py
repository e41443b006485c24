"""The revision of a database, and whether anybody has written to it."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, func, inspect, select, table
from sqlalchemy.exc import SQLAlchemyError

from programme.accounts.models import INSTALLATION, Containment, Scope
from programme.core.db import db, migrate
from programme.core.errors import DomainError

VERSIONS = "alembic_version"
NOT_EMPTY = "The database is not empty. A backup is restored into an empty one: name a new one in DATABASE_URL."


def head_revision() -> str:
    """The revision that this software works with."""
    return str(_scripts().get_current_head())


def refuse_unknown(revision: str) -> None:
    """Stop where a backup is newer than the software.

    Raises:
        DomainError: the software has no such revision.
    """
    try:
        _scripts().get_revision(revision)
    except CommandError:
        raise DomainError(f"The backup is of a newer Canopy (revision {revision}): install that one first.") from None


def refuse_rows(connection: Connection) -> None:
    """Stop where somebody has written; what migrations themselves write, the installation's scope, is no matter.

    Nothing is contained in another scope where there is no other scope.

    Raises:
        DomainError: there is a row, or a table that no migration made.
    """
    names = set(inspect(connection).get_table_names())
    if names and VERSIONS not in names:
        raise DomainError(NOT_EMPTY)
    if Scope.__tablename__ in names and _has_scopes(connection):
        raise DomainError(NOT_EMPTY)
    for name in sorted(names - {VERSIONS, Scope.__tablename__, Containment.__tablename__}):
        if connection.execute(select(func.count()).select_from(table(name))).scalar_one():
            raise DomainError(NOT_EMPTY)


def _has_scopes(connection: Connection) -> bool:
    others = select(func.count()).select_from(Scope).where(Scope.id != INSTALLATION)
    return bool(connection.execute(others).scalar_one())


def bring_to(revision: str) -> None:
    """Bring an empty database to exactly this revision.

    Raises:
        DomainError: the database does not take the tables.
    """
    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    try:
        if found not in (None, revision):
            downgrade(revision="base")
        if found != revision:
            upgrade(revision=revision)
    except SQLAlchemyError as problem:
        raise DomainError(f"The tables could not be made: {said(problem)}") from None


def bring_up() -> None:
    """Bring what was restored up to the software's revision.

    Raises:
        DomainError: a migration failed; the rows are there all the same.
    """
    try:
        upgrade()
    except SQLAlchemyError as problem:
        words = f"All rows are restored, but a migration failed: {said(problem)}. Mend it and run `flask db upgrade`."
        raise DomainError(words) from None


def said(problem: SQLAlchemyError) -> str:
    """The database's own words, without the row that they are about."""
    words = str(getattr(problem, "orig", None) or problem).splitlines()
    return words[0] if words else type(problem).__name__


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(migrate.get_config())
