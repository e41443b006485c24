"""Whatever opens a database runs on SQLite and on PostgreSQL; what is about one of them says so, and why."""

import ast
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from programme.core.db import db
from tests.conftest import only_on
from tests.support.databases import KINDS
from tests.support.world import World

TESTS = Path(__file__).parents[1]
MOST = 30  # of more than a thousand tests that open a database
FEWEST_WORDS = 4


def marks() -> list[ast.Call]:
    """Every `pytest.mark.only_on(...)` below tests/."""
    return [
        node
        for path in TESTS.rglob("*.py")
        if "only_on" in (source := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.only_on"
    ]


def test_few_tests_are_about_one_database_alone_and_each_says_why() -> None:
    found = [[ast.literal_eval(each) for each in mark.args] for mark in marks()]
    assert 0 < len(found) <= MOST
    for kind, why in found:
        assert kind in KINDS
        assert len(why.split()) >= FEWEST_WORDS, why


@pytest.mark.parametrize("said", [("mysql", "it is another"), ("sqlite", ""), ("sqlite", " ")])
def test_a_test_of_one_database_without_a_reason_is_refused(said: tuple[str, str]) -> None:
    with pytest.raises(pytest.UsageError):
        only_on(*said)


def test_a_test_that_opens_a_database_runs_on_the_one_that_it_is_told(app: Flask, database: str) -> None:
    assert db.engine.dialect.name == database


def test_nothing_but_the_fixtures_says_which_database_a_test_runs_on() -> None:
    """Else a test could leave one out without a mark."""
    names = ('params=["sqlite"', "databases.original(")
    known = {"tests/support/databases.py", "tests/support/installations.py", "tests/core/test_both_databases.py"}
    found = {
        str(path.relative_to(TESTS.parent))
        for path in TESTS.rglob("*.py")
        if any(name in path.read_text(encoding="utf-8") for name in names)
    }
    assert found <= known


@pytest.mark.parametrize("again", range(2))
def test_a_test_finds_nothing_that_another_has_left(world: World, again: int) -> None:
    assert db.session.scalar(text("SELECT count(*) FROM people")) == 0
    world.administrator()
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (number INTEGER)"))
