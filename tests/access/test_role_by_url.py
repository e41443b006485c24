from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from programme.access.policy import Role
from programme.accounts.models import GrantRow
from programme.core import clock
from programme.core.db import transaction
from programme.reports import queries as reports
from tests.support.pages import CheckingClient
from tests.support.scene import ANSWERS, Scene
from tests.support.watching import watching
from tests.support.who_opens_what import PEOPLE, Line, lines
from tests.support.world import csv_of

LINES = lines()
# Reading one of these is itself an entry of the audit trail.
RECORDED = ("/pdf", "/csv", "/export.csv", "/export.xlsx", "/my/surveys/trajectory")


def ask(client: CheckingClient, line: Line, names: dict[str, str], token: str) -> TestResponse:
    address = line.address.format(**names)
    if line.method == "GET":
        return client.get(address)
    form: dict[str, object] = dict(parse_qs(line.sent.format(**names)))
    if form.pop("file", None):
        form["file"] = (BytesIO(csv_of(ANSWERS)), "results.csv")
    return client.post(address, data={"csrf_token": token, **form})


def code_of(answer: TestResponse, line: Line, has_changed: bool) -> str:
    """What the person found; for a form, whether anything was stored is part of it."""
    if line.method == "POST" and answer.is_json and answer.status_code == 200:
        return "kept" if has_changed else "not kept"
    if answer.status_code != 302:
        return str(answer.status_code)
    if urlsplit(answer.location).path == "/sign-in":
        return "in"
    return "go" if line.method == "GET" or has_changed else "back"


def may_change(line: Line, found: str) -> bool:
    """Whether the database may be another one afterwards."""
    if line.method == "GET":
        return found == "200" and urlsplit(line.address).path.endswith(RECORDED)
    return found in ("go", "kept") or (found == "in" and line.is_for_all)


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_opens_what_the_privacy_table_says_and_nothing_else(scene: Scene, tmp_path: Path, who: str) -> None:
    faults = []
    with scene.played(tmp_path) as app, watching(app) as watch:
        client = scene.client(app, who)
        token = client.token()
        for line in LINES:
            watch.sees_change()
            answer, wanted = ask(client, line, scene.names, token), line.found[PEOPLE.index(who)]
            answer.close()
            has_changed = watch.sees_change()
            got = code_of(answer, line, has_changed)
            if got != wanted:
                faults.append(f"{line.method} {line.address}: {got}, not {wanted}")
            elif has_changed and not may_change(line, got):
                faults.append(f"{line.method} {line.address}: {got}, and yet something was stored")
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


def whole(client: CheckingClient, address: str) -> str:
    """All pages of a list."""
    pages = [client.get(address).text]
    while 'rel="next"' in pages[-1]:
        pages.append(client.get(f"{address}?page={len(pages) + 1}").text)
    return "".join(pages)


def test_a_list_holds_the_records_within_the_readers_reach_and_no_others(scene: Scene, tmp_path: Path) -> None:
    faults = []
    with scene.played(tmp_path) as app:
        clients = {who: scene.client(app, who) for who in sorted({who for who, *_ in LISTS})}
        for who, address, there, not_there in LISTS:
            shown = whole(clients[who], address)
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
