"""Answers know neither who gave them nor when, and their place in the database tells nothing either."""

import base64
import os
from collections.abc import Sequence
from typing import Any

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import Date, DateTime, ForeignKey, Row, inspect, select, text

from programme.accounts.models import Person
from programme.cohorts.models import Cohort
from programme.core.crypto import CannotDecrypt, keyring, new_salt
from programme.core.db import db
from programme.surveys.models import Participant, Response, Survey, Wave
from programme.surveys.queries.surveys import PURPOSE, answerers
from tests.support.databases import as_bytes, everything_stored, place_of_rows, rows_of_every_table
from tests.support.installations import MakeApp
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


def stored(statement: str) -> Sequence[Row[Any]]:
    """What somebody reads who has the database and no key."""
    db.session.rollback()
    return db.session.execute(text(statement)).all()


def test_a_response_knows_pseudonym_questionnaire_wave_answers_and_scores_alone(survey: Survey) -> None:
    columns = {column["name"] for column in inspect(db.engine).get_columns("responses")}
    assert columns == {"wave_id", "pseudonym", "scores", "questionnaire_id", "answers", "texts"}
    for scores in db.session.scalars(select(Response.scores)):
        assert [(name, type(score)) for name, score in scores.items()] == [("ready", float)]


def test_neither_answers_nor_participants_hold_a_date_a_time_or_a_person() -> None:
    for table in (Response.__table__, Participant.__table__):
        for column in table.columns:
            stored = getattr(column.type, "impl", column.type)
            assert not isinstance(stored, Date | DateTime), column
            targets = {key.target_fullname for key in column.foreign_keys if isinstance(key, ForeignKey)}
            assert not any(target.startswith("people") for target in targets), column


def test_no_table_holds_a_pseudonym_beside_a_participant(survey: Survey) -> None:
    pseudonyms = [bytes(row.pseudonym) for row in stored("SELECT DISTINCT pseudonym FROM responses")]
    assert len(pseudonyms) == 60
    tables = rows_of_every_table()
    assert tables.pop("responses")
    for table, rows in tables.items():
        for value in (as_bytes(value) for row in rows for value in row.values()):
            assert not any(each in value or each.hex().encode() in value for each in pseudonyms), table


def test_the_files_person_numbers_are_nowhere_in_the_database(survey: Survey) -> None:
    found = everything_stored()
    assert b"Hill" in found
    assert not [number for number in NUMBERS if number.encode() in found]


def test_participants_hold_an_encrypted_salt_each(survey: Survey) -> None:
    secrets = [bytes(row.salt) for row in stored("SELECT salt FROM participants")]
    plain = [row.salt for row in db.session.scalars(select(Participant))]
    assert len(set(plain)) == 60
    assert {len(salt) for salt in plain} == {32}
    assert not [salt for salt in plain for secret in secrets if salt in secret]
    assert sorted(keyring().decrypt(secret) for secret in secrets) == sorted(plain)


def test_without_the_key_no_salt_opens(make_app: MakeApp, survey: Survey) -> None:
    db.session.rollback()
    other = make_app(ENCRYPTION_KEYS=Fernet.generate_key().decode())
    with other.app_context(), pytest.raises(CannotDecrypt):
        db.session.scalars(select(Participant)).all()


def correlation(order: list[int]) -> float:
    """Spearman's correlation of the order with that of the file."""
    n = len(order)
    return 1 - 6 * sum((place - row) ** 2 for place, row in enumerate(order)) / (n * (n * n - 1))


def test_the_order_of_answers_tells_nothing_of_the_file(survey: Survey, database: str) -> None:
    rows = {round(pre, 6): place for place, (pre, _) in enumerate(SCORES)}
    first = select(Wave.id).where(Wave.survey_id == survey.id, Wave.code == "T0").scalar_subquery()
    answers = db.session.execute(select(Response.scores, Response.pseudonym).where(Response.wave_id == first)).all()
    order = [rows[round(scores["ready"], 6)] for scores, _ in answers]
    assert sorted(order) == list(range(60))
    assert abs(correlation(order)) < 0.6
    pseudonyms = [pseudonym for _, pseudonym in answers]
    assert database == "postgresql" or pseudonyms == sorted(pseudonyms), "SQLite keeps them by key"


def test_the_order_of_participants_tells_nothing_of_the_file(survey: Survey) -> None:
    ring = keyring()
    given = {each.pseudonym: each.scores["T0"]["ready"] for each in answerers(survey_id=survey.id)}
    rows = {round(pre, 6): place for place, (pre, _) in enumerate(SCORES)}
    salts = [
        ring.decrypt(bytes(row.salt))
        for row in stored("SELECT salt FROM participants ORDER BY " + place_of_rows())  # noqa: S608 - our own words
    ]
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


def test_another_pseudonym_key_breaks_the_link(make_app: MakeApp, survey: Survey) -> None:
    survey_id = survey.id
    before = answerers(survey_id=survey_id)
    assert all(each.scores for each in before)
    db.session.rollback()
    key = base64.urlsafe_b64encode(os.urandom(32)).decode()
    with make_app(PSEUDONYM_KEY=key).app_context():
        after = answerers(survey_id=survey_id)
    assert len(after) == 60
    assert not any(each.scores for each in after)
    assert not {each.pseudonym for each in before} & {each.pseudonym for each in after}


def test_without_a_salt_the_link_is_gone_for_good_and_the_answers_stay(survey: Survey) -> None:
    db.session.execute(text("DELETE FROM participants WHERE id = (SELECT id FROM participants LIMIT 1)"))
    assert len(answerers(survey_id=survey.id)) == 59
    assert db.session.execute(text("SELECT count(*) FROM responses")).scalar_one() == 120


def test_the_audit_trail_names_no_pseudonym_and_no_participant(survey: Survey) -> None:
    secrets = [bytes(row.pseudonym).hex() for row in stored("SELECT DISTINCT pseudonym FROM responses")]
    secrets += [str(row.id) for row in stored("SELECT id FROM participants")]
    told = " ".join(str(row) for row in stored("SELECT * FROM audit_entries"))
    assert "results imported" in told
    assert not [secret for secret in secrets if secret in told]


def test_an_account_and_a_participant_are_never_tied(survey: Survey) -> None:
    names = {column.name for column in Person.__table__.columns}
    assert not {"pseudonym", "participant_id"} & names
