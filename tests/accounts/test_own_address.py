from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.accounts.models import Person
from programme.core import links
from programme.core.db import db, transaction
from programme.core.mail.models import MailState, OutboxMail
from tests.accounts.conftest import Post
from tests.support.world import PASSWORD, World


@pytest.fixture
def fellow(town: World) -> Person:
    return town.fellow(town.cohort(town.programme())).person


def again(person_id: object) -> Person:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Person, person_id)


def typed(email: str, password: str = PASSWORD) -> dict[str, object]:
    return {"email": email, "current": password}


def test_an_own_address_is_the_one_to_sign_in_with_once_its_link_is_confirmed(
    town: World, post: Post, fellow: Person
) -> None:
    person_id, before = fellow.id, fellow.email
    client = town.client(fellow)
    page = client.send("/my/profile/address", typed(" Me@Home.example "), follow_redirects=True).text
    assert "Check your email" in page
    assert "me@home.example waits to be confirmed" in page
    assert again(person_id).email == before
    link = post.link()
    stranger = town.client()
    assert "me@home.example" in stranger.get(link).text
    assert again(person_id).email == before, "a look at the page changes nothing"
    page = stranger.send(link, {}, follow_redirects=True).text
    assert "Your own address is confirmed" in page
    now = again(person_id)
    assert (now.email, now.has_personal_email, now.pending_email) == ("me@home.example", True, None)
    assert stranger.get(link).status_code == 404, "a link works once"
    assert stranger.sign_in("me@home.example", PASSWORD).status_code == 302


def test_a_link_to_an_address_that_was_entered_before_no_longer_works(town: World, post: Post, fellow: Person) -> None:
    client = town.client(fellow)
    client.send("/my/profile/address", typed("first@home.example"))
    first = post.link()
    client.send("/my/profile/address", typed("second@home.example"))
    second = post.link()
    assert town.client().get(first).status_code == 404
    assert "second@home.example" in town.client().get(second).text


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (typed("me"), "Enter an email address in the usual form"),
        (typed("me@home.example", "wrong"), "This is not your current password"),
        (typed("me@home.example", ""), "Enter your current password"),
    ],
)
def test_an_address_is_not_taken_without_the_password(
    town: World, fellow: Person, form: dict[str, object], message: str
) -> None:
    person_id = fellow.id
    assert message in town.client(fellow).send("/my/profile/address", form).text
    assert again(person_id).pending_email is None


def test_an_address_that_somebody_has_is_neither_told_nor_written_to(town: World, post: Post, fellow: Person) -> None:
    other = town.person("Somebody Else").email
    page = town.client(fellow).send("/my/profile/address", typed(other), follow_redirects=True).text
    assert "Check your email" in page
    (mail_id,) = post.deliver()
    assert db.session.get_one(OutboxMail, mail_id).state is MailState.NOT_NEEDED


def test_an_address_that_somebody_took_in_the_meantime_is_not_confirmed(
    town: World, post: Post, fellow: Person
) -> None:
    person_id, before = fellow.id, fellow.email
    town.client(fellow).send("/my/profile/address", typed("me@home.example"))
    link = post.link()
    with transaction() as session:
        session.get_one(Person, town.person("Quicker").id).email = "me@home.example"
    assert "can no longer be confirmed" in town.client().send(link, {}).text
    assert again(person_id).email == before


def test_links_for_other_purposes_confirm_nothing(town: World, fellow: Person) -> None:
    with transaction():
        token = links.issue("invitation", fellow.id, timedelta(days=1))
    assert town.client().get(f"/address/{token}").status_code == 404
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_the_account_page_leads_a_fellow_to_their_address_and_anybody_else_to_an_administrator(
    town: World, fellow: Person
) -> None:
    page = town.client(fellow).get("/account").text
    assert ("/my/profile/address" in page, "An administrator can correct" in page) == (True, False)
    page = town.client(town.administrator()).get("/account").text
    assert ("/my/profile/address" in page, "An administrator can correct" in page) == (False, True)
