"""A cohort's list of fellows leaves piece by piece, and nobody waits for it."""

import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from programme.cohorts.models import Fellow
from programme.cohorts.queries import roster
from programme.core.connections import Use
from programme.core.db import expect, transaction
from programme.core.tables import writing
from programme.core.tables.reading import read_table
from programme.core.tables.writing import csv_pieces, xlsx_pieces
from tests.cohorts.conftest import Year
from tests.support.pages import CheckingClient
from tests.support.statements import statements

FELLOWS = 9


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "AT_ONCE", 2)
    monkeypatch.setattr(writing, "PIECE", 1)


def filled(year: Year) -> UUID:
    """Fellows enough for several pieces, each with a mentor; the last one's id."""
    for number in range(FELLOWS):
        fellow = year.world.fellow(year.cohort, f"Fellow {number}")
        year.world.mentor(fellow)
    return fellow.id


def taken(client: CheckingClient, address: str) -> Iterator[bytes]:
    """The list of fellows as it comes, piece by piece; to be taken outside the test's own context."""
    answer = FlaskClient.open(client, address)
    assert answer.is_streamed
    yield from answer.iter_encoded()
    answer.close()


def change_employer(app: Flask, fellow_id: UUID) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Fellow, fellow_id).employer = "Written meanwhile"


def test_others_write_while_a_roster_is_taken_away(app: Flask, year: Year, small_pieces: None) -> None:
    last = filled(year)

    with ThreadPoolExecutor(1) as taker, ThreadPoolExecutor(1) as other:  # neither in the test's own context
        pieces = taken(year.directing(), f"{year.at}/export.csv")
        began = taker.submit(lambda: [next(pieces), next(pieces)]).result()
        other.submit(change_employer, app, last).result(timeout=5)
        content = b"".join(began + taker.submit(list, pieces).result())
    rows = read_table(content).rows
    assert [row[0] for row in rows] == [f"Fellow {number}" for number in range(FELLOWS)]
    assert all(row[7] for row in rows)
    assert b"Written meanwhile" not in content


def test_only_what_is_taken_is_read(year: Year, small_pieces: None) -> None:
    filled(year)
    client = year.directing()
    with statements() as seen, ThreadPoolExecutor(1) as taker:
        counts = taker.submit(lambda: [seen.count for _ in taken(client, f"{year.at}/export.csv")]).result()
    assert len(set(counts)) > FELLOWS // 2


def test_a_long_read_stops_nobody_from_writing(app: Flask, year: Year, small_pieces: None) -> None:
    last = filled(year)

    expect(Use.WRITING)
    lines = roster.all_lines(cohort_id=year.cohort_id)
    next(lines)
    with ThreadPoolExecutor(1) as other:
        other.submit(change_employer, app, last).result(timeout=5)
    assert [each.row.employer for some in lines for each in some][-1] == ""


Pieces = Callable[..., Iterator[bytes]]


@pytest.mark.parametrize("pieces", [csv_pieces, partial(xlsx_pieces, title="Fellows")])
def test_a_table_of_any_length_takes_the_same_room(pieces: Pieces) -> None:
    assert room(pieces, 20_000) < 1.2 * room(pieces, 5_000)


def room(pieces: Pieces, how_many: int) -> int:
    """The most bytes that were held while a table of so many rows was written."""
    rows = ((f"Fellow {number}", f"{number}@example.org", "Riverside", number) for number in range(how_many))
    tracemalloc.start()
    try:
        for _ in pieces(("Name", "Email", "Host", "Number"), rows):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
