"""Two who add or name a programme or a cohort at the same moment: each name is given once, and everywhere the same."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from programme.accounts.models import Scope
from programme.cohorts import service
from programme.cohorts.models import Cohort, Programme
from programme.core.db import db
from programme.core.errors import DomainError
from tests.cohorts.conftest import Year
from tests.support.together import meeting

BY = uuid.uuid4()
DATES = date(2030, 9, 2), date(2031, 8, 31)
Act = Callable[[Year], object]


def adds_programme(_: Year) -> None:
    service.create_programme("A name", "", by=BY)


def names_programme(year: Year) -> None:
    service.edit_programme(db.session.get_one(Cohort, year.cohort_id).programme, "A name", "", by=BY)


def adds_cohort(year: Year) -> None:
    service.create_cohort(db.session.get_one(Cohort, year.cohort_id).programme_id, "A name", *DATES, by=BY)


def names_cohort(year: Year) -> None:
    service.edit_cohort(db.session.get_one(Cohort, year.cohort_id), "A name", *DATES, by=BY)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (adds_programme, adds_programme, "There is a programme of this name already"),
        (adds_programme, names_programme, "There is a programme of this name already"),
        (adds_cohort, adds_cohort, "This programme has a cohort of this name already"),
        (adds_cohort, names_cohort, "This programme has a cohort of this name already"),
    ],
)
def test_of_two_who_give_the_same_name_one_does(app: Flask, year: Year, first: Act, second: Act, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        meeting(app, lambda: first(year), lambda: second(year))


def test_a_cohort_is_called_the_same_everywhere_though_two_name_it(app: Flask, year: Year) -> None:
    def leaves_the_name() -> None:
        service.edit_cohort(db.session.get_one(Cohort, year.cohort_id), "2026 to 2027", *DATES, by=BY)

    meeting(app, lambda: names_cohort(year), leaves_the_name)
    name = db.session.get_one(Cohort, year.cohort_id).name
    assert db.session.get_one(Scope, year.cohort_id).name == name == "2026 to 2027"


def test_a_programme_is_called_the_same_everywhere_though_two_name_it(app: Flask, year: Year) -> None:
    key = year.cohort.programme_id

    def leaves_the_name() -> None:
        service.edit_programme(db.session.get_one(Programme, key), "Fellowship", "Another purpose", by=BY)

    meeting(app, lambda: names_programme(year), leaves_the_name)
    assert db.session.get_one(Scope, key).name == db.session.get_one(Programme, key).name == "Fellowship"
