"""A password is changed at the moment when somebody uses a link or the one before: each works once."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from flask import Flask

from programme.accounts import mail, service
from programme.accounts.models import Person
from programme.accounts.service import addresses
from programme.accounts.views import door
from programme.core import links
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from programme.core.mail.sending import NotNeeded
from tests.support.together import meeting, told
from tests.support.world import PASSWORD, World

NEW, OTHER = "four other random words", "five more very random words"


def person(key: uuid.UUID) -> Person:
    return db.session.get_one(Person, key)


@pytest.fixture
def ada(app: Flask) -> uuid.UUID:
    return World(app).person().id


def test_a_link_that_two_use_sets_one_password(app: Flask, ada: uuid.UUID) -> None:
    with transaction():
        token = links.issue(mail.RESET, ada, mail.RESET_LIFE)

    def use(password: str) -> None:
        service.set_password_by_link(person(ada), mail.RESET, token, password)

    assert told(app, lambda: use(NEW), lambda: use(OTHER)).startswith("This link has been used or replaced")
    assert service.check_password(person(ada), NEW)


def test_a_password_that_was_just_changed_changes_nothing_any_more(app: Flask, ada: uuid.UUID) -> None:
    def change(password: str) -> None:
        service.change_password(person(ada), PASSWORD, password)

    assert told(app, lambda: change(NEW), lambda: change(OTHER)) == "This is not your current password"
    assert service.check_password(person(ada), NEW)


def test_two_passwords_set_at_once_end_the_sessions_of_both(app: Flask, ada: uuid.UUID) -> None:
    before = person(ada).epoch
    meeting(app, lambda: service.set_password(person(ada), NEW), lambda: service.set_password(person(ada), OTHER))
    db.session.rollback()
    assert person(ada).epoch == before + 2


def test_who_proved_a_password_while_it_was_changed_is_not_let_in(app: Flask, ada: uuid.UUID) -> None:
    email, epoch = person(ada).email, person(ada).epoch

    def sign_in() -> None:
        proved = service.signed_in_person(email, PASSWORD)
        if proved is None:  # SQLite lets it read when the password is changed
            raise DomainError(service.WRONG)
        service.note_sign_in(proved, PASSWORD, epoch)

    assert told(app, lambda: service.set_password(person(ada), NEW), sign_in) == service.WRONG


def test_an_invitation_that_is_accepted_at_that_moment_is_not_sent_again(app: Flask) -> None:
    with transaction():
        key = service.invite(email="new@example.org", full_name="Nia New", by=uuid.uuid4()).id
    said = told(
        app,
        lambda: service.set_password(person(key), NEW),
        lambda: service.resend_invitation(person(key), by=uuid.uuid4()),
    )
    assert said == "Nia New has accepted the invitation already."


def test_an_address_of_ones_own_is_not_given_by_who_knew_the_password_until_now(app: Flask, ada: uuid.UUID) -> None:
    said = told(
        app,
        lambda: service.change_password(person(ada), PASSWORD, NEW),
        lambda: addresses.give_personal(person(ada), PASSWORD, "thief@example.org"),
    )
    assert said == "This is not your current password"
    assert person(ada).pending_email is None


def test_an_address_that_waited_to_be_confirmed_is_forgotten_with_the_password(app: Flask, ada: uuid.UUID) -> None:
    with transaction():
        addresses.give_personal(person(ada), PASSWORD, "thief@example.org")
    with transaction():
        service.set_password(person(ada), NEW)
    with transaction(), pytest.raises(NotNeeded):
        mail.confirmation(ada, "thief@example.org")


def test_nobody_is_let_in_whose_password_is_changed_right_after_it_was_proved(
    app: Flask, ada: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = person(ada).email
    db.session.rollback()

    def change() -> None:
        with app.app_context(), transaction():
            service.set_password(person(ada), NEW)

    @contextmanager
    def and_then_it_is_changed() -> Iterator[None]:
        with transaction():
            yield
        with ThreadPoolExecutor(1) as another:
            another.submit(change).result(30)

    monkeypatch.setattr(door, "transaction", and_then_it_is_changed)
    client = World(app).client()
    assert "One of them does not match" in client.send("/sign-in", {"email": email, "password": PASSWORD}).text
    assert client.get("/account").status_code == 302
