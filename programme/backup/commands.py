"""`flask backup` and `flask restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from programme.backup.rules.manifest import Manifest
from programme.backup.service import restoring, schema, taking
from programme.core.errors import DomainError


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_appcontext
def backup(target: Path) -> None:
    """Write all data to one file, TARGET, or to a new file in the folder TARGET; everything goes on meanwhile.

    The file holds no key. Without ENCRYPTION_KEYS and PSEUDONYM_KEY it cannot be restored: keep them elsewhere.
    """
    with _in_one_line():
        taken = taking.take(target)
    click.echo(f"{taken.path}: {_size(taken.manifest)}, {taken.path.stat().st_size:,} bytes.")
    click.echo(f"Audit head: {taken.manifest.head or 'none yet'}")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only say whether the file is whole and the keys open it; write nothing.")
@with_appcontext
def restore(file: Path, check: bool) -> None:
    """Bring a backup, FILE, into the empty database that DATABASE_URL names. Stop web and worker before."""
    with _in_one_line():
        if check:
            found = restoring.check(file)
            click.echo(f"The backup {_made(found)} is whole, and the keys open it: {_size(found)}.")
            return
        restored = restoring.restore(file)
    for table in restored.manifest.tables:
        click.echo(f"{table.rows:>12,}  {table.name}")
    click.echo(f"Restored the backup {_made(restored.manifest)}: {_size(restored.manifest)}.")
    click.echo(f"Mails that had not left then and are held in the outbox, as unknown: {restored.held_mails}.")
    _say_trail(restored)


def _say_trail(restored: restoring.Restored) -> None:
    trail = restored.trail
    if trail.broken_at is not None:
        raise click.ClickException(f"All rows are restored, but audit entry {trail.broken_at} does not hold.")
    click.echo(f"{trail.entries} audit entries hold. Head: {trail.head}")


def _made(manifest: Manifest) -> str:
    return f"of {manifest.made_at:%d %B %Y %H:%M} UTC"


def _size(manifest: Manifest) -> str:
    return f"{manifest.rows:,} rows in {len(manifest.tables)} tables"


@contextmanager
def _in_one_line() -> Iterator[None]:
    try:
        yield
    except DomainError as problem:
        raise click.ClickException(problem.message) from None
    except SQLAlchemyError as problem:
        raise click.ClickException(f"The database failed: {schema.said(problem)}") from None
