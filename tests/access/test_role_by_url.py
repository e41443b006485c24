from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from programme.access.policy import Role
from programme.accounts.models import GrantRow
from programme.core import clock
from programme.core.db import db, transaction
from programme.reports import queries as reports
from tests.support.pages import CheckingClient
from tests.support.scene import ANSWERS, Scene, scene_from
from tests.support.who_opens_what import PEOPLE, Line, lines
from tests.support.world import csv_of

LINES = lines()
CODES = {"200", "in", "go", "403", "404"}


@pytest.fixture
def scene(migrated: Path) -> Scene:
    return scene_from(migrated)


def ask(client: CheckingClient, line: Line, names: dict[str, str], token: str) -> TestResponse:
    address = line.address.format(**names)
    if line.method == "GET":
        return client.get(address)
    form: dict[str, object] = dict(parse_qs(line.sent.format(**names)))
    if form.pop("file", None):
        form["file"] = (BytesIO(csv_of(ANSWERS)), "results.csv")
    return client.post(address, data={"csrf_token": token, **form})


def code_of(answer: TestResponse) -> str:
    if answer.status_code != 302:
        return str(answer.status_code)
    return "in" if urlsplit(answer.location).path == "/sign-in" else "go"


def things_done() -> int:
    count = int(db.session.execute(text("SELECT count(*) FROM audit_entries")).scalar_one())
    db.session.rollback()  # holds no lock while the next page is asked for
    return count


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_opens_what_the_privacy_table_says_and_nothing_else(scene: Scene, tmp_path: Path, who: str) -> None:
    faults = []
    with scene.played(tmp_path) as app:
        client = scene.client(app, who)
        token = client.token()
        for line in LINES:
            before = things_done()
            got, wanted = code_of(ask(client, line, scene.names, token)), line.found[PEOPLE.index(who)]
            if got != wanted:
                faults.append(f"{line.method} {line.address}: {got}, not {wanted}")
            elif got in ("403", "404") and things_done() != before:
                faults.append(f"{line.method} {line.address}: refused, and yet something was done")
    assert not faults, "\n".join(faults)


def test_every_url_of_the_application_is_in_the_table_with_each_of_its_methods(app: Flask, scene: Scene) -> None:
    addresses = app.url_map.bind("localhost")
    covered = set()
    for line in LINES:
        path = urlsplit(line.address.format(**scene.names)).path
        rule, _ = addresses.match(path, method=line.method, return_rule=True)
        covered.add((rule.rule, line.method))
    methods = {"GET", "POST", "PUT", "PATCH", "DELETE"}
    there = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in methods & set(rule.methods or ())
        if rule.endpoint != "static"
    }
    assert there - covered == set()


def test_the_table_says_something_known_about_every_person_on_every_line() -> None:
    for line in LINES:
        assert len(line.found) == len(PEOPLE), line
        assert set(line.found) <= CODES, line


def test_a_record_that_is_not_theirs_looks_like_one_that_does_not_exist(scene: Scene, tmp_path: Path) -> None:
    with scene.played(tmp_path) as app:
        client = scene.client(app, "far_director")
        for kind, other in (("cohorts", "cohort"), ("people", "director"), ("reports", "report")):
            theirs, nobodys = (client.get(f"/{kind}/{scene.names[name]}").text for name in (other, "unknown"))
            assert theirs.partition("<main")[2] == nobodys.partition("<main")[2]


LISTS = [
    ("director", "/cohorts", ("First cohort", "Second cohort"), ("Far cohort",)),
    ("far_director", "/cohorts", ("Far cohort",), ("First cohort", "Second cohort")),
    ("director", "/organisations", ("Place", "Other place", "Did not take part"), ("Far place",)),
    ("far_coordinator", "/organisations", ("Far place",), ("Place", "Did not take part")),
    ("sponsor", "/organisations", ("Place",), ("Other place", "Did not take part", "Far place")),
    ("idle", "/organisations", ("Did not take part",), ("Place", "Far place")),
    ("funder", "/organisations", (), ("Place", "Did not take part")),
    ("director", "/programmes", ("Fellowship",), ("Another programme",)),
    ("administrator", "/programmes", ("Fellowship", "Another programme"), ()),
    ("coordinator", "/reports", ("version 1", "version 2"), ()),
    ("sponsor", "/reports", ("version 1",), ("version 2",)),
    ("funder", "/", ("version 1",), ("version 2",)),
    ("idle", "/reports", (), ("version 1", "version 2")),
    ("far_director", "/reports", (), ("version 1", "version 2")),
    ("far_director", "/", ("Far cohort",), ("First cohort", "version 2")),
    ("far_coordinator", "/people", ("Far director",), ("Own director", "Sam Sponsor", "Nora Nobody", "Tom Admin")),
    ("coordinator", "/people", ("Own director", "Sam Sponsor", "Fay Funder", "Ed Ended"), ("Far director",)),
    ("administrator", "/people", ("Own director", "Far director", "Nora Nobody"), ()),
]


def test_a_list_holds_the_records_within_the_readers_reach_and_no_others(scene: Scene, tmp_path: Path) -> None:
    faults = []
    with scene.played(tmp_path) as app:
        clients = {who: scene.client(app, who) for who in sorted({who for who, *_ in LISTS})}
        for who, address, there, not_there in LISTS:
            shown = clients[who].get(address).text
            faults += [f"{who} {address}: no {name}" for name in there if f"{name}</a>" not in shown]
            faults += [f"{who} {address}: {name}" for name in not_there if f">{name}</a>" in shown]
            faults += [f"{who} {address}: {name}" for name in not_there if "version" in name and name in shown]
    assert not faults, "\n".join(faults)


def test_a_version_is_released_to_nobody_before_it_is_released_itself(scene: Scene, tmp_path: Path) -> None:
    report_id = UUID(scene.names["report"])
    with scene.played(tmp_path):
        assert UUID(scene.names["place"]) in reports.version_facts(report_id=report_id, number=1).released_to
        assert reports.version_facts(report_id=report_id, number=2).released_to == frozenset()


def test_somebody_elses_roles_in_another_programme_are_not_shown(scene: Scene, tmp_path: Path) -> None:
    with scene.played(tmp_path) as app:
        with transaction() as session:
            far, hers = UUID(scene.names["far"]), UUID(scene.names["sponsor"])
            session.add(GrantRow(person_id=hers, role=Role.COORDINATOR, scope_id=far, starts_at=clock.now()))
        own = scene.client(app, "director").get(f"/people/{hers}").text
        assert "Place (organisation)" in own
        assert "Another programme" not in own
        assert "Another programme (programme)" in scene.client(app, "administrator").get(f"/people/{hers}").text
