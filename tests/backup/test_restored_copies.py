"""A restored copy is the same, row by row, whichever database it comes from and goes to."""

import json
from base64 import b64decode
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest
from flask import Flask

from programme.backup.service import restoring
from programme.core.audit import service as audit
from programme.core.db import db, transaction
from programme.core.mail import outbox
from programme.core.mail.models import MailState
from tests.backup.copies import Contents, Life, backed_up, contents, flask, restored
from tests.support import databases
from tests.support.scene import WRITTEN, Scene

LEFT_OR_NEVER_WILL = (MailState.SENT, MailState.UNKNOWN, MailState.FAILED, MailState.NOT_NEEDED)


def differences(before: Contents, after: Contents) -> dict[str, int]:
    """By table, how many rows are in one and not in the other."""
    assert set(before) == set(after)
    return {
        name: len(set(map(repr, rows)) ^ set(map(repr, after[name])))
        for name, rows in before.items()
        if rows != after[name]
    }


def opens_what_they_wrote(app: Flask, scene: Scene) -> None:
    """The fellow reads their reflection on its page; a colleague finds nothing there."""
    address = f"/my/reflections/{scene.names['reflection']}"
    assert WRITTEN.reflection in scene.client(app, "fellow").get(address).text
    assert scene.client(app, "other").get(address).status_code == 404


@pytest.mark.only_on("sqlite", "from there it goes on to PostgreSQL, to another one and back")
def test_every_table_is_the_same_on_postgresql_and_back_on_sqlite_and_what_was_written_opens(
    life: Life, tmp_path: Path
) -> None:
    assert [name for name, rows in life.contents.items() if not rows] == [], "every table has a row to compare"
    with databases.empty_database() as url, restored(life.file, tmp_path / "a", DATABASE_URL=url) as (app, _):
        assert db.engine.dialect.name == "postgresql"
        there = contents()
        # A mail in each of three states is held, and the trail says that it was restored: nothing else differs.
        assert differences(life.contents, there) == {"outbox": 6, "audit_entries": 1}
        assert there["audit_entries"][:-1] == life.contents["audit_entries"]
        opens_what_they_wrote(app, life.scene)
        there = contents()
        file = backed_up(app, tmp_path / "from-postgresql.zip")
        _goes_on_to(there, file, tmp_path / "b", url)
    with restored(file, tmp_path / "c") as (app, _):
        assert db.engine.dialect.name == "sqlite"
        assert differences(there, contents()) == {"audit_entries": 1}
        opens_what_they_wrote(app, life.scene)


def _goes_on_to(there: Contents, file: Path, folder: Path, from_url: str) -> None:
    with databases.empty_database() as url:
        assert url != from_url
        with restored(file, folder, DATABASE_URL=url):
            assert differences(there, contents()) == {"audit_entries": 1}


def test_a_backup_goes_into_a_database_that_was_migrated_already(life: Life, app: Flask) -> None:
    done = flask(app, "restore", life.file)
    assert done.exit_code == 0, done.output
    assert differences(life.contents, contents()) == {"outbox": 6, "audit_entries": 1}
    opens_what_they_wrote(app, life.scene)


@pytest.mark.only_on("sqlite", "the same rows are held on both, as the comparison counts")
def test_mails_that_had_not_left_are_held_and_none_leaves_by_itself(life: Life, tmp_path: Path) -> None:
    with restored(life.file, tmp_path) as (app, said):
        mails = outbox.mails(state=None, page=1, size=100)
        held = [mail for mail in mails if mail.reason == restoring.HELD]
        assert [mail.state for mail in held] == [MailState.UNKNOWN] * 3
        assert {mail.state for mail in mails if mail not in held} == set(LEFT_OR_NEVER_WILL)
        assert "held in the outbox, as unknown: 3." in said
        with transaction():
            assert outbox.recover() == [], "the worker finds none to send"
        shown = life.scene.client(app, "administrator").get("/admin/outbox?state=unknown").text
        assert shown.count("Send again") >= 3


@pytest.mark.only_on("sqlite", "the same rows are written on both, as the comparison counts")
def test_the_trail_goes_on_from_where_it_was_and_says_that_it_was_restored(life: Life, tmp_path: Path) -> None:
    head = life.contents["audit_entries"][-1][-1]
    with restored(life.file, tmp_path) as (app, said):
        verdict = audit.verify()
        assert verdict.broken_at is None
        assert said.endswith(f"{verdict.entries} audit entries hold. Head: {verdict.head}\n")
        assert flask(app, "audit", "verify", "--head", head).exit_code == 0
        assert "restored from a backup" in {row[3] for row in contents()["audit_entries"][-1:]}


def test_rows_lie_in_the_file_in_the_order_of_their_keys_which_tells_nothing(life: Life) -> None:
    keys = {"responses": (0, 1), "survey_invitations": (-1,), "drafts": (0, 1), "equality_answers": (0, 1)}
    with ZipFile(life.file) as archive:
        tables = {each["name"]: each for each in json.loads(archive.read("manifest.json"))["tables"]}
        for name, places in keys.items():
            lines = [json.loads(line) for line in archive.read(f"tables/{name}.jsonl").splitlines()]
            found = [tuple(_key(line[place]) for place in places) for line in lines]
            assert [tables[name]["columns"][place][0] for place in places] == tables[name]["key"]
            assert len(found) > 1
            assert found == sorted(found), name
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def _key(value: str) -> bytes:
    return UUID(value).bytes if len(value) == 36 else b64decode(value)
