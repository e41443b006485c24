import html

import pytest

from programme.access.policy import Role
from programme.core.db import db
from programme.organisations.models import Organisation
from programme.organisations.rules import bare_name, fault_in_ods_code, kind_by_code, same_in_other_words, tidy_ods_code
from tests.support.world import World


@pytest.mark.parametrize(
    ("code", "kind", "fits"),
    [
        ("RJ1", "trust", True),
        ("RJ101", "trust", True),
        ("RJ12", "trust", False),
        ("1J1", "trust", False),
        ("A81001", "practice", True),
        ("A8100", "practice", False),
        ("AA1001", "practice", False),
        ("U12345", "network", True),
        ("A12345", "network", False),
        ("QKK", "system", True),
        ("RKK", "system", False),
        ("VL123", "other", True),
        ("AB123456", "voluntary", True),
        ("AB1234567", "other", False),
        ("AB", "other", False),
        ("R-1", "other", False),
        ("", "trust", True),
    ],
)
def test_an_ods_code_has_the_form_of_its_kind_of_organisation(code: str, kind: str, fits: bool) -> None:
    assert (fault_in_ods_code(code, kind) is None) is fits


@pytest.mark.parametrize(
    ("code", "kind"),
    [("A81001", "practice"), ("U12345", "network"), ("QKK", "system"), ("RJ1", "trust"), ("VL1", "other")],
)  # fmt: skip
def test_a_code_speaks_of_the_kind_of_organisation(code: str, kind: str) -> None:
    assert kind_by_code(code) == kind
    assert fault_in_ods_code(code, kind) is None


def test_a_code_is_kept_in_capitals_shown_and_found_by(world: World) -> None:
    own = world.programme("Fellowship")
    world.organisation(own, "Other place")
    client = world.client(world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=own.id))
    form = {"name": "Hill Trust", "kind": "trust", "sector": "acute", "scale": "borough", "programme": str(own.id)}
    page = html.unescape(client.send("/organisations/new", {**form, "ods_code": "A81001"}).text)
    assert "The ODS code of such an organisation has three characters, like RJ1" in page
    page = client.send("/organisations/new", {**form, "ods_code": " rj 1 "}, follow_redirects=True).text
    assert "RJ1" in page
    found = client.get("/organisations?words=rj1").text
    assert "Hill Trust" in found
    assert "Other place" not in found
    twice = client.send("/organisations/new", {**form, "name": "Twin", "ods_code": "RJ1"}).text
    assert "Hill Trust has this ODS code already" in twice


def test_a_code_is_changed_and_taken_away_but_not_given_to_two(world: World) -> None:
    own = world.programme("Fellowship")
    row = world.organisation(own, "Hill Trust")
    client = world.client(world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=own.id))
    form = {"name": "Hill Trust", "kind": "trust", "sector": "acute", "scale": "borough"}
    address = f"/organisations/{row.id}/edit"
    for code in ("RJ1", "RJ2", "", "RJ1"):
        assert client.send(address, {**form, "ods_code": code}).status_code == 302
        db.session.rollback()
        db.session.expire_all()
        assert db.session.get_one(Organisation, row.id).ods_code == tidy_ods_code(code)
    second = world.organisation(own, "Second")
    refused = client.send(f"/organisations/{second.id}/edit", {**form, "name": "Second", "ods_code": "RJ1"}).text
    assert "Hill Trust has this ODS code already" in refused


@pytest.mark.parametrize(
    ("name", "known", "same"),
    [
        ("Riverside PCN", "Riverside Primary Care Network", True),
        ("RIVERSIDE, practice", "Riverside Practice", True),
        ("St Mary's", "St Marys Surgery", True),
        ("Univ. Hospital Hill", "University Hospital Hill NHS Foundation Trust", True),
        ("Hill & Vale", "The Hill and Vale", True),
        ("Riverside", "Riversideton", False),
        ("Riverside PCN", "Riverside Practice", False),
        ("NHS Trust", "Hill Trust", False),
    ],
)
def test_two_names_may_mean_one_organisation(name: str, known: str, same: bool) -> None:
    assert same_in_other_words(name, {bare_name(known): known}) == (known if same else None)
    assert same_in_other_words(known, {bare_name(name): name}) == (name if same else None)


def test_of_several_like_names_the_nearest_is_asked_about() -> None:
    known = {bare_name(each): each for each in ("Hill", "Hill Top Surgery", "Hill Top", "Trust")}
    assert same_in_other_words("Hill Top Practice", known) == "Hill Top"
