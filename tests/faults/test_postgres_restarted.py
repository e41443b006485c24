"""PostgreSQL crashes and comes back while eight people answer and a mail is on its way: all go on by themselves."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from programme import create_app
from programme.access.policy import Role
from programme.core.db import db
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.core.mail.models import MailState
from programme.surveys.service import results
from tests.bench import crowd as fellows
from tests.conftest import settings_for
from tests.support import databases, stubborn
from tests.support.machines import HOST, health, machines
from tests.support.mails import invite, row
from tests.support.pages import check_page
from tests.support.postgres import Cluster, crashing_cluster
from tests.support.processes import DAY_WORKER, HASTE, wait_until
from tests.support.smtp import MailServer
from tests.support.stubborn import Account, Crowd, Told, Typist
from tests.support.world import World

HEADING = "The service cannot reach its database"
LAST, WORDS = "looking-at-the-whole", "My mentor’s <patience>, and\r\na morning a week"


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A server of this test's own, which it may crash."""
    with crashing_cluster() as found:
        monkeypatch.setenv("TEST_POSTGRES_URL", found.url)
        yield found


@pytest.fixture
def settings(cluster: Cluster, server: MailServer, tmp_path: Path) -> Iterator[dict[str, str]]:
    own = settings_for(tmp_path, SMTP_URL=server.url)
    with databases.migrated_database(own) as url:
        yield own | {"DATABASE_URL": url, "CANOPY_MODE": "production", "BASE_URL": "http://127.0.0.1:5000"}


def signed_in(world: World) -> str:
    """The cookie of a director."""
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=world.programme().id)
    cookie = world.client(director).get_cookie("canopy")
    assert cookie is not None
    return f"{cookie.key}={cookie.value}"


def page_for(cookie: str, port: int, path: str = "/") -> tuple[int, str]:
    """What somebody who is signed in is shown."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    found = answer.status, answer.read().decode()
    connection.close()
    return found


def is_plain(told: Told) -> bool:
    """Whether somebody was told what is the matter and when to try again, and was spared the rest."""
    status, body, headers = told
    if headers["content-type"].startswith("text/html"):
        check_page(body)
    says_what = HEADING in body or "the service cannot reach its database" in body
    return status == 503 and headers["retry-after"] == "10" and says_what and "Traceback" not in body


def test_all_go_on_by_themselves_after_postgres_has_crashed(
    app: Flask, settings: dict[str, str], cluster: Cluster, server: MailServer, tmp_path: Path
) -> None:
    crowd, cookie = stubborn.gather(), signed_in(World(app))
    with machines(settings | HASTE, tmp_path, webs=1, workers=1, worker_module=DAY_WORKER) as found:
        web, writer = found.webs[0], Typist(crowd, Account(*fellows.join(crowd.asked, 1)))
        with crowd.answering(web.port):
            writer.opens(LAST)
            crowd.goes_on(100)
            sent_meanwhile = on_its_way(server)
            cluster.crash()
            server.silent_after_text.clear()  # the mail server confirms, and there is no database to note it in
            wait_until(lambda: len(crowd.told) >= 8, 20, "people are told of it")
            page = writer.presses(LAST, {"item-helped": WORDS})
            assert is_plain(page)
            assert "My mentor’s &lt;patience&gt;" in page[1].split("What you wrote")[1]
            shown = [page_for(cookie, web.port, path) for path in ("/", "/no-such-page")]
            assert [(status, HEADING in text, "Sign out" in text) for status, text in shown] == [(503, True, False)] * 2
            assert health(web)[0] == 503
            cluster.start()
            crowd.goes_on(50)
            assert stubborn.losses(crowd) == []
            assert writer.presses(LAST, stubborn.held_in(page[1]))[0] == 302
            assert page_for(cookie, web.port)[0] == 200
        assert all(is_plain(each) for each in crowd.told)
        assert crowd.unanswered.total() == 0, "nobody was left without a word"
        assert stubborn.losses(crowd) == []
        assert stubborn.has_all_once(crowd)
        (draft,) = fellows.drafts_of(crowd.asked, [writer.account.fellow]).values()
        assert draft.answers["helped"] == WORDS.replace("\r\n", "\n")
        wait_until(lambda: row(sent_meanwhile).state is MailState.SENT, 20, "the mail is known to be sent", 0.2)
        the_worker_goes_on(crowd, server)
        db.session.rollback()
        cluster.crash()
        cluster.start()
        assert page_for(cookie, web.port)[0] == 200, "who was not there meanwhile notices nothing"
    assert len([each for each in server.received if each.recipients == ["held@example.org"]]) == 1


def test_a_connection_that_breaks_when_the_page_is_made_takes_nothing_from_it(tmp_path: Path) -> None:
    with databases.empty_database() as url:
        app = create_app(settings_for(tmp_path, DATABASE_URL=url))
        with app.app_context():
            db.session.execute(text("SELECT 1"))
            with psycopg.connect(url.replace("+psycopg", "")) as other:
                others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                other.execute(f"{others} AND pid != pg_backend_pid()")
        with app.app_context():
            assert db.session.scalar(text("SELECT 1")) == 1, "the page was left in peace, and so is the next one"
        databases.disconnect(app)


def on_its_way(server: MailServer) -> object:
    """A mail whose text the server has, and has not confirmed."""
    server.silent_after_text.add("held@example.org")
    mail_id = invite(email="held@example.org")
    wait_until(lambda: row(mail_id).state is MailState.SENDING, 30, "the mail is on its way", 0.1)
    return mail_id


def the_worker_goes_on(crowd: Crowd, server: MailServer) -> None:
    """The same worker sends the next mail and does the next job."""
    invite(email="next@example.org")
    wait_until(lambda: server.received[-1:] and server.received[-1].recipients == ["next@example.org"], 20, "a mail")

    def is_done() -> bool:
        job = jobs.latest(results.JOB, crowd.asked.survey_id)
        return job is not None and job.state is JobState.DONE

    wait_until(is_done, 20, "the figures are computed", 0.2)
