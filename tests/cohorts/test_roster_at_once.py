"""Two who bring in a roster at the same time: the second is told what the first has done."""

import uuid

import pytest
from flask import Flask

from programme.cohorts.models import Cohort, RosterImport
from programme.cohorts.service import rosters
from programme.core.db import db
from programme.core.errors import DomainError
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
