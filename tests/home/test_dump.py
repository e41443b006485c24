"""What somebody learns who has the database, and no key: no private word, and no person beside an answer."""

import base64
import logging
import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from pythonjsonlogger.json import JsonFormatter
from sqlalchemy import Date, DateTime, select, text

from programme.accounts.models import Person
from programme.cohorts.models import Fellow, RosterImport
from programme.core.crypto import keyring
from programme.core.db import Base, db, transaction
from programme.core.links import digest_of
from programme.equality import service as equality
from programme.equality.models import EqualityAnswer
from programme.equality.queries import PURPOSE as EQUALITY
from programme.reflections.models import Reflection
from programme.surveys.models import Draft, Response, SurveyInvitation
from programme.surveys.queries.answering import ANSWERS, DRAFTS
from tests.support import living
from tests.support.answering import FIRST, sitting
from tests.support.databases import Dump, as_bytes, rows_of_every_table, sqlite_file
from tests.support.pages import CheckingClient
from tests.support.scene import WRITTEN, Scene
from tests.support.world import World

# What was said under a pseudonym; each of these tables has no row numbers, nor have those that say who was asked.
SAID = ("responses", "drafts", "equality_answers")
UNORDERED = {*SAID, "survey_invitations", "survey_mails"}
SHARED = {"wave_id", "cohort_id", "questionnaire_id"}


@dataclass
class Stolen:
    """A copy of the scene's database, opened as rows, and the application that it was taken from."""

    app: Flask
    tables: Dump


@pytest.fixture
def stolen(scene: Scene, tmp_path: Path) -> Iterator[Stolen]:
    with scene.played(tmp_path) as app:
        yield Stolen(app, rows_of_every_table())


def forms(secret: bytes) -> tuple[bytes, ...]:
    """A secret in each form in which it could be written down."""
    plain = base64.b64encode(secret).rstrip(b"=")
    return secret, secret.hex().encode(), secret.hex().upper().encode(), plain, plain.translate(URL_SAFE)


URL_SAFE = bytes.maketrans(b"+/", b"-_")


def where_found(tables: Dump, secrets: Sequence[bytes], passed_over: Sequence[str] = ()) -> set[str]:
    """The columns in which one of the secrets stands, in any form."""
    wanted = re.compile(b"|".join(re.escape(form) for secret in secrets for form in forms(secret)))
    return {
        f"{table}.{column}"
        for table, rows in tables.items()
        if table not in passed_over
        for row in rows
        for column, value in row.items()
        if wanted.search(as_bytes(value))
    }


def ids(tables: Dump, *names: str) -> list[bytes]:
    """The keys of these tables, both with and without hyphens."""
    found = [uuid.UUID(str(row["id"])) for name in names for row in tables[name]]
    return [form for each in found for form in (str(each).encode(), each.hex.encode(), each.bytes)]


def test_no_row_holds_a_private_word(stolen: Stolen) -> None:
    assert "fellow" in {str(row["role"]) for row in stolen.tables["grants"]}, "the scene is there"
    assert where_found(stolen.tables, [word.encode() for word in WRITTEN.all()]) == set()


def test_the_private_words_are_there_for_who_holds_the_key(stolen: Stolen) -> None:
    """Else the tests around this one would find nothing whatever was stored."""
    rows = db.session.scalars(select(Reflection.content)), db.session.scalars(select(Response.texts))
    more = db.session.scalars(select(Draft.content)), db.session.scalars(select(Fellow.leaving_reason))
    last = db.session.scalars(select(EqualityAnswer.answers)), db.session.scalars(select(RosterImport.filename))
    said = "\n".join(str(each) for found in (*rows, *more, *last) for each in found)
    assert [word for word in WRITTEN.all() if word not in said] == []


def test_no_byte_of_the_files_beside_the_database_or_in_it_is_a_private_word(
    stolen: Stolen, tmp_path: Path, database: str
) -> None:
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert tmp_path / ("canopy.db" if database == "sqlite" else "queue.db") in files
    for path in files:
        stored = path.read_bytes()
        assert [word for word in WRITTEN.all() if word.encode() in stored] == [], path.name


def test_no_pseudonym_stands_anywhere_but_beside_its_own_answers(stolen: Stolen) -> None:
    for table in SAID:
        pseudonyms = sorted({as_bytes(row["pseudonym"]) for row in stolen.tables[table]})
        assert pseudonyms, table
        assert where_found(stolen.tables, pseudonyms) == {f"{table}.pseudonym"}


def test_no_pseudonym_of_a_purpose_can_be_had_from_what_is_stored(stolen: Stolen) -> None:
    """The salts are encrypted; and each purpose has pseudonyms of its own."""
    salts = [salt for salt in db.session.scalars(select(Person.salt)) if salt is not None]
    assert len(set(salts)) == len(salts) > 20
    assert where_found(stolen.tables, salts) == set()
    ring, made = keyring(), {as_bytes(row["pseudonym"]) for table in SAID for row in stolen.tables[table]}
    of = {purpose: {ring.pseudonym(purpose, salt) for salt in salts} for purpose in (ANSWERS, DRAFTS, EQUALITY)}
    assert all(of[purpose] & made for purpose in of)
    assert len(set().union(*of.values())) == 3 * len(salts)


def test_no_person_fellow_invitation_or_address_stands_beside_an_answer(stolen: Stolen) -> None:
    tables = stolen.tables
    said = {table: tables[table] for table in SAID}
    secrets = ids(tables, "people", "fellows", "survey_invitations", "grants", "reflections", "participants", "outbox")
    secrets += [str(row[name]).encode() for row in tables["people"] for name in ("email", "full_name")]
    secrets += [str(row["digest"]).encode() for row in tables["links"]]
    assert len(secrets) > 200
    assert where_found(said, secrets) == set()


def test_an_answer_shares_no_value_with_any_other_table_but_its_wave_cohort_and_questionnaire(stolen: Stolen) -> None:
    said = {
        as_bytes(value)
        for table in SAID
        for row in stolen.tables[table]
        for column, value in row.items()
        if column not in SHARED and value is not None
    }
    others = {
        as_bytes(value)
        for table, rows in stolen.tables.items()
        if table not in SAID
        for row in rows
        for value in row.values()
    }
    assert said
    assert said & others == set()


def test_what_is_said_and_who_is_asked_have_no_moment_and_no_number() -> None:
    for name in sorted(UNORDERED - {"survey_mails"}):
        for column in Base.metadata.tables[name].columns:
            assert not isinstance(getattr(column.type, "impl", column.type), Date | DateTime), column
    assert {each.name for each in Base.metadata.tables["survey_invitations"].columns} == {
        "id", "wave_id", "fellow_id", "has_answered",
    }  # fmt: skip
    for name in SAID:
        reached = {key.column.table.name for key in Base.metadata.tables[name].foreign_keys}
        assert reached <= {"waves", "cohorts", "questionnaire_versions"}, name


@pytest.mark.only_on("sqlite", "PostgreSQL has no row numbers")
def test_the_tables_whose_order_would_tell_have_no_row_numbers(stolen: Stolen, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "canopy.db")) as raw:
        made = dict(raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        assert {name for name, sql in made.items() if re.search(r"WITHOUT ROWID\s*$", sql)} == UNORDERED | {"reaches"}
        for name in UNORDERED:
            with pytest.raises(sqlite3.OperationalError, match="rowid"):
                raw.execute(f"SELECT rowid FROM {name}")  # noqa: S608 - our own words


def correlation(order: Sequence[int]) -> float:
    """Spearman's correlation of an order with the one in which things came."""
    n = len(order)
    return 1 - 6 * sum((place - came) ** 2 for place, came in enumerate(order)) / (n * (n * n - 1))


@pytest.mark.only_on("sqlite", "PostgreSQL keeps rows as they came until they are put to rest, as surveys test")
def test_the_order_of_rows_tells_nothing_of_the_order_in_which_people_answered(world: World, app: Flask) -> None:
    cohort = living.cohort_now(world.programme())
    cohort_id = cohort.id
    people = [world.fellow(cohort, f"Fellow {number}", signed_up=False) for number in range(40)]
    wave = living.wave_of(living.asked(cohort), "T0")
    came: dict[str, list[bytes]] = {name: [] for name in ("responses", "equality_answers", "survey_invitations")}
    for row in people:
        came["responses"].append(living.answer(wave, row, living.all_with(3)))
        with transaction() as session:
            salt = session.get_one(Person, row.person_id).salt
            assert salt is not None
            equality.keep(cohort_id, salt, {"age": "40 to 49"})
            came["equality_answers"].append(keyring().pseudonym(EQUALITY, salt))
            mine = SurveyInvitation.fellow_id == row.id
            came["survey_invitations"].append(session.scalars(select(SurveyInvitation.id).where(mine)).one().bytes)
    db.session.rollback()
    with closing(sqlite3.connect(sqlite_file(app))) as raw:
        raw.row_factory = sqlite3.Row
        for table, moments in came.items():
            rows = raw.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own words
            keys = [row["id" if table == "survey_invitations" else "pseudonym"] for row in rows]
            found = [bytes.fromhex(each) if isinstance(each, str) else bytes(each) for each in keys]
            assert found == sorted(moments), table
            assert abs(correlation([moments.index(each) for each in found])) < 0.8, table


@pytest.mark.only_on("postgresql", "it alone tells which transaction wrote a row, and where it lies")
def test_equality_answers_lie_as_if_all_had_come_at_once(world: World) -> None:
    """A row's transaction and place would tell who had signed in just before it was written."""
    cohort = living.cohort_now(world.programme())
    cohort_id = cohort.id
    for number in range(8):
        salt = world.fellow(cohort, f"Fellow {number}", signed_up=False).person.salt
        assert salt is not None
        with transaction():
            equality.keep(cohort_id, salt, {"age": "40 to 49"})
    told = text("SELECT pseudonym, xmin::text AS written FROM equality_answers ORDER BY ctid")
    rows = db.session.execute(told).all()
    assert len(rows) == 8
    assert len({row.written for row in rows}) == 1
    assert [bytes(row.pseudonym) for row in rows] == sorted(bytes(row.pseudonym) for row in rows)


def changed(before: Dump, after: Dump) -> dict[str, tuple[int, int]]:
    """By table, how many rows are no longer as they were, and how many are there now that were not."""
    found = {}
    for name, rows in after.items():
        was, now = ({repr(sorted(row.items(), key=str)) for row in each} for each in (before[name], rows))
        if was != now:
            found[name] = (len(was - now), len(now - was))
    return found


def test_sending_answers_leaves_no_trace_but_the_answers_and_that_somebody_answered(world: World) -> None:
    """Neither audit, mails, links nor people change, so nothing there has a moment to lay beside the answers."""
    seat = sitting(world)
    path, token = seat.path, seat.client.token()
    before = rows_of_every_table()
    typed = {"csrf_token": token, "item-systems-1": "4", "sequence": "10"}
    assert seat.client.post(f"{path}/{FIRST}", data=typed).status_code == 302
    assert changed(before, rows_of_every_table()) == {"drafts": (0, 1)}
    assert seat.client.post(f"{path}/send", data={"csrf_token": token}).status_code == 302
    assert changed(before, rows_of_every_table()) == {"responses": (0, 1), "survey_invitations": (1, 1)}


class Heard(logging.Handler):
    """Keeps every line of the logs as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record) + repr(record.__dict__))


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Everything that anybody logs, however small."""
    handler, loggers = Heard(), [logging.getLogger(name) for name in (None, "canopy")]
    levels = [each.level for each in loggers]
    for each in loggers:
        each.addHandler(handler)
        each.setLevel(logging.DEBUG)
    yield handler
    for each, level in zip(loggers, levels, strict=True):
        each.removeHandler(handler)
        each.setLevel(level)


def test_the_logs_of_a_whole_answering_by_link_name_nobody_and_no_link(
    world: World, heard: Heard, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = sitting(world, "Siobhan Adeyemi")
    email = seat.fellow.person.email
    path, client = seat.path, seat.client
    for end in ("", f"/{FIRST}", "/review", "/later"):
        assert client.get(f"{path}{end}").status_code == 200
    assert seat.saves("systems-1", 4, 5).status_code == 200
    assert seat.saves("systems-1", "a word of theirs", 6).status_code == 422
    assert seat.gives(FIRST, {"systems-2": 3}).status_code == 302
    assert seat.gives("looking-at-the-whole", {"helped": WRITTEN.free_text}).status_code == 302
    fails(monkeypatch, client, f"{path}/send")
    assert seat.sends().status_code == 302
    assert client.get(f"{path}/thanks").status_code == 200
    assert client.get(f"/answer/{seat.token}x").status_code == 404
    [sent] = seat.responses()
    secrets = [seat.token, digest_of(seat.token), "Siobhan", email, WRITTEN.free_text, "word of theirs"]
    secrets += [str(each) for key in (seat.person_id, seat.fellow_id, seat.invitation().id) for each in (key, key.hex)]
    secrets += [form.decode("latin-1") for form in forms(bytes(sent.pseudonym))]
    said = "\n".join(heard.lines) + "".join(capfd.readouterr())
    assert said.count("/answer/<token>") > 10
    assert "unexpected error" in said
    assert [secret for secret in secrets if secret in said] == []


def fails(monkeypatch: pytest.MonkeyPatch, client: CheckingClient, path: str) -> None:
    """Something unforeseen happens while answers are sent, and says what it was at work on."""

    def fail(*_: object) -> None:
        raise RuntimeError(f"Cannot send {WRITTEN.free_text} of Siobhan Adeyemi")

    broken: Callable[..., None] = fail
    with monkeypatch.context() as patch:
        patch.setattr("programme.surveys.service.answering.score", broken)
        patch.setitem(client.application.config, "PROPAGATE_EXCEPTIONS", False)
        assert client.send(path).status_code == 500
