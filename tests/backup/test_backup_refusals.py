"""What cannot be restored whole, or by these keys, is not restored at all; a backup that fails leaves nothing."""

import json
import os
import stat
from base64 import urlsafe_b64encode
from pathlib import Path
from zipfile import ZipFile

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from programme.backup.rules.manifest import Manifest
from programme.backup.service import archive, restoring
from programme.core.crypto import new_salt
from programme.core.db import db, migrate, transaction
from programme.core.errors import DomainError
from tests.backup.copies import Life, assert_refused, backed_up, contents, flask, installation, is_untouched
from tests.support.migrations import with_migration
from tests.support.settings import KEYS

pytestmark = pytest.mark.only_on("sqlite", "the file is the same from both; where it goes to, a test says itself")
FLIPS = 60
ANOTHER = Fernet.generate_key().decode()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ENCRYPTION_KEYS", ANOTHER, "ENCRYPTION_KEYS lacks 1 of the 1 that the backup was made under"),
        ("PSEUDONYM_KEY", urlsafe_b64encode(new_salt()).decode(), "PSEUDONYM_KEY is another than the backup's"),
    ],
    ids=["encryption", "pseudonym"],  # the keys are others in each process
)
def test_other_keys_than_the_backups_are_refused_and_named(
    life: Life, tmp_path: Path, name: str, value: str, words: str
) -> None:
    with installation(tmp_path, **{name: value}) as app:
        assert_refused(app, life.file, words)
        assert flask(app, "restore", "--check", life.file).exit_code == 1


def test_a_newer_key_before_the_backups_own_does_no_harm(life: Life, tmp_path: Path) -> None:
    with installation(tmp_path, ENCRYPTION_KEYS=f"{ANOTHER},{KEYS['ENCRYPTION_KEYS']}") as app:
        done = flask(app, "restore", "--check", life.file)
        assert done.exit_code == 0, done.output
        assert "is whole, and the keys open it" in done.output
        assert is_untouched(), "a check writes nothing"


def test_no_key_is_in_the_file(life: Life) -> None:
    with ZipFile(life.file) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())
    assert [name for name, key in KEYS.items() if key.encode() in inside] == []
    assert [word for word in (b"a private reflection", b"nobody-was-sent-this") if word in inside] == []


def outcome(file: Path) -> str | Manifest:
    try:
        return restoring.check(file)
    except DomainError as problem:
        return problem.message


def test_wherever_a_byte_is_changed_the_file_is_refused_or_means_the_same(
    life: Life, app: Flask, tmp_path: Path
) -> None:
    whole, bad = life.file.read_bytes(), tmp_path / "bad.zip"
    expected, harmless = outcome(life.file), 0
    for place in range(0, len(whole), len(whole) // FLIPS):
        bad.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        found = outcome(bad)
        assert found in (expected, archive.DAMAGED), place
        harmless += found == expected
    assert harmless <= FLIPS // 10, "there is little but rows, and every row counts"


@pytest.mark.parametrize("fault", ["one byte", "cut short", "empty", "no backup", "another zip", "not there"])
def test_a_damaged_file_is_refused_before_anything_is_written(life: Life, tmp_path: Path, fault: str) -> None:
    whole, bad = life.file.read_bytes(), tmp_path / "bad.zip"
    middle = len(whole) // 2
    faulty = {
        "one byte": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "cut short": whole[:-300],
        "empty": b"",
        "no backup": b"people,places\n",
    }
    if fault in faulty:
        bad.write_bytes(faulty[fault])
    elif fault == "another zip":
        with ZipFile(bad, "w") as archive:
            archive.writestr("manifest.json", '{"format": 1}')
    with installation(tmp_path / "new") as app:
        assert_refused(
            app, bad, "cannot be read" if fault == "not there" else "The file is damaged, or it is no backup"
        )


def test_a_backup_that_somebody_changed_without_the_key_is_refused(life: Life, app: Flask, tmp_path: Path) -> None:
    forged = tmp_path / "forged.zip"
    with ZipFile(life.file) as source, ZipFile(forged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "manifest.json":
                content = json.dumps({**json.loads(content), "head": "0" * 64}, indent=1, sort_keys=True).encode()
            target.writestr(name, content)
    assert_refused(app, forged, "damaged")


def test_a_row_that_the_database_does_not_take_leaves_no_row_at_all(
    life: Life, app: Flask, tmp_path: Path, postgres_url: str
) -> None:
    """SQLite does not count letters; PostgreSQL does."""
    with transaction() as session:
        session.execute(text("INSERT INTO programmes (id, name, purpose) VALUES (:id, :name, '')"),
                        {"id": "0" * 31 + "1", "name": "n" * 300})  # fmt: skip
    file = backed_up(app, tmp_path / "long.zip")
    with installation(tmp_path / "other", DATABASE_URL=postgres_url) as other:
        assert_refused(other, file, "The table programmes could not be restored: value too long")
        db.session.remove()
        done = flask(other, "restore", life.file)
        assert done.exit_code == 0, done.output


def test_a_backup_of_newer_software_is_refused_and_an_older_one_is_brought_up_to_date(
    life: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = with_migration(tmp_path / "newer", "op.add_column('programmes', sa.Column('motto', sa.String(9)))")
    with installation(tmp_path / "a") as app, monkeypatch.context() as later:
        later.setattr(migrate, "directory", newer)
        upgrade()  # the database is newer than the backup: it is taken back, and brought up again with the rows
        assert flask(app, "restore", life.file).exit_code == 0
        assert db.session.execute(text("SELECT count(motto), count(*) > 0 FROM programmes")).one() == (0, 1)
        file = backed_up(app, tmp_path / "newer.zip")
    with installation(tmp_path / "b") as app:
        assert_refused(app, file, "The backup is of a newer Canopy (revision 9999)")


def test_rows_stay_where_a_later_migration_fails_and_it_is_said(
    life: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = with_migration(tmp_path / "broken", "op.execute('DELETE FROM no_such_table')")
    with installation(tmp_path / "a") as app:
        monkeypatch.setattr(migrate, "directory", broken)
        done = flask(app, "restore", life.file)
        assert (done.exit_code, done.output.count("\n")) == (1, 1)
        assert "All rows are restored, but a migration failed: no such table: no_such_table." in done.output
        assert len(contents()["people"]) == len(life.contents["people"])


def test_a_database_that_was_not_migrated_is_not_backed_up(tmp_path: Path) -> None:
    with installation(tmp_path / "a") as app:
        done = flask(app, "backup", tmp_path / "b.zip")
        assert (done.exit_code, done.output.count("\n")) == (1, 1)
        assert "run `flask db upgrade`" in done.output
        assert not (tmp_path / "b.zip").exists()


def test_a_backup_can_be_read_by_its_owner_alone_and_is_never_written_over(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert flask(app, "backup", folder).exit_code == 0
    (file,) = folder.iterdir()
    assert file.name.startswith("canopy-20")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    again = flask(app, "backup", file)
    assert (again.exit_code, "is never written over" in again.output) == (1, True)
    assert (os.listdir(folder), file.read_bytes()) == ([file.name], before)
    nowhere = flask(app, "backup", tmp_path / "nowhere" / "b.zip")
    assert "could not be written: No such file or directory" in nowhere.output
