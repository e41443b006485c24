from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import GrantRow, Scope
from programme.accounts.service import end_grant
from programme.cohorts import queries
from programme.cohorts.models import Cohort, Leaving, Profession
from programme.cohorts.rules.states import asks_for_own_address
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from tests.cohorts.conftest import Year
from tests.support.world import END, START


def test_a_fellow_reads_what_is_held_and_every_role_that_reaches_them(year: Year) -> None:
    fellow = year.world.fellow(
        year.cohort, profession=Profession.NURSING, employer="Riverside", left_on=START, leaving=Leaving.DEFERRED,
        leaving_reason="Parental leave",
    )  # fmt: skip
    year.world.mentor(fellow)
    other = year.world.fellow(year.cohort, "Other Fellow")
    year.world.mentor(other, "Not Theirs")
    page = year.world.client(fellow.person).get("/my/profile").text
    for words in ("Nursing", "Riverside", "Mary Mentor", "Dora Director", "Cora Coordinator", "Parental leave"):
        assert words in page, words
    assert "Not Theirs" not in page
    assert "Other Fellow" not in page


def test_a_fellow_corrects_career_stage_and_employer_and_nothing_else(year: Year) -> None:
    fellow = year.world.fellow(year.cohort, profession=Profession.NURSING)
    client = year.world.client(fellow.person)
    form = {"career_stage": "ST6", "employer": "Hill Trust", "profession": "medicine", "host": "x"}
    page = client.send("/my/profile/edit", form, follow_redirects=True).text
    assert "Your profile is saved" in page
    row = year.fellows()["Femi Adeyemi"]
    assert (row.career_stage, row.employer, row.profession) == ("ST6", "Hill Trust", Profession.NURSING)


def test_the_profile_is_a_fellows_alone(year: Year) -> None:
    for client in (year.directing(), year.world.client(year.world.person("Nobody"))):
        assert client.get("/my/profile").status_code == 403
        assert client.get("/my/profile/edit").status_code == 403
        assert client.get("/my/profile/address").status_code == 403


@pytest.mark.parametrize(("days", "asks"), [(91, False), (90, True), (0, True), (-400, True)])
def test_an_own_address_is_asked_for_from_ninety_days_before_the_end(days: int, asks: bool) -> None:
    assert asks_for_own_address(END, END - timedelta(days=days), has_one=False) is asks
    assert not asks_for_own_address(END, END - timedelta(days=days), has_one=True)


def test_the_profile_asks_for_an_own_address_near_the_end(year: Year) -> None:
    fellow = year.world.fellow(year.cohort)
    client = year.world.client(fellow.person)
    assert "Give an address of your own" in client.get("/my/profile").text
    with transaction() as session:
        session.get_one(Cohort, year.cohort_id).ends_on = clock.today() + timedelta(days=91)
    assert "Give an address of your own" not in client.get("/my/profile").text


def test_a_fellows_role_is_never_ended(year: Year) -> None:
    year.world.fellow(year.cohort)
    row = db.session.scalars(select(GrantRow).where(GrantRow.role == Role.FELLOW)).one()
    director, facts = year.world.actor(year.director), queries.cohort_facts(cohort_id=year.cohort_id)
    with pytest.raises(DomainError, match="never ends"):
        end_grant(director, row, facts)
    assert row.ends_at is None


def test_a_new_name_is_the_name_of_every_year_of_theirs(year: Year) -> None:
    fellow = year.world.fellow(year.cohort)
    year.world.client(fellow.person).send("/account/name", {"full_name": "Femi Adeyemi-Cole"})
    assert "Femi Adeyemi-Cole" in year.directing().get(f"{year.at}/{fellow.id}").text
    db.session.expire_all()
    assert db.session.get_one(Scope, fellow.id).name == "Femi Adeyemi-Cole"
