import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Blueprint, Flask, abort, redirect
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlalchemy import select, text
from werkzeug.datastructures import Headers

import programme
from programme import create_app
from programme.access.guards import (
    UndeclaredAccess,
    current_actor,
    keep_nothing,
    public,
    requires,
    writes,
    writes_when_read,
)
from programme.access.policy import Permission
from programme.cohorts import service as cohorts
from programme.cohorts.models import Programme
from programme.core.db import db
from programme.core.errors import DomainError, NotFound
from programme.core.jobs import queue
from programme.core.jobs import service as jobs
from programme.core.mail import outbox
from tests.support.installations import MakeApp
from tests.support.scene import Scene
from tests.support.settings import settings_for
from tests.support.statements import statements
from tests.support.who_opens_what import lines
from tests.support.world import World

Probe = Callable[[], ResponseReturnValue]


def undeclared() -> str:
    return "open to all"


def nothing_left() -> bool:
    """Neither row nor mail nor job, in the database or on the queue."""
    db.session.rollback()
    rows = sum(db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608 - our own words
               for table in ("programmes", "outbox", "jobs", "audit_entries"))  # fmt: skip
    db.session.rollback()
    return rows == 0 and queue.queue().huey.pending_count() == 0


def write_everything() -> None:
    """A record with its audit entry, a mail and a job."""
    row = cohorts.create_programme("Fellowship", "", by=None)
    outbox.post("invitation", recipient="ada@example.org", subject_id=row.id)
    jobs.ask_for("make report", row.id, asked_by=None)


def probe(app: Flask, act: Callable[[], object]) -> None:
    """A page at /probe that writes everything, then does `act`."""

    @public
    @writes
    def view() -> ResponseReturnValue:
        write_everything()
        answer = act()
        return redirect("/") if answer is None else str(answer)

    app.add_url_rule("/probe", view_func=view, methods=["GET", "POST"])


def test_a_url_without_a_declared_access_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Blueprint("bare", __name__)
    bare.add_url_rule("/open-to-all", view_func=undeclared)
    monkeypatch.setattr(programme, "BLUEPRINTS", (*programme.BLUEPRINTS, bare))
    with pytest.raises(UndeclaredAccess, match=r"/open-to-all \(bare.undeclared\) declares no access"):
        create_app(settings_for(tmp_path))


def test_only_the_static_files_of_the_application_itself_need_no_declared_access(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = Blueprint("bare", __name__, static_folder=str(tmp_path), static_url_path="/more-files")
    monkeypatch.setattr(programme, "BLUEPRINTS", (*programme.BLUEPRINTS, bare))
    with pytest.raises(UndeclaredAccess, match="bare.static"):
        create_app(settings_for(tmp_path))


def test_what_a_view_writes_is_committed_once_and_then_its_mail_and_job_leave(app: Flask, world: World) -> None:
    probe(app, lambda: None)
    client = world.client()
    token = client.token()
    with statements() as asked:
        assert client.post("/probe", data={"csrf_token": token}).status_code == 302
    assert asked.commits == 1
    assert db.session.scalars(select(Programme.name)).all() == ["Fellowship"]
    assert queue.queue().huey.pending_count() == 2, "a mail and a job"


def fail() -> None:
    raise RuntimeError("on purpose")


def refuse() -> None:
    raise DomainError("It is not allowed.")


def lose() -> None:
    raise NotFound


def stop() -> None:
    abort(403)


@pytest.mark.parametrize(("act", "status"), [(fail, 500), (refuse, 500), (lose, 404), (stop, 403)])
def test_an_error_after_writing_keeps_nothing_and_nothing_leaves(
    app: Flask, world: World, act: Callable[[], None], status: int
) -> None:
    probe(app, act)
    assert world.client().send("/probe").status_code == status
    assert nothing_left()


def test_a_refused_form_keeps_nothing_and_nothing_leaves(app: Flask, world: World) -> None:
    def refused() -> str:
        keep_nothing()
        return "<!doctype html><html lang=en-GB><title>Again</title><main><h1>Again</h1></main></html>"

    probe(app, refused)
    assert world.client().send("/probe").status_code == 200
    assert nothing_left()


def test_a_view_without_writes_may_not_write_and_the_fault_is_ours(app: Flask, world: World) -> None:
    @public
    def view() -> ResponseReturnValue:
        write_everything()
        return redirect("/")

    app.add_url_rule("/probe", view_func=view)
    assert world.client().get("/probe").status_code == 500
    assert nothing_left()


def test_after_a_request_that_wrote_reading_takes_no_writers_lock(app: Flask, world: World) -> None:
    client = world.client()
    form = {"csrf_token": client.token(), "email": "ada@example.org"}
    with app.app_context():  # the plain client: the checking one tidies up after each request by itself
        assert FlaskClient.open(client, "/forgotten-password", method="POST", data=form).status_code == 302
    db.session.execute(select(Programme.name)).all()
    assert client.send("/forgotten-password", form).status_code == 302, "the open transaction above only reads"


def test_a_refused_request_does_not_reach_the_view(app: Flask, world: World) -> None:
    reached = []

    @requires(Permission.READ_OUTBOX)
    @writes_when_read
    def view() -> str:
        reached.append(current_actor())
        return ""

    app.add_url_rule("/probe", view_func=view)
    assert world.client().get("/probe").status_code == 302
    assert world.client(world.person()).get("/probe").status_code == 403
    assert reached == []


def test_an_address_that_a_signed_out_person_asked_for_is_offered_after_sign_in(world: World) -> None:
    answer = world.client().get("/people?words=ada")
    assert answer.location == "/sign-in?next=/people?words%3Dada"
    assert world.client().send("/people/invite").location == "/sign-in", "what was sent is not offered again"


def test_a_form_without_its_token_is_refused_at_every_address(scene: Scene, tmp_path: Path) -> None:
    with scene.played(tmp_path) as app:
        client = scene.client(app, "director")
        before = db.session.execute(text("SELECT count(*) FROM audit_entries")).scalar_one()
        db.session.rollback()
        sent = {line.address.format(**scene.names) for line in lines() if line.method == "POST"}
        for address in sorted(sent):
            answer = client.post(address, data={"email": "ada@example.org", "name": "Ada"})
            assert answer.status_code == 400, address
            assert "This page has expired" in answer.text
        assert db.session.execute(text("SELECT count(*) FROM audit_entries")).scalar_one() == before


def test_a_token_of_another_session_is_refused(world: World) -> None:
    theirs = world.client().token()
    mine = world.client()
    mine.token()
    answer = mine.post("/sign-in", data={"csrf_token": theirs, "email": "a@example.org", "password": "x"})
    assert answer.status_code == 400


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DIRECTIVES = (
    "default-src 'none'",
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
NONCE = re.compile(r"script-src 'self' 'nonce-([\w-]{20,})'")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>")


def test_every_kind_of_response_carries_the_security_headers_and_a_fresh_nonce(scene: Scene, tmp_path: Path) -> None:
    with scene.played(tmp_path) as app:
        app.add_url_rule("/probe", view_func=public(fail))
        client, outside = scene.client(app, "director"), scene.client(app, "signed out")
        report, stylesheet = f"/reports/{scene.names['report']}/versions/1", _stylesheet(outside.get("/sign-in").text)
        answers = {
            200: [client.get(page) for page in ("/", report, f"{report}/pdf", f"{report}/csv", "/healthz", stylesheet)],
            302: [outside.get("/"), outside.get("/people")],
            400: [client.post("/sign-out")],
            403: [client.get("/admin/outbox")],
            404: [client.get("/nowhere"), client.get("/static/nowhere.css"), outside.get("/reset/unknown")],
            405: [client.get("/sign-out")],
            500: [client.get("/probe")],
            429: [[outside.send("/sign-in", {"email": "a@example.org", "password": "x"}) for _ in range(12)][-1]],
        }
        nonces = []
        for status, found in answers.items():
            for answer in found:
                assert answer.status_code == status
                answer.close()
                nonces.append(_checked_nonce(answer.headers))
                for script in INLINE.findall(answer.text if answer.mimetype == "text/html" else ""):
                    assert f'nonce="{nonces[-1]}"' in script
        assert len(set(nonces)) == len(nonces)


def _stylesheet(page: str) -> str:
    found = re.search(r'rel="stylesheet" href="([^"]+)"', page)
    assert found is not None
    return found[1]


def _checked_nonce(headers: Headers) -> str:
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    policy = headers["Content-Security-Policy"]
    assert all(directive in policy for directive in DIRECTIVES), policy
    assert "unsafe" not in policy
    found = NONCE.search(policy)
    assert found is not None, policy
    return found[1]


def test_pages_are_kept_by_no_cache(world: World) -> None:
    for address in ("/sign-in", "/nowhere", "/healthz"):
        assert world.client().get(address).headers["Cache-Control"] == "no-store"


def test_the_cookie_is_out_of_reach_of_scripts_and_of_plain_http(make_app: MakeApp) -> None:
    app = make_app(BASE_URL="https://canopy.example.org")
    with app.app_context():
        cookie = app.test_client().get("/sign-in", base_url="https://canopy.example.org").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    assert "SameSite=Lax" in cookie


INSIDE = ("/people", "/cohorts?page=2", "/people/00000000-0000-4000-8000-00000000000a")
OUTSIDE = ("https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
           "/\t/evil.example", "/\n//evil.example", "javascript:alert(1)", "http:evil.example", " //evil.example",
           "people", "")  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_after_sign_in_a_page_of_this_service_follows(world: World, address: str) -> None:
    assert _after_sign_in(world, address) == address


@pytest.mark.parametrize("address", OUTSIDE)
def test_after_sign_in_no_address_elsewhere_follows(world: World, address: str) -> None:
    assert _after_sign_in(world, address) == "/"


def _after_sign_in(world: World, address: str) -> str:
    person, client = world.person(), world.client()
    form = {"csrf_token": client.token(), "email": person.email, "password": "three random words"}
    answer = client.post("/sign-in", query_string={"next": address}, data=form)
    assert answer.status_code == 302
    return answer.location
