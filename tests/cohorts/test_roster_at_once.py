"""Two who bring in a roster at the same time: the second is told what the first has done."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from programme.accounts import service as accounts
from programme.accounts.models import Person
from programme.cohorts.models import Cohort, RosterImport
from programme.cohorts.service import rosters
from programme.core.db import db
from programme.core.errors import DomainError
from programme.organisations import service as organisations
from programme.organisations.models import Organisation, OrganisationFacts
from tests.cohorts.conftest import Year
from tests.cohorts.test_roster_pages import csv_file, upload
from tests.support.together import meeting


def test_the_same_roster_at_once_comes_in_once(app: Flask, year: Year) -> None:
    uploaded = [upload(year, client, csv_file()) for client in (year.coordinating(), year.directing())]
    first, second = (uuid.UUID(address.rpartition("/")[2]) for address in uploaded)

    def bring_in(import_id: uuid.UUID) -> None:
        row = db.session.get_one(RosterImport, import_id)
        rosters.bring_in(row, db.session.get_one(Cohort, row.cohort_id), rosters.roster_of(row))

    with pytest.raises(DomainError, match="The file changes nothing"):
        meeting(app, lambda: bring_in(first), lambda: bring_in(second))
    assert len(year.fellows()) == 3


def test_of_two_who_start_the_same_roster_one_does(app: Flask, year: Year) -> None:
    import_id = uuid.UUID(upload(year, year.coordinating(), csv_file()).rpartition("/")[2])
    actor = year.world.actor(db.session.get_one(Person, year.ids["coordinator"]))

    def start() -> None:
        row = db.session.get_one(RosterImport, import_id)
        rosters.start(actor, row, db.session.get_one(Cohort, row.cohort_id))

    with pytest.raises(DomainError, match="This import has begun already"):
        meeting(app, start, start)


def adds_a_host(year: Year) -> None:
    programme_id = db.session.get_one(Cohort, year.cohort_id).programme_id
    organisations.create(OrganisationFacts("Riverside Practice"), programme_id, by=uuid.uuid4())


def adds_a_mentor(_: Year) -> None:
    accounts.invite(email="mary@example.org", full_name="Mary Mentor", by=None)


@pytest.mark.parametrize("by_hand", [adds_a_host, adds_a_mentor])
def test_what_is_added_by_hand_while_a_roster_comes_in_is_not_added_again(
    app: Flask, year: Year, by_hand: Callable[[Year], None]
) -> None:
    import_id = uuid.UUID(upload(year, year.coordinating(), csv_file()).rpartition("/")[2])

    def bring_in() -> None:
        row = db.session.get_one(RosterImport, import_id)
        rosters.bring_in(row, db.session.get_one(Cohort, row.cohort_id), rosters.roster_of(row))

    meeting(app, lambda: by_hand(year), bring_in)
    assert len(year.fellows()) == 3
    names = db.session.scalars(select(Organisation.name).order_by(Organisation.name)).all()
    assert names == ["Hill Trust", "Riverside Practice"]
