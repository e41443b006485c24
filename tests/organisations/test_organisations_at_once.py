"""Two who add or name organisations of a programme at the same moment: each name and code is given once."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme.accounts.models import Scope
from programme.core.db import db
from programme.core.errors import DomainError
from programme.organisations import service
from programme.organisations.models import Organisation, OrganisationFacts
from tests.support.together import meeting
from tests.support.world import World

BY = uuid.uuid4()
HILL = OrganisationFacts("Hill Trust", ods_code="RJ1")


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (OrganisationFacts("Hill Trust"), "an organisation of this name already"),
        (OrganisationFacts("Hill and Dale", ods_code="RJ1"), "Hill Trust has this ODS code already"),
    ],
)
def test_of_two_who_add_the_same_organisation_one_does(app: Flask, second: OrganisationFacts, words: str) -> None:
    key = World(app).programme().id
    with pytest.raises(DomainError, match=words):
        meeting(app, lambda: service.create(HILL, key, by=BY), lambda: service.create(second, key, by=BY))
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == 1


def test_an_organisation_is_not_given_the_name_of_one_that_is_added_at_that_moment(app: Flask) -> None:
    world = World(app)
    programme = world.programme()
    key, programme_id = world.organisation(programme).id, programme.id

    def names() -> None:
        service.edit(db.session.get_one(Organisation, key), OrganisationFacts("Hill Trust"), by=BY)

    with pytest.raises(DomainError, match="another one of this name already"):
        meeting(app, lambda: service.create(HILL, programme_id, by=BY), names)


def test_an_organisation_is_called_the_same_everywhere_though_two_name_it(app: Flask) -> None:
    world = World(app)
    key = world.organisation(world.programme(), "Riverside Practice").id

    def names(name: str) -> None:
        service.edit(db.session.get_one(Organisation, key), OrganisationFacts(name), by=BY)

    meeting(app, lambda: names("Hill Trust"), lambda: names("Riverside Practice"))
    assert db.session.get_one(Scope, key).name == db.session.get_one(Organisation, key).name == "Riverside Practice"
