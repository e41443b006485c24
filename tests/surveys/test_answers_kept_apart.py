"""Answers know neither who gave them nor when, and their place in the database tells nothing either."""

import base64
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import Date, DateTime, ForeignKey, select, text

from programme import create_app
from programme.accounts.models import Person
from programme.cohorts.models import Cohort
from programme.core.crypto import CannotDecrypt, keyring, new_salt
from programme.core.db import db
from programme.surveys.models import Participant, Response, Survey
from programme.surveys.queries.surveys import PURPOSE, answerers
from tests.support.databases import sqlite_file
from tests.support.world import World

NUMBERS = [f"staffno{number:05}x{number * 7919 % 10007}" for number in range(60)]
SCORES = [(1 + number / 100, 5 - number / 100) for number in range(60)]
"""Rising along the file, so that a score tells the row it came from."""


@pytest.fixture
def survey(world: World) -> Survey:
    """Results of 60 people, in the file by number, each with a score that no other has."""
    programme = world.programme()
    uploader = world.administrator()
    lines = ["person,place,ready_t0,ready_t2"]
    lines += [f"{number},Hill,{pre},{post}" for number, (pre, post) in zip(NUMBERS, SCORES, strict=True)]
    cohort: Cohort = world.cohort(programme)
    return world.results(cohort, uploader, "\n".join(lines).encode(), ("ready",), "02")


@pytest.fixture
def connection(app: Flask, survey: Survey) -> Iterator[sqlite3.Connection]:
    """The database as somebody sees it who has the file."""
    db.session.rollback()
    connection = sqlite3.connect(sqlite_file(app))
    yield connection
    connection.close()


def everything(app: Flask) -> bytes:
    path = sqlite_file(app)
    return b"".join(each.read_bytes() for each in sorted(Path(path).parent.iterdir()) if each.is_file())


def test_the_table_of_answers_has_no_row_numbers(connection: sqlite3.Connection) -> None:
    (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'responses'").fetchone()
    assert re.search(r"WITHOUT ROWID\s*$", made)
    with pytest.raises(sqlite3.OperationalError, match="rowid"):
        connection.execute("SELECT rowid FROM responses")


def test_what_is_deleted_is_overwritten(app: Flask) -> None:
    assert db.session.execute(text("PRAGMA secure_delete")).scalar_one() == 1


def test_a_response_knows_pseudonym_questionnaire_wave_answers_and_scores_alone(connection: sqlite3.Connection) -> None:
    columns = {row[1] for row in connection.execute("PRAGMA table_info(responses)")}
    assert columns == {"wave_id", "pseudonym", "scores", "questionnaire_id", "answers", "texts"}
    for (scores,) in connection.execute("SELECT scores FROM responses"):
        assert re.fullmatch(r'\{"ready": [0-9.]+\}', scores)


def test_neither_answers_nor_participants_hold_a_date_a_time_or_a_person() -> None:
    for table in (Response.__table__, Participant.__table__):
        for column in table.columns:
            stored = getattr(column.type, "impl", column.type)
            assert not isinstance(stored, Date | DateTime), column
            targets = {key.target_fullname for key in column.foreign_keys if isinstance(key, ForeignKey)}
            assert not any(target.startswith("people") for target in targets), column


def test_no_table_holds_a_pseudonym_beside_a_participant(connection: sqlite3.Connection) -> None:
    pseudonyms = [bytes(row[0]) for row in connection.execute("SELECT DISTINCT pseudonym FROM responses")]
    assert len(pseudonyms) == 60
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in set(tables) - {"responses"}:
        for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - names from the database itself
            for value in row:
                stored = value if isinstance(value, bytes) else str(value).encode()
                assert not any(each in stored or each.hex().encode() in stored for each in pseudonyms), table


def test_the_files_person_numbers_are_nowhere_in_the_database(app: Flask, survey: Survey) -> None:
    stored = everything(app)
    assert b"Hill" in stored
    assert not [number for number in NUMBERS if number.encode() in stored]


def test_participants_hold_an_encrypted_salt_each(connection: sqlite3.Connection, survey: Survey) -> None:
    stored = [bytes(row[0]) for row in connection.execute("SELECT salt FROM participants")]
    plain = [row.salt for row in db.session.scalars(select(Participant))]
    assert len(set(plain)) == 60
    assert {len(salt) for salt in plain} == {32}
    assert not [salt for salt in plain for secret in stored if salt in secret]
    assert sorted(keyring().decrypt(secret) for secret in stored) == sorted(plain)


def test_without_the_key_no_salt_opens(environment: dict[str, str], survey: Survey) -> None:
    db.session.rollback()
    other = create_app({**environment, "ENCRYPTION_KEYS": Fernet.generate_key().decode()})
    with other.app_context(), pytest.raises(CannotDecrypt):
        db.session.scalars(select(Participant)).all()


def places(connection: sqlite3.Connection, statement: str) -> list[int]:
    """The file's rows in the order in which the database gives them back."""
    rows = {round(pre, 6): place for place, (pre, _) in enumerate(SCORES)}
    return [rows[round(score, 6)] for (score,) in connection.execute(statement)]


def correlation(order: list[int]) -> float:
    """Spearman's correlation of the order with that of the file."""
    n = len(order)
    return 1 - 6 * sum((place - row) ** 2 for place, row in enumerate(order)) / (n * (n * n - 1))


def test_the_order_of_answers_tells_nothing_of_the_file(connection: sqlite3.Connection) -> None:
    order = places(
        connection,
        "SELECT json_extract(scores, '$.ready') FROM responses "
        "WHERE wave_id = (SELECT id FROM waves WHERE code = 'T0')",
    )
    assert sorted(order) == list(range(60))
    assert abs(correlation(order)) < 0.6
    stored = [bytes(row[0]) for row in connection.execute("SELECT pseudonym FROM responses ORDER BY wave_id")]
    assert stored[:60] == sorted(stored[:60])


def test_the_order_of_participants_tells_nothing_of_the_file(connection: sqlite3.Connection, survey: Survey) -> None:
    ring = keyring()
    given = {each.pseudonym: each.scores["T0"]["ready"] for each in answerers(survey_id=survey.id)}
    rows = {round(pre, 6): place for place, (pre, _) in enumerate(SCORES)}
    salts = [ring.decrypt(bytes(row[0])) for row in connection.execute("SELECT salt FROM participants ORDER BY rowid")]
    order = [rows[round(given[ring.pseudonym(PURPOSE, salt)], 6)] for salt in salts]
    assert sorted(order) == list(range(60))
    assert abs(correlation(order)) < 0.6


def test_each_wave_of_a_person_carries_one_pseudonym(survey: Survey) -> None:
    found = answerers(survey_id=survey.id)
    pairs = {(round(each.scores["T0"]["ready"], 6), round(each.scores["T2"]["ready"], 6)) for each in found}
    assert pairs == {(round(pre, 6), round(post, 6)) for pre, post in SCORES}


def test_people_are_given_in_the_order_of_pseudonyms(survey: Survey) -> None:
    found = [each.pseudonym for each in answerers(survey_id=survey.id)]
    assert found == sorted(found)


def test_a_pseudonym_differs_by_purpose_and_by_salt(app: Flask) -> None:
    ring, salt = keyring(), new_salt()
    assert ring.pseudonym(PURPOSE, salt) == ring.pseudonym(PURPOSE, salt)
    assert len({ring.pseudonym(purpose, salt) for purpose in (PURPOSE, "report rows", "network", "")}) == 4
    assert ring.pseudonym(PURPOSE, salt) != ring.pseudonym(PURPOSE, new_salt())
    # Where the purpose ends is part of it: "ab" with "c" is not "a" with "bc".
    assert ring.pseudonym("ab", b"c") != ring.pseudonym("a", b"bc")


def test_another_pseudonym_key_breaks_the_link(environment: dict[str, str], survey: Survey) -> None:
    survey_id = survey.id
    before = answerers(survey_id=survey_id)
    assert all(each.scores for each in before)
    db.session.rollback()
    key = base64.urlsafe_b64encode(os.urandom(32)).decode()
    with create_app({**environment, "PSEUDONYM_KEY": key}).app_context():
        after = answerers(survey_id=survey_id)
    assert len(after) == 60
    assert not any(each.scores for each in after)
    assert not {each.pseudonym for each in before} & {each.pseudonym for each in after}


def test_without_a_salt_the_link_is_gone_for_good_and_the_answers_stay(survey: Survey) -> None:
    db.session.execute(text("DELETE FROM participants WHERE id = (SELECT min(id) FROM participants)"))
    assert len(answerers(survey_id=survey.id)) == 59
    assert db.session.execute(text("SELECT count(*) FROM responses")).scalar_one() == 120


def test_the_audit_trail_names_no_pseudonym_and_no_participant(connection: sqlite3.Connection) -> None:
    secrets = [bytes(row[0]).hex() for row in connection.execute("SELECT DISTINCT pseudonym FROM responses")]
    secrets += [str(row[0]) for row in connection.execute("SELECT id FROM participants")]
    told = " ".join(str(row) for row in connection.execute("SELECT * FROM audit_entries"))
    assert "results imported" in told
    assert not [secret for secret in secrets if secret in told]


def test_an_account_and_a_participant_are_never_tied(survey: Survey) -> None:
    names = {column.name for column in Person.__table__.columns}
    assert not {"pseudonym", "participant_id"} & names
