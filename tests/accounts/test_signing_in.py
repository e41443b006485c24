import re
import uuid
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from programme.access.policy import Role
from programme.accounts import service, sessions
from programme.accounts.models import GrantRow, Person
from programme.accounts.service import people
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.core.mail.models import OutboxMail
from tests.conftest import EARNEST_HASHER
from tests.support.pages import HIDDEN_TOKEN, CheckingClient
from tests.support.statements import statements
from tests.support.world import PASSWORD, World

WRONG = "Check your email address and password. One of them does not match."


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def wait(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    """Let time pass for sessions."""
    moment = sessions.time.time() + minutes * 60
    monkeypatch.setattr(sessions, "time", SimpleNamespace(time=lambda: moment))


def without_tokens(page: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", HIDDEN_TOKEN.sub("", page))


def test_address_and_password_open_the_door_and_both_are_needed(world: World) -> None:
    person, client = world.person(), world.client()
    for email, password in ((person.email, "three other words"), ("nobody@example.org", PASSWORD), ("", PASSWORD)):
        assert client.sign_in(email, password).status_code == 200
        assert not is_signed_in(client)
    assert client.sign_in(person.email, PASSWORD).location == "/"
    assert is_signed_in(client)


def test_the_address_may_be_typed_in_capitals_and_with_spaces_around_it(world: World) -> None:
    person, client = world.person(), world.client()
    assert client.sign_in(f"  {person.email.upper()} ", PASSWORD).status_code == 302


def test_a_password_is_compared_letter_by_letter(world: World) -> None:
    person, client = world.person(), world.client()
    for password in (PASSWORD.upper(), f"{PASSWORD} ", f" {PASSWORD}", PASSWORD[:-1]):
        assert client.sign_in(person.email, password).status_code == 200, password


def test_signing_in_and_out_is_remembered_and_ends_what_the_browser_could_open(world: World) -> None:
    person = world.person()
    client = world.client(person)
    actions = select(AuditEntry.action).where(AuditEntry.actor_id == person.id)
    assert "signed in" in db.session.scalars(actions).all()
    assert db.session.scalar(select(Person.signed_in_at).where(Person.id == person.id)) is not None
    db.session.rollback()
    answer = client.send("/sign-out", follow_redirects=True)
    assert "You have signed out" in answer.text
    assert not is_signed_in(client)


def test_a_session_starts_empty_at_sign_in(world: World) -> None:
    person, client = world.person(), world.client()
    before = client.token()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    assert client.post("/sign-in", data={"csrf_token": before, "email": person.email, "password": PASSWORD}).location
    with client.session_transaction() as session:
        assert "planted" not in session
    assert client.post("/sign-out", data={"csrf_token": before}).status_code == 400, "the token is new as well"


def test_a_session_ends_after_half_an_hour_without_use(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = world.client(world.person())
    wait(monkeypatch, 29)
    assert is_signed_in(client)
    wait(monkeypatch, 29)
    assert is_signed_in(client), "it was used in between"
    wait(monkeypatch, 31)
    answer = client.get("/account")
    assert answer.location == "/sign-in?next=/account"
    wait(monkeypatch, -31)
    assert not is_signed_in(client), "it stays ended"


def test_looking_at_a_static_file_does_not_keep_a_session_alive(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = world.client(world.person())
    wait(monkeypatch, 20)
    client.get("/static/nowhere.css")
    wait(monkeypatch, 20)
    assert not is_signed_in(client)


def test_a_forged_or_foreign_cookie_opens_nothing(world: World, environment: dict[str, str]) -> None:
    person = world.person()
    client = world.client(person)
    with client.session_transaction() as session:
        session["_user_id"] = f"{person.id}:{person.epoch + 1}"
    db.session.rollback()
    assert not is_signed_in(client), "of another epoch"
    for key in ("", "no id", f"{uuid.uuid4()}:0", str(person.id)):
        db.session.rollback()
        with client.session_transaction() as session:
            session["_user_id"], session[sessions.SEEN] = key, int(sessions.time.time())
        assert not is_signed_in(client), key
    client.set_cookie("canopy", "eyJfdXNlcl9pZCI6ICJ4In0.made.up")
    assert not is_signed_in(client)


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(world: World) -> None:
    person, client = world.person(), world.client()
    known, unknown = (client.sign_in(email, "three wrong words").text for email in (person.email, "nobody@example.org"))
    assert WRONG in known
    shown = without_tokens(known).replace(person.email, "")
    assert shown == without_tokens(unknown).replace("nobody@example.org", "")


class CountingHasher(PasswordHasher):
    """Notes each check of a password: it is by far the longest part of a sign-in."""

    checks = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - the name of the library
        CountingHasher.checks += 1
        return bool(super().verify(hash, password))


def test_the_same_work_is_done_for_a_known_an_invited_and_an_unknown_address(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "hasher", CountingHasher())
    with transaction():
        service.invite(email="ivy@example.org", full_name="Ivy Invited", by=None)
    emails = (world.person().email, "ivy@example.org", "nobody@example.org")
    db.session.rollback()
    work = []
    for email in emails:
        CountingHasher.checks = 0
        with statements() as asked:
            assert WRONG in world.client().sign_in(email, "three wrong words").text
        work.append((CountingHasher.checks, asked.count))
    assert work[0][0] == 1
    assert len(set(work)) == 1, work


def test_asking_for_a_link_says_and_costs_the_same_for_every_address(world: World) -> None:
    person = world.person()
    with transaction():
        service.invite(email="ivy@example.org", full_name="Ivy Invited", by=None)
    db.session.refresh(person)
    found = []
    for email in (person.email, "ivy@example.org", "nobody@example.org"):
        db.session.rollback()
        client = world.client()
        with statements() as asked:
            answer = client.send("/forgotten-password", {"email": email})
        found.append((answer.status_code, answer.location, asked.commits, asked.count, client.get("/sign-in").text))
    assert len({each[:4] for each in found}) == 1, [each[:4] for each in found]
    assert len({without_tokens(each[4]) for each in found}) == 1
    assert "If there is an account with that address" in found[0][4]


def test_an_unknown_address_that_somebody_typed_is_not_kept(world: World) -> None:
    world.client().send("/forgotten-password", {"email": "nobody@example.org"})
    assert db.session.scalars(select(OutboxMail.recipient)).all() == [service.UNKNOWN_ADDRESS]


def test_somebody_who_was_invited_and_set_no_password_cannot_sign_in(world: World) -> None:
    with transaction():
        service.invite(email="ivy@example.org", full_name="Ivy Invited", by=None)
    for password in ("", "x", "None", PASSWORD):
        assert world.client().sign_in("ivy@example.org", password).status_code == 200


def try_often(client: FlaskClient, path: str, form: dict[str, str], times: int, **kwargs: object) -> list[int]:
    assert isinstance(client, CheckingClient)
    token = client.token()
    return [client.post(path, data={"csrf_token": token, **form}, **kwargs).status_code for _ in range(times)]  # type: ignore[arg-type]


def test_the_eleventh_try_to_sign_in_within_a_minute_is_refused_with_a_page(world: World) -> None:
    person, client = world.person(), world.client()
    form = {"email": person.email, "password": "three wrong words"}
    assert try_often(client, "/sign-in", form, 11) == [200] * 10 + [429]
    answer = client.sign_in(person.email, PASSWORD)
    assert answer.status_code == 429, "the right password does not help now"
    assert "Too many tries" in answer.text
    assert client.get("/sign-in").status_code == 200, "the page itself can be read"


def test_one_address_is_tried_twenty_times_an_hour_from_wherever(world: World) -> None:
    form, seen = {"email": "ada@example.org", "password": "three wrong words"}, []
    for place in range(3):
        elsewhere = {"environ_overrides": {"REMOTE_ADDR": f"192.0.2.{place}"}}
        form["email"] = form["email"].upper()
        seen += try_often(world.client(), "/sign-in", form, 8, **elsewhere)
    assert seen == [200] * 20 + [429] * 4


@pytest.mark.parametrize(
    ("path", "form", "limit"),
    [
        ("/forgotten-password", {"email": "a@example.org"}, 5),
        ("/invitation/unknown", {}, 30),
        ("/reset/unknown", {}, 30),
    ],
)
def test_the_other_pages_at_the_door_have_limits_too(world: World, path: str, form: dict[str, str], limit: int) -> None:
    found = try_often(world.client(), path, form, limit + 1)
    assert found[-1] == 429
    assert 429 not in found[:-1]


def test_a_password_is_stored_as_argon2id_with_at_least_what_owasp_asks_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "hasher", EARNEST_HASHER)
    stored = world.person().password_hash
    assert stored is not None
    used = extract_parameters(stored)
    assert used.type is Type.ID
    assert used.memory_cost >= 19 * 1024, "KiB"
    assert used.time_cost >= 2
    assert used.salt_len >= 16
    assert PASSWORD not in stored


def test_a_password_that_was_stored_with_less_is_stored_anew_at_sign_in(world: World) -> None:
    person = world.person()
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with transaction() as session:
        session.get_one(Person, person.id).password_hash = weak
    world.client(person)
    db.session.expire_all()
    stored = db.session.scalar(select(Person.password_hash).where(Person.id == person.id))
    assert stored is not None
    assert not people.hasher.check_needs_rehash(stored)


def test_accounts_are_listed_on_the_sign_in_page_in_demo_mode_alone(app: Flask, world: World) -> None:
    assert "canopy.example" not in world.client().get("/sign-in").text


def test_a_role_that_ends_while_somebody_is_signed_in_opens_nothing_from_then_on(world: World) -> None:
    programme = world.programme()
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
    client = world.client(director)
    assert client.get("/cohorts").status_code == 200
    with transaction() as session:
        for row in session.scalars(select(GrantRow)):
            row.ends_at = session.scalar(select(func.max(GrantRow.starts_at)))
    assert client.get("/cohorts").status_code == 403
    assert "You have no role yet" in client.get("/").text
