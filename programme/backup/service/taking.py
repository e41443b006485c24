"""Taking a backup while everything goes on."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from alembic.migration import MigrationContext
from sqlalchemy import Connection, select

from programme.backup.rules.manifest import Keys, Manifest, TableFacts
from programme.backup.rules.rows import to_line
from programme.backup.service import archive, tables
from programme.backup.service.archive import Writer
from programme.backup.service.schema import head_revision
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import AuditEntry, Category
from programme.core.crypto import keyring
from programme.core.db import db, snapshot, transaction
from programme.core.errors import DomainError
from programme.surveys.service import storage

SEALED = "backup"  # the purpose under which PSEUDONYM_KEY seals a manifest


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was made, and where it lies."""

    path: Path
    manifest: Manifest


def take(target: Path) -> Taken:
    """Write everything in the database into one file: `target`, or a file named after the moment if it is a folder.

    Nobody waits for it: the rows are read as they were at one moment. What is encrypted stays so, and no key goes in.

    Raises:
        DomainError: the database is not at the software's revision, or the file cannot be written.
    """
    path = target / f"canopy-{clock.now():%Y%m%dT%H%M%SZ}.zip" if target.is_dir() else target
    with snapshot() as connection:
        _revision(connection)  # before the first write
    with archive.writing(path) as out:
        _rest()
        with snapshot() as connection:
            manifest = _write(out, connection)
        with transaction():
            audit.record("backup made", category=Category.SETTINGS, actor_id=None, rows=manifest.rows)
    return Taken(path, manifest)


def _rest() -> None:
    """Let the order in which answers lie tell nothing, wave by wave, so that who answers waits for one at most."""
    for wave_id in storage.waves():
        with transaction():
            storage.rest_wave(wave_id)


def _write(out: Writer, connection: Connection) -> Manifest:
    revision, made_at = _revision(connection), clock.now()
    written = tuple(_write_table(out, connection, facts) for facts in tables.all_tables())
    last = select(AuditEntry.digest).order_by(AuditEntry.number.desc()).limit(1)
    head = connection.execute(last).scalar() or ""
    manifest = Manifest(made_at, db.engine.dialect.name, revision, keys_here(), head, written)
    for name, content in ((archive.MANIFEST, manifest.text()), (archive.SEAL, seal(manifest.text()))):
        with out.member(name) as file:
            file.write(content)
    return manifest


def _revision(connection: Connection) -> str:
    found, wanted = MigrationContext.configure(connection).get_current_revision(), head_revision()
    if found != wanted:
        raise DomainError(f"The database is at revision {found}, the software at {wanted}: run `flask db upgrade`.")
    return wanted


def _write_table(out: Writer, connection: Connection, facts: TableFacts) -> TableFacts:
    count, digest = 0, hashlib.sha256()
    with out.member(member_of(facts)) as file:
        for line in _lines(connection, facts):
            count += 1
            digest.update(line)
            file.write(line)
    return replace(facts, rows=count, digest=digest.hexdigest())


def _lines(connection: Connection, facts: TableFacts) -> Iterator[bytes]:
    kinds = facts.kinds
    return (to_line(kinds, row) for row in tables.rows(connection, facts))


def member_of(facts: TableFacts) -> str:
    """The name of the table's file in the backup."""
    return f"tables/{facts.name}.jsonl"


def keys_here() -> Keys:
    """Fingerprints of the keys that are set here."""
    return Keys(keyring().encryption_fingerprints, keyring().pseudonym_fingerprint)


def seal(manifest: bytes) -> bytes:
    """What only who has PSEUDONYM_KEY can make of a manifest, so that nobody else can make or change a backup."""
    return keyring().pseudonym(SEALED, hashlib.sha256(manifest).digest()).hex().encode()
