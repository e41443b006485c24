import re
import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from programme.access.policy import Role, ScopeKind
from programme.accounts import queries as account_queries
from programme.accounts import service as accounts
from programme.core.audit import queries, rules
from programme.core.audit import service as audit
from programme.core.audit.models import AuditEntry, Category
from programme.core.db import db, transaction
from tests.support.installations import MakeApp
from tests.support.together import at_once
from tests.support.world import World, csv_of

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

DROP_TRIGGERS = {
    "sqlite": ("DROP TRIGGER audit_entries_no_update", "DROP TRIGGER audit_entries_no_delete"),
    "postgresql": ("DROP TRIGGER audit_entries_no_change ON audit_entries",),
}
FORGERIES = {
    "changed action": ("UPDATE audit_entries SET action = 'role ended' WHERE number = 3", 3),
    "changed actor": ("UPDATE audit_entries SET actor_id = subject_id WHERE number = 2", 2),
    "changed subject": ("UPDATE audit_entries SET subject_id = NULL WHERE number = 2", 2),
    "changed category": ("UPDATE audit_entries SET category = 'settings' WHERE number = 4", 4),
    "changed moment": ("UPDATE audit_entries SET at = '2020-01-01 00:00:00' WHERE number = 5", 5),
    "changed details": ("""UPDATE audit_entries SET details = '{"rows": 2}' WHERE number = 1""", 1),
    "changed digest": ("UPDATE audit_entries SET digest = substr(digest, 2) || 'x' WHERE number = 4", 4),
    "removed from the middle": ("DELETE FROM audit_entries WHERE number = 3", 4),
    "removed from the front": ("DELETE FROM audit_entries WHERE number = 1", 2),
    "removed and closed up": (
        "DELETE FROM audit_entries WHERE number = 3; UPDATE audit_entries SET number = number - 1 WHERE number > 3",
        3,
    ),
    "reordered": (
        "UPDATE audit_entries SET number = 99 WHERE number = 2; UPDATE audit_entries SET number = 2 WHERE number = 3; "
        "UPDATE audit_entries SET number = 3 WHERE number = 99",
        2,
    ),
    "inserted": (
        "INSERT INTO audit_entries SELECT 6, at, actor_id, action, category, subject_id, details, digest, "
        "substr(digest, 2) || 'x' FROM audit_entries WHERE number = 5",
        6,
    ),
    "inserted before the first": (
        "INSERT INTO audit_entries SELECT 0, at, actor_id, action, category, subject_id, details, previous, "
        "previous FROM audit_entries WHERE number = 1",
        0,
    ),
}


def write(count: int) -> None:
    for number in range(1, count + 1):
        with transaction():
            audit.record(
                "file read", category=Category.CONTENT, actor_id=uuid.uuid4(), subject_id=uuid.uuid4(), rows=number
            )


def forge(statements: str, **values: str) -> None:
    """Write over the trail as somebody does who holds the database."""
    with transaction() as session:
        for statement in DROP_TRIGGERS[db.engine.dialect.name]:
            session.execute(text(statement))
        for statement in statements.split("; "):
            session.execute(text(statement), values)
    db.session.expire_all()


def test_each_entry_is_bound_to_the_one_before_it(app: Flask) -> None:
    write(3)
    rows = sorted(queries.entries(categories=set(Category), page=1, size=10), key=lambda row: row.number)
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.previous for row in rows] == [rules.FIRST, rows[0].digest, rows[1].digest]
    assert audit.verify() == audit.Verdict(3, rows[2].digest, None)


def test_an_empty_trail_holds(app: Flask) -> None:
    assert audit.verify() == audit.Verdict(0, rules.FIRST, None)


@pytest.mark.parametrize("name", FORGERIES)
def test_verify_finds_the_first_entry_that_is_not_as_it_was_written(app: Flask, name: str) -> None:
    statements, broken_at = FORGERIES[name]
    write(5)
    forge(statements)
    assert audit.verify().broken_at == broken_at


@pytest.mark.only_on("sqlite", "PostgreSQL takes nothing but JSON in such a column")
def test_verify_names_an_entry_that_was_made_unreadable(app: Flask) -> None:
    write(3)
    forge("UPDATE audit_entries SET details = 'no longer JSON' WHERE number = 2")
    assert audit.verify().broken_at == 2


def test_an_entry_that_was_changed_together_with_its_digest_breaks_the_next_one(app: Flask) -> None:
    write(3)
    row = db.session.get_one(AuditEntry, 2)
    entry = rules.Entry(2, row.at, row.actor_id, "forged", row.category.value, row.subject_id, row.details)
    forged = rules.digest(entry, row.previous)
    forge("UPDATE audit_entries SET action = 'forged', digest = :digest WHERE number = 2", digest=forged)
    assert audit.verify().broken_at == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET action = 'forged'",
        "UPDATE audit_entries SET details = '{}' WHERE number = 1",
        "DELETE FROM audit_entries",
        "DELETE FROM audit_entries WHERE number = 2",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_an_entry(app: Flask, statement: str) -> None:
    write(2)
    head = audit.verify().head
    with pytest.raises(DBAPIError, match="audit entries are never changed"), transaction() as session:
        session.execute(text(statement))
    assert audit.verify() == audit.Verdict(2, head, None)


@pytest.mark.only_on("postgresql", "SQLite has no TRUNCATE")
def test_postgresql_refuses_to_empty_the_trail(app: Flask) -> None:
    write(1)
    with pytest.raises(DBAPIError, match="audit entries are never changed"), transaction() as session:
        session.execute(text("TRUNCATE audit_entries"))
    assert audit.verify().entries == 1


def test_an_entry_is_not_kept_when_what_it_tells_of_is_rolled_back(app: Flask) -> None:
    write(1)
    with suppress(ZeroDivisionError), transaction():
        audit.record("grant given", category=Category.PEOPLE, actor_id=None)
        1 / 0  # noqa: B018 - any error will do
    write(1)
    assert audit.verify().entries == 2


def test_writers_at_the_same_moment_never_fork_the_chain(make_app: MakeApp) -> None:
    app = make_app()
    at_once(app, [partial(write, 10)] * 4)
    with app.app_context():
        verdict = audit.verify()
        assert (verdict.entries, verdict.broken_at) == (40, None)


def verify_by_command(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["audit", "verify", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_the_command_says_how_many_entries_hold_and_which_digest_is_the_last(app: Flask) -> None:
    write(4)
    head = audit.verify().head
    assert verify_by_command(app) == (0, f"4 entries hold. Head: {head}\n")


def test_the_command_names_the_broken_entry_and_fails(app: Flask) -> None:
    write(4)
    forge(FORGERIES["changed action"][0])
    code, said = verify_by_command(app)
    assert code == 1
    assert said == "Error: Entry 3 is missing, changed or out of place; 2 before it hold.\n"


def test_entries_cut_off_at_the_end_are_found_with_the_digest_that_was_written_down(app: Flask) -> None:
    write(5)
    head = audit.verify().head
    assert verify_by_command(app, "--head", head)[0] == 0
    write(2)
    assert verify_by_command(app, "--head", head)[0] == 0, "entries that came later do no harm"
    forge("DELETE FROM audit_entries WHERE number >= 5")
    assert verify_by_command(app)[0] == 0, "what is left is whole in itself"
    code, said = verify_by_command(app, "--head", head)
    assert code == 1
    assert said == "Error: The digest is not in the chain: entries at its end were cut off.\n"


def test_the_digest_covers_every_part_of_an_entry_and_the_one_before() -> None:
    whole = rules.Entry(1, AT, uuid.UUID(int=1), "read", "content", uuid.UUID(int=2), {"rows": 1})
    others = [
        replace(whole, number=2),
        replace(whole, at=AT.replace(microsecond=1)),
        replace(whole, actor_id=None),
        replace(whole, actor_id=whole.subject_id, subject_id=whole.actor_id),
        replace(whole, action="readcontent", category=""),
        replace(whole, category="people"),
        replace(whole, subject_id=None),
        replace(whole, details={"rows": "1"}),
        replace(whole, details={}),
    ]
    digests = {rules.digest(each, rules.FIRST) for each in (whole, *others)} | {rules.digest(whole, "1" * 64)}
    assert len(digests) == len(others) + 2


def test_the_same_moment_in_another_zone_has_the_same_digest() -> None:
    entry = rules.Entry(1, AT, None, "read", "content", None, {"b": 1, "a": 2})
    elsewhere = replace(entry, at=AT.astimezone(timezone(timedelta(hours=5))), details={"a": 2, "b": 1})
    assert rules.digest(entry, rules.FIRST) == rules.digest(elsewhere, rules.FIRST)


def test_entries_hold_ids_and_never_a_name_an_address_or_a_file(world: World) -> None:
    programme = world.programme("Zebra Fellowship")
    director = world.person("Zora Director", role=Role.DIRECTOR, scope_id=programme.id)
    cohort = world.cohort(programme, "Zebra cohort")
    with transaction():
        person = accounts.invite(email="zed@example.org", full_name="Zed Zimmer", by=director.id)
        accounts.rename(person, "Zed Zulu", by=director.id)
        accounts.correct_address(person, "zed.zulu@example.org", by=director.id)
        accounts.ask_for_reset("zed.zulu@example.org")
        facts = account_queries.scope_facts(scope_id=programme.id, kind=ScopeKind.PROGRAMME)
        accounts.give_grant(world.actor(director), person, Role.COORDINATOR, programme.id, facts)
    rows = [("Zebra Practice", (float(n % 5 + 1), 3.0)) for n in range(30)]
    survey = world.results(cohort, director, csv_of(rows), ("ready",), "02")
    world.release(world.version(survey, director), director)
    written = [
        f"{row.action} {row.details} {row.actor_id} {row.subject_id}"
        for row in queries.entries(categories=set(Category), page=1, size=1000)
    ]
    assert len(written) > 12
    assert [line for line in written if re.search(r"z[aeiou]|@|\.csv|fellowship|practice", line, re.I)] == []
