import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import INSTALLATION, GrantRow, Person, PersonState
from programme.core.audit import service as audit
from programme.core.db import db
from tests.support.world import World

PASSWORD = "three random words"


def create_admin(app: Flask, email: str, name: str = "Ada Osei", password: str = PASSWORD) -> Result:
    """Run the command, typing the password twice as it asks."""
    arguments = ["create-admin", "--email", email, "--name", name]
    return app.test_cli_runner().invoke(args=arguments, input=f"{password}\n{password}\n")


def test_the_first_administrator_is_made_at_the_command_line_and_can_sign_in(app: Flask) -> None:
    result = create_admin(app, "Ada@Example.org", "  Ada\nOsei ")
    assert result.exit_code == 0, result.output
    assert result.output.endswith("Ada Osei is an administrator and can sign in.\n")
    assert PASSWORD not in result.output
    person = db.session.scalars(select(Person)).one()
    assert (person.email, person.full_name, person.state) == ("ada@example.org", "Ada Osei", PersonState.ACTIVE)
    grant = db.session.scalars(select(GrantRow)).one()
    assert (grant.role, grant.scope_id, grant.given_by) == (Role.ADMINISTRATOR, INSTALLATION, None)
    assert audit.verify().entries == 2
    db.session.rollback()
    assert World(app).client(person).get("/admin/health").status_code == 200


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("ada", PASSWORD, "ada is no email address."),
        ("ada@", PASSWORD, "ada@ is no email address."),
        ("ada@example.org", "short", "12 characters"),
        ("ada@example.org", "password1234", "password"),
    ],
)
def test_what_will_not_do_is_said_in_one_line_and_nothing_is_kept(
    app: Flask, email: str, password: str, words: str
) -> None:
    result = create_admin(app, email, password=password)
    assert result.exit_code == 1
    last = result.output.splitlines()[-1]
    assert last.startswith("Error: ")
    assert words in last
    assert "Traceback" not in result.output
    assert db.session.scalars(select(Person)).all() == []
    assert audit.verify().entries == 0


def test_a_taken_address_makes_no_second_person(app: Flask) -> None:
    assert create_admin(app, "ada@example.org").exit_code == 0
    again = create_admin(app, "ADA@example.org")
    assert again.exit_code == 1
    assert "here already" in again.output
    assert len(db.session.scalars(select(Person)).all()) == 1


@pytest.mark.only_on("sqlite", "no database is asked")
def test_each_command_says_in_one_line_what_it_is_for(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["--help"]).output
    listed = [line.split(maxsplit=1) for line in said.split("Commands:")[1].splitlines() if line.startswith("  ")]
    ours = {words[0]: words[1] for words in listed if len(words) == 2}
    assert {"audit", "backup", "create-admin", "restore", "seed-scale"} <= set(ours)
