"""Every address, asked in ways that no browser asks: an answer in words, nothing stored, and never a trace."""

from collections.abc import Iterator

import pytest

from tests.support.fuzzing import Asker, Target, targets
from tests.support.pages import check_page
from tests.support.watching import watching

METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "HEAD", "BREW")
ROLES = ("signed out", "administrator", "director", "coordinator", "sponsor", "fellow", "mentor", "far_director")
# Reading one of these is itself an entry of the audit trail.
RECORDED = ("/pdf", "/csv", "/export.csv", "/export.xlsx", "/my/surveys/trajectory")
ODD_IDS = (
    "00000000-0000-0000-0000-000000000000",
    "11111111-1111-4111-8111-111111111111",
    "nobody",
    "a" * 3000,
    "9" * 5000,
    "%00",
    "T0%00",
    "%C0%AE%C0%AE",  # two full stops, in a UTF-8 that is longer than it may be
    "%FF%FE",
    "%ED%A0%80",
    "..",
    "%2F%2E%2E",
    "%0D%0AX-Odd: yes",
    "-1",
    "%EF%BC%91",
)
ODD_QUERIES = (
    "page=-1&words=%00&sort=unknown&state=%00&needs=x&kind=%00&show=%00&wave=%00&back=%00&category=x&next=%00",
    "page=99999999999999999999&words=%FF%FE%ED%A0%80&wave=" + "9" * 5000,
    "page=%D9%A3&page=2&page[]=3&words=%E2%80%AE%25_%5C%EF%BF%BE&next=//elsewhere.example",
    "page=%00&words=" + "q" * 10_000 + "&=%00&&&==&%",
)
ODD_HEADERS = (
    {"Host": "elsewhere.example"},
    {"Host": "a b"},
    {"Host": "[::1"},
    {"Host": "localhost:99999999"},
    {"Host": "h" * 3000},
    {"Accept": "application/json;q=nan, \xff"},
    {"Cookie": "canopy=garbage"},
    {"Cookie": "canopy=.eJw.a.b; canopy=c"},
    {"Cookie": "\xff\xfe=;;;=,"},
    {"Cookie": "canopy=" + "a" * 8000},
    {"If-None-Match": 'W/"x", *'},
    {"If-Modified-Since": "31 Feb"},
    {"Range": "bytes=0-1,5-,-9"},
    {"Range": "bytes=99999999999999999999-"},
    {"X-Forwarded-For": "x,y", "X-Forwarded-Proto": "gopher", "X-Forwarded-Host": "elsewhere.example"},
    {"Authorization": "Basic %%%"},
    {"Content-Type": "text/html; charset=utf-7"},
    {"Content-Length": "abc"},
    {"Content-Length": "-1"},
    {"Content-Length": "9" * 30},
    {"Transfer-Encoding": "chunked"},
    {"X-Requested-With": "fetch"},
    {"Referer": "\xff", "Origin": "null"},
)


def everything(asker: Asker) -> list[Target]:
    return [each for method in ("GET", "POST") for each in targets(asker.app, asker.scene, method)]


@pytest.mark.only_on("sqlite", "no database is asked")
def test_an_unusual_method_is_answered_and_changes_nothing(asker: Asker) -> None:
    all_targets = everything(asker)
    for target in all_targets:
        asker.client(target.who)
    with watching(asker.app) as watch:
        assert watch.sees_change()
        for target in all_targets:
            for method in METHODS:
                answer = asker.ask(target.who, target.path, method=method)
                usual = {"OPTIONS": 200, "HEAD": answer.status_code}.get(method, 405)
                assert answer.status_code in (usual, 400 if method in ("PUT", "PATCH", "DELETE") else usual)
                assert not watch.sees_change(), (method, target)


def with_odd_parts(target: Target) -> Iterator[str]:
    """The address with each of its ids replaced by each odd one."""
    parts, rule = target.path.split("/"), target.rule.split("/")
    for place, part in enumerate(rule):
        if part.startswith("<"):
            for odd in ODD_IDS:
                yield "/".join([*parts[:place], odd, *parts[place + 1 :]])


def test_an_address_with_an_odd_part_leads_nowhere(asker: Asker) -> None:
    asked = 0
    for target in everything(asker):
        form = {"data": {"csrf_token": asker.token(target.who)}} if target.method == "POST" else {}
        for path in list(with_odd_parts(target))[:: 1 if target.method == "GET" else 4]:
            asked += 1
            answer = asker.ask(target.who, path, method=target.method, **form)
            assert "X-Odd" not in answer.headers
    assert asked > 900


def test_an_odd_question_mark_is_passed_over(asker: Asker) -> None:
    lists = 0
    for target in targets(asker.app, asker.scene, "GET"):
        for query in () if target.path.endswith(RECORDED) else ODD_QUERIES:
            answer = asker.ask(target.who, f"{target.path}?{query}")
            if 'name="words"' in answer.text:
                lists += 1
                check_page(answer.text)
    assert lists > len(ODD_QUERIES)


def test_no_role_finds_a_fault_where_it_has_no_business(asker: Asker) -> None:
    token, refused = {who: asker.token(who) for who in ROLES}, 0
    for target in everything(asker):
        for who in set(ROLES).difference(target.opens):
            data = {"csrf_token": token[who], "odd": "\0"} if target.method == "POST" else None
            answer = asker.ask(who, f"{target.path}?page=%00&words=%FF", method=target.method, data=data)
            refused += answer.status_code in (403, 404)
    assert refused > 300


@pytest.mark.only_on("sqlite", "no database is asked for a header")
def test_odd_headers_do_no_harm(asker: Asker) -> None:
    pages = [each for each in targets(asker.app, asker.scene, "GET") if each.who in ("signed out", "director")][::4]
    assert len(pages) > 8
    for target in pages:
        for headers in ODD_HEADERS:
            asker.ask(target.who, target.path, headers=headers)
