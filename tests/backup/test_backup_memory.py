"""A backup and its restoring need no more memory for many rows than for a few."""

import ctypes
import re
import uuid
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import column, insert, table
from sqlalchemy.types import Date, LargeBinary, Uuid

from programme.core import clock
from programme.core.db import UtcDateTime, db, transaction
from tests.backup.copies import flask, installation
from tests.support.world import World

ROWS = 6_000
BYTES_A_ROW = 4_000
MOST_GROWTH = 15  # MB, of the 24 that the rows have


def reflect(app: Flask) -> None:
    """So many reflections, whose secret text is as good as any."""
    fellow_id = World(app).fellow(World(app).cohort(World(app).programme())).id
    ours = table(
        "reflections", column("id", Uuid()), column("fellow_id", Uuid()), column("happened_on", Date()),
        column("content", LargeBinary()), column("is_draft"), column("sequence"), column("changed_at", UtcDateTime()),
    )  # fmt: skip
    one = {"fellow_id": fellow_id, "happened_on": clock.today(), "is_draft": False, "sequence": 1,
           "changed_at": clock.now()}  # fmt: skip
    for start in range(0, ROWS, 1000):
        with transaction() as session:
            texts = [b"%08d" % number * (BYTES_A_ROW // 8) for number in range(start, start + 1000)]
            session.execute(insert(ours), [{**one, "id": uuid.uuid4(), "content": each} for each in texts])
    db.session.remove()
    db.engine.dispose()
    ctypes.CDLL(None).malloc_trim(0)  # the room that the rows took meanwhile would hide what is taken next


def growth(app: Flask, *words: object) -> float:
    """How many MB more than before this process had at most while the command ran."""
    db.session.remove()
    Path("/proc/self/clear_refs").write_text("5")  # forgets the peak so far
    before = memory("VmRSS")
    done = flask(app, *words)
    assert done.exit_code == 0, done.output
    return memory("VmHWM") - before


def memory(name: str) -> float:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


@pytest.mark.only_on("sqlite", "from there it goes to PostgreSQL")
def test_what_is_read_or_written_at_once_is_bounded(app: Flask, tmp_path: Path, postgres_url: str) -> None:
    reflect(app)
    grown = {"from sqlite": growth(app, "backup", tmp_path / "a.zip")}
    with installation(tmp_path / "other", DATABASE_URL=postgres_url) as other:
        grown["into postgresql"] = growth(other, "restore", tmp_path / "a.zip")
        grown["from postgresql"] = growth(other, "backup", tmp_path / "b.zip")
    print(grown)  # noqa: T201 - pytest shows it where the test fails
    assert max(grown.values()) < MOST_GROWTH, grown
