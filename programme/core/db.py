"""The database: SQLite by default, PostgreSQL by DATABASE_URL. All that only one of them speaks stands here."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Enum,
    Integer,
    MetaData,
    Select,
    Table,
    TableClause,
    bindparam,
    delete,
    event,
    insert,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry
from sqlalchemy.types import DateTime, TypeDecorator

from programme.core.connections import Use, keep_little, patience, prepare_postgresql, prepare_sqlite

CONNECTIONS = 8  # one for each thread of a web process; more are opened for a moment and closed again
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
# On SQLite a table without row numbers: its storage order tells nothing but its key, and is read by it in one step.
UNORDERED = {"sqlite_with_rowid": False}

_use: ContextVar[Use] = ContextVar("use", default=Use.WORK)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, in UTC on every database; what has no time zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Turn any zone into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """SQLite keeps no zone: it was UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table starts from."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UtcDateTime})
    metadata = registry.metadata


db = SQLAlchemy(model_class=Base)
migrate = Migrate()

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class WithId:
    """A UUID4 key: it tells neither order nor time."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


def state_type(states: type[StrEnum], name: str) -> Enum:
    """A column that holds one of `states` by value, with a CHECK on both databases."""
    return Enum(
        states,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda kind: [member.value for member in kind],
        validate_strings=True,
    )


def init_app(app: Flask, url: str) -> None:
    """Connect `app` to the database at `url`."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_size": CONNECTIONS,
        "hide_parameters": True,  # what people typed stays out of error messages and logs
        "connect_args": patience(url),
    }
    db.init_app(app)
    app.teardown_appcontext(lambda _: let_go())  # comes before the extension's own, which an error would escape
    migrate.init_app(
        app,
        db,
        directory=f"{app.root_path}/migrations",
        compare_type=True,
        render_as_batch=True,
        render_item=_plain_type,
    )
    with app.app_context():
        prepare = prepare_sqlite if db.engine.dialect.name == "sqlite" else prepare_postgresql
        prepare(db.engine, _use.get)


def _plain_type(kind: str, item: Any, context: Any) -> str | bool:
    """In migrations a column has the type that the database sees, so that they outlive our own types."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def let_go() -> None:
    """Roll back and give the connection back, also one that is no longer there."""
    try:
        db.session.rollback()
    except DBAPIError:
        db.session().invalidate()
        db.session.remove()


def expected() -> Use:
    """What was said last to come."""
    return _use.get()


def expect(use: Use) -> None:
    """Say before the first query what comes: a page may write nothing, and a writer takes SQLite's lock at once."""
    _use.set(use)


@contextmanager
def transaction() -> Iterator[Session]:
    """A session whose work is committed once, at the end, or not at all."""
    let_go()
    token = _use.set(Use.WRITING)
    try:
        yield db.session()
        db.session.commit()
    except BaseException:
        let_go()
        raise
    finally:
        _use.reset(token)


@contextmanager
def long_read() -> Iterator[Session]:
    """A session that only reads, for as long as it takes: what is written meanwhile waits for nothing here."""
    db.session.rollback()
    expect(Use.WORK)
    try:
        keep_little(db.session.connection())
        yield db.session()
    finally:
        db.session.rollback()


def after_commit(act: Callable[[], None]) -> None:
    """Do `act` once this transaction is committed; never if it is rolled back."""
    db.session.info.setdefault("after_commit", []).append(act)


@event.listens_for(Session, "after_commit")
def _run_after_commit(session: Session) -> None:
    for act in session.info.pop("after_commit", []):
        act()


@event.listens_for(Session, "after_soft_rollback")
def _forget_after_rollback(session: Session, previous: Any) -> None:
    session.info.pop("after_commit", None)


def serialise(name: str, within: str | None = None) -> None:
    """Hold the lock called `name` to the end of this transaction. On SQLite a writer is alone already.

    `within` is a lock that many share who each hold a name of their own; who serialises by it alone waits for all of
    them, and they for it.
    """
    if db.engine.dialect.name != "postgresql":
        return
    asked = "SELECT pg_advisory_xact_lock(hashtext(:name))"
    if within is None:
        db.session.execute(text(asked), {"name": name})
    else:
        both = f"SELECT pg_advisory_xact_lock_shared(hashtext(:within)), {asked.removeprefix('SELECT ')}"
        db.session.execute(text(both), {"name": name, "within": within})


def rest(model: type[Base], where: ColumnElement[bool]) -> None:
    """Store the rows of `model` that meet `where` anew, in the order of their keys, in the current transaction.

    On PostgreSQL a row's place (ctid) and the transaction that wrote it (xmin) tell when it came, and who else came
    with it; afterwards all of these rows have one transaction, and places in the order of keys. On SQLite a table
    made with `UNORDERED` is read in that order at any time, but within a page of the file the newest row lies first.
    No other table may point at the rows.
    """
    session, table = db.session, table_of(model)
    session.flush()
    names, keys = [each.name for each in table.columns], [each.name for each in table.primary_key]
    with set_aside(session.connection(), table) as aside:
        session.execute(insert(aside).from_select(names, select(table).where(where)))
        session.execute(delete(table).where(where))
        session.execute(insert(table).from_select(names, select(aside).order_by(*(aside.c[key] for key in keys))))


@contextmanager
def set_aside(connection: Connection, table: Table | TableClause) -> Iterator[Table]:
    """A temporary table with the columns of `table`, none of its rules and no rows, in the current transaction."""
    aside = Table(f"aside_{table.name}", MetaData(), *(Column(each.name, each.type) for each in table.columns))
    empty = f"CREATE TEMPORARY TABLE {aside.name} AS SELECT * FROM {table.name} WHERE 1 = 0"  # noqa: S608 - our own names
    connection.execute(text(empty))
    yield aside
    connection.execute(text(f"DROP TABLE {aside.name}"))


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection that sees the database as it is at its first question, whatever is written meanwhile."""
    unchanging = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    options = unchanging if db.engine.dialect.name == "postgresql" else {}
    expect(Use.WORK)
    with db.engine.connect() as connection:
        keep_little(connection)
        yield connection.execution_options(**options)


def containing(words: str) -> str:
    """The pattern for LIKE, with "/" as its escape, of a text that contains `words` as they are."""
    for special in "/%_":
        words = words.replace(special, f"/{special}")
    return f"%{words}%"


def one_page(chosen: Select[Any]) -> Select[Any]:
    """One page of what a statement that is made once finds; it is executed with what `page_of` gives."""
    return chosen.limit(bindparam("size", type_=Integer)).offset(bindparam("skipped", type_=Integer))


def page_of(page: int, size: int) -> dict[str, Any]:
    """Which page it is, counted from 1, for a statement with `one_page`."""
    return {"size": size, "skipped": (page - 1) * size}


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements that are made once and need no objects."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is not a table.")
    return table


def insert_missing(model: type[Base], chosen: Select[Any], asked: Mapping[str, Any]) -> None:
    """Insert what a statement finds, its columns being those of `model` in order; rows that are there already stay."""
    table = table_of(model)
    insertion = sqlite.insert(table) if db.engine.dialect.name == "sqlite" else postgresql.insert(table)
    insertion = insertion.from_select([each.name for each in table.columns], chosen)
    db.session.execute(insertion.on_conflict_do_nothing(), asked)


@contextmanager
def resting_keys(connection: Connection) -> Iterator[None]:
    """For migrations: SQLite changes a table by building it anew, and dropping the old one must not act on others."""
    raw: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        raw.execute("PRAGMA foreign_keys=OFF")  # it holds from the next transaction on
    try:
        yield
    finally:
        if connection.dialect.name == "sqlite":
            connection.rollback()
            raw.execute("PRAGMA foreign_keys=ON")


def refuse_loose_keys(connection: Connection) -> None:
    """Stop a migration that leaves a row pointing at nothing; PostgreSQL does so by itself.

    Raises:
        IntegrityError: there is such a row.
    """
    if connection.dialect.name != "sqlite":
        return
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if loose is not None:
        raise IntegrityError(
            f"a row of {loose.table} points at no row of {loose.parent}", None, ValueError("loose key")
        )


def is_answering() -> bool:
    """Whether the database answers a query."""
    return bool(db.session.execute(text("SELECT 1")).scalar_one() == 1)
