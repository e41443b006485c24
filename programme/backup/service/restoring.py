"""Restoring a backup: everything is proved before anything is written, and all of it is written or nothing."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from programme.backup.rules import manifest as manifests
from programme.backup.rules.manifest import Manifest, TableFacts
from programme.backup.rules.rows import from_line
from programme.backup.service import archive, schema, tables
from programme.backup.service.archive import Reader
from programme.backup.service.taking import keys_here, member_of, seal
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.audit.service import Verdict
from programme.core.db import set_aside, transaction
from programme.core.errors import DomainError
from programme.core.mail import outbox

NEWER = "The backup is of a newer Canopy: install that one first."
HELD = "It was waiting when the backup was made, which has been restored since; it may have been sent."


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, how many mails were held, and what became of the audit trail."""

    manifest: Manifest
    held_mails: int
    trail: Verdict


def check(path: Path) -> Manifest:
    """Prove that the file is a whole backup that the keys set here open; nothing is written.

    Raises:
        DomainError: it is not.
    """
    with archive.reading(path) as source:
        return _proved(source)


def restore(path: Path) -> Restored:
    """Bring a backup into the empty database that DATABASE_URL names, and up to the software's revision.

    Mails that had not left are held: nobody knows whether they did after the backup was made.

    Raises:
        DomainError: the file is damaged, keys are missing, the software is older, or the database is not empty or does
            not take a row: there is then no row in it. Or a migration failed afterwards.
    """
    with archive.reading(path) as source:
        manifest = _proved(source)
        with transaction() as session:
            schema.refuse_rows(session.connection())
        schema.bring_to(manifest.revision)
        with transaction() as session:
            connection = session.connection()
            schema.refuse_rows(connection)
            _load_all(connection, source, manifest)
            held = outbox.hold_all(HELD)
    schema.bring_up()
    with transaction():
        made_at = manifest.made_at.isoformat(timespec="seconds")
        audit.record("restored from a backup", category=Category.SETTINGS, actor_id=None, made_at=made_at)
    return Restored(manifest, held, audit.verify())


def _proved(source: Reader) -> Manifest:
    text = source.short(archive.MANIFEST)
    try:
        manifest = manifests.from_text(text)
    except manifests.Newer:
        raise DomainError(NEWER) from None
    except manifests.Unreadable:
        raise DomainError(archive.DAMAGED) from None
    missing = manifests.missing_keys(manifest.keys, keys_here())
    if missing:
        raise DomainError(f"The keys set here do not open this backup: {missing}.")
    if not hmac.compare_digest(source.short(archive.SEAL), seal(text)):
        raise DomainError(archive.DAMAGED)
    schema.refuse_unknown(manifest.revision)
    _prove_rows(source, manifest)
    return manifest


def _prove_rows(source: Reader, manifest: Manifest) -> None:
    expected = [archive.MANIFEST, archive.SEAL, *(member_of(facts) for facts in manifest.tables)]
    if sorted(source.names()) != sorted(expected):
        raise DomainError(archive.DAMAGED)
    for facts in manifest.tables:
        if source.digest(member_of(facts)) != facts.digest:
            raise DomainError(archive.DAMAGED)


def _load_all(connection: Connection, source: Reader, manifest: Manifest) -> None:
    for facts in reversed(manifest.tables):
        if connection.execute(select(func.count()).select_from(tables.stored(facts))).scalar_one():
            connection.execute(delete(tables.stored(facts)))  # what a migration wrote; the backup has it too
    for facts in manifest.tables:
        try:
            _load(connection, source, facts)
        except SQLAlchemyError as problem:
            words = f"The table {facts.name} could not be restored: {schema.said(problem)}. No row was kept."
            raise DomainError(words) from None


def _load(connection: Connection, source: Reader, facts: TableFacts) -> None:
    """Write a table's rows in the order of their keys. Where they point at each other, all of them in one statement."""
    target = tables.stored(facts)
    if not facts.is_own_parent:
        _insert(connection, source, facts, target)
        return
    names = [name for name, _ in facts.columns]
    with set_aside(connection, target) as aside:
        _insert(connection, source, facts, aside)
        ordered = select(aside).order_by(*(aside.c[name] for name in facts.key))
        connection.execute(insert(target).from_select(names, ordered))


def _insert(connection: Connection, source: Reader, facts: TableFacts, target: Any) -> None:
    for rows in _batches(source, facts):
        connection.execute(insert(target), rows)


def _batches(source: Reader, facts: TableFacts) -> Iterator[list[dict[str, Any]]]:
    names, kinds = [name for name, _ in facts.columns], facts.kinds
    rows: list[dict[str, Any]] = []
    size = 0
    for line in source.lines(member_of(facts)):
        rows.append(dict(zip(names, from_line(kinds, line), strict=True)))
        size += len(line)
        if size > tables.BYTES_AT_ONCE or len(rows) == tables.ROWS_AT_ONCE:
            yield rows
            rows, size = [], 0
    if rows:
        yield rows
