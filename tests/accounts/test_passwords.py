import pytest
from sqlalchemy import select

from programme.accounts import service
from programme.accounts.models import Person
from programme.accounts.rules import fault_in_password, tidy_email
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from tests.support.world import PASSWORD, World

NEW = "four quite different words"
MINE = ("Adaeze Okafor", "Adaeze", "Okafor", "adaeze.okafor@example.org", "adaeze.okafor")


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", "12 characters or more"),
        ("elevenchars", "12 characters or more"),
        ("x" * 201, "200 characters or fewer"),
        ("1234567890qwerty", "too easy to guess"),
        ("1234567890QWERTY", "too easy to guess"),
        ("aaaaaaaaaaaaaa", "too easy to guess"),
        ("abcabcabcabcabc", "too easy to guess"),
        ("passwordpassword", "too easy to guess"),
        ("adaezeokafor", "your name"),
        ("adaeze okafor", "your name"),
        ("adaeze.okafor1", "your name"),
        ("ADAEZE.OKAFOR@example.org", "your name"),
        ("three random words", None),
        ("Zwölf Zeichen ☂", None),
        ("x7$Kq!mP2vLw", None),
        ("correct horse battery", None),
        ("a long way with adaeze okafor beside me", None),
    ],
)
def test_a_password_is_long_uncommon_and_not_the_persons_own_name(password: str, fault: str | None) -> None:
    found = fault_in_password(password, MINE)
    assert (fault in found) if fault and found else found == fault


def test_an_address_is_compared_without_regard_to_capitals_and_spaces() -> None:
    assert tidy_email("  Ada.Osei@Example.ORG\n") == "ada.osei@example.org"


def test_a_new_password_needs_the_current_one(world: World) -> None:
    person = world.person()
    client = world.client(person)
    answer = client.send("/account/password", {"current": "three wrong words", "password": NEW})
    assert "This is not your current password" in answer.text
    assert world.client().sign_in(person.email, NEW).status_code == 200
    assert world.client().sign_in(person.email, PASSWORD).status_code == 302


def test_a_new_password_ends_every_other_session_and_this_one_goes_on(world: World) -> None:
    person = world.person()
    here, elsewhere = world.client(person), world.client(person)
    assert here.send("/account/password", {"current": PASSWORD, "password": NEW}).location == "/account"
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert world.client().sign_in(person.email, PASSWORD).status_code == 200, "the old one is of no use"
    assert world.client().sign_in(person.email, NEW).status_code == 302


def test_a_password_that_will_not_do_changes_nothing(world: World) -> None:
    person = world.person()
    here, elsewhere = world.client(person), world.client(person)
    answer = here.send("/account/password", {"current": PASSWORD, "password": "passwordpassword"})
    assert "too easy to guess" in answer.text
    assert "passwordpassword" not in answer.text, "a password does not come back on the page"
    assert elsewhere.get("/account").status_code == 200


def test_ending_the_sessions_of_somebody_signs_them_out_everywhere(world: World) -> None:
    person = world.person()
    client = world.client(person)
    with transaction():
        service.end_sessions(person.id)
    assert client.get("/account").status_code == 302


def test_a_refused_password_leaves_the_stored_one_alone(world: World) -> None:
    person = world.person()
    before = person.password_hash
    with pytest.raises(DomainError, match="12 characters"), transaction() as session:
        service.set_password(session.get_one(Person, person.id), "short")
    assert db.session.scalar(select(Person.password_hash).where(Person.id == person.id)) == before


def test_ones_own_name_is_changed_and_shown_and_cannot_be_blank(world: World) -> None:
    client = world.client(world.person("Ada Osei"))
    assert "Enter a full name" in client.send("/account/name", {"full_name": "   "}).text
    answer = client.send("/account/name", {"full_name": " Ada O’Brien-Osei "}, follow_redirects=True)
    assert "Your name is saved" in answer.text
    assert "Ada O’Brien-Osei" in answer.text
