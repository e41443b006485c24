from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, Engine, MetaData, Table, UniqueConstraint, inspect, text
from sqlalchemy.exc import IntegrityError

from programme import create_app
from programme.core.db import db, transaction
from tests.support import databases
from tests.support.migrations import with_migration
from tests.support.settings import settings_for
from tests.support.world import World

ROOT = Path(__file__).parents[2]
WITHOUT_ORDER = {"drafts", "equality_answers", "responses", "survey_invitations", "survey_mails"}
READ_BY_KEY = {"reaches"}


@pytest.fixture
def empty_app(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database."""
    more = {} if database == "sqlite" else {"DATABASE_URL": request.getfixturevalue("postgres_url")}
    app = create_app(settings_for(tmp_path, **more))
    with app.app_context():
        yield app
    databases.disconnect(app)


def names_of(table: Table) -> set[str]:
    """The names of everything that hangs on a table."""
    return {str(each.name) for each in (*table.constraints, *table.indexes)}


def schema(engine: Engine) -> dict[str, set[str]]:
    """What the database has: columns with type and emptiness, constraints and indexes by name."""
    found, seen = {}, inspect(engine)
    for table in seen.get_table_names():
        parts = {f"{c['name']} {c['type']!r} {c['nullable']}" for c in seen.get_columns(table)}
        parts |= {str(seen.get_pk_constraint(table)["name"])}
        parts |= {str(key["name"]) + str(key["options"]) for key in seen.get_foreign_keys(table)}
        checks, indexes = seen.get_check_constraints(table), seen.get_indexes(table)
        parts |= {str(each["name"]) for each in (*checks, *seen.get_unique_constraints(table), *indexes)}
        found[table] = parts
    return found


def triggers(engine: Engine) -> set[str]:
    """The names of the database's triggers."""
    where = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal "
        "UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    }
    with engine.connect() as connection:
        return set(connection.execute(text(where[engine.dialect.name])).scalars())


def test_migrations_run_up_and_down_and_up_again(empty_app: Flask) -> None:
    upgrade()
    first, guards = schema(db.engine), triggers(db.engine)
    assert len(first) > 15
    assert guards
    downgrade(revision="base")
    assert set(schema(db.engine)) == {"alembic_version"}
    assert triggers(db.engine) == set()
    upgrade()
    assert schema(db.engine) == first
    assert triggers(db.engine) == guards


def test_each_migration_can_be_undone_and_done_again_by_itself(empty_app: Flask) -> None:
    steps = [each.revision for each in ScriptDirectory(str(ROOT / "programme/migrations")).walk_revisions()][::-1]
    assert steps
    for revision in steps:
        upgrade(revision=revision)
        after = schema(db.engine)
        downgrade(revision="-1")
        upgrade(revision=revision)
        assert schema(db.engine) == after, revision


def test_the_migrations_make_what_the_models_say(empty_app: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_flask_db_check_finds_nothing_to_migrate(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["db", "check"]).exit_code == 0
    with transaction() as session:
        session.execute(text("DROP INDEX ix_links_purpose_subject_id"))
    db.session.remove()
    assert runner.invoke(args=["db", "check"]).exit_code != 0


def test_the_migrated_database_has_every_constraint_and_index_of_the_models_by_name(app: Flask) -> None:
    seen = inspect(db.engine)
    for table in db.metadata.sorted_tables:
        there = {str(seen.get_pk_constraint(table.name)["name"])}
        there |= {str(each["name"]) for each in seen.get_foreign_keys(table.name)}
        there |= {str(each["name"]) for each in seen.get_check_constraints(table.name)}
        there |= {str(each["name"]) for each in seen.get_unique_constraints(table.name)}
        there |= {str(each["name"]) for each in seen.get_indexes(table.name)}
        assert there == names_of(table), table.name


def convention_broken(metadata: MetaData) -> list[str]:
    """Constraints and indexes whose name does not say kind, table and columns."""
    broken = []
    for table in metadata.sorted_tables:
        for each in table.constraints:
            columns = "_".join(column.name for column in getattr(each, "columns", ()))
            kind = {"PrimaryKeyConstraint": "pk", "ForeignKeyConstraint": "fk"}.get(type(each).__name__, "")
            if isinstance(each, UniqueConstraint):
                expected = f"uq_{table.name}_{columns}"
            elif isinstance(each, CheckConstraint):
                expected = f"ck_{table.name}_{str(each.name).removeprefix(f'ck_{table.name}_')}"
            else:
                expected = f"pk_{table.name}" if kind == "pk" else f"fk_{table.name}_{columns}"
            if str(each.name) != expected:
                broken.append(f"{each.name} is not {expected}")
        broken += [
            str(index.name)
            for index in table.indexes
            if not str(index.name).startswith((f"ix_{table.name}_", f"uq_{table.name}_"))
        ]
    return broken


def test_every_constraint_and_index_is_named_by_the_convention(app: Flask) -> None:
    assert convention_broken(db.metadata) == []
    lengths = {name: len(name) for table in db.metadata.sorted_tables for name in names_of(table)}
    assert max(lengths.values()) <= 63, "PostgreSQL cuts longer names"


def test_every_foreign_key_says_what_happens_on_deletion(app: Flask) -> None:
    keys = [key for table in db.metadata.sorted_tables for key in table.foreign_keys]
    assert keys
    assert [str(key.parent) for key in keys if key.ondelete not in ("CASCADE", "RESTRICT", "SET NULL")] == []


@pytest.mark.only_on("sqlite", "a row number tells in which order rows came; PostgreSQL has none, and is put to rest")
def test_answers_have_no_row_number_on_sqlite_so_their_order_tells_nothing(app: Flask) -> None:
    rows = db.session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    without = {name for name, sql in rows if sql.rstrip().upper().endswith("WITHOUT ROWID")}
    assert without == WITHOUT_ORDER | READ_BY_KEY
    assert {table.name for table in db.metadata.sorted_tables if table.dialect_kwargs} == WITHOUT_ORDER | READ_BY_KEY


@pytest.mark.only_on("sqlite", "these are settings of SQLite")
def test_sqlite_wipes_what_is_deleted_and_syncs_what_is_committed(app: Flask) -> None:
    asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    found = {name: db.session.execute(text(f"PRAGMA {name}")).scalar() for name in asked}
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10000,
    }


REFUSED = {
    "a state that does not exist": "UPDATE cohorts SET state = 'paused'",
    "a cohort that ends before it starts": "UPDATE cohorts SET ends_on = starts_on",
    "an address in capitals": "UPDATE people SET email = 'Ada@example.org'",
    "two people with one address": "UPDATE people SET email = 'same@example.org'",
    "a person in no known state": "UPDATE people SET state = 'gone'",
    "a role that does not exist": "UPDATE grants SET role = 'owner'",
    "a grant that ends before it starts": "UPDATE grants SET ends_at = '2000-01-01 00:00:00'",
    "a grant to oneself": "UPDATE grants SET given_by = person_id",
    "a scope of no known kind": "UPDATE scopes SET kind = 'galaxy'",
    "a scope within one that does not exist": "UPDATE scopes SET parent_id = '00000000000040008000000000000099'",
    "a cohort of no programme": "UPDATE cohorts SET programme_id = '00000000000040008000000000000099'",
    "deleting a programme that has a cohort": "DELETE FROM programmes",
    "two cohorts of one name": "UPDATE cohorts SET name = 'same'",
    "an organisation of no known kind": "UPDATE organisations SET kind = 'shop'",
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_itself_refuses_what_must_not_be(app: Flask, name: str) -> None:
    world = World(app)
    programme = world.programme()
    world.cohort(programme, "2023 to 2024")
    world.cohort(programme, "2024 to 2025")
    world.organisation(programme)
    world.administrator()
    world.person()
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(text(REFUSED[name]))


REBUILD = """with op.batch_alter_table('people') as batch:
        batch.alter_column('full_name', type_=sa.String(300))"""


def test_a_table_that_a_migration_builds_anew_takes_no_other_rows_with_it(app: Flask, tmp_path: Path) -> None:
    World(app).administrator()
    db.session.remove()
    upgrade(directory=with_migration(tmp_path / "copy", REBUILD))
    assert db.session.scalar(text("SELECT count(*) FROM people")) == 1
    assert db.session.scalar(text("SELECT count(*) FROM grants")) == 1


@pytest.mark.only_on("sqlite", "its keys sleep during a migration; those of PostgreSQL refuse by themselves")
def test_a_migration_that_leaves_rows_pointing_at_nothing_is_undone(app: Flask, tmp_path: Path) -> None:
    World(app).administrator()
    db.session.remove()
    folder = with_migration(tmp_path / "copy", "op.execute('DELETE FROM people')")
    with pytest.raises(IntegrityError, match="a row of (grants|reaches) points at no row of people"):
        upgrade(directory=folder)
    assert db.session.scalar(text("SELECT count(*) FROM people")) == 1
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
    assert db.session.scalar(text("SELECT version_num FROM alembic_version")) != "9999"
