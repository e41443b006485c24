import re
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from programme.access.policy import Role
from programme.accounts.models import INSTALLATION, GrantRow, Person, PersonState
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.links import Link
from programme.core.mail import sending
from programme.core.mail.models import MailState, OutboxMail
from tests.accounts.conftest import Post
from tests.support.clocks import later
from tests.support.pages import CheckingClient
from tests.support.world import World

PASSWORD = "four quite different words"
NEW = "five more words of another kind"
ANSWER = {"full_name": "Ivy Osei", "email": "ivy@example.org"}


def invite(client: CheckingClient, **more: object) -> uuid.UUID:
    """Invite Ivy on the page; her id."""
    answer = client.send("/people/invite", {**ANSWER, **more})
    assert answer.status_code == 302, answer.text
    return uuid.UUID(answer.location.rpartition("/")[2])


def invited_by_administrator(world: World) -> tuple[CheckingClient, uuid.UUID]:
    client = world.client(world.administrator())
    return client, invite(client, role="administrator", scope=str(INSTALLATION))


def accept(client: CheckingClient, link: str, password: str = PASSWORD) -> int:
    return client.send(link, {"password": password}).status_code


def state_of(person_id: uuid.UUID) -> PersonState:
    db.session.rollback()
    found = db.session.scalar(select(Person.state).where(Person.id == person_id))
    db.session.rollback()
    assert found is not None
    return found


def test_somebody_invited_sets_a_password_by_the_link_in_the_mail_and_is_signed_in(town: World, post: Post) -> None:
    programme = town.programme()
    administrator = town.client(town.administrator())
    person_id = invite(administrator, role="director", scope=str(programme.id))
    assert "on its way to ivy@example.org" in administrator.get(f"/people/{person_id}").text
    link = post.link()
    ivy = town.client()
    page = ivy.get(link)
    assert "Ivy Osei" in page.text
    assert "ivy@example.org" in page.text
    assert state_of(person_id) is PersonState.INVITED, "a look at the page changes nothing"
    assert ivy.send(link, {"password": PASSWORD}).location == "/"
    assert "Your password is set" in ivy.get("/").text
    assert ivy.get(f"/programmes/{programme.id}/edit").status_code == 200, "the role came with the invitation"
    assert state_of(person_id) is PersonState.ACTIVE
    assert db.session.scalar(select(Person.signed_in_at).where(Person.id == person_id)) is not None
    assert ivy.get("/sign-in").location == "/", "who is signed in has nothing to do there"
    ivy.send("/sign-out")
    assert ivy.sign_in("ivy@example.org", PASSWORD).location == "/"


def test_the_mail_says_who_asks_for_what_by_when_and_is_written_in_no_table(town: World, post: Post) -> None:
    invited_by_administrator(town)
    mail_id = post.deliver()[-1]
    said = post.written(mail_id)
    until = clock.date_words(clock.now() + timedelta(days=14))
    assert said.startswith(f"Subject: Ivy Osei, set your password for Canopy by {until}")
    token = re.findall(r"/invitation/(\S+)", said)[0]
    mail = db.session.get_one(OutboxMail, mail_id)
    assert mail.state is MailState.SENT
    assert token not in str({column.name: getattr(mail, column.name) for column in OutboxMail.__table__.columns})
    assert token not in db.session.scalars(select(Link.digest)).all()


def test_a_link_works_once(town: World, post: Post) -> None:
    invited_by_administrator(town)
    link, client = post.link(), town.client()
    assert accept(client, link) == 302
    assert accept(client, link, NEW) == 404
    again = client.get(link)
    assert again.status_code == 404
    assert "This link no longer works" in again.text
    assert client.sign_in("ivy@example.org", PASSWORD).status_code == 302


def test_a_password_that_will_not_do_leaves_the_link_open(town: World, post: Post) -> None:
    invited_by_administrator(town)
    link, client = post.link(), town.client()
    answer = client.send(link, {"password": "short"})
    assert answer.status_code == 200
    assert "12 characters or more" in answer.text
    assert accept(client, link) == 302


@pytest.mark.parametrize(("days", "status"), [(13.9, 200), (14.1, 404)])
def test_an_invitation_works_for_fourteen_days(
    town: World, post: Post, monkeypatch: pytest.MonkeyPatch, days: float, status: int
) -> None:
    invited_by_administrator(town)
    link = post.link()
    later(monkeypatch, days=days)
    assert town.client().get(link).status_code == status
    assert accept(town.client(), link) == (302 if status == 200 else 404)


def test_a_revoked_link_works_no_more(town: World, post: Post) -> None:
    invited_by_administrator(town)
    link = post.link()
    with transaction() as session:
        session.execute(update(Link).values(revoked_at=clock.now()))
    assert accept(town.client(), link) == 404


def test_a_link_for_one_purpose_opens_no_other(town: World, post: Post) -> None:
    invited_by_administrator(town)
    token = post.link().rpartition("/")[2]
    assert town.client().get(f"/reset/{token}").status_code == 404
    assert accept(town.client(), f"/reset/{token}") == 404
    assert town.client().get(f"/invitation/{token.swapcase()}").status_code == 404


def test_an_invitation_sent_again_closes_the_link_before_it(town: World, post: Post) -> None:
    administrator, person_id = invited_by_administrator(town)
    first = post.link()
    answer = administrator.send(f"/people/{person_id}/resend", follow_redirects=True)
    assert "on its way again" in answer.text
    second = post.link()
    assert town.client().get(first).status_code == 404
    assert accept(town.client(), second) == 302
    answer = administrator.send(f"/people/{person_id}/resend", follow_redirects=True)
    assert "Ivy Osei has accepted the invitation already" in answer.text
    assert post.deliver() == []


def test_a_corrected_address_gets_the_invitation_and_the_link_to_the_wrong_one_is_dead(town: World, post: Post) -> None:
    administrator, person_id = invited_by_administrator(town)
    wrong = post.link()
    corrected = {"full_name": "Ivy Osei-Bonsu", "email": " IVY.OSEI@example.org "}
    answer = administrator.send(f"/people/{person_id}/correct", corrected, follow_redirects=True)
    assert "ivy.osei@example.org" in answer.text
    right = post.link()
    assert accept(town.client(), wrong) == 404
    assert accept(town.client(), right) == 302
    assert town.client().sign_in("ivy@example.org", PASSWORD).status_code == 200
    assert town.client().sign_in("ivy.osei@example.org", PASSWORD).status_code == 302
    recipients = select(OutboxMail.recipient).order_by(OutboxMail.created_at)
    assert db.session.scalars(recipients).all() == ["ivy@example.org", "ivy.osei@example.org"]


def test_a_mail_that_still_waits_does_not_go_to_the_wrong_address_after_all(town: World, post: Post) -> None:
    administrator, person_id = invited_by_administrator(town)
    administrator.send(f"/people/{person_id}/correct", {"full_name": "Ivy Osei", "email": "right@example.org"})
    to_wrong, to_right = post.deliver()
    assert post.written(to_wrong) == ""
    assert "/invitation/" in post.written(to_right)
    assert db.session.get_one(OutboxMail, to_wrong).state is MailState.NOT_NEEDED


def test_an_address_that_somebody_else_has_is_refused_and_what_was_typed_is_kept(town: World, post: Post) -> None:
    administrator, person_id = invited_by_administrator(town)
    taken = town.person("Ada Osei").email
    db.session.rollback()
    answer = administrator.send(f"/people/{person_id}/correct", {"full_name": "Ivy Renamed", "email": taken})
    assert "Somebody with this email address is here already" in answer.text
    assert 'value="Ivy Renamed"' in answer.text
    assert db.session.scalar(select(Person.full_name).where(Person.id == person_id)) == "Ivy Osei"
    answer = administrator.send("/people/invite", {**ANSWER, "email": taken, "role": "administrator",
                                                   "scope": str(INSTALLATION)})  # fmt: skip
    assert "Somebody with this email address is here already" in answer.text


@pytest.mark.parametrize(
    "email", ["ivy", "ivy@", "ivy@example", "ivy @example.org", "ivy@example.org, ada@example.org"]
)
def test_an_address_that_is_none_is_refused(town: World, email: str) -> None:
    client = town.client(town.administrator())
    answer = client.send("/people/invite", {**ANSWER, "email": email, "role": "administrator",
                                            "scope": str(INSTALLATION)})  # fmt: skip
    assert "Enter an email address in the usual form" in answer.text
    assert 'value="Ivy Osei"' in answer.text
    assert db.session.scalars(select(OutboxMail.id)).all() == []


def test_an_invitation_whose_role_is_refused_invites_nobody(town: World, post: Post) -> None:
    programme = town.programme()
    client = town.client(town.administrator())
    for role, scope in (("director", INSTALLATION), ("administrator", programme.id)):
        answer = client.send("/people/invite", {**ANSWER, "role": role, "scope": str(scope)})
        assert "You cannot give this role here" in answer.text
    assert db.session.scalar(select(Person).where(Person.email == ANSWER["email"])) is None
    assert db.session.scalars(select(GrantRow.id).where(GrantRow.role == Role.DIRECTOR)).all() == []
    assert post.deliver() == []


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once_and_two_hours(
    town: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = town.person("Ada Osei")
    email, elsewhere, client = person.email, town.client(person), town.client()
    client.send("/forgotten-password", {"email": email.upper()})
    link = post.link()
    assert link.startswith("/reset/")
    assert elsewhere.get("/account").status_code == 200, "asking alone changes nothing"
    assert client.send(link, {"password": NEW}).location == "/sign-in", "a new password is proved by signing in"
    assert client.get("/account").status_code == 302
    assert elsewhere.get("/account").status_code == 302, "every session has ended"
    assert accept(client, link, PASSWORD) == 404
    assert client.sign_in(email, NEW).status_code == 302
    client.send("/forgotten-password", {"email": email})
    second = post.link()
    later(monkeypatch, hours=2.1)
    assert town.client().get(second).status_code == 404


def test_a_new_password_closes_every_link_that_is_still_open(town: World, post: Post) -> None:
    person, client = town.person("Ada Osei"), town.client()
    links = []
    for _ in range(2):
        client.send("/forgotten-password", {"email": person.email})
        links.append(post.link())
    assert accept(client, links[1], NEW) == 302
    assert accept(client, links[0], PASSWORD) == 404


def test_who_forgot_to_accept_and_asks_for_a_link_gets_the_invitation_again(town: World, post: Post) -> None:
    invited_by_administrator(town)
    post.deliver()
    town.client().send("/forgotten-password", {"email": "ivy@example.org"})
    link = post.link()
    assert link.startswith("/invitation/")
    assert accept(town.client(), link) == 302


def test_an_unknown_address_that_asks_for_a_link_gets_no_mail(town: World, post: Post) -> None:
    town.client().send("/forgotten-password", {"email": "nobody@example.org"})
    (mail_id,) = post.deliver()
    assert post.written(mail_id) == ""
    assert db.session.get_one(OutboxMail, mail_id).state is MailState.NOT_NEEDED


def test_the_outbox_page_shows_what_mails_say_in_the_demonstration(town: World, post: Post) -> None:
    administrator, _ = invited_by_administrator(town)
    assert post.link() in administrator.get("/admin/outbox").text


def test_the_outbox_page_never_shows_what_mails_say_elsewhere(world: World, tmp_path: Path) -> None:
    administrator, _ = invited_by_administrator(world)
    mail_id = db.session.scalars(select(OutboxMail.id)).one()
    db.session.rollback()
    sending.send(mail_id)
    written = sending.shown_mail(tmp_path, mail_id)
    assert not written.exists()
    written.parent.mkdir()
    written.write_text("Subject: left over\n\nhttp://127.0.0.1:5000/invitation/left-over", encoding="utf-8")
    page = administrator.get("/admin/outbox").text
    assert "ivy@example.org" in page
    assert "left-over" not in page
