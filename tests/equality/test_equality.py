import pytest
from flask import Flask
from sqlalchemy import func, select, text

from programme.accounts.models import Person
from programme.cohorts.models import Cohort
from programme.core.crypto import keyring
from programme.core.db import db, transaction
from programme.equality import service
from programme.equality.models import EqualityAnswer
from programme.equality.queries import pseudonym_of
from programme.equality.rules import NOT_SAID, QUESTIONS, cleaned
from programme.surveys.queries.surveys import PURPOSE
from tests.support import living
from tests.support.databases import as_bytes, rows_of_every_table
from tests.support.together import meeting
from tests.support.world import World


@pytest.fixture
def cohort(world: World) -> Cohort:
    return living.cohort_now(world.programme())


def test_every_question_can_be_left_out_or_declined() -> None:
    assert all(each.options[-1] == NOT_SAID for each in QUESTIONS)
    assert cleaned({}) == {}
    assert cleaned({"age": "40 to 49", "sex": "Something else", "made up": "x"}) == {"age": "40 to 49"}


def test_a_fellow_answers_changes_and_removes(world: World, cohort: Cohort) -> None:
    client = world.client(world.fellow(cohort).person)
    assert "optional" in client.get("/my/equality").text
    client.send("/my/equality", {"age": "40 to 49", "religion": "Sikh"})
    page = client.get("/my/equality").text
    assert 'value="Sikh" checked' in " ".join(page.split())
    client.send("/my/equality", {"age": NOT_SAID})
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(EqualityAnswer)) == 1
    client.send("/my/equality/remove")
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(EqualityAnswer)) == 0


def test_an_empty_form_keeps_no_row(world: World, cohort: Cohort) -> None:
    client = world.client(world.fellow(cohort).person)
    assert client.send("/my/equality").status_code == 302
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(EqualityAnswer)) == 0


def test_the_pseudonym_is_no_other_that_the_person_has(world: World, cohort: Cohort) -> None:
    salt = world.fellow(cohort).person.salt
    assert salt is not None
    assert pseudonym_of(salt) != keyring().pseudonym(PURPOSE, salt)


def test_a_dump_shows_neither_person_nor_answer(world: World, cohort: Cohort) -> None:
    person = world.fellow(cohort).person
    person_id = person.id
    world.client(person).send("/my/equality", {"religion": "Sikh"})
    [row] = rows_of_every_table()["equality_answers"]
    kept = b" ".join(as_bytes(value) for value in row.values())
    assert b"Sikh" not in kept
    for person in (person_id.bytes, person_id.hex.encode(), str(person_id).encode()):
        assert person not in kept


def test_only_fellows_have_this_page(world: World, cohort: Cohort) -> None:
    assert world.client(world.administrator()).get("/my/equality").status_code == 403
    mentor: Person = world.mentor(world.fellow(cohort))
    assert world.client(mentor).get("/my/equality").status_code == 403
    assert world.client().get("/my/equality").status_code == 302


def test_answers_that_are_given_at_once_do_not_tell_whose_came_first(app: Flask, world: World, cohort: Cohort) -> None:
    cohort_id = cohort.id
    early, first, second = (world.fellow(cohort, f"Fellow{n} Name").person.salt or b"" for n in range(3))
    with transaction():
        service.keep(cohort_id, early, {"religion": "Sikh"})

    def keep(salt: bytes) -> None:
        service.keep(cohort_id, salt, {"age": "40 to 49"})

    meeting(app, lambda: keep(first), lambda: keep(second))
    rows = select(func.count()).select_from(EqualityAnswer)
    assert db.session.scalar(rows) == 3
    if db.engine.dialect.name == "postgresql":
        told = text("SELECT count(DISTINCT xmin::text) FROM equality_answers")
        assert db.session.scalar(told) == 1, "all lie as if they had come together"
