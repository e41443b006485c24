"""Files with anything in them, from the upload page to what the worker does, on both databases."""

import io
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from programme.access.policy import Role
from programme.cohorts.service import rosters
from programme.core.db import db
from programme.core.jobs.models import JobState
from programme.core.tables.writing import to_csv, to_xlsx
from programme.surveys.service import imports
from tests.support.filling import fields_of
from tests.support.importing import Walk
from tests.support.pages import CheckingClient
from tests.support.world import World

SECRET = "Quaggasecret"
some = settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ODD = st.sampled_from(
    ["", "\0", "a\x01b", "\ufffe", "a\nb", "\u202ex", "=1+1", "'@", "1e999", "nan", "-0", "1,5", "٣", "²", "x" * 300,
     "0000-00-00", "31/12/9999", "1/1/0001", "<script>", "🙂" * 50, "A81001", "nurse", "a@example.org", "A@EXAMPLE.ORG"]
)  # fmt: skip
TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
SCORE = st.sampled_from(["1", "2", "3.5", "5", "", "0", "6", " 4 "]) | ODD | TEXT
ROSTER = ("Full name", "Email", "Profession", "Grade", "Host", "ODS code", "Mentor", "Mentor email", "Start date")
NAMES = ("a\nb\x01c", "ready_t0", "ready_t2", "\u202eplace", "ready_t0 ", "", "²_t²", "x" * 60, "ready\n_t1", "\ufffe")
NOISE = st.binary(max_size=60).map(lambda found: b"PK\x03\x04" + found) | st.binary(max_size=80)


def tables(header: st.SearchStrategy[tuple[str, ...]], cell: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """Files of either kind with such a header and some rows."""

    def of(names: tuple[str, ...]) -> st.SearchStrategy[bytes]:
        rows = st.lists(st.tuples(*[cell] * len(names)), max_size=5)
        return st.builds(_file, st.just(names), rows, st.booleans())

    return header.flatmap(of)


def _file(names: tuple[str, ...], rows: list[tuple[str, ...]], is_xlsx: bool) -> bytes:
    return to_xlsx(names, rows, "odd") if is_xlsx else to_csv(names, rows)


@dataclass
class Desk:
    """A director with a cohort to import into."""

    world: World
    cohort_id: UUID
    client: CheckingClient

    def asked(self, answer: TestResponse) -> TestResponse:
        db.session.rollback()
        assert answer.status_code in (200, 302), answer.status_code
        return answer

    def upload(self, where: str, content: bytes, name: str = "odd.csv") -> TestResponse:
        address = f"/cohorts/{self.cohort_id}/{where}/import"
        form = {"file": (io.BytesIO(content), name)}
        return self.asked(self.client.send(address, form, content_type="multipart/form-data"))

    def done(self, job: str, address: str) -> None:
        """What was taken by the last page is brought in by the job, or refused by it in words of a rule."""
        finished = self.world.do(job, UUID(address.rpartition("/")[2]))
        assert finished.state is JobState.DONE, finished.reason
        self.asked(self.client.get(address))


@pytest.fixture
def desk(app: Flask) -> Desk:
    world = World(app)
    programme = world.programme()
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme.id)
    cohort_id = world.cohort(programme).id
    return Desk(world, cohort_id, world.client(director))


def walk_roster(desk: Desk, content: bytes) -> str:
    """How far a roster came: refused, checked or imported."""
    taken = desk.upload("fellows", content)
    if taken.status_code == 200:
        assert "Error: " in taken.text
        return "refused"
    address = urlsplit(taken.location).path
    desk.asked(desk.client.get(address))
    desk.asked(desk.client.send(f"{address}/start"))
    if "Nothing was imported" in desk.asked(desk.client.get(address)).text:
        return "checked"
    desk.done(rosters.JOB, address)
    return "imported"


def walk_results(desk: Desk, content: bytes, number: int) -> str:
    """How far results came: refused, uploaded, mapped, checked or imported."""
    walk = Walk(desk.world, desk.cohort_id, desk.client)
    if desk.asked(walk.upload(content)).status_code == 200:
        return "refused"
    offered = fields_of(desk.asked(desk.client.get(f"{walk.address}/columns")).text)
    person, places = offered["person"].values[1:], offered["organisation"].values
    chosen = {"title": f"Odd {number}", "person": person[0], "organisation": places[1:2]}
    if desk.asked(walk.columns(**chosen)).status_code == 200:
        return "uploaded"
    shown = fields_of(desk.asked(desk.client.get(f"{walk.address}/scales")).text)
    scales, waves = (sum(name.startswith(each) for name in shown) for each in ("low_", "stage_"))
    if desk.asked(walk.scales([(1, 5)] * scales, ["T0", "T1", "T2", "T3", "T4", "T5"][:waves])).status_code == 200:
        return "mapped"
    desk.asked(walk.check())
    desk.asked(walk.start())
    if "Nothing was imported" in desk.asked(walk.check()).text:
        return "checked"
    desk.done(imports.JOB, walk.address)
    return "imported"


def test_a_roster_with_anything_in_it_is_imported_or_refused_in_words(desk: Desk) -> None:
    ends = []

    @some
    @given(tables(st.just(ROSTER), ODD | TEXT) | tables(st.permutations(ROSTER).map(tuple), ODD) | NOISE)
    def is_answered(content: bytes) -> None:
        ends.append(walk_roster(desk, content))

    is_answered()
    row = ("Zoë\x01 Ng", "zoe@example.org", "nurse", "\ufffe", "Hill\nTrust", "", "", "", "")
    assert walk_roster(desk, to_csv(ROSTER, [row])) == "imported"
    assert {"refused", "checked"} <= set(ends)


def test_results_with_anything_in_them_are_imported_or_refused_in_words(desk: Desk) -> None:
    ends = []
    usual = st.just(("person", "place", "ready_t0", "ready_t2"))
    odd = st.lists(st.sampled_from(NAMES), min_size=2, max_size=5).map(tuple)

    @some
    @given(tables(usual, SCORE) | tables(odd, SCORE) | NOISE)
    def is_answered(content: bytes) -> None:
        ends.append(walk_results(desk, content, len(ends)))

    is_answered()
    assert {"refused", "checked"} <= set(ends)


def test_a_column_whose_name_has_two_lines_can_be_chosen_and_is_imported(desk: Desk) -> None:
    header, rows = ("Person\nnumber", "Pla\x01ce\nof work", "ready_t0", "ready_t2"), [("1", "A\nB\x01", "1", "2")]
    content = to_xlsx(header, [*rows, ("2", "\ufffe", "3", "4"), ("3", "C", "2", "5")], "odd")
    assert walk_results(desk, content, 0) == "imported"
    assert "A B" in desk.client.get("/organisations").text


def test_the_name_of_a_file_is_shown_without_what_no_page_can_hold(desk: Desk) -> None:
    content = to_csv(("person", "place", "ready_t0", "ready_t2"), [("1", "a", "2", "3")])
    for name in (b"filename*=utf-8''a%00b%01.csv", b"filename*=utf-8''%EF%BF%BE", b"filename*=utf-8''%ED%A0%80%0A.csv",
                 b'filename="' + b"x" * 5000 + b'"'):  # fmt: skip
        token, end = desk.client.token().encode(), b"--B--\r\n"
        parts = [(b'name="csrf_token"', token), (b'name="file"; ' + name, content)]
        body = b"".join(b"--B\r\nContent-Disposition: form-data; " + a + b"\r\n\r\n" + b + b"\r\n" for a, b in parts)
        kind = {"content_type": "multipart/form-data; boundary=B"}
        answer = desk.client.post(f"/cohorts/{desk.cohort_id}/surveys/import", data=body + end, **kind)
        assert answer.status_code == 302
        desk.asked(desk.client.get(answer.location))


def test_a_fault_names_its_row_and_column_and_nothing_that_stands_elsewhere(desk: Desk) -> None:
    roster = to_csv(ROSTER, [(SECRET, "no address", "nurse", SECRET, SECRET, "", "", "", "")])
    taken = desk.upload("fellows", roster)
    page = desk.asked(desk.client.get(taken.location)).text
    assert "“no address” is no email address" in page
    walk = Walk(desk.world, desk.cohort_id, desk.client)
    rows = [(SECRET, SECRET, "9", "2"), ("2", SECRET, "x", "")]
    walk.upload(to_csv(("person", "place", "ready_t0", "ready_t2"), rows))
    walk.columns(title="Faulty", person="person", organisation=["place"])
    walk.scales([(1, 5)], ["T0", "T2"])
    page = walk.check().text
    assert SECRET not in page
    assert "ready_t0" in page
    assert walk.start().status_code == 302
    assert "Nothing was imported" in walk.check().text
