from flask import Flask
from sqlalchemy import func, select

from programme.access.policy import Role
from programme.accounts.models import INSTALLATION, GrantRow, Person
from programme.core.db import db
from tests.support.world import World

PASSWORD = "four quite different words"


def create(app: Flask, email: str = "Tom@Example.org", password: str = PASSWORD) -> tuple[int, str]:
    command = ["create-admin", "--email", email, "--name", "Tom Admin", "--password", password]
    done = app.test_cli_runner().invoke(args=command)
    db.session.rollback()
    return done.exit_code, done.output


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_the_command_makes_an_administrator_who_can_sign_in(app: Flask, world: World) -> None:
    assert create(app) == (0, "Tom Admin is an administrator and can sign in.\n")
    client = world.client()
    assert client.sign_in("tom@example.org", PASSWORD).status_code == 302
    assert client.get("/admin/health").status_code == 200
    row = db.session.scalars(select(GrantRow)).one()
    assert (row.role, row.scope_id, row.given_by, row.ends_at) == (Role.ADMINISTRATOR, INSTALLATION, None, None)


def test_the_command_asks_twice_for_a_password_that_is_not_given(app: Flask) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    command = ["create-admin", "--email", "tom@example.org", "--name", "Tom Admin"]
    done = app.test_cli_runner().invoke(args=command, input=typed)
    assert done.exit_code == 0
    assert PASSWORD not in done.output


def test_the_command_refuses_what_the_pages_refuse_and_says_why(app: Flask) -> None:
    assert create(app, email="tom") == (1, "Error: tom is no email address.\n")
    assert create(app, password="short") == (1, "Error: Use 12 characters or more\n")
    assert people() == 0
    create(app)
    assert create(app) == (1, "Error: Somebody with this email address is here already\n")
    assert people() == 1
