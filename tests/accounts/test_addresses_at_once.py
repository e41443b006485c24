"""Two who write the same address, name or link at the same moment: an address is one person's, and proved."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme.accounts import mail, service
from programme.accounts.models import Person, PersonState
from programme.accounts.service import addresses
from programme.accounts.service.people import person_for
from programme.core import links
from programme.core.db import db, transaction
from programme.core.mail.sending import NotNeeded
from tests.support.together import meeting, told
from tests.support.world import World

TAKEN = "Somebody with this email address is here already"
BY = uuid.uuid4()


def person(key: uuid.UUID) -> Person:
    return db.session.get_one(Person, key)


def people_at(address: str) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Person).where(Person.email == address)) or 0


def newcomer(email: str = "new@example.org") -> uuid.UUID:
    with transaction():
        return service.invite(email=email, full_name="Nia New", by=BY).id


def test_of_two_who_invite_the_same_address_one_does(app: Flask) -> None:
    assert told(app, newcomer_of("a@example.org"), newcomer_of("A@example.org ")) == TAKEN
    assert people_at("a@example.org") == 1


def newcomer_of(email: str) -> Callable[[], object]:
    return lambda: service.invite(email=email, full_name="Nia New", by=BY)


def test_two_who_name_the_same_new_person_mean_one(app: Flask) -> None:
    def name() -> uuid.UUID:
        return person_for("a@example.org", "Nia New", by=BY).id

    key = meeting(app, name, name)
    assert people_at("a@example.org") == 1
    assert person(key).full_name == "Nia New"


def test_of_two_who_are_corrected_to_the_same_address_one_is(app: Flask) -> None:
    one, two = newcomer("one@example.org"), newcomer("two@example.org")
    said = told(
        app,
        lambda: service.correct_address(person(one), "a@example.org", by=BY),
        lambda: service.correct_address(person(two), "a@example.org", by=BY),
    )
    assert said == TAKEN


def own_link(key: uuid.UUID, address: str) -> str:
    """The token in the mail that asks whether the address is the person's own."""
    with transaction():
        addresses.ask_for_personal(person(key), address)
        return links.issue(mail.ADDRESS, key, mail.ADDRESS_LIFE)


def test_an_address_that_two_confirm_is_one_persons(app: Flask) -> None:
    world = World(app)
    keys = [world.person(name).id for name in ("Ada Osei", "Ben Osei")]
    first, second = ((key, own_link(key, "home@example.org")) for key in keys)
    said = told(app, lambda: confirms(*first), lambda: confirms(*second))
    assert said == "This address can no longer be confirmed. Enter it again on your profile."
    assert person(keys[0]).email == "home@example.org"


def confirms(key: uuid.UUID, token: str) -> None:
    addresses.confirm_personal(person(key), token)


def test_a_link_to_one_address_does_not_confirm_the_next(app: Flask) -> None:
    key = World(app).person().id
    token = own_link(key, "first@example.org")
    said = told(app, lambda: addresses.ask_for_personal(person(key), "next@example.org"), lambda: confirms(key, token))
    assert said == "This address can no longer be confirmed. Enter it again on your profile."
    db.session.rollback()
    assert (person(key).pending_email, person(key).has_personal_email) == ("next@example.org", False)


def test_who_has_just_set_a_password_keeps_their_address(app: Flask) -> None:
    key = newcomer()
    said = told(
        app,
        lambda: service.set_password(person(key), "four other random words"),
        lambda: addresses.correct_newcomer(person(key), "mine@example.org", [], by=BY),
    )
    assert "has set a password" in said
    assert people_at("new@example.org") == 1


@pytest.mark.parametrize(
    ("purpose", "close"),
    [
        (mail.RESET, lambda key: service.correct_address(person(key), "right@example.org", by=BY)),
        (mail.RESET, lambda key: service.set_password(person(key), "four other random words")),
        (mail.ADDRESS, lambda key: addresses.ask_for_personal(person(key), "next@example.org")),
    ],
)
def test_a_link_that_the_worker_is_about_to_send_is_closed_with_the_others(
    app: Flask, purpose: str, close: Callable[[uuid.UUID], None]
) -> None:
    key = World(app).person().id
    own_link(key, "home@example.org")
    compose = mail.reset if purpose == mail.RESET else mail.confirmation
    recipient = person(key).email if purpose == mail.RESET else "home@example.org"
    with app.test_request_context():
        meeting(app, lambda: compose(key, recipient), lambda: close(key))
    open_links = select(func.count()).select_from(links.Link).where(links.Link.revoked_at.is_(None))
    assert db.session.scalar(open_links.where(links.Link.subject_id == key, links.Link.purpose == purpose)) == 0


def test_no_link_is_made_for_an_address_that_is_corrected_at_that_moment(app: Flask) -> None:
    key = newcomer()
    with pytest.raises(NotNeeded, match="corrected"):
        meeting(
            app,
            lambda: service.correct_address(person(key), "right@example.org", by=BY),
            lambda: mail.invitation(key, "new@example.org"),
        )
    assert person(key).state is PersonState.INVITED


def test_who_confirms_the_address_that_they_have_keeps_the_links_in_their_mails(app: Flask) -> None:
    key = World(app).person().id
    with transaction():
        kept = links.issue(mail.RESET, key, mail.RESET_LIFE)
        addresses.ask_for_personal(person(key), person(key).email)
        token = links.issue(mail.ADDRESS, key, mail.ADDRESS_LIFE)
    with transaction():
        addresses.confirm_personal(person(key), token)
    assert person(key).has_personal_email
    assert links.subject_of(mail.RESET, kept) == key
    assert links.subject_of(mail.ADDRESS, token) is None
