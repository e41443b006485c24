"""Commands of an installation: create-admin, audit verify, backup and restore, seed-scale."""

import click
from email_validator import EmailNotValidError, validate_email
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from programme.accounts.service import create_administrator
from programme.backup.commands import backup, restore
from programme.core.audit import service as audit
from programme.core.db import transaction
from programme.core.errors import DomainError
from programme.scale.command import seed_scale

audit_group = AppGroup("audit", help="The audit trail.")


def init_app(app: Flask) -> None:
    """Give `app` its commands."""
    app.cli.add_command(create_admin)
    app.cli.add_command(audit_group)
    app.cli.add_command(backup)
    app.cli.add_command(restore)
    app.cli.add_command(seed_scale)


@click.command("create-admin")
@click.option("--email", prompt="Email address")
@click.option("--name", prompt="Full name")
@click.password_option()
@with_appcontext
def create_admin(email: str, name: str, password: str) -> None:
    """Make the first administrator, who then invites everybody else."""
    name = " ".join(name.split())
    try:
        validate_email(email, check_deliverability=False)
        with transaction():
            create_administrator(email, name, password)
    except EmailNotValidError:
        raise click.ClickException(f"{email} is no email address.") from None
    except DomainError as problem:
        raise click.ClickException(problem.message) from None
    click.echo(f"{name} is an administrator and can sign in.")


@audit_group.command("verify")
@click.option("--head", help="A digest written down earlier: it must still be in the chain.")
def verify(head: str | None) -> None:
    """Walk the audit trail and say whether every entry is as it was written."""
    verdict = audit.verify()
    if verdict.broken_at is not None:
        raise click.ClickException(
            f"Entry {verdict.broken_at} is missing, changed or out of place; {verdict.entries} before it hold."
        )
    if head is not None and not audit.holds(head):
        raise click.ClickException("The digest is not in the chain: entries at its end were cut off.")
    click.echo(f"{verdict.entries} entries hold. Head: {verdict.head}")
