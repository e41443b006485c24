"""No room on the disk of database, queue and log while eight people answer: each is told, and nothing is lost."""

import uuid
from pathlib import Path

import pytest
from sqlalchemy import text

from programme import create_app
from programme.core.db import db
from programme.core.mail.models import MailState
from tests.bench import crowd as fellows
from tests.conftest import settings_for
from tests.support import stubborn
from tests.support.databases import Database, disconnect
from tests.support.disks import Disk, Limit
from tests.support.machines import health, machines
from tests.support.mails import invite, recovered, row
from tests.support.pages import check_page
from tests.support.processes import members, wait_until
from tests.support.stubborn import Account, Told, Typist

pytestmark = pytest.mark.only_on("sqlite", "the disk that is full is the one of its file")
HEADING, SHORT = "There is no room left to save anything", "the service has no room left to save anything"
LAST, WORDS = "looking-at-the-whole", "My mentor’s <patience>, and a morning a week"


@pytest.fixture
def settings(disk: Disk, migrated: Database) -> dict[str, str]:
    """An installation all of whose files lie on the small disk."""
    migrated.copy(disk.folder)
    return settings_for(disk.folder, CANOPY_MODE="production", BASE_URL="http://127.0.0.1:5000")


def is_plain(told: Told) -> bool:
    """Whether somebody was told what is the matter and when to try again."""
    status, body, headers = told
    if headers["content-type"].startswith("text/html"):
        check_page(body)
    return status == 503 and headers["retry-after"] == "60" and (HEADING in body or SHORT in body)


@pytest.mark.usefixtures("app")
def test_people_are_told_of_a_full_disk_and_lose_nothing_and_it_goes_on_once_there_is_room(
    settings: dict[str, str], disk: Disk
) -> None:
    crowd = stubborn.gather()
    db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))  # so that what comes next needs room
    with machines(settings, disk.folder, webs=1) as found:
        web, writer = found.webs[0], Typist(crowd, Account(*fellows.join(crowd.asked, 1)))
        with crowd.answering(web.port):
            writer.opens(LAST)
            crowd.goes_on(50)
            disk.fill(members(web.process.pid))
            wait_until(lambda: len(crowd.told) >= 16, 20, "people are told of it")
            assert stubborn.losses(crowd) == []
            page = writer.presses(LAST, {"item-helped": WORDS})
            assert is_plain(page)
            assert "My mentor’s &lt;patience&gt;" in page[1].split("What you wrote")[1]
            writer.opens(LAST)  # reading goes on
            assert health(web)[1]["database"]
            disk.free(members(web.process.pid))
            crowd.goes_on(50)
            assert writer.presses(LAST, stubborn.held_in(page[1]))[0] == 302
    assert all(is_plain(each) for each in crowd.told)
    assert crowd.unanswered.total() == 0, "nobody was left without a word"
    assert stubborn.losses(crowd) == []
    assert stubborn.has_all_once(crowd)
    (draft,) = fellows.drafts_of(crowd.asked, [writer.account.fellow]).values()
    assert draft.answers["helped"] == WORDS


def test_what_the_queue_has_no_room_for_is_done_all_the_same_once_there_is(
    environment: dict[str, str], disk: Disk, tmp_path: Path
) -> None:
    if isinstance(disk, Limit):
        pytest.skip("no file system can be mounted here, so the queue cannot be without room alone")
    database = f"sqlite:///{tmp_path / 'canopy.db'}"
    app = create_app(environment | {"CANOPY_INSTANCE": str(disk.folder), "DATABASE_URL": database})
    queue = app.extensions["canopy.queue"].huey
    with app.app_context():
        invite(email="before@example.org")
        queued = queue.pending_count()
        disk.fill([])
        asked = [invite(email=f"ada{number}@example.org") for number in range(40)]
        assert queue.pending_count() < queued + len(asked), "there was no room for some"
        assert {row(each).state for each in asked} == {MailState.WAITING}
        disk.free([])
        assert set(asked) <= set(recovered()), "the worker's next look finds them"

        def takes_one() -> bool:
            before = queue.pending_count()
            invite(email=f"{uuid.uuid4()}@example.org")
            return int(queue.pending_count()) > before

        wait_until(takes_one, 10, "the queue takes tasks again", 0.5)
    disconnect(app)
