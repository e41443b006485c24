import pytest
from cryptography.fernet import Fernet
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from programme.core.crypto import CannotDecrypt, Keyring, new_salt
from programme.core.db import db
from programme.surveys.models import ResultsImport
from tests.support import databases
from tests.support.installations import MakeApp
from tests.support.world import World, csv_of

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
SECRET = "Whitegate Surgery tells nobody"
ROWS = [(SECRET, (3.0, 4.0)), (SECRET, (2.0, 5.0))]


def test_after_a_rotation_what_the_old_key_wrote_is_read_and_the_new_key_writes() -> None:
    before = Keyring([OLD], KEY).encrypt(b"reflection")
    both = Keyring([NEW, OLD], KEY)
    assert both.decrypt(before) == b"reflection"
    assert Keyring([NEW], KEY).decrypt(both.encrypt(b"goal")) == b"goal"
    with pytest.raises(CannotDecrypt):
        Keyring([OLD], KEY).decrypt(both.encrypt(b"goal"))


def test_a_text_under_a_key_that_was_taken_away_is_a_clear_error() -> None:
    secret = Keyring([OLD], KEY).encrypt(b"reflection")
    with pytest.raises(CannotDecrypt, match="written under a key that is not set"):
        Keyring([NEW], KEY).decrypt(secret)


def test_a_changed_secret_is_refused_rather_than_read_wrongly() -> None:
    secret = bytearray(Keyring([OLD], KEY).encrypt(b"reflection"))
    secret[-8] ^= 1
    with pytest.raises(CannotDecrypt):
        Keyring([OLD], KEY).decrypt(bytes(secret))


def test_the_same_text_is_never_the_same_secret_twice() -> None:
    ring = Keyring([OLD], KEY)
    assert ring.encrypt(b"yes") != ring.encrypt(b"yes")


def test_a_pseudonym_differs_by_purpose_by_salt_and_by_key_and_is_otherwise_the_same() -> None:
    salt = new_salt()
    mine = Keyring([OLD], KEY).pseudonym("survey", salt)
    assert mine == Keyring([NEW], KEY).pseudonym("survey", salt), "the encryption keys do not touch it"
    others = {
        Keyring([OLD], KEY).pseudonym("equality", salt),
        Keyring([OLD], KEY).pseudonym("circle", salt),
        Keyring([OLD], KEY).pseudonym("survey", new_salt()),
        Keyring([OLD], OTHER).pseudonym("survey", salt),
    }
    assert len(others | {mine}) == 5
    assert {len(each) for each in others} == {32}


@given(st.text(max_size=20), st.binary(max_size=40), st.text(max_size=20), st.binary(max_size=40))
def test_no_two_pairs_of_purpose_and_salt_share_a_pseudonym(one: str, salt: bytes, two: str, other: bytes) -> None:
    ring = Keyring([OLD], KEY)
    assert (ring.pseudonym(one, salt) == ring.pseudonym(two, other)) == ((one, salt) == (two, other))


def test_a_purpose_that_runs_into_the_salt_is_another_purpose() -> None:
    ring = Keyring([OLD], KEY)
    assert ring.pseudonym("survey", b"s" + b"alt") != ring.pseudonym("surveys", b"alt")


def test_salts_are_random_and_of_256_bits() -> None:
    assert len({new_salt() for _ in range(100)}) == 100
    assert len(new_salt()) == 32


def upload(app: Flask) -> ResultsImport:
    world = World(app)
    programme = world.programme()
    row_id = world.upload(world.cohort(programme), world.person(), csv_of(ROWS), ("ready",), "02")
    return db.session.get_one(ResultsImport, row_id)


def test_an_encrypted_column_comes_back_as_it_went_in(app: Flask) -> None:
    row = upload(app)
    db.session.expire_all()
    assert row.content == csv_of(ROWS)
    assert row.filename == "results.csv"


def test_a_dump_of_the_database_shows_no_plain_text(app: Flask) -> None:
    person = upload(app).uploader_id
    raw = databases.everything_stored()
    assert person.hex.encode() in raw
    assert SECRET.encode() not in raw
    assert b"person,place,ready_t0" not in raw
    assert b"results.csv" not in raw


def test_reading_a_column_without_its_key_names_the_trouble_and_not_the_text(make_app: MakeApp, app: Flask) -> None:
    row_id = upload(app).id
    db.session.rollback()
    other = make_app(ENCRYPTION_KEYS=NEW)
    with other.app_context(), pytest.raises((CannotDecrypt, StatementError), match="a key that is not set"):
        db.session.get_one(ResultsImport, row_id)
