"""What a database of either kind has to do with a backup and its restoring."""

import os
import resource
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from tests.backup.copies import Life, assert_refused, flask
from tests.support.world import World


def test_a_database_with_rows_is_left_alone(life: Life, app: Flask) -> None:
    World(app).person()
    assert_refused(app, life.file, "The database is not empty.")


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_in_one_line_and_nothing_is_left_of_the_backup(app: Flask, tmp_path: Path) -> None:
    world = World(app)
    for _ in range(3):
        world.organisation(world.programme(urlsafe_b64encode(os.urandom(30)).decode()))
    folder = tmp_path / "backups"
    folder.mkdir()
    with files_end_at(500):
        done = flask(app, "backup", folder)
    assert done.exit_code == 1
    assert done.output == "Error: The backup could not be written: File too large. Nothing of it was kept.\n"
    assert os.listdir(folder) == []
    assert flask(app, "backup", folder).exit_code == 0, "once there is room, all is well"
